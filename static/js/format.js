/** Numbers, dates and names as the reader's language writes them. */

const language = document.documentElement.lang || "en";
const whole = new Intl.NumberFormat(language);
const short = new Intl.NumberFormat(language, { notation: "compact", maximumFractionDigits: 1 });
const clock = new Intl.DateTimeFormat(language, { hour: "numeric", minute: "2-digit" });
const dayName = new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long" });
const dayWithYear = new Intl.DateTimeFormat(language, { day: "numeric", month: "long", year: "numeric" });
const exact = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
const monthName = new Intl.DateTimeFormat(language, { month: "long", year: "numeric" });

const shortDay = new Intl.DateTimeFormat(language, { day: "numeric", month: "short" });
const dollars = new Intl.NumberFormat(language, { style: "currency", currency: "USD", currencyDisplay: "narrowSymbol" });
const fineDollars = new Intl.NumberFormat(language, { style: "currency", currency: "USD", currencyDisplay: "narrowSymbol", maximumSignificantDigits: 2 });

const kilobytes = new Intl.NumberFormat(language, { style: "unit", unit: "kilobyte", unitDisplay: "short" });
const megabytes = new Intl.NumberFormat(language, { style: "unit", unit: "megabyte", unitDisplay: "short", maximumFractionDigits: 1 });
const share = new Intl.NumberFormat(language, { style: "percent" });

const NANO = 1e9;
const DAY_MS = 86_400_000;

export const number = (value) => whole.format(value);
export const compact = (value) => (value < 1000 ? whole.format(value) : short.format(value));
/** A file's size. @param {number} size */
export const bytes = (size) => (size < 1e6 ? kilobytes.format(Math.max(1, Math.round(size / 1e3))) : megabytes.format(size / 1e6));
export const time = (iso) => clock.format(new Date(iso));
export const day = (iso) => shortDay.format(new Date(iso));
/** Nano-dollars as people read money: two digits that matter below a dollar's cents. @param {number} nano */
export const money = (nano) => (nano > 0 && nano < 0.1 * NANO ? fineDollars : dollars).format(nano / NANO);
/** @param {number} value whole percent */
export const percent = (value) => share.format(value / 100);
export const moment = (iso) => exact.format(new Date(iso));

function midnight(date) {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

/** How many calendar days ago, in the reader's own time zone. */
function daysAgo(iso, now) {
  return Math.round((midnight(now) - midnight(new Date(iso))) / DAY_MS);
}

/** The heading of the list under which a conversation stands. */
export function dateGroup(iso, now = new Date()) {
  const days = daysAgo(iso, now);
  if (days <= 0) return gettext("Today");
  if (days === 1) return gettext("Yesterday");
  if (days <= 7) return gettext("Last 7 days");
  if (days <= 30) return gettext("Last 30 days");
  return monthName.format(new Date(iso));
}

/** The line between messages of different days. */
export function dayLabel(iso, now = new Date()) {
  const days = daysAgo(iso, now);
  if (days <= 0) return gettext("Today");
  if (days === 1) return gettext("Yesterday");
  const date = new Date(iso);
  return date.getFullYear() === now.getFullYear() ? dayName.format(date) : dayWithYear.format(date);
}

export function sameDay(one, other) {
  return midnight(new Date(one)) === midnight(new Date(other));
}

/** Seconds as people say them. @param {number} seconds */
export function duration(seconds) {
  const rounded = Math.max(1, Math.round(seconds));
  if (rounded < 60) return interpolate(gettext("%s s"), [whole.format(rounded)]);
  const values = { minutes: whole.format(Math.floor(rounded / 60)), seconds: whole.format(rounded % 60) };
  return interpolate(gettext("%(minutes)s min %(seconds)s s"), values, true);
}
