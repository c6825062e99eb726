/** The search field: asks the server while one types; the list shows where the words were found. */
import * as api from "chat/api.js";
import { byId } from "dom.js";

const PAUSE_MS = 180;

export class Search {
  /** @param {(rows: object[]|null, words: string) => void} show null: the usual list @param {(error: Error) => void} onProblem */
  constructor(show, onProblem) {
    Object.assign(this, { show, onProblem });
    this.field = /** @type {HTMLInputElement} */ (byId("search"));
    this.timer = 0;
    this.field.addEventListener("input", (event) => event.isComposing || this.#later());
    this.field.addEventListener("compositionend", () => this.#later());
    this.field.addEventListener("keydown", (event) => this.#key(event));
  }

  focus() {
    this.field.focus();
    this.field.select();
  }

  #later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#ask(), PAUSE_MS);
  }

  async #ask() {
    clearTimeout(this.timer);
    const words = this.field.value.trim();
    if (!words) return this.show(null, "");
    try {
      const { conversations } = await api.search(words);
      if (words === this.field.value.trim()) this.show(conversations, words);
    } catch (error) {
      this.onProblem(error);
    }
    return undefined;
  }

  #key(event) {
    if (event.isComposing) return;
    const first = byId("conversations").querySelector("a");
    if (event.key === "Escape" && this.field.value) {
      event.preventDefault();
      event.stopPropagation();
      this.field.value = "";
      this.#ask();
    } else if (event.key === "ArrowDown" && first) {
      event.preventDefault();
      first.focus();
    } else if (event.key === "Enter") {
      event.preventDefault();
      first?.click();
    }
  }
}
