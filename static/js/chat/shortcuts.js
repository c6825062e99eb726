/** The page's keys. */
import { byId } from "dom.js";
import { showKeys } from "chat/dialogs.js";

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

/** @param {{newChat: () => void, search: () => void, focus: () => void, stop: () => boolean}} acts */
export function listenForKeys(acts) {
  byId("search-key").textContent = isMac ? "⌘K" : "Ctrl K";
  byId("show-keys").addEventListener("click", () => showKeys(keys()));
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.defaultPrevented || document.querySelector("dialog[open]")) return;
    const command = isMac ? event.metaKey : event.ctrlKey;
    const key = event.key.toLowerCase();
    if (command && key === "k") take(event, acts.search);
    else if (command && event.shiftKey && key === "o") take(event, acts.newChat);
    else if (key === "escape") acts.stop() && event.preventDefault();
    else if (!command && !event.altKey && !isTyping(event.target)) {
      if (key === "/") take(event, acts.focus);
      else if (key === "?") take(event, () => showKeys(keys()));
    }
  });
}

function take(event, act) {
  event.preventDefault();
  act();
}

function isTyping(target) {
  return target instanceof HTMLElement && (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

function keys() {
  const command = isMac ? "⌘" : "Ctrl";
  return [
    [["Enter"], gettext("Send the message")],
    [["Shift", "Enter"], gettext("New line")],
    [["Esc"], gettext("Stop the answer")],
    [["/"], gettext("Go to the message field")],
    [[command, "K"], gettext("Search conversations")],
    [[command, "Shift", "O"], gettext("New chat")],
    [["?"], gettext("Show this list")],
  ];
}
