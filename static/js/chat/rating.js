/** Thumbs up and down. A bad answer may be given a reason from a list; words are never asked for. */
import * as api from "chat/api.js";
import { showMenu } from "chat/menu.js";

const REASONS = () => [
  ["wrong", gettext("It is wrong")],
  ["off", gettext("It is not what I asked for")],
  ["incomplete", gettext("Something is missing")],
  ["style", gettext("Too long, too short or in the wrong tone")],
  ["unsafe", gettext("It is offensive or dangerous")],
  ["other", gettext("Something else")],
];

/** @param {HTMLElement} target the thumb that was pressed @param {import("chat/message.js").MessageView} view */
export async function rateMessage(target, view) {
  const { verdict } = target.dataset;
  const again = view.message.rating?.verdict === verdict;
  await tell(view, { verdict: again ? null : verdict });
  if (verdict !== "down" || again) return;
  const entries = REASONS().map(([reason, label]) => ({ label, run: () => tell(view, { verdict, reason }).catch(() => {}) }));
  showMenu(target, entries, gettext("What was wrong?"), true);
}

let telling = Promise.resolve();

/** One after the other: what was said last counts. */
function tell(view, wanted) {
  telling = telling.catch(() => {}).then(() => store(view, wanted));
  return telling;
}

async function store(view, wanted) {
  const { message } = view;
  message.rating = (await api.rate(message.id, wanted)).rating;
  for (const thumb of view.element.querySelectorAll("[data-verdict]")) {
    thumb.setAttribute("aria-pressed", String(message.rating?.verdict === thumb.dataset.verdict));
  }
}
