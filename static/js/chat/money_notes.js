/**
 * Calm lines about money above the composer: a hint from 80 % on, a soft landing at the limit (the
 * answer that runs goes on, what was written stays), and what the server wants the person to know.
 */
import * as api from "chat/api.js";
import { askForMore } from "chat/ask_more.js";
import { renewal, standing } from "chat/budget.js";
import { near, spent } from "chat/limits.js";
import { button, byId, el, icon } from "dom.js";
import { money, percent } from "format.js";

const MOST = 2; // more would push the thread away; the panel has them all
const STORED = "chatapp.budget-hint";

export class MoneyNotes {
  /**
   * @param {{store: import("chat/store.js").Store, outbox: import("chat/outbox.js").Outbox,
   *   onProblem: (error: Error) => void, showPanel: () => void}} parts
   */
  constructor(parts) {
    Object.assign(this, parts);
    this.place = byId("money-notes");
    this.cost = byId("cost");
    this.refused = false; // a message was held back: the note is then an answer to the person
    const { store } = this;
    for (const topic of ["budgets", "alerts"]) store.on(topic, () => this.#paint());
    for (const topic of ["opened", "cost", "turn"]) store.on(topic, () => this.#paintCost());
    store.on("limit", (frame) => this.#hold(frame));
    this.#paint();
    this.#paintCost();
  }

  /** The page may be behind: only what the server says now holds a message back. */
  async #hold(frame) {
    try {
      this.store.setMoney(await api.money(null));
    } catch {
      // what the page knows has to do
    }
    if (spent(this.store.budgets)) {
      this.refused = true;
      this.#paint();
    } else {
      this.outbox.repeat(frame);
    }
  }

  #paint() {
    const { budgets, alerts } = this.store;
    const limit = spent(budgets);
    if (!limit) this.refused = false;
    const hint = limit ? this.#landing(limit) : this.#hint(near(budgets));
    const others = alerts.filter(({ kind }) => kind !== "threshold").map((alert) => this.#alert(alert));
    const notes = [hint, ...others].filter(Boolean).slice(0, MOST);
    const said = notes.map((note) => note.textContent + note.getAttribute("role")).join("\n");
    if (said === this.said) return; // a line that is the same keeps the focus of its buttons
    this.said = said;
    this.place.replaceChildren(...notes);
  }

  #paintCost() {
    const nano = this.store.conversation?.cost_nano;
    this.cost.textContent = nano ? interpolate(gettext("This conversation: %s."), [money(nano)]) : "";
  }

  #landing(budget) {
    const values = { whose: budget.whose, when: budget.when, used: standing(budget), renewal: renewal(budget) };
    const sentence = interpolate(gettext("Nothing is left of %(whose)s %(when)s (%(used)s, %(renewal)s). Your text is kept; reading, searching and exporting go on."), values, true);
    const held = { class: "money-note money-full", role: this.refused ? "alert" : "status" };
    return el("div", held, icon("warn"), el("p", {}, sentence), ...this.#ways(budget));
  }

  #hint(budget) {
    if (!budget || isDismissed(budget)) return null;
    const values = { percent: percent(budget.percent), whose: budget.whose, when: budget.when, renewal: renewal(budget) };
    const sentence = interpolate(gettext("%(percent)s of %(whose)s %(when)s is used (%(renewal)s)."), values, true);
    const close = this.#close(() => {
      dismiss(budget);
      this.#paint();
      byId("message").focus();
    });
    return el("div", { class: "money-note money-near", role: "status" }, icon("info"), el("p", {}, sentence), ...this.#ways(budget), close);
  }

  #alert({ id, kind, sentence }) {
    const close = this.#close(() => {
      this.store.alerts = this.store.alerts.filter((alert) => alert.id !== id);
      this.store.tell("alerts");
      byId("message").focus();
      api.dismissAlert(id).catch(this.onProblem);
    });
    const look = kind === "decision" ? "money-good" : "money-near";
    return el("div", { class: `money-note ${look}`, role: "status" }, icon("info"), el("p", {}, sentence), close);
  }

  /** Whoever set the limit can change it; for all others there is somebody to ask. */
  #ways(budget) {
    if (budget.scope === "own") {
      const change = button(gettext("Change it"), { class: "button" });
      change.addEventListener("click", () => this.showPanel());
      return [change];
    }
    if (this.store.request) return [el("span", { class: "money-asked" }, gettext("You have asked for more."))];
    const ask = button(gettext("Ask for more"), { class: "button" });
    ask.addEventListener("click", () => askForMore(this.store));
    return [ask];
  }

  #close(act) {
    const close = button(gettext("Dismiss"), { iconName: "close", quiet: true, class: "icon-button" });
    close.addEventListener("click", act);
    return close;
  }
}

/** A hint that was closed comes again in the next period only. */
function key(budget) {
  return [budget.scope, budget.period, budget.renews_at].join(" ");
}

function isDismissed(budget) {
  return localStorage.getItem(STORED) === key(budget);
}

function dismiss(budget) {
  localStorage.setItem(STORED, key(budget));
}
