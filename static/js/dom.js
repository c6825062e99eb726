/** Building nodes without HTML strings. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * An element with attributes and children. `true` makes an empty attribute, `false`/`null` none.
 * @param {string} name @param {Record<string, any>} attributes @param {...(Node|string|null)} children
 */
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

const drawn = new Map();

/**
 * One of the page's own icons. It has the shapes themselves: with `use` each had a tree of its own behind it, and a
 * fifth of what a message costs the browser was that.
 * @param {string} name @returns {SVGElement}
 */
export function icon(name) {
  if (!drawn.has(name)) drawn.set(name, draw(document.getElementById(`i-${name}`)));
  return drawn.get(name).cloneNode(true);
}

function draw(symbol) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("viewBox", symbol.getAttribute("viewBox"));
  svg.setAttribute("aria-hidden", "true");
  svg.append(...symbol.cloneNode(true).childNodes);
  return svg;
}

/** A button that says what it does, by a word or, with `quiet`, by its name alone. */
export function button(label, { action, iconName, quiet = false, ...attributes }) {
  const content = quiet ? [] : [el("span", {}, label)];
  if (iconName) content.unshift(icon(iconName));
  const names = quiet ? { "aria-label": label, title: label } : {};
  return el("button", { type: "button", "data-action": action, ...names, ...attributes }, ...content);
}

/** @param {string} id @returns {HTMLElement} */
export function byId(id) {
  return document.getElementById(id);
}
