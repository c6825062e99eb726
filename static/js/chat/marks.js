/** What Claude is told of one message: always (pinned), not at all (left out), or as there is room. */
import * as api from "chat/api.js";
import { el, icon } from "dom.js";

/** @param {import("chat/store.js").Store} store @param {number} id @param {{pinned?: boolean, left_out?: boolean}} wanted */
export async function mark(store, id, wanted) {
  store.mark(id, await api.mark(id, wanted));
}

/** Entries of a message's menu. @param {import("chat/store.js").Message} message @param {(wanted: any) => void} run */
export function markEntries({ pinned, left_out: leftOut }, run) {
  return [
    { label: pinned ? gettext("Unpin") : gettext("Pin: always tell Claude"), run: () => run({ pinned: !pinned }) },
    { label: leftOut ? gettext("Tell Claude again") : gettext("Leave out for Claude"), run: () => run({ left_out: !leftOut }) },
  ];
}

/** Says on the message what holds for it. @param {import("chat/message.js").MessageView} view */
export function showMarks({ element, message }) {
  element.classList.toggle("left-out", Boolean(message.left_out));
  element.querySelector(":scope > .marks")?.remove();
  const [name, sentence] = message.pinned ? ["pin", gettext("Pinned: Claude is always told this")] : ["unsaid", gettext("Left out: Claude is not told this")];
  if (!message.pinned && !message.left_out) return;
  const line = el("p", { class: "marks" }, icon(name), el("span", {}, sentence));
  const before = element.querySelector(":scope > :is(.who, .day)");
  if (message.role === "assistant") before.after(line);
  else element.querySelector(":scope > .actions").before(line);
}
