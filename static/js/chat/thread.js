/** The thread: one view per message of the branch shown, the days between them, older ones on demand. */
import * as api from "chat/api.js";
import { el } from "dom.js";
import { dayLabel, sameDay } from "format.js";
import { emptyState } from "chat/empty.js";
import { MessageView } from "chat/message.js";
import { overFrames } from "chat/painter.js";
import { PendingView } from "chat/pending.js";

const FIRST = 4; // messages shown at once when a conversation opens; the rest follows over the next frames
const GROUP = 4; // messages laid out in one frame
const OLDER_MARGIN = "1200px 0px 0px";

export class Thread {
  /**
   * @param {{store: import("chat/store.js").Store, column: HTMLElement, painter: import("chat/painter.js").Painter,
   *   scroll: import("chat/scroll.js").Scroll, takePrompt: (text: string) => void, onProblem: (error: Error) => void}} parts
   */
  constructor(parts) {
    Object.assign(this, parts);
    this.views = new Map();
    this.top = el("div", { class: "older", "aria-hidden": "true" });
    const { store } = this;
    store.on("opened", () => this.build());
    store.on("turn", (turn) => this.#begin(turn));
    store.on("reply", (message) => this.#change(message));
    store.on("older", (messages) => this.#prepend(messages));
    store.on("pending", () => this.#showPending());
    store.on("marked", (message) => message && this.views.get(message.id)?.showMarks());
    this.watcher = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && this.#loadOlder(), {
      root: this.scroll.thread,
      rootMargin: OLDER_MARGIN,
    });
  }

  /** Shows the store's conversation from nothing. */
  async build() {
    const { messages } = this.store;
    this.painter.forget();
    this.standing = this.views; // what is also on the new branch is not built again
    this.views = new Map();
    this.pending = null;
    this.watcher.disconnect();
    if (!messages.length && !this.store.conversation) {
      this.#showEmpty();
      return;
    }
    const first = messages.slice(-FIRST).map((message) => this.#view(message).element);
    this.column.replaceChildren(this.top, ...first);
    this.#days();
    this.#liftLast(true);
    this.#showPending();
    await this.#addBefore(messages.slice(0, -FIRST));
    this.standing = null;
    if (this.top.isConnected) this.watcher.observe(this.top);
  }

  /** The page that the server wrote stays as it is: nothing moves when its script comes. */
  #showEmpty() {
    const standing = this.column.querySelector(".empty");
    const section = emptyState(this.store, this.takePrompt, standing);
    if (!standing) this.column.replaceChildren(section);
    this.scroll.reset();
    this.#showPending();
  }

  /** Brings a message into view; false if it is not on the page. @param {number} id */
  show(id) {
    const element = this.views.get(id)?.element;
    if (!element) return false;
    this.scroll.following = false;
    element.scrollIntoView({ block: "start" });
    element.classList.add("shown");
    element.addEventListener("animationend", () => element.classList.remove("shown"), { once: true });
    return true;
  }

  /** @returns {MessageView|undefined} */
  viewOf(node) {
    const article = node.closest("article[data-id]");
    return article ? this.views.get(Number(article.dataset.id)) : undefined;
  }

  #view(message) {
    const before = this.standing?.get(message.id);
    const view = before && sameMessage(before.message, message) ? before : new MessageView(message, this.store);
    this.views.set(message.id, view);
    if (message.state === "streaming") this.painter.schedule(view);
    return view;
  }

  /** Puts messages above those shown, newest first, without moving what is read. */
  async #addBefore(messages) {
    const before = this.top.nextElementSibling;
    if (!messages.length || !before) return;
    const built = [];
    await overFrames([...messages].reverse().map((message) => () => built.unshift(this.#view(message).element)));
    if (!before.isConnected) return; // another conversation was opened meanwhile
    this.scroll.hold(before, () => this.#days());
    let below = before;
    const groups = [];
    while (built.length) groups.push(built.splice(-GROUP));
    await overFrames(groups.map((group) => () => {
      if (!below.isConnected) return;
      this.scroll.hold(before, () => below.before(...group));
      below = group[0];
    }), 0);
    this.scroll.follow();
  }

  async #loadOlder() {
    const { store } = this;
    if (!store.older || this.loading) return;
    this.loading = true;
    try {
      const { conversation, messages } = store;
      const page = await api.older(conversation.id, messages[0].id);
      if (store.conversation?.id === conversation.id && store.messages[0] === messages[0]) store.prepend(page.messages, page.older);
    } catch (error) {
      this.onProblem(error);
    } finally {
      this.loading = false;
    }
  }

  async #prepend(messages) {
    this.watcher.unobserve(this.top);
    await this.#addBefore(messages);
    if (this.store.older) this.watcher.observe(this.top);
  }

  #begin({ question, reply, own, kept }) {
    const standing = new Set(this.store.messages.slice(0, kept).map((message) => message.id));
    for (const [id, view] of this.views) {
      if (standing.has(id)) continue;
      view.element.remove();
      this.views.delete(id);
    }
    this.#dropPending();
    this.column.querySelector(".empty")?.remove();
    if (!this.top.isConnected) this.column.prepend(this.top);
    for (const message of [question, reply]) if (message) this.column.append(this.#view(message).element);
    this.#days();
    this.#liftLast(own);
  }

  /** The last reply gets the room that lets its question stand at the top. */
  #liftLast(own) {
    const replies = [...this.views.values()].filter((view) => view.message.role === "assistant");
    for (const view of replies) view.element.classList.remove("lifted");
    const last = replies.at(-1);
    if (!last) return;
    last.element.classList.add("lifted");
    const asked = this.views.get(last.message.parent)?.element ?? null;
    this.scroll.lift(asked, last.element, own || this.scroll.following);
  }

  #change(message) {
    const view = this.views.get(message.id);
    if (!view) return;
    view.take(message);
    this.painter.schedule(view);
  }

  /** What was just sent stands at once, before the server has answered. */
  #showPending() {
    const { pending, conversation } = this.store;
    if (!pending || pending.type !== "send" || pending.branch || pending.conversation !== (conversation?.id ?? null)) {
      if (!pending) this.#dropPending(true);
      return;
    }
    if (this.pending) return;
    this.column.querySelector(".empty")?.remove();
    for (const view of this.views.values()) view.element.classList.remove("lifted");
    this.pending = new PendingView(pending.text, pending.attachments ? this.store.attached : []);
    this.column.append(...this.pending.elements);
    this.scroll.lift(...this.pending.elements);
  }

  #dropPending(refused = false) {
    if (!this.pending) return;
    for (const element of this.pending.elements) element.remove();
    this.pending = null;
    if (refused && !this.store.messages.length) this.build();
  }

  /** A line where a new day begins. */
  #days() {
    let before = new Date().toISOString();
    for (const message of this.store.messages) {
      const view = this.views.get(message.id);
      if (!view) continue;
      const begins = !sameDay(before, message.created_at);
      before = message.created_at;
      if (begins && !view.day) {
        view.day = el("p", { class: "day" }, el("time", { datetime: message.created_at }, dayLabel(message.created_at)));
        view.element.prepend(view.day);
      } else if (!begins && view.day) {
        view.day.remove();
        view.day = null;
      }
    }
    this.store.tell("laid", this.views);
  }
}

function sameMessage(one, other) {
  return one.state === other.state && one.ended_at === other.ended_at && one.siblings.join() === other.siblings.join() && one.rating?.verdict === other.rating?.verdict && one.pinned === other.pinned && one.left_out === other.left_out;
}
