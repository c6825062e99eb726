/**
 * Sets maths with KaTeX, which comes with its style sheet when the first formula does. A paragraph
 * is read anew while it grows, so what was set once is kept.
 */
import katex from "katex";
import { cleanInPlace } from "markdown/sanitize.js";

const OPTIONS = { throwOnError: true, trust: false, maxSize: 40, maxExpand: 300 };
const MOST_CHARS = 5_000;
const MOST_BRACES = 50; // one in the other
const MOST_LEVELS = 500; // of elements: browsers walk down by recursion, and somewhere below lies the end of their stack
const MOST_KEPT = 500;
const kept = new Map();

/** Resolves when the style sheet is there, so that no formula is seen unstyled. */
export const ready = new Promise((resolve) => {
  const sheet = document.createElement("link");
  sheet.rel = "stylesheet";
  sheet.href = import.meta.resolve("katex.css");
  sheet.addEventListener("load", resolve);
  sheet.addEventListener("error", resolve);
  document.head.append(sheet);
});

/**
 * @param {HTMLElement} code holds the formula as text; it is replaced by the formula
 * @returns {HTMLElement|null} the formula; null: it is shown as it was written
 */
export function set(code) {
  const { textContent: tex, dataset } = code;
  const key = `${dataset.maths} ${tex}`;
  if (!kept.has(key)) keep(key, formula(tex, dataset.maths === "display"));
  const placed = kept.get(key)?.cloneNode(true) ?? null;
  if (placed) code.replaceWith(placed);
  else code.classList.add("maths-unread");
  return placed;
}

function keep(key, element) {
  if (kept.size >= MOST_KEPT) kept.delete(kept.keys().next().value);
  kept.set(key, element);
}

/** @returns {HTMLElement|null} null where KaTeX can't read it, or it would be too much */
function formula(tex, displayMode) {
  if (tex.length > MOST_CHARS || braces(tex) > MOST_BRACES) return null;
  const element = document.createElement("span");
  element.className = displayMode ? "maths maths-display" : "maths";
  element.dataset.tex = tex;
  try {
    katex.render(tex, element, { ...OPTIONS, displayMode });
  } catch {
    return null;
  }
  if (isDeep(element)) return null;
  cleanInPlace(element);
  return element;
}

/** How deep they lie in each other. @param {string} tex */
function braces(tex) {
  let [depth, deepest] = [0, 0];
  for (const [sign] of tex.matchAll(/(?<!\\)[{}]/g)) {
    depth += sign === "{" ? 1 : -1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

/** Macros can nest what has no braces. @param {Element} element */
function isDeep(element) {
  let [level, depth] = [[element], 0];
  while (level.length) {
    if ((depth += 1) > MOST_LEVELS) return true;
    level = level.flatMap(({ children }) => [...children]);
  }
  return false;
}
