/** A small menu at a button: arrow keys, Escape, a click elsewhere; focus goes back where it was. */
import { el } from "dom.js";

let open = null;

/**
 * @param {HTMLElement} anchor
 * @param {{label: string, run: () => void, bad?: boolean, chosen?: boolean}[]} entries `chosen`: one of several, and whether it is the present one
 * @param {string} name
 * @param {boolean} titled whether the name is a question that has to be read
 */
export function showMenu(anchor, entries, name, titled = false) {
  const again = open?.anchor === anchor;
  closeMenu();
  if (again) return;
  const items = entries.map(({ label, run, bad, chosen }) => {
    const kind = chosen === undefined ? { role: "menuitem" } : { role: "menuitemradio", "aria-checked": String(chosen) };
    const item = el("button", { type: "button", ...kind, tabindex: "-1", class: bad ? "bad" : null }, label);
    item.addEventListener("click", () => {
      closeMenu(true);
      run();
    });
    return item;
  });
  const title = titled ? el("p", { class: "menu-title", "aria-hidden": "true" }, name) : null;
  const menu = el("div", { class: "panel menu", role: "menu", "aria-label": name }, title, ...items);
  landmark(anchor, name).append(menu);
  place(menu, anchor);
  anchor.setAttribute("aria-expanded", "true");
  open = { anchor, menu };
  menu.addEventListener("keydown", (event) => move(event, items));
  (items[entries.findIndex(({ chosen }) => chosen)] ?? items[0])?.focus();
}

/** @param {boolean} back whether focus returns to the button */
export function closeMenu(back = false) {
  if (!open) return;
  const { anchor, menu } = open;
  open = null;
  (menu.closest("aside.menu-home") ?? menu).remove();
  anchor.setAttribute("aria-expanded", "false");
  if (back && anchor.isConnected) anchor.focus();
}

/** Where the menu stands for those who walk from landmark to landmark; the sidebar would clip it. */
function landmark(anchor, name) {
  const main = anchor.closest("main");
  if (main) return main;
  const aside = el("aside", { class: "menu-home", "aria-label": name });
  document.body.append(aside);
  return aside;
}

function place(menu, anchor) {
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const gap = 4;
  const below = at.bottom + gap + height <= window.innerHeight;
  const left = Math.min(Math.max(gap, at.left), window.innerWidth - width - gap);
  menu.style.left = `${left}px`;
  menu.style.top = `${below ? at.bottom + gap : Math.max(gap, at.top - gap - height)}px`;
}

/** The menu stays at its button. It isn't closed: bringing the button into view scrolls, too. */
function follow(event) {
  if (!open || open.menu.contains(event.target)) return;
  const { top, bottom } = open.anchor.getBoundingClientRect();
  if (open.anchor.isConnected && bottom > 0 && top < window.innerHeight) place(open.menu, open.anchor);
  else closeMenu();
}

function move(event, items) {
  const at = items.indexOf(document.activeElement);
  const steps = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 };
  if (event.key in steps) {
    event.preventDefault();
    items.at(steps[event.key] % items.length)?.focus();
  } else if (event.key === "Escape") {
    event.stopPropagation();
    closeMenu(true);
  } else if (event.key === "Tab") {
    closeMenu(true);
  }
}

document.addEventListener("pointerdown", (event) => {
  if (open && !open.menu.contains(event.target) && !open.anchor.contains(event.target)) closeMenu();
});
window.addEventListener("resize", () => closeMenu());
document.addEventListener("scroll", follow, { capture: true, passive: true });
