/**
 * What is sent along: files chosen, dropped or pasted. Each is uploaded at once and shown as a chip
 * with how far it has come; what the server refuses says why and can only be removed. A chip is
 * drawn anew only when its own file has changed: a refusal is announced once.
 */
import * as api from "chat/api.js";
import { picture } from "chat/attached.js";
import { button, byId, el, icon } from "dom.js";
import { bytes, compact } from "format.js";

/** @typedef {{name: string, size: number, done: number, sentence: string, shape: object|null, cancel: () => void, chip?: HTMLElement, bar?: HTMLElement|null}} Item */

export class Attachments {
  /** @param {HTMLElement} row where the chips stand @param {(shapes: object[]) => void} onChange */
  constructor(row, onChange) {
    this.row = row;
    this.onChange = onChange;
    /** @type {Item[]} */
    this.items = [];
  }

  /** Files that were uploaded before: a draft. @param {object[]} shapes */
  set(shapes) {
    this.items = shapes.map((shape) => ({ name: shape.name, size: shape.size, done: 1, sentence: "", shape, cancel: () => {} }));
    this.row.replaceChildren(...this.items.map((item) => this.#chip(item)));
    this.row.hidden = !this.items.length;
  }

  /** @param {Iterable<File>} files */
  add(files) {
    const items = [...files].map((file) => this.#upload(file));
    this.row.append(...items.map((item) => this.#chip(item)));
    this.#changed();
    this.row.lastElementChild?.scrollIntoView({ block: "nearest" });
  }

  get shapes() {
    return this.items.flatMap(({ shape }) => (shape ? [shape] : []));
  }

  get isBusy() {
    return this.items.some(({ shape, sentence }) => !shape && !sentence);
  }

  get hasRefused() {
    return this.items.some(({ sentence }) => sentence);
  }

  #upload(file) {
    const item = { name: file.name || gettext("Picture"), size: file.size, done: 0, sentence: "", shape: null, cancel: () => {} };
    this.items.push(item);
    const { promise, cancel } = api.upload(file, item.name, (done) => {
      item.done = done;
      item.bar?.style.setProperty("inline-size", `${Math.round(done * 100)}%`);
    });
    item.cancel = cancel;
    promise.then(
      (shape) => (item.shape = shape),
      (error) => (item.sentence = error.message),
    ).finally(() => this.items.includes(item) && this.#settled(item));
    return item;
  }

  #settled(item) {
    const { chip } = item;
    const hadFocus = chip.contains(document.activeElement);
    chip.replaceWith(this.#chip(item));
    if (item.sentence) item.chip.scrollIntoView({ block: "nearest" });
    if (hadFocus) item.chip.querySelector("button").focus();
    this.#changed();
  }

  #remove(item) {
    item.cancel();
    if (item.shape) api.forgetFile(item.shape.id).catch(() => {}); // what is left is swept
    this.items = this.items.filter((other) => other !== item);
    const next = item.chip.nextElementSibling ?? item.chip.previousElementSibling;
    item.chip.remove();
    (next?.querySelector("button") ?? byId("message")).focus();
    this.#changed();
  }

  #changed() {
    this.row.hidden = !this.items.length;
    this.onChange(this.shapes);
  }

  #chip(item) {
    const drop = button(interpolate(gettext("Remove %s"), [item.name]), { iconName: "close", quiet: true, class: "icon-button" });
    drop.addEventListener("click", () => this.#remove(item));
    const said = item.sentence || (item.shape ? detail(item.shape) : gettext("Uploading…"));
    const words = el("span", { class: "file-words" }, el("span", { class: "chip-text", dir: "auto" }, item.name), el("small", item.sentence ? { role: "alert" } : {}, said));
    item.bar = item.shape || item.sentence ? null : el("i", { class: "file-bar" });
    item.bar?.style.setProperty("inline-size", `${Math.round(item.done * 100)}%`);
    const kind = item.sentence ? { class: "chip file refused" } : { class: "chip file", "aria-busy": String(!item.shape) };
    const sign = item.shape ? picture(item.shape) : icon(item.sentence ? "warn" : "paper");
    item.chip = el("li", kind, sign, words, drop, item.bar);
    return item.chip;
  }
}

/** Whether a document can be read in parts: it is one, and not of pictures only. @param {any} shape */
export const hasWords = (shape) => shape.kind !== "image" && !notes(shape).includes("no_text");

const notes = (shape) => (shape.note ?? "").split(" ");

/** What of a file Claude doesn't get, by the server's notes. */
const LEFT_OUT = {
  pictures: gettext("pictures are not read"),
  embedded: gettext("embedded objects are not read"),
  macros: gettext("macros are not run"),
  first_picture: gettext("only its first picture is read"),
};

/** Size, pages, what it costs to read, and what isn't read. @param {any} shape */
export function detail(shape) {
  const tokens = interpolate(gettext("≈ %s tokens"), [compact(shape.tokens)]);
  const leftOut = notes(shape).flatMap((note) => LEFT_OUT[note] ?? []);
  return [extent(shape), tokens, ...leftOut].join(" · ");
}

function extent({ pages, format, size }) {
  if (!pages) return bytes(size);
  const counted = format === "pptx" ? ngettext("%s slide", "%s slides", pages) : ngettext("%s page", "%s pages", pages);
  return interpolate(counted, [pages]);
}
