/** The row below a message: what can be done with it, its branches, its receipt. */
import { button, el } from "dom.js";
import { number } from "format.js";
import { longTextOf } from "chat/long_text_block.js";
import { receipt } from "chat/receipt.js";

const UNFINISHED = new Set(["stopped", "interrupted"]);

/** Whether Claude could go on from this reply. @param {import("chat/store.js").Message} message */
export function canContinue(message) {
  const cutOff = message.state === "complete" && message.stop_reason === "max_tokens";
  return (UNFINISHED.has(message.state) || cutOff) && message.blocks.some((block) => block.text);
}

/** @param {import("chat/store.js").Message} message @param {import("chat/store.js").Store} store */
export function actionRow(message, store) {
  const row = el("div", { class: "actions", role: "group", "aria-label": gettext("Message actions") });
  const acts = el("div", { class: "acts" });
  const siblings = message.siblings ?? [];
  if (siblings.length > 1) row.append(branches(message, siblings));
  row.append(acts);
  const hasWords = message.blocks.some((block) => block.text);
  const small = (label, action, iconName, more = {}) =>
    acts.append(button(label, { action, iconName, quiet: true, class: "icon-button", ...more }));
  if (hasWords) small(gettext("Copy"), "copy", "copy");
  if (message.role === "user") {
    if (!message.continues && !longTextOf(message)) small(gettext("Edit"), "edit", "edit");
    small(gettext("More"), "more", "more", { "aria-haspopup": "menu" });
    return row;
  }
  if (!longTextOf(message)) small(gettext("Try again"), "retry", "retry", { "aria-haspopup": "menu" });
  if (hasWords) {
    const pressed = (verdict) => ({ "data-verdict": verdict, "aria-pressed": String(message.rating?.verdict === verdict) });
    small(gettext("Good answer"), "rate", "thumb-up", pressed("up"));
    small(gettext("Bad answer"), "rate", "thumb-down", { ...pressed("down"), "aria-haspopup": "menu" });
  }
  small(gettext("More"), "more", "more", { "aria-haspopup": "menu" });
  const bill = receipt(message, store.modelName(message.model));
  if (bill) acts.append(bill);
  return row;
}

function branches(message, siblings) {
  const at = siblings.indexOf(message.id);
  const values = { at: number(at + 1), count: number(siblings.length) };
  const arrow = (label, iconName, target) =>
    button(label, { action: "branch", iconName, quiet: true, class: "icon-button", "data-leaf": target, disabled: target === undefined });
  return el(
    "span",
    { class: "branches", role: "group", "aria-label": gettext("Versions") },
    arrow(gettext("Previous version"), "left", siblings[at - 1]),
    el("span", { class: "branch-count" }, interpolate(gettext("%(at)s / %(count)s"), values, true)),
    arrow(gettext("Next version"), "right", siblings[at + 1]),
  );
}
