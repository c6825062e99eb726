/** The list of conversations as a drawer on narrow screens, and folded away on wide ones if wished. */
import { byId } from "dom.js";

const narrow = matchMedia("(max-width: 52rem)");

export class Drawer {
  constructor() {
    this.sidebar = byId("sidebar");
    this.veil = byId("veil");
    this.opener = byId("open-sidebar");
    this.opener.addEventListener("click", () => this.open());
    this.opener.disabled = false;
    byId("close-sidebar").addEventListener("click", () => this.close(true));
    this.veil.addEventListener("click", () => this.close());
    document.addEventListener("keydown", (event) => this.#onKey(event));
    narrow.addEventListener("change", () => this.#apply(false));
    this.#apply(false);
  }

  open() {
    if (narrow.matches) this.#apply(true);
    else document.body.classList.remove("folded");
    this.#tell();
    byId("close-sidebar").focus();
  }

  /** @param {boolean} fold whether a wide screen gives the room to the thread */
  close(fold = false) {
    if (narrow.matches) {
      const wasShown = this.shown;
      this.#apply(false);
      if (wasShown) this.opener.focus();
    } else if (fold) {
      document.body.classList.add("folded");
      this.opener.focus();
    }
    this.#tell();
  }

  #onKey(event) {
    const free = document.activeElement === document.body || this.sidebar.contains(document.activeElement);
    if (event.key === "Escape" && !event.defaultPrevented && free && narrow.matches && this.shown) this.close(true);
  }

  #apply(open) {
    const drawer = narrow.matches;
    this.sidebar.classList.toggle("open", drawer && open);
    this.sidebar.inert = drawer && !open;
    byId("chat").inert = drawer && open;
    this.veil.hidden = !(drawer && open);
    this.#tell();
  }

  get shown() {
    return narrow.matches ? this.sidebar.classList.contains("open") : !document.body.classList.contains("folded");
  }

  #tell() {
    this.opener.setAttribute("aria-expanded", String(this.shown));
  }
}
