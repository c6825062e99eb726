/** The context desk: what the next request will hold, with tokens and price, and what can be changed of it. */
import * as api from "chat/api.js";
import { button, byId, el } from "dom.js";
import { deskHead, deskMessages } from "chat/desk_body.js";
import { show } from "chat/dialogs.js";
import { InstructionsEditor } from "chat/instructions.js";
import { mark } from "chat/marks.js";

const MOST_CHARS = 500_000; // of a draft: what is longer is read in parts anyway

export class Desk {
  /**
   * @param {{store: import("chat/store.js").Store, composer: import("chat/composer.js").Composer,
   *   model: () => string, onProblem: (error: Error) => void}} parts
   */
  constructor(parts) {
    Object.assign(this, parts);
    byId("open-desk").addEventListener("click", () => this.open());
    byId("open-desk").disabled = false;
    this.store.on("marked", () => this.#refresh());
  }

  /** Shows it until it is closed. @param {{write?: boolean}} how `write`: to write instructions */
  async open({ write = false } = {}) {
    if (this.body) return;
    const [head, body] = [el("div", { class: "desk-body" }), el("div", { class: "desk-body", "aria-busy": "true" })];
    Object.assign(this, { head, body });
    this.editor = new InstructionsEditor(this.store, () => this.#refresh());
    const close = button(gettext("Close"), { iconName: "close", quiet: true, class: "icon-button sheet-close" });
    close.addEventListener("click", () => close.closest("dialog").close(""));
    const closed = show(gettext("What Claude is told next"), [close, head, this.editor.element, body], "sheet");
    if (write) this.editor.open();
    await this.#refresh();
    await closed;
    this.body = null;
    this.composer.focus();
  }

  /** The newest answer to several questions counts. */
  async #refresh() {
    const { body, store } = this;
    if (!body) return;
    const asked = (this.asked = {});
    const { text, attachments } = this.composer.draft();
    try {
      const found = await api.nextRequest({
        text: text.slice(0, MOST_CHARS),
        attachments,
        conversation: store.conversation?.id ?? null,
        parent: store.messages.at(-1)?.id ?? null,
        model: this.model(),
        assistant: store.conversation ? null : store.currentAssistant()?.id ?? null,
      });
      if (this.body === body && this.asked === asked) this.#paint(found);
    } catch (error) {
      body.replaceChildren(el("p", { class: "dialog-problem", role: "alert" }, error.message));
    }
    body.removeAttribute("aria-busy");
  }

  #paint(found) {
    const { head, body } = this;
    const isOpen = body.querySelector(".desk-gone")?.open;
    const keep = body.contains(document.activeElement) ? document.activeElement.dataset.keep : null;
    const dialog = body.closest("dialog");
    const top = dialog.scrollTop;
    this.editor.take(found.instructions);
    head.replaceChildren(...deskHead(found));
    body.replaceChildren(...deskMessages(found, {
      mark: (id, wanted) => this.#act(mark(this.store, id, wanted)),
      summarise: (summarises) => this.#act(this.#change({ summarises })),
    }));
    if (isOpen && body.querySelector(".desk-gone")) body.querySelector(".desk-gone").open = true;
    dialog.scrollTop = top;
    if (keep) body.querySelector(`[data-keep="${keep}"]`)?.focus();
  }

  async #change(wanted) {
    this.store.changeConversation((await api.change(this.store.conversation.id, wanted)).conversation);
    await this.#refresh();
  }

  /** What went wrong is said here: the page behind can't be read now. */
  async #act(doing) {
    try {
      await doing;
    } catch (error) {
      this.body?.prepend(el("p", { class: "dialog-problem", role: "alert" }, error.message));
    }
  }
}
