/** One conversation in the list. */
import { button, el } from "dom.js";

/**
 * @param {any} row a conversation; one that a search found has an `excerpt`
 * @param {{current: boolean, words?: string}} how
 */
export function conversationRow(row, { current, words = "" }) {
  const title = row.title || gettext("New chat");
  const text = el("span", { class: "name" }, el("span", { class: "name-title", dir: "auto" }, title));
  if (row.excerpt) text.append(el("span", { class: "excerpt", dir: "auto" }, ...marked(row.excerpt, words)));
  const link = el("a", { href: `/c/${row.id}/`, "aria-current": current ? "page" : null, title }, text, state(row, current));
  const more = button(interpolate(gettext("Actions for “%s”"), [title]), {
    action: "row-menu",
    iconName: "more",
    quiet: true,
    class: "icon-button",
    "aria-haspopup": "menu",
    "aria-expanded": "false",
  });
  return el("li", { class: "conversation", "data-id": row.id }, link, more);
}

function state(row, current) {
  if (row.running) return el("span", { class: "spinner", role: "img", "aria-label": gettext("Claude is answering") });
  if (row.unread && !current) return el("span", { class: "dot", role: "img", "aria-label": gettext("Unread") });
  return null;
}

/** The excerpt with the words that were looked for marked. */
function marked(excerpt, words) {
  const wanted = words.split(/\s+/).filter(Boolean);
  if (!wanted.length) return [excerpt];
  const literal = wanted.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const parts = excerpt.split(new RegExp(`(${literal.join("|")})`, "gi"));
  return parts.map((part, index) => (index % 2 ? el("mark", {}, part) : part));
}
