/** Asking administrators for a larger budget: an amount and a reason, in a dialog. */
import * as api from "chat/api.js";
import { choices, show } from "chat/dialogs.js";
import { el } from "dom.js";

const NANO = 1e9;
const LEAST_DOLLARS = 1;
const SHARE = 4; // a quarter of the budget is what is asked for most often

/** @param {import("chat/store.js").Store} store @returns {Promise<boolean>} whether the request is on its way */
export async function askForMore(store) {
  let wanted = { amount: suggestion(store.budgets), reason: "" };
  let problem = "";
  for (;;) {
    const amount = el("input", { class: "field", type: "text", inputmode: "decimal", name: "amount", required: true, value: wanted.amount, maxlength: "30", autocomplete: "off" });
    const reason = el("textarea", { class: "field", name: "reason", rows: "3", maxlength: "500", dir: "auto" });
    reason.value = wanted.reason;
    const asked = show(gettext("Ask for a larger budget"), [
      el("p", {}, gettext("An administrator decides. What is granted counts at once and until the period ends.")),
      el("label", { class: "labelled" }, gettext("Amount in US dollars"), amount),
      el("label", { class: "labelled" }, gettext("What for (optional)"), reason),
      problem ? el("p", { class: "dialog-problem", role: "alert" }, problem) : null,
      choices(gettext("Cancel"), gettext("Ask"), "button-primary"),
    ].filter(Boolean));
    amount.select();
    if ((await asked).returnValue !== "yes") return false;
    wanted = { amount: amount.value, reason: reason.value };
    try {
      store.setMoney(await api.askForMore(wanted));
      return true;
    } catch (error) {
      problem = error.message; // the dialog comes back with what was written
    }
  }
}

function suggestion(budgets) {
  const limit = budgets.find((budget) => budget.limit_nano !== null)?.limit_nano ?? 0;
  return String(Math.max(LEAST_DOLLARS, Math.round(limit / NANO / SHARE)));
}
