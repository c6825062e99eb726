/** Which conversation is shown: opening, leaving, the address, back and forward. */
import * as api from "chat/api.js";
import { byId } from "dom.js";
import { afterPaint } from "chat/painter.js";

export class Navigation {
  /**
   * @param {{store: import("chat/store.js").Store, socket: import("chat/socket.js").Socket,
   *   composer: import("chat/composer.js").Composer, drawer: import("chat/drawer.js").Drawer,
   *   showMessage: (id: number) => boolean, onProblem: (error: Error) => void}} parts
   */
  constructor(parts) {
    Object.assign(this, parts);
    this.site = document.title.split(" · ").at(-1);
    this.wanted = this.store.conversation?.id ?? null;
    this.store.on("title", () => this.#title());
    this.store.on("turn", ({ isNew }) => isNew && this.#began());
    this.store.on("opened", () => this.#title());
    this.store.on("pruned", (frame) => this.#pruned(frame));
    this.store.on("conversations", (changed) => this.#gone(changed));
    window.addEventListener("popstate", () => this.#fromAddress());
    this.#title();
  }

  /** @param {string} id @param {{push?: boolean, message?: number}} how `message`: one to be shown */
  async open(id, { push = true, message } = {}) {
    this.drawer.close();
    if (id === this.store.conversation?.id && (!message || this.showMessage(message))) return;
    this.wanted = id;
    byId("thread").setAttribute("aria-busy", "true");
    try {
      const { conversation, messages, older } = await (message ? api.branch(id, message) : api.conversation(id));
      if (this.wanted !== id) return; // something else was asked for meanwhile
      this.#show(conversation, messages, older, push && `/c/${id}/`);
      if (message) this.showMessage(message);
    } catch (error) {
      this.wanted = this.store.conversation?.id ?? null;
      this.onProblem(error);
    } finally {
      byId("thread").removeAttribute("aria-busy");
    }
  }

  /** The empty page. */
  openNew({ push = true } = {}) {
    this.drawer.close();
    this.wanted = null;
    if (this.store.conversation) this.#show(null, [], false, push && "/");
    this.composer.focus();
  }

  /** Another branch of the conversation shown. @param {number} leaf a message on it */
  async switchBranch(leaf) {
    const { id } = this.store.conversation;
    this.#replace(id, await api.branch(id, leaf));
  }

  /** Deletes a message of the conversation shown, with all below it. @param {number} message */
  async prune(message) {
    const { id } = this.store.conversation;
    this.pruning = true;
    try {
      this.#replace(id, await api.removeBranch(id, message));
    } finally {
      this.pruning = false;
    }
  }

  /** Another page has deleted a branch: what is shown may be gone. */
  async #pruned({ conversation, message }) {
    const { store } = this;
    if (this.pruning || store.conversation?.id !== conversation) return;
    const beyond = store.older && message < store.messages[0]?.id;
    if (!beyond && !store.messages.some((shown) => shown.siblings.includes(message))) return;
    try {
      this.#replace(conversation, await api.conversation(conversation));
    } catch (error) {
      this.onProblem(error);
    }
  }

  /** The conversation shown, as the server has it now. */
  #replace(id, { conversation, messages, older }) {
    if (conversation.deleted) return this.store.changeConversation(conversation);
    if (this.store.conversation?.id !== id) return undefined;
    this.store.open(conversation, messages, older);
    return this.socket.watch();
  }

  #show(conversation, messages, older, address) {
    this.composer.leave();
    this.store.open(conversation, messages, older);
    if (address) history.pushState(null, "", address);
    this.composer.load();
    this.socket.watch();
    if (matchMedia("(hover: hover)").matches) this.composer.focus();
  }

  #began() {
    const id = this.store.conversation.id;
    this.wanted = id;
    // The address can follow: browsers take longer for it than a frame leaves.
    afterPaint(() => this.wanted === id && history.pushState(null, "", `/c/${id}/`));
    this.#title();
    this.socket.watch();
  }

  #gone(changed) {
    if (changed?.deleted && changed.id === this.store.conversation?.id) this.openNew();
  }

  #fromAddress() {
    const id = /^\/c\/([0-9a-f-]{36})\//.exec(location.pathname)?.[1];
    if (id) this.open(id, { push: false });
    else this.openNew({ push: false });
  }

  #title() {
    const title = this.store.conversation?.title || gettext("New chat");
    byId("title").textContent = title;
    document.title = this.store.conversation ? `${title} · ${this.site}` : this.site;
  }
}
