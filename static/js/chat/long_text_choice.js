/** The question what to do with a text that is too long to be sent as it is. */
import { show } from "chat/dialogs.js";
import { button, el } from "dom.js";
import { compact, money } from "format.js";

/**
 * @param {{fits?: boolean, about: number, costs: number, model?: any, question: string, again?: boolean, kept?: number}} facts `kept`: files that stay behind
 * @returns {Promise<{question: string, whole?: boolean}|null>} null: the person shortens it
 */
export async function chooseForLongText({ fits = false, about, costs, model, question, again = false, kept = 0 }) {
  const field = el("textarea", { class: "field", rows: "3", dir: "auto", maxlength: "20000", "aria-label": gettext("Question about the text") });
  field.value = question;
  const options = [
    ["summary", gettext("Summarise it"), gettext("Every part is read, and a summary of the whole is written.")],
    ["answer", gettext("Answer a question about it"), gettext("Every part is read for what you ask.")],
    ...(fits ? [["whole", gettext("Send it whole"), interpolate(gettext("Costs about %s, again with every further message."), [money(costs)])]] : []),
  ];
  const chosen = question ? "answer" : "summary";
  const radios = options.map(([value, label, hint]) => radio(value, label, hint, value === chosen));
  const group = el("fieldset", { class: "choices" }, el("legend", { class: "quiet-name" }, gettext("What should happen with it?")), ...radios);
  radios[1].append(field);
  const toggle = () => {
    const isAnswer = group.querySelector("input:checked").value === "answer";
    field.hidden = !isAnswer;
    field.required = isAnswer;
  };
  group.addEventListener("change", () => {
    toggle();
    if (!field.hidden) field.focus();
  });
  toggle();
  const leave = button(again ? gettext("Cancel") : gettext("Shorten it myself"), { class: "button" });
  leave.addEventListener("click", () => leave.closest("dialog").close(""));
  const row = el("div", { class: "dialog-row" }, leave, el("button", { class: "button button-primary", value: "yes" }, gettext("Go on")));
  const why = again ? [] : [el("p", {}, reason(fits, about, costs, model))];
  if (kept) why.push(el("p", {}, gettext("Read in parts, it goes without the attached files. They stay here for your next message.")));
  const title = again ? gettext("Ask about this text") : gettext("This is a long text");
  const dialog = await show(title, [...why, group, row]);
  if (dialog.returnValue !== "yes") return null;
  const wanted = group.querySelector("input:checked").value;
  if (wanted === "whole") return { question: "", whole: true };
  return { question: wanted === "answer" ? field.value.trim() : gettext("Summarise this text.") };
}

function reason(fits, about, costs, model) {
  if (fits) return interpolate(gettext("It has about %(tokens)s tokens; to read it at once costs about %(price)s."), { tokens: compact(about), price: money(costs) }, true);
  const values = { tokens: compact(about), model: model?.name ?? "Claude", window: compact(model?.window ?? 0) };
  return interpolate(gettext("It has about %(tokens)s tokens; %(model)s holds at most %(window)s at once, its answer included. It can be read in parts."), values, true);
}

function radio(value, label, hint, checked) {
  const input = el("input", { type: "radio", name: "long-text", value, checked, autofocus: checked });
  return el("div", { class: "long-choice" }, el("label", {}, input, el("span", {}, el("strong", {}, label), el("small", {}, hint))));
}
