/**
 * What clean Markdown still needs on our page: frames around code, tables that scroll by
 * themselves, pictures that ask before they are fetched, maths, and the right writing direction.
 */
import { el, icon } from "dom.js";
import { finishCode, frame } from "markdown/code_block.js";
import { whenSeen } from "markdown/when_seen.js";

const OWN_PICTURE = /^data:image\/(?:png|jpeg|gif|webp);base64,[a-z0-9+/=]+$/i;
const AT_ONCE = 60; // formulas of one block; further ones come into view first
let maths = null; // the module that sets maths, once some reply needed it

/** @param {DocumentFragment} fragment clean, not on the page yet */
export function dress(fragment) {
  for (const pre of fragment.querySelectorAll("pre")) {
    const code = pre.querySelector("code");
    if (code) pre.replaceWith(frame((pre.dataset.language ?? "").toLowerCase(), code));
  }
  for (const table of fragment.querySelectorAll("table")) {
    const scroller = el("div", { class: "table", tabindex: "0", role: "region", "aria-label": gettext("Table") });
    table.replaceWith(scroller);
    scroller.append(table);
  }
  for (const picture of fragment.querySelectorAll("[data-image]")) picture.replaceWith(askForPicture(picture));
  for (const formula of [...fragment.querySelectorAll("[data-maths]")].slice(0, AT_ONCE)) maths?.set(formula);
  for (const block of fragment.querySelectorAll("p, li, h1, h2, h3, h4, h5, h6, td, th, blockquote, summary")) {
    block.dir = "auto";
  }
}

/** Work that needs packages of its own, done when the finished block comes into view. */
export function dressLater(nodes) {
  for (const node of nodes) {
    if (node.nodeType !== Node.ELEMENT_NODE) continue;
    const codes = node.matches(".code") ? [node] : node.querySelectorAll(".code");
    for (const code of codes) finishCode(code);
    for (const formula of node.querySelectorAll("[data-maths]")) whenSeen(formula, () => setMaths(formula));
    for (const formula of node.querySelectorAll(".maths")) whenSeen(formula, async () => giveRoom(formula));
  }
}

async function setMaths(formula) {
  maths ??= await import("lazy/maths.js");
  await maths.ready;
  const placed = maths.set(formula);
  if (placed) giveRoom(placed);
}

/** What is too wide for its line gets one of its own, to be scrolled. @param {HTMLElement} formula */
function giveRoom(formula) {
  if (formula.closest(".table")) return; // that is scrolled itself
  const [line, { left, right }] = [formula.getBoundingClientRect(), formula.closest(".prose").getBoundingClientRect()];
  formula.classList.toggle("maths-wide", line.left < left - 1 || line.right > right + 1);
}

/** A remote picture tells its server who reads: it is only fetched by a click, in a tab of its own. */
function askForPicture(holder) {
  const address = holder.dataset.image;
  const label = holder.textContent || gettext("Picture");
  if (OWN_PICTURE.test(address)) return el("img", { src: address, alt: label });
  if (!/^https?:\/\//i.test(address)) return el("span", {}, label);
  const host = hostOf(address);
  return el(
    "a",
    { class: "picture", href: address, target: "_blank", rel: "noopener noreferrer nofollow" },
    icon("image"),
    el("span", {}, label),
    el("small", {}, interpolate(gettext("Open the picture from %s"), [host])),
  );
}

function hostOf(address) {
  try {
    return new URL(address).host;
  } catch {
    return address.slice(0, 60);
  }
}
