/** What the budgets of the person say: which one stops everything, which one is nearly used. */

export const NEAR_PERCENT = 80;

/** @typedef {{scope: string, period: string, name: string, whose: string, when: string, percent: number, hard: boolean, renews_at: string|null,
 *   limit_nano: number|null, spent_nano: number, reserved_nano: number, limit_tokens: number|null, spent_tokens: number,
 *   reserved_tokens: number, limit_output: number|null, spent_output: number}} Budget */

/** Whether the figures are of a period that is over: then nobody knows yet what the new one holds. */
export function isOver(budget, now = Date.now()) {
  return Boolean(budget.renews_at) && new Date(budget.renews_at).getTime() <= now;
}

/** The budget of which nothing is left, so that the server would refuse. @param {Budget[]} budgets @returns {Budget|undefined} */
export function spent(budgets) {
  return budgets.find((budget) => budget.hard && budget.percent >= 100 && !isOver(budget));
}

/** The budget that will stop everything next, from 80 % on. @param {Budget[]} budgets @returns {Budget|undefined} */
export function near(budgets) {
  return budgets.find((budget) => budget.percent >= NEAR_PERCENT && !isOver(budget));
}

/** When the first of the periods ends, in milliseconds since 1970; Infinity if none does. @param {Budget[]} budgets */
export function nextRenewal(budgets) {
  return Math.min(...budgets.map(({ renews_at: at }) => (at ? new Date(at).getTime() : Infinity)), Infinity);
}
