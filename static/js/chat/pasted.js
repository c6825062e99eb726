/**
 * Long texts that were pasted: kept beside the field, not in it, so that typing stays light however
 * long they are. They are sent before what is typed, as material comes before the question.
 */
import { button, el, icon } from "dom.js";
import { number } from "format.js";

const LONG_CHARS = 8_000;
const LONG_LINES = 150;
const SHOWN_CHARS = 60;

/** Whether a text is long enough to be kept beside the field. @param {string} text */
export function isLong(text) {
  return text.length > LONG_CHARS || text.split("\n", LONG_LINES + 1).length > LONG_LINES;
}

export class Pasted {
  /** @param {HTMLElement} row where the texts are shown @param {() => void} onChange */
  constructor(row, onChange) {
    this.row = row;
    this.onChange = onChange;
    this.texts = [];
  }

  /** @param {string[]} texts */
  set(texts) {
    this.texts = texts;
    this.row.replaceChildren(...texts.map((text, index) => this.#chip(text, index)));
    this.row.hidden = !texts.length;
  }

  /** @param {string} text */
  add(text) {
    this.set([...this.texts, text]);
    this.onChange();
  }

  /** All that is to be sent. @param {string} typed */
  with(typed) {
    return [...this.texts, ...(typed.trim() ? [typed] : [])].join("\n\n");
  }

  #chip(text, index) {
    const lines = text.split("\n").length;
    const size = interpolate(ngettext("%s line", "%s lines", lines), [number(lines)]);
    const drop = button(gettext("Remove the pasted text"), { iconName: "close", quiet: true, class: "icon-button" });
    drop.addEventListener("click", () => {
      this.set(this.texts.filter((_, at) => at !== index));
      this.onChange();
    });
    const begin = el("span", { class: "chip-text", dir: "auto" }, text.trimStart().slice(0, SHOWN_CHARS));
    return el("li", { class: "chip" }, icon("paper"), begin, el("small", {}, size), drop);
  }
}
