/** The parts of the next request as sections and rows. */
import { button, el, icon } from "dom.js";
import { money, number, percent } from "format.js";

const LEAST_NANO = 100_000; // a hundredth of a cent
const NOTE_CHARS = 240;

/**
 * Messages, what stands for those without room, the draft.
 * @param {any} found what the server says (`context.desk`)
 * @param {{mark: (id: number, wanted: any) => void, summarise: (wanted: boolean) => void}} acts
 */
export function deskMessages(found, acts) {
  const { summary, earlier, messages, draft } = found;
  const [gone, told] = [messages.filter(isGone), messages.filter((message) => !isGone(message))];
  const rows = told.map((message) => messageRow(message, acts));
  if (earlier.tokens) rows.unshift(earlierRow(earlier));
  return [
    ...(summary ? [section(gettext("Older messages"), [summaryRow(summary, found.summarises), ...goneRows(gone, acts)])] : []),
    section(gettext("Messages"), rows, gettext("Nothing was said here yet.")),
    ...(messages.length ? [summariseSwitch(found.summarises, acts)] : []),
    section(gettext("Your draft"), draft.tokens ? [row(gettext("What you are writing"), draft, { files: draft.files })] : [], gettext("Nothing is written yet.")),
  ];
}

/** How full the window is, and the instructions of every level. @param {any} found */
export function deskHead(found) {
  const levels = found.system.map((part) => row(LEVELS()[part.level], part));
  return [total(found), section(gettext("Instructions"), levels, gettext("Nobody has written any."))];
}

const isGone = ({ sent, left_out: leftOut }) => sent === "cut" && !leftOut;

/** The newest of the messages without room: each can be pinned, which brings it back. */
function goneRows(gone, acts) {
  if (!gone.length) return [];
  const words = interpolate(ngettext("Show the newest one of them", "Show the newest %s of them", gone.length), [number(gone.length)]);
  const opened = el("details", { class: "desk-gone" }, el("summary", { "data-keep": "gone" }, words), el("ul", { class: "desk-rows" }, ...gone.map((message) => messageRow(message, acts))));
  return [el("li", {}, opened)];
}

const LEVELS = () => ({
  organisation: gettext("Organisation"),
  assistant: gettext("Assistant"),
  person: gettext("Your own"),
  chat: gettext("This conversation"),
});

function total({ model, room, total: { tokens, price_nano: price }, fits }) {
  const used = Math.min(100, Math.ceil((100 * tokens) / room));
  const values = { tokens: number(tokens), room: number(room), model: model.name };
  const words = interpolate(gettext("About %(tokens)s of the %(room)s tokens that %(model)s can read"), values, true);
  const bar = el("div", { class: "desk-bar", role: "meter", "aria-label": gettext("Window"), "aria-valuemin": 0, "aria-valuemax": 100, "aria-valuenow": used, "aria-valuetext": percent(used) }, el("i"));
  bar.firstElementChild.style.inlineSize = `${used}%`;
  return el("div", { class: "desk-total", "data-state": fits ? "fits" : "full" },
    el("p", {}, el("span", {}, words), price === null ? "" : el("b", {}, `≈ ${money(price)}`)),
    bar,
    el("small", {}, fits ? gettext("Estimated, before the answer. What Claude's cache still holds costs about a tenth.") : gettext("More than the model can read. Shorten the draft, or have it read in parts.")));
}

function section(title, rows, otherwise) {
  const list = rows.length ? el("ul", { class: "desk-rows" }, ...rows) : el("p", { class: "desk-none" }, otherwise);
  return el("section", { class: "desk-section", "aria-label": title }, el("h3", {}, title), list);
}

function row(words, { tokens, price_nano: price }, { files = [], note = "", state = "", acts = [] } = {}) {
  const figures = tokens ? [el("span", {}, interpolate(ngettext("%s token", "%s tokens", tokens), [number(tokens)])), price === null ? "" : el("span", {}, small(price))] : [];
  const said = el("span", { class: "desk-words" }, el("span", { class: "desk-line", dir: "auto" }, words), ...files.map((name) => el("small", {}, icon("clip"), name)), note ? el("small", {}, note) : "");
  return el("li", { class: "desk-row", "data-state": state }, said, el("span", { class: "desk-figures" }, ...figures), el("span", { class: "desk-acts" }, ...acts));
}

function earlierRow({ count, ...size }) {
  return row(interpolate(ngettext("and %s earlier message", "and %s earlier messages", count), [number(count)]), size);
}

function summaryRow(summary, summarises) {
  const count = [number(summary.covered)];
  if (!summarises) return row(interpolate(ngettext("%s message is left out", "%s messages are left out", summary.covered), count), summary);
  const words = summary.due
    ? ngettext("%s message will be summarised when you send", "%s messages will be summarised when you send", summary.covered)
    : ngettext("Summary of %s message", "Summary of %s messages", summary.covered);
  return row(interpolate(words, count), summary, { note: shortened(summary.text) });
}

function messageRow(message, { mark }) {
  const who = message.role === "user" ? gettext("You") : "Claude";
  const notes = { lean: gettext("without its images and long results"), nothing: gettext("nothing to send") };
  const state = message.left_out ? "left-out" : message.sent;
  const words = el("span", {}, el("b", {}, who), " ", message.excerpt || "…");
  const toggle = (label, iconName, name, on) => {
    const toggled = button(label, { iconName, quiet: true, class: "icon-button", "aria-pressed": String(on), "data-keep": `${name}-${message.id}` });
    toggled.addEventListener("click", () => mark(message.id, { [name]: !on }));
    return toggled;
  };
  return row(words, message, {
    state,
    files: message.files,
    note: message.left_out ? gettext("left out") : notes[message.sent] ?? "",
    acts: [toggle(gettext("Pin: always tell Claude"), "pin", "pinned", message.pinned), toggle(gettext("Leave out for Claude"), "unsaid", "left_out", message.left_out)],
  });
}

/** Prices of single parts are often far below a cent. */
const small = (nano) => (nano < LEAST_NANO ? `< ${money(LEAST_NANO)}` : money(nano));

const shortened = (text) => (text.length > NOTE_CHARS ? `${text.slice(0, NOTE_CHARS)} …` : text);

function summariseSwitch(summarises, acts) {
  const box = el("input", { type: "checkbox", role: "switch", checked: summarises, "data-keep": "summarise" });
  box.addEventListener("change", () => acts.summarise(box.checked));
  return el("label", { class: "desk-switch" }, box, el("span", {}, el("b", {}, gettext("Summarise what there is no room for")), el("small", {}, gettext("Otherwise the oldest messages are left out when the window is full."))));
}
