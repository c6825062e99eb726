/** A message on its way: it looks as it will look, only its answer has no name yet. */
import { el } from "dom.js";
import { attached } from "chat/attached.js";
import { mark } from "chat/message.js";
import { fillQuestion } from "chat/question.js";

export class PendingView {
  /** @param {string} text @param {any[]} files */
  constructor(text, files) {
    const bubble = text ? el("div", { class: "bubble", dir: "auto" }) : null;
    if (bubble) fillQuestion(bubble, text);
    const question = el("article", { class: "message question pending", "aria-label": gettext("You") }, attached({ blocks: files }), bubble, el("div", { class: "actions" }));
    const who = el("p", { class: "who" }, mark(), el("span", {}, "Claude"));
    const reply = el("div", { class: "message reply lifted", "aria-hidden": "true" }, who, el("div", { class: "blocks waiting" }));
    this.elements = [question, reply];
  }
}
