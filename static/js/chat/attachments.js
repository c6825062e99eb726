/**
 * What is sent along: files chosen, dropped or pasted. Each is uploaded at once and shown as a chip
 * with how far it has come; what the server refuses says why and can only be removed.
 */
import * as api from "chat/api.js";
import { picture } from "chat/attached.js";
import { button, el, icon } from "dom.js";
import { bytes, compact } from "format.js";

/** @typedef {{name: string, size: number, done: number, sentence: string, shape: object|null, cancel: () => void}} Item */

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
    this.#show();
  }

  /** @param {Iterable<File>} files */
  add(files) {
    for (const file of files) this.#upload(file);
    this.#changed();
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
    ).finally(() => this.items.includes(item) && this.#changed());
  }

  #remove(item) {
    item.cancel();
    if (item.shape) api.forgetFile(item.shape.id).catch(() => {}); // what is left is swept
    this.items = this.items.filter((other) => other !== item);
    this.#changed();
  }

  #changed() {
    this.#show();
    this.onChange(this.shapes);
  }

  #show() {
    this.row.replaceChildren(...this.items.map((item) => this.#chip(item)));
    this.row.hidden = !this.items.length;
  }

  #chip(item) {
    const drop = button(interpolate(gettext("Remove %s"), [item.name]), { iconName: "close", quiet: true, class: "icon-button" });
    drop.addEventListener("click", () => this.#remove(item));
    const said = item.sentence || (item.shape ? detail(item.shape) : gettext("Uploading…"));
    const words = el("span", { class: "file-words" }, el("span", { class: "chip-text", dir: "auto" }, item.name), el("small", {}, said));
    item.bar = item.shape || item.sentence ? null : el("i", { class: "file-bar" });
    item.bar?.style.setProperty("inline-size", `${Math.round(item.done * 100)}%`);
    const kind = item.sentence ? { class: "chip file refused", role: "alert" } : { class: "chip file", "aria-busy": String(!item.shape) };
    return el("li", kind, item.shape ? picture(item.shape) : icon(item.sentence ? "warn" : "paper"), words, drop, item.bar);
  }
}

/** Size, pages and what it costs to read. @param {any} shape */
export function detail(shape) {
  const pages = shape.pages ? interpolate(ngettext("%s page", "%s pages", shape.pages), [shape.pages]) : bytes(shape.size);
  const tokens = interpolate(gettext("≈ %s tokens"), [compact(shape.tokens)]);
  return `${pages} · ${tokens}`;
}
