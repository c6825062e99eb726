/** The account panel, and receipts: opened by their button, closed by Escape or a click elsewhere. */
import { byId } from "dom.js";

export function listenForPanels() {
  const opener = byId("me");
  const panel = byId("me-panel");
  const show = (open) => {
    panel.hidden = !open;
    opener.setAttribute("aria-expanded", String(open));
  };
  opener.addEventListener("click", () => show(panel.hidden));
  document.addEventListener("pointerdown", ({ target }) => {
    if (!panel.hidden && !panel.parentElement.contains(target)) show(false);
    for (const receipt of document.querySelectorAll(".receipt[open]")) if (!receipt.contains(target)) receipt.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const receipt = document.querySelector(".receipt[open]");
    if (panel.hidden && !receipt) return;
    event.preventDefault();
    if (!panel.hidden) {
      show(false);
      opener.focus();
    }
    if (receipt) {
      receipt.open = false;
      receipt.querySelector("summary").focus();
    }
  });
}
