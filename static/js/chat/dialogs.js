/** Questions the page asks in the middle of the screen, on the browser's own dialog element. */
import { button, el } from "dom.js";

/** @param {string} title @param {HTMLElement[]} content @param {string} look @returns {Promise<HTMLDialogElement>} once closed */
export function show(title, content, look = "") {
  const heading = el("h2", { id: "dialog-title" }, title);
  const dialog = el("dialog", { class: `dialog ${look}`.trim(), "aria-labelledby": "dialog-title" }, el("form", { method: "dialog" }, heading, ...content));
  document.body.append(dialog);
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close(""));
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog);
    });
  });
}

export function choices(cancel, confirm, look) {
  const no = button(cancel, { class: "button" });
  no.addEventListener("click", () => no.closest("dialog").close(""));
  return el("div", { class: "dialog-row" }, no, el("button", { class: `button ${look}`, value: "yes" }, confirm));
}

/** @returns {Promise<boolean>} */
export function confirmDelete(title) {
  const sentence = interpolate(gettext("“%s” and all its messages will be deleted. This can't be undone."), [title]);
  return confirm(gettext("Delete this conversation?"), sentence);
}

/** @param {string} sentence what will be gone @returns {Promise<boolean>} */
export function confirmPrune(sentence) {
  return confirm(gettext("Delete from here on?"), `${sentence} ${gettext("This can't be undone.")}`);
}

async function confirm(question, sentence) {
  const content = [el("p", {}, sentence), choices(gettext("Keep it"), gettext("Delete"), "button-bad")];
  return (await show(question, content)).returnValue === "yes";
}

/** @returns {Promise<string>} the new title, or an empty string */
export async function askTitle(title) {
  const field = el("input", { class: "field", type: "text", value: title, maxlength: "200", required: true, "aria-label": gettext("Title"), dir: "auto" });
  const asked = show(gettext("Rename the conversation"), [field, choices(gettext("Cancel"), gettext("Rename"), "button-primary")]);
  field.select();
  return (await asked).returnValue === "yes" ? field.value.trim() : "";
}

/** The list of keys. @param {[string[], string][]} keys */
export function showKeys(keys) {
  const rows = keys.flatMap(([names, what]) => [
    el("dt", {}, ...names.map((name) => el("kbd", {}, name))),
    el("dd", {}, what),
  ]);
  const close = el("div", { class: "dialog-row" }, el("button", { class: "button button-primary", value: "" }, gettext("Close")));
  return show(gettext("Keyboard shortcuts"), [el("dl", { class: "keys" }, ...rows), close]);
}
