/** The list of conversations: pinned and by date, or what a search found, or what was put away. */
import * as api from "chat/api.js";
import { conversationRow } from "chat/conversation_row.js";
import { showRowMenu } from "chat/row_menu.js";
import { Search } from "chat/search.js";
import { button, byId, el } from "dom.js";
import { dateGroup } from "format.js";

export class Sidebar {
  /**
   * @param {{store: import("chat/store.js").Store, open: (id: string, message?: number) => void,
   *   onProblem: (error: Error) => void}} parts
   */
  constructor(parts) {
    Object.assign(this, parts);
    this.list = byId("conversations");
    this.found = null;
    this.archived = null;
    this.words = "";
    this.rows = new Map();
    this.more = el("div", { class: "more" });
    this.search = new Search((rows, words) => this.#showFound(rows, words), parts.onProblem);
    for (const topic of ["opened", "turn"]) this.store.on(topic, () => this.#later());
    this.store.on("conversations", (changed) => this.#follow(changed));
    this.list.addEventListener("click", (event) => this.#clicked(event));
    this.list.addEventListener("keydown", (event) => this.#key(event));
    new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && this.#loadMore(), {
      root: this.list,
      rootMargin: "400px",
    }).observe(this.more);
    this.show();
  }

  show() {
    const focused = document.activeElement;
    const row = this.list.contains(focused) ? focused.closest(".conversation") : null;
    const rows = [...this.list.querySelectorAll(".conversation")];
    if (this.found) this.list.replaceChildren(this.#section(gettext("Found"), this.found, "found"));
    else if (this.archived) this.list.replaceChildren(this.#back(), this.#section(gettext("Archive"), this.archived, "archive"));
    else this.list.replaceChildren(...this.#groups(), this.#toArchive(), this.more);
    if (row) this.#focusAgain(focused, row, rows);
  }

  /** The focus stays with its row; when that is gone, it goes to the next one. */
  #focusAgain(focused, row, rows) {
    const standing = ({ dataset }) => this.list.querySelector(`[data-id="${dataset.id}"]`);
    const at = rows.indexOf(row);
    const neighbour = () => [...rows.slice(at + 1), ...rows.slice(0, at).reverse()].map(standing).find(Boolean)?.querySelector("a");
    const same = () => standing(row)?.querySelector(focused.localName);
    const next = focused.isConnected ? focused : (same() ?? neighbour() ?? byId("new-chat"));
    next.focus({ preventScroll: true });
  }

  #groups() {
    const rows = [...this.store.conversations.values()].sort((one, other) => (one.active_at < other.active_at ? 1 : -1));
    const groups = new Map();
    const put = (name, row) => groups.set(name, [...(groups.get(name) ?? []), row]);
    for (const row of rows) if (row.pinned) put(gettext("Pinned"), row);
    for (const row of rows) if (!row.pinned) put(dateGroup(row.active_at), row);
    if (!rows.length) return [el("p", { class: "nothing" }, gettext("Your conversations will stand here."))];
    return [...groups].map(([name, members], index) => this.#section(name, members, index));
  }

  #section(name, rows, id) {
    const current = this.store.conversation?.id;
    const items = rows.map((row) => this.#row(row, row.id === current));
    const heading = el("h2", { id: `group-${id}` }, name);
    const nothing = () => el("p", { class: "nothing", role: "status" }, gettext("Nothing found."));
    return el("section", { "aria-labelledby": `group-${id}` }, heading, items.length ? el("ul", {}, ...items) : nothing());
  }

  /** A row is only built again when something of it has changed. */
  #row(row, current) {
    const state = JSON.stringify([row.title, row.running, row.unread, row.excerpt, current, this.words]);
    const known = this.rows.get(row.id);
    if (known?.state === state) return known.element;
    const element = conversationRow(row, { current, words: this.words });
    this.rows.set(row.id, { state, element });
    return element;
  }

  #toArchive() {
    const opener = button(gettext("Archive"), { class: "archive-button", iconName: "box" });
    opener.addEventListener("click", async () => {
      try {
        this.archived = (await api.conversations({ archived: 1 })).conversations;
        this.show();
        this.list.querySelector("button")?.focus();
      } catch (error) {
        this.onProblem(error);
      }
    });
    return opener;
  }

  #back() {
    const back = button(gettext("Back to the list"), { iconName: "left", class: "archive-button" });
    back.addEventListener("click", () => {
      this.archived = null;
      this.show();
    });
    return back;
  }

  #showFound(rows, words) {
    this.found = rows;
    this.words = words;
    this.show();
  }

  #rowOf(id) {
    const elsewhere = [...(this.found ?? []), ...(this.archived ?? [])];
    return this.store.conversations.get(id) ?? elsewhere.find((row) => row.id === id);
  }

  #clicked(event) {
    const element = event.target.closest(".conversation");
    if (!element) return;
    const row = this.#rowOf(element.dataset.id);
    const menu = event.target.closest("[data-action=row-menu]");
    if (menu) return showRowMenu(menu, row, this);
    if (!event.target.closest("a") || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    event.preventDefault();
    const found = this.found?.find((hit) => hit.id === row.id);
    this.open(row.id, found?.message ?? undefined);
  }

  /** Up and down walk through the list, Escape leaves what was found. */
  #key(event) {
    if (event.key === "Escape" && this.found) {
      event.preventDefault();
      this.search.focus();
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const links = [...this.list.querySelectorAll(".conversation a")];
    const at = links.indexOf(document.activeElement);
    if (at < 0) return;
    event.preventDefault();
    if (event.key === "ArrowUp" && at === 0) this.search.focus();
    else links[at + (event.key === "ArrowDown" ? 1 : -1)]?.focus();
  }

  async #loadMore() {
    const { store } = this;
    const rows = [...store.conversations.values()].filter((row) => !row.pinned);
    if (!store.moreConversations || this.loading || !rows.length) return;
    this.loading = true;
    try {
      const last = rows.reduce((one, other) => (one.active_at < other.active_at ? one : other));
      const page = await api.conversations({ before: last.active_at });
      store.moreConversations = page.more;
      for (const row of page.conversations) if (!store.conversations.has(row.id)) store.conversations.set(row.id, row);
      this.show();
    } catch (error) {
      store.moreConversations = false;
      this.onProblem(error);
    } finally {
      this.loading = false;
    }
  }

  /** Keeps what was found or put away true to a change. */
  #follow(changed) {
    if (changed) {
      const stays = (row) => row.id !== changed.id || !changed.deleted;
      const update = (row) => (row.id === changed.id ? { ...row, ...changed } : row);
      this.found = this.found?.filter(stays).map(update) ?? null;
      this.archived = this.archived?.filter(stays).map(update).filter((row) => row.archived) ?? null;
    }
    this.#later();
  }

  /** Several changes at once are one drawing. */
  #later() {
    if (this.asked) return;
    this.asked = true;
    queueMicrotask(() => {
      this.asked = false;
      this.show();
    });
  }
}
