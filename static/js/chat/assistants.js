/** Who answers: the assistant below the title, and a menu to choose another one at any time. */
import * as api from "chat/api.js";
import { showMenu } from "chat/menu.js";
import { byId, icon, el } from "dom.js";

export class AssistantPicker {
  /** @param {import("chat/store.js").Store} store @param {(error: Error) => void} onProblem */
  constructor(store, onProblem) {
    this.store = store;
    this.onProblem = onProblem;
    this.button = byId("assistant");
    this.button.addEventListener("click", () => this.#open());
    for (const topic of ["opened", "assistant", "turn"]) store.on(topic, () => this.#show());
    this.#show();
  }

  /** The one that answers; one that is not offered any more has no name here. */
  #current() {
    const { conversation, assistant } = this.store;
    return conversation ? conversation.assistant : assistant;
  }

  #show() {
    const choices = this.store.assistantChoices();
    const current = this.#current();
    const shown = choices.find(({ id }) => id === current);
    this.button.hidden = choices.length < 2;
    const name = shown?.name ?? (current === null ? "Claude" : gettext("Earlier assistant"));
    this.button.setAttribute("aria-label", interpolate(gettext("Assistant: %s"), [name]));
    this.button.replaceChildren(icon(`assistant-${shown?.icon ?? "spark"}`), el("span", {}, name), icon("down"));
  }

  #open() {
    const current = this.#current();
    const entries = this.store.assistantChoices().map(({ id, name }) => ({
      label: name,
      chosen: id === current,
      run: () => this.#choose(id),
    }));
    showMenu(this.button, entries, gettext("Assistant"));
  }

  async #choose(id) {
    const { conversation } = this.store;
    if (!conversation) return this.store.chooseAssistant(id);
    try {
      const changed = await api.change(conversation.id, { assistant: id ?? 0 });
      return this.store.changeConversation(changed.conversation);
    } catch (error) {
      return this.onProblem(error);
    }
  }
}
