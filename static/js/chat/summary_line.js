/**
 * The line where Claude's view of the conversation begins: what stands before it was summarised, or
 * left out, to make room. Opened, it shows the summary; it can be undone.
 *
 * The receipt of the newest answer says what was cut for it, so the line shows what has happened.
 */
import * as api from "chat/api.js";
import { blockView } from "chat/blocks.js";
import { button, el, icon } from "dom.js";
import { number } from "format.js";

export class SummaryLine {
  /** @param {{store: import("chat/store.js").Store, onProblem: (error: Error) => void}} parts */
  constructor(parts) {
    Object.assign(this, parts);
    const { store } = this;
    store.on("laid", (views) => {
      this.views = views;
      this.#place();
    });
    store.on("reply", (message) => message.state !== "streaming" && this.#place());
    store.on("title", () => this.#place());
  }

  #place() {
    const { conversation, messages } = this.store;
    const cut = messages.findLast(({ usage }) => usage)?.usage.cut;
    const home = cut && this.views?.get(cut.first_kept)?.element;
    const state = JSON.stringify([conversation?.id, conversation?.summarises, cut]);
    if (!home) return this.#remove();
    if (state !== this.state) {
      this.#remove();
      this.state = state;
      this.line = this.#build(cut, conversation);
    }
    if (this.line.parentElement !== home) home.prepend(this.line);
    return undefined;
  }

  #remove() {
    this.line?.remove();
    this.state = null;
  }

  #build(cut, conversation) {
    const body = el("div", { class: "summary-body" });
    const opened = el("details", { class: "summary-line" }, el("summary", {}, icon("layers"), el("span", {}, said(cut, conversation.summarises)), icon("down")), body);
    opened.addEventListener("toggle", () => opened.open && !body.childElementCount && this.#fill(body, cut, conversation));
    return opened;
  }

  async #fill(body, cut, { id, summarises }) {
    const words = summarises ? gettext("Leave them out without a summary") : gettext("Summarise them");
    const turn = button(words, { class: "button" });
    turn.addEventListener("click", () => this.#turn(id, !summarises));
    const text = el("div", { class: "summary-text", dir: "auto" });
    body.append(text, el("div", { class: "summary-way" }, turn));
    if (!cut.summarised) return text.replaceChildren(gettext("Claude is told only that something was left out. Pinned messages stay."));
    try {
      const block = { type: "text", ...(await api.summary(id, cut.first_kept)) };
      const view = blockView(block);
      text.append(view.element);
      while (view.paint(block, true));
    } catch (error) {
      this.onProblem(error);
    }
    return undefined;
  }

  async #turn(id, summarises) {
    try {
      this.store.changeConversation((await api.change(id, { summarises })).conversation);
      this.line?.querySelector("summary").focus();
    } catch (error) {
      this.onProblem(error);
    }
  }
}

/** What has become of the messages above, or will with the next one. */
function said({ covered, summarised }, summarises) {
  const count = [number(covered)];
  if (summarised && summarises) return interpolate(ngettext("%s earlier message is summarised for Claude", "%s earlier messages are summarised for Claude", covered), count);
  if (summarised) return interpolate(ngettext("%s earlier message is left out from your next one on", "%s earlier messages are left out from your next one on", covered), count);
  if (summarises) return interpolate(ngettext("%s earlier message will be summarised with your next one", "%s earlier messages will be summarised with your next one", covered), count);
  return interpolate(ngettext("%s earlier message is left out for Claude", "%s earlier messages are left out for Claude", covered), count);
}
