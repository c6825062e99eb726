/** Instructions for one conversation: told to Claude with every message here. */
import * as api from "chat/api.js";
import { button, el, icon } from "dom.js";
import { number } from "format.js";

const MOST_CHARS = 20_000;

export class InstructionsEditor {
  /** @param {import("chat/store.js").Store} store @param {() => void} onSaved */
  constructor(store, onSaved) {
    Object.assign(this, { store, onSaved });
    const has = Boolean(store.conversation);
    this.field = el("textarea", { class: "field", rows: "3", dir: "auto", maxlength: MOST_CHARS, disabled: !has, "aria-label": gettext("Instructions for this conversation"), "aria-describedby": "instructions-count", placeholder: gettext("For example: answer in short lists") });
    this.kept = null; // what the server has
    this.count = el("small", { id: "instructions-count" });
    this.save = button(gettext("Save"), { class: "button" });
    this.problem = el("p", { class: "dialog-problem", role: "alert" });
    const hint = has ? gettext("Told to Claude with every message of this conversation.") : gettext("They can be written once the conversation has begun.");
    this.element = el("details", { class: "desk-write" },
      el("summary", {}, icon("edit"), gettext("Instructions for this conversation")),
      el("p", { class: "desk-none" }, hint), this.field,
      el("div", { class: "desk-save" }, this.count, this.save), this.problem);
    this.field.addEventListener("input", () => this.#show());
    this.save.addEventListener("click", () => this.#keep());
    this.#show();
  }

  /** What the server has; what is being written stays. @param {string} text */
  take(text) {
    if (this.kept === null) this.field.value = text;
    this.kept = text;
    this.#show();
  }

  /** Ready to be written. */
  open() {
    this.element.open = true;
    this.field.focus();
  }

  #show() {
    const values = { used: number(this.field.value.length), most: number(MOST_CHARS) };
    this.count.textContent = interpolate(gettext("%(used)s of %(most)s characters"), values, true);
    this.save.disabled = this.kept === null || this.field.value.trim() === this.kept;
  }

  async #keep() {
    this.problem.textContent = "";
    try {
      await api.change(this.store.conversation.id, { instructions: this.field.value });
      this.onSaved();
    } catch (error) {
      this.problem.textContent = error.message;
    }
  }
}
