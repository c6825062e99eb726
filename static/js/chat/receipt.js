/** What a reply took: tokens by kind, model, time. Closed it is one line. */
import { el } from "dom.js";
import { compact, duration, moment, money, number, percent } from "format.js";

const KINDS = () => [
  ["input", gettext("Read")],
  ["cache_read", gettext("Read from cache")],
  ["cache_write", gettext("Written to cache")],
  ["output", gettext("Written")],
  ["thinking", gettext("of it thinking")],
];

/** @param {import("chat/store.js").Message} message @param {string} modelName */
export function receipt(message, modelName) {
  const { usage } = message;
  if (!usage) return null;
  const read = (usage.input ?? 0) + (usage.cache_read ?? 0) + (usage.cache_write ?? 0);
  const counted = interpolate(gettext("%(read)s in · %(written)s out"), { read: compact(read), written: compact(usage.output ?? 0) }, true);
  const cost = usage.cost_nano || usage.from_cache ? money(usage.cost_nano ?? 0) : "";
  const cached = usage.from_cache === "similar" ? gettext("From a similar question") : gettext("From cache");
  const first = usage.from_cache ? cached : counted;
  const line = [first, cost].filter(Boolean).join(" · ");
  const rows = [[gettext("Model"), modelName]];
  for (const [kind, label] of KINDS()) {
    if (usage[kind]) rows.push([label, interpolate(ngettext("%s token", "%s tokens", usage[kind]), [number(usage[kind])])]);
  }
  if (usage.cache_read) rows.push([gettext("Share read from cache"), percent((100 * usage.cache_read) / read)]);
  if (usage.spared_nano > 0) rows.push([gettext("Saved by Claude’s cache"), money(usage.spared_nano)]);
  const hidden = Object.values(usage.hidden ?? {}).reduce((all, times) => all + times, 0);
  if (hidden) rows.push([gettext("Kept from Claude"), interpolate(ngettext("%s value", "%s values", hidden), [number(hidden)])]);
  if (cost) rows.push([gettext("Cost"), cost]);
  if (usage.first_token_ms) rows.push([gettext("First word after"), duration(usage.first_token_ms / 1000)]);
  if (message.ended_at) {
    const seconds = (new Date(message.ended_at) - new Date(message.created_at)) / 1000;
    rows.push([gettext("Took"), duration(seconds)], [gettext("Finished"), moment(message.ended_at)]);
  }
  const list = el("dl", { class: "panel receipt-list" }, ...rows.flatMap(([term, value]) => [el("dt", {}, term), el("dd", {}, value)]));
  const summary = el("summary", { "aria-label": interpolate(gettext("Receipt: %s"), [line]) }, line);
  const bill = el("details", { class: "receipt" }, summary, list);
  // It opens beyond its message, which would else be cut off at its edge. No `:has()` says this: it would cost each frame.
  bill.addEventListener("toggle", () => bill.closest(".message")?.classList.toggle("unfolded", bill.open));
  return bill;
}
