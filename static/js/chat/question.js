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
  const lines = lineCount(text);
  if (lines <= FOLD_LINES && text.length <= FOLD_CHARS) {
    bubble.append(el("div", { class: "said" }, showDirectionTricks(text)));
    return;
  }
  const start = text.slice(0, FOLD_CHARS).split("\n", FOLD_LINES).join("\n"); // the rest isn't looked at before it is shown
  const said = el("div", { class: "said folded" }, `${showDirectionTricks(start).trimEnd()}…`);
  const count = interpolate(ngettext("Show all of it (%s line)", "Show all of it (%s lines)", lines), [number(lines)]);
  const more = button(count, { class: "unfold", "aria-expanded": "false" });
  more.addEventListener("click", () => {
    said.classList.remove("folded");
    said.replaceChildren(...pieces(showDirectionTricks(text).split("\n")));
    more.remove();
    bubble.tabIndex = -1;
    bubble.focus({ preventScroll: true });
  });
  bubble.append(said, more);
}

function lineCount(text) {
  let lines = 1;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines += 1;
  return lines;
}

/** Lines in pieces that are laid out when they come into view. @param {string[]} lines */
export function pieces(lines) {
  const parts = [];
  for (let at = 0; at < lines.length; at += PIECE_LINES) {
    parts.push(el("div", { class: "piece" }, lines.slice(at, at + PIECE_LINES).join("\n")));
  }
  return parts;
}
