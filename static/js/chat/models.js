/** The model picker in the header: the conversation's own model, else the one chosen last. */
import { byId, el } from "dom.js";

export class ModelPicker {
  /** @param {import("chat/store.js").Store} store @param {import("chat/drafts.js").Drafts} drafts */
  constructor(store, drafts) {
    this.store = store;
    this.drafts = drafts;
    this.select = /** @type {HTMLSelectElement} */ (byId("model"));
    const options = (models) => models.map(({ id, name }) => el("option", { value: id }, name));
    const earlier = options(store.models.filter((model) => model.earlier));
    this.select.append(...options(store.models.filter((model) => !model.earlier)));
    if (earlier.length) this.select.append(el("optgroup", { label: gettext("Earlier models") }, ...earlier));
    this.select.addEventListener("change", () => drafts.keepModel(this.select.value));
    for (const topic of ["opened", "assistant", "turn"]) store.on(topic, () => this.#show());
    this.#show();
  }

  get value() {
    return this.select.value;
  }

  #show() {
    const known = new Set(this.store.models.map(({ id }) => id));
    const fixed = this.store.currentAssistant()?.model;
    this.select.disabled = Boolean(fixed);
    const wanted = [fixed, this.store.conversation?.model, this.drafts.model(), this.store.defaultModel, this.store.models[0]?.id];
    this.select.value = wanted.find((id) => id && known.has(id)) ?? "";
  }
}
