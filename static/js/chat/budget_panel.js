/** What opens from the meter: every budget in figures, the conversation's cost, a limit of one's own. */
import * as api from "chat/api.js";
import { askForMore } from "chat/ask_more.js";
import { fillBar, renewal, standing, state } from "chat/budget.js";
import { button, byId, el, icon } from "dom.js";
import { day, money, percent } from "format.js";

const NANO = 1e9;

export class BudgetPanel {
  /** @param {{store: import("chat/store.js").Store, onProblem: (error: Error) => void}} parts */
  constructor(parts) {
    Object.assign(this, parts);
    this.opener = byId("budget-open");
    this.panel = byId("budget-panel");
    this.own = null; // dollars of the person's own limit, in nano-dollars
    this.cost = null;
    this.opener.addEventListener("click", () => this.show(this.panel.hidden));
    document.addEventListener("pointerdown", ({ target }) => {
      if (!this.panel.hidden && !this.panel.parentElement.contains(target) && !target.closest?.("dialog")) this.show(false);
    });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || this.panel.hidden || document.querySelector("dialog[open]")) return;
      event.preventDefault();
      this.show(false);
      this.opener.focus();
    });
    for (const topic of ["budgets", "alerts"]) this.store.on(topic, () => this.panel.hidden || this.#paint());
  }

  /** @param {boolean} open */
  show(open) {
    this.panel.hidden = !open;
    this.opener.setAttribute("aria-expanded", String(open));
    if (!open) return;
    this.#paint();
    this.panel.focus();
    this.#refresh();
  }

  async #refresh() {
    const conversation = this.store.conversation?.id ?? null;
    try {
      const now = await api.money(conversation);
      this.own = now.own_nano;
      this.cost = now.conversation_nano;
      this.store.setMoney(now);
    } catch (error) {
      this.onProblem(error);
    }
  }

  #paint() {
    const typed = this.panel.querySelector("input")?.value;
    const focused = this.panel.contains(document.activeElement) ? document.activeElement.dataset?.keep : null;
    const { budgets, alerts, request, conversation } = this.store;
    const cost = conversation && this.cost !== null ? el("p", { class: "budget-cost" }, el("span", {}, gettext("This conversation")), el("b", {}, money(this.cost))) : null;
    this.panel.replaceChildren(...[
      el("h2", { id: "budget-heading" }, gettext("Budget")),
      el("ul", { class: "budget-list" }, ...budgets.map(row)),
      cost,
      ...alerts.map((alert) => this.#alert(alert)),
      this.#asking(request),
      this.#ownLimit(),
      el("a", { class: "budget-usage", href: "/usage/" }, gettext("All of your usage"), icon("go")),
    ].filter(Boolean));
    if (typed !== undefined && typed !== this.painted) this.panel.querySelector("input").value = typed;
    if (focused) this.panel.querySelector(`[data-keep="${focused}"]`)?.focus();
  }

  #alert({ id, sentence }) {
    const close = button(gettext("Dismiss"), { iconName: "close", quiet: true, class: "icon-button" });
    close.addEventListener("click", () => {
      this.store.alerts = this.store.alerts.filter((alert) => alert.id !== id);
      this.store.tell("alerts");
      api.dismissAlert(id).catch(this.onProblem);
    });
    return el("div", { class: "budget-alert" }, el("p", {}, sentence), close);
  }

  #asking(request) {
    if (request) {
      const values = { amount: money(request.asked_nano), day: day(request.asked_at) };
      return el("p", { class: "budget-asked" }, interpolate(gettext("You asked for %(amount)s more on %(day)s. An administrator will decide."), values, true));
    }
    const ask = button(gettext("Ask for more"), { class: "button", "data-keep": "ask" });
    ask.addEventListener("click", () => askForMore(this.store));
    return ask;
  }

  #ownLimit() {
    this.painted = this.own === null ? "" : String(this.own / NANO);
    const field = el("input", { class: "field", type: "text", inputmode: "decimal", value: this.painted, placeholder: gettext("none"), maxlength: "30", autocomplete: "off", "data-keep": "own", "aria-describedby": "own-limit-problem" });
    const form = el("form", { class: "budget-own" },
      el("label", { class: "labelled" }, gettext("Your own limit for a month, in US dollars"), field),
      el("button", { class: "button", "data-keep": "set" }, gettext("Set")),
      el("p", { class: "dialog-problem", id: "own-limit-problem", role: "alert" }));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const problem = form.lastElementChild;
      try {
        const now = await api.setOwnLimit(field.value.trim());
        this.own = now.own_nano;
        this.painted = field.value;
        this.store.setMoney(now);
      } catch (error) {
        problem.textContent = error.message;
      }
    });
    return form;
  }
}

/** @param {import("chat/limits.js").Budget} budget */
function row(budget) {
  const held = budget.reserved_nano ? el("span", {}, interpolate(gettext("%s held for answers being written"), [money(budget.reserved_nano)])) : null;
  return el("li", { "data-state": state(budget) },
    el("p", {}, el("b", {}, budget.name), el("span", {}, percent(budget.percent))),
    fillBar(budget),
    el("p", { class: "budget-small" }, el("span", {}, standing(budget)), held, el("span", {}, renewal(budget))));
}
