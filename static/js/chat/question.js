/**
 * What a person wrote, shown as it was typed. A long one is folded; a very long one is put on the
 * page in pieces, of which the browser only lays out those in view.
 */
import { button, el } from "dom.js";
import { number } from "format.js";
import { showDirectionTricks } from "markdown/sanitize.js";

const FOLD_LINES = 14;
const FOLD_CHARS = 1400;
const PIECE_LINES = 100;

/** @param {HTMLElement} bubble @param {string} text */
export function fillQuestion(bubble, text) {
  const shown = showDirectionTricks(text);
  const lines = shown.split("\n");
  if (lines.length <= FOLD_LINES && shown.length <= FOLD_CHARS) {
    bubble.append(el("div", { class: "said" }, shown));
    return;
  }
  const start = lines.slice(0, FOLD_LINES).join("\n").slice(0, FOLD_CHARS);
  const said = el("div", { class: "said folded" }, `${start.trimEnd()}…`);
  const count = interpolate(ngettext("Show all of it (%s line)", "Show all of it (%s lines)", lines.length), [number(lines.length)]);
  const more = button(count, { class: "unfold", "aria-expanded": "false" });
  more.addEventListener("click", () => {
    said.classList.remove("folded");
    said.replaceChildren(...pieces(lines));
    more.remove();
    bubble.tabIndex = -1;
    bubble.focus({ preventScroll: true });
  });
  bubble.append(said, more);
}

/** Lines in pieces that are laid out when they come into view. @param {string[]} lines */
export function pieces(lines) {
  const parts = [];
  for (let at = 0; at < lines.length; at += PIECE_LINES) {
    parts.push(el("div", { class: "piece" }, lines.slice(at, at + PIECE_LINES).join("\n")));
  }
  return parts;
}
