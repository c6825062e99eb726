/** The meter in the header: how much of the budget that is used most has been spent. */
import { byId, el } from "dom.js";
import { day, money, number } from "format.js";
import * as api from "chat/api.js";
import { NEAR_PERCENT, nextRenewal } from "chat/limits.js";

const LATE_MS = 2_000; // the server's clock may be a little behind ours
const LONGEST_MS = 2 ** 31 - 1; // what a timer can wait

export class Budget {
  /** @param {import("chat/store.js").Store} store */
  constructor(store) {
    this.store = store;
    this.meter = byId("budget");
    this.opener = byId("budget-open");
    this.timer = 0;
    this.wasOpen = false;
    store.on("budgets", () => this.#paint());
    store.on("connection", () => this.#connection());
    this.#paint();
  }

  /** What changed while the page was cut off is fetched as soon as it is back. */
  #connection() {
    if (this.store.connection.state !== "open") return;
    if (this.wasOpen) this.#refresh();
    this.wasOpen = true;
  }

  /** A new period begins without anybody's doing: the page looks when the time has come. */
  #wait() {
    clearTimeout(this.timer);
    const wait = nextRenewal(this.store.budgets) - Date.now() + LATE_MS;
    if (wait > 0 && wait < LONGEST_MS) this.timer = setTimeout(() => this.#refresh(), wait);
  }

  /** Fails open: an old meter is better than a complaint that nobody asked for. */
  async #refresh() {
    try {
      this.store.setMoney(await api.money(null));
    } catch {
      // the next answer tells how the budgets stand
    }
  }

  #paint() {
    const budget = this.store.budgets[0];
    this.meter.hidden = this.opener.hidden = !budget;
    this.#wait();
    if (!budget) return;
    const used = standing(budget);
    this.meter.dataset.state = state(budget);
    this.meter.setAttribute("aria-valuenow", String(Math.min(100, budget.percent)));
    this.meter.setAttribute("aria-valuetext", used);
    this.opener.title = `${budget.name}: ${used}, ${renewal(budget)}`;
    const words = [el("span", { class: "budget-used" }, used), el("small", {}, renewal(budget))];
    const short = el("span", { class: "budget-percent" }, `${budget.percent} %`);
    this.meter.replaceChildren(el("span", { class: "budget-text" }, ...words, short), fillBar(budget));
  }
}

/** @param {import("chat/limits.js").Budget} budget */
export function state(budget) {
  if (budget.percent >= 100) return "full";
  return budget.percent >= NEAR_PERCENT ? "near" : "";
}

/** @param {import("chat/limits.js").Budget} budget */
export function fillBar(budget) {
  const bar = el("span", { class: "budget-bar" }, el("i"));
  bar.firstChild.style.inlineSize = `${Math.min(100, budget.percent)}%`;
  return bar;
}

/** @param {import("chat/limits.js").Budget} budget */
export function standing(budget) {
  if (budget.limit_nano !== null) {
    return interpolate(gettext("%(spent)s of %(limit)s"), { spent: money(budget.spent_nano), limit: money(budget.limit_nano) }, true);
  }
  if (budget.limit_tokens !== null) {
    return interpolate(gettext("%(spent)s of %(limit)s tokens"), { spent: number(budget.spent_tokens), limit: number(budget.limit_tokens) }, true);
  }
  return interpolate(gettext("%(spent)s of %(limit)s output tokens"), { spent: number(budget.spent_output), limit: number(budget.limit_output) }, true);
}

export function renewal(budget) {
  return budget.renews_at ? interpolate(gettext("renews %s"), [day(budget.renews_at)]) : gettext("does not renew");
}
