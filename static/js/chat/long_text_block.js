/** A long text in the thread: its card in the question, the job's progress and its references. */
import * as api from "chat/api.js";
import { show } from "chat/dialogs.js";
import { button, el, icon } from "dom.js";
import { compact, duration, money, number } from "format.js";
import { pieces } from "chat/question.js";

const REFERENCE = /\[parts? [^[\]\n]{1,80}\]/gi;

/** @param {import("chat/store.js").Message} message */
export const longTextOf = (message) => message.blocks.find((block) => block.type === "long_text" || block.type === "long_text_source");

/** The text that a question is about. @param {import("chat/store.js").Block} source */
export function sourceCard(source) {
  const size = interpolate(gettext("%s characters"), [compact(source.chars)]);
  const again = button(gettext("Ask about it"), { action: "ask-again", class: "text-button" });
  const title = el("strong", { dir: "auto" }, source.name || gettext("Long text"));
  return el("div", { class: "long-source" }, icon("paper"), el("div", {}, title, el("p", { dir: "auto" }, `${source.begins}…`), el("small", {}, size), again));
}

/** The job as far as it has come: a block of the reply. */
export class LongTextBlock {
  constructor() {
    this.line = el("p", { class: "long-line" });
    this.left = el("span", { class: "long-left" });
    this.fill = el("div", { class: "long-fill" });
    this.bar = el("div", { class: "long-bar", role: "progressbar", "aria-label": gettext("Long text"), "aria-valuemin": "0" }, this.fill);
    this.way = el("div", { class: "long-way" });
    this.element = el("div", { class: "long-text" }, el("div", { class: "long-head" }, this.line, this.left), this.bar, this.way);
  }

  paint(block) {
    const state = JSON.stringify(block);
    if (state === this.state) return false;
    this.state = state;
    const running = block.state === "running";
    this.element.dataset.state = block.state;
    this.line.textContent = sentence(block);
    this.left.textContent = running && block.seconds ? interpolate(gettext("about %s left"), [duration(block.seconds)]) : "";
    this.bar.hidden = block.state === "asking" || block.state === "done";
    this.bar.setAttribute("aria-valuemax", block.steps);
    this.bar.setAttribute("aria-valuenow", block.done);
    this.bar.setAttribute("aria-valuetext", this.line.textContent);
    this.fill.style.inlineSize = `${(100 * block.done) / block.steps}%`;
    this.#offer(block);
    if (block.state === "done") queueMicrotask(() => linkReferences(this.element.closest(".blocks"), block));
    return false;
  }

  #offer({ state, job }) {
    const offers = {
      asking: () => button(gettext("Start"), { action: "resume-long-text", class: "button button-primary", "data-job": job }),
      running: () => button(gettext("Cancel"), { action: "stop", class: "button" }),
      paused: () => button(gettext("Go on"), { action: "resume-long-text", class: "button button-primary", "data-job": job }),
      stopped: () => button(gettext("Go on"), { action: "resume-long-text", class: "button", "data-job": job }),
    };
    if (state === this.offered) return;
    this.offered = state;
    this.way.replaceChildren(...(offers[state] ? [offers[state]()] : []));
  }
}

function sentence(block) {
  const { state, done, parts, price_nano: price, most_nano: most } = block;
  const values = { done: number(Math.min(done, parts)), next: number(Math.min(done + 1, parts)), parts: number(parts), price: money(price ?? 0), most: money(most ?? 0) };
  if (state === "asking") {
    const known = ngettext("This text is read in %(parts)s part: ≈ %(price)s, at most %(most)s.", "This text is read in %(parts)s parts: ≈ %(price)s, at most %(most)s.", parts);
    return interpolate(price === null ? gettext("This text is read in %(parts)s parts. Its price is not known.") : known, values, true);
  }
  if (state === "running" && done >= parts) return gettext("Putting the results together…");
  const sentences = {
    running: gettext("Reading: part %(next)s of %(parts)s"),
    paused: gettext("Paused: %(done)s of %(parts)s parts are read and kept."),
    stopped: gettext("Stopped: %(done)s of %(parts)s parts are read and kept."),
    done: ngettext("Read in %(parts)s part.", "Read in %(parts)s parts.", parts),
  };
  return interpolate(sentences[state] ?? "", values, true);
}

/** Turns what the reply says about parts into buttons that show them. */
function linkReferences(blocks, { job, parts }) {
  if (!blocks) return;
  const walker = document.createTreeWalker(blocks, NodeFilter.SHOW_TEXT, (node) =>
    node.parentElement.closest("code, pre, button, .long-text") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
  const found = [];
  while (walker.nextNode()) if (walker.currentNode.data.search(REFERENCE) >= 0) found.push(walker.currentNode);
  for (const node of found) {
    const nodes = [];
    let at = 0;
    for (const match of node.data.matchAll(REFERENCE)) {
      const numbers = [...match[0].matchAll(/\d+/g)].map(Number).filter((part) => part >= 1 && part <= parts);
      if (!numbers.length) continue;
      nodes.push(node.data.slice(at, match.index), ...numbers.map((part) => reference(job, part)));
      at = match.index + match[0].length;
    }
    if (nodes.length) node.replaceWith(...nodes, node.data.slice(at));
  }
}

function reference(job, part) {
  const label = interpolate(gettext("part %s"), [number(part)]);
  return button(label, { action: "show-part", class: "reference", "data-job": job, "data-part": part });
}

/** The part of the text that was meant. */
export async function showPart({ job, part }) {
  const { number: which, of, heading, text } = await api.longTextPart(job, part);
  const title = interpolate(gettext("Part %(number)s of %(of)s"), { number: number(which), of: number(of) }, true);
  const body = el("div", { class: "part-text", tabindex: "0", role: "region", "aria-label": title, dir: "auto" }, ...pieces(text.split("\n")));
  const close = el("div", { class: "dialog-row" }, el("button", { class: "button button-primary", value: "" }, gettext("Close")));
  await show(heading ? `${title} · ${heading}` : title, [body, close], "wide");
}
