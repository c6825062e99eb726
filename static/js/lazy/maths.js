/** Sets maths with KaTeX, which comes with its style sheet when the first formula does. */
import katex from "katex";
import { cleanInPlace } from "markdown/sanitize.js";

/** Resolves when the style sheet is there, so that no formula is seen unstyled. */
export const ready = new Promise((resolve) => {
  const sheet = document.createElement("link");
  sheet.rel = "stylesheet";
  sheet.href = import.meta.resolve("katex.css");
  sheet.addEventListener("load", resolve);
  sheet.addEventListener("error", resolve);
  document.head.append(sheet);
});

/** @param {HTMLElement} code holds the formula as text; it is replaced by the formula */
export function set(code) {
  const display = code.dataset.maths === "display";
  const formula = document.createElement("span");
  formula.className = display ? "maths maths-display" : "maths";
  formula.dataset.tex = code.textContent;
  try {
    katex.render(code.textContent, formula, { displayMode: display, throwOnError: true, trust: false, maxSize: 40, maxExpand: 300 });
  } catch {
    code.classList.add("maths-unread"); // shown as it was written
    return;
  }
  cleanInPlace(formula);
  code.replaceWith(formula);
}
