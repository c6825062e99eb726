/** Writing a question anew: the old one stays, the new one is its sibling. */
import { button, el } from "dom.js";
import { plainText } from "chat/message.js";

/**
 * @param {import("chat/message.js").MessageView} view
 * @param {{store: import("chat/store.js").Store, outbox: import("chat/outbox.js").Outbox,
 *   scroll: import("chat/scroll.js").Scroll}} parts
 */
export function edit(view, { store, outbox, scroll }) {
  if (view.element.querySelector(".edit")) return;
  const { message } = view;
  const original = plainText(message);
  const field = el("textarea", { class: "field", "aria-label": gettext("Edit the message"), dir: "auto", rows: Math.min(12, original.split("\n").length + 1) });
  field.value = original;
  const cancel = button(gettext("Cancel"), { class: "button" });
  const send = el("button", { class: "button button-primary" }, gettext("Send again"));
  const form = el("form", { class: "edit" }, field, el("div", { class: "edit-row" }, cancel, send));
  const close = () => {
    form.remove();
    view.element.classList.remove("editing");
    view.element.querySelector("[data-action=edit]")?.focus();
  };
  cancel.addEventListener("click", close);
  field.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Escape") {
      event.stopPropagation();
      close();
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = field.value;
    // The editor stays until the server has taken the text: then the whole branch is replaced.
    const attached = message.blocks.filter((block) => block.type === "attachment");
    if ((text.trim() || attached.length) && !store.running()) outbox.say({ text, parent: message.parent, branch: true, attached });
  });
  scroll.following = false; // else the end is followed, and what is edited leaves the view
  view.element.classList.add("editing");
  view.element.append(form);
  field.focus();
  form.scrollIntoView({ block: "nearest" });
  field.setSelectionRange(original.length, original.length);
}
