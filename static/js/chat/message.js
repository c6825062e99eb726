/** One message on the page: an article that knows how to show its message and what changed of it. */
import { button, el, icon } from "dom.js";
import { actionRow, canContinue } from "chat/actions.js";
import { attached } from "chat/attached.js";
import { blockView } from "chat/blocks.js";
import { longTextOf, sourceCard } from "chat/long_text_block.js";
import { showMarks } from "chat/marks.js";
import { fillQuestion } from "chat/question.js";

/** The words of a message, as they were written. @param {import("chat/store.js").Message} message */
export function plainText(message) {
  return message.blocks.filter((block) => block.type === "text").map((block) => block.text ?? "").join("\n\n");
}

export class MessageView {
  /** @param {import("chat/store.js").Message} message @param {import("chat/store.js").Store} store */
  constructor(message, store) {
    this.store = store;
    this.message = message;
    this.blocks = [];
    const mine = message.role === "user";
    this.element = el("article", {
      class: mine ? "message question" : "message reply",
      "aria-label": mine ? gettext("You") : "Claude",
      "data-id": message.id,
    });
    if (mine) this.#buildQuestion();
    else this.#buildReply();
    this.showMarks();
  }

  /** Says whether Claude is always told this, or not at all. */
  showMarks() {
    showMarks(this);
  }

  #buildQuestion() {
    const words = plainText(this.message);
    const bubble = words ? el("div", { class: "bubble", dir: "auto" }) : "";
    if (words) fillQuestion(bubble, words);
    const source = longTextOf(this.message);
    this.element.append(source ? sourceCard(source) : "", attached(this.message) ?? "", bubble, actionRow(this.message, this.store));
  }

  #buildReply() {
    this.who = el("p", { class: "who" }, mark(), el("span", {}, "Claude"), el("span", { class: "who-model" }));
    this.body = el("div", { class: "blocks" });
    this.foot = el("div", { class: "foot" });
    this.element.append(this.who, this.body, this.foot);
    this.paint();
  }

  /** Shows what is new. @returns {boolean} whether there is more to show next frame */
  paint() {
    const { message } = this;
    if (message.role === "user") return false;
    const running = message.state === "streaming";
    const more = this.#paintBlocks(running);
    this.element.classList.toggle("streaming", running);
    this.element.setAttribute("aria-busy", String(running));
    this.#paintModel();
    this.#paintFoot(running);
    return more;
  }

  #paintBlocks(running) {
    const { blocks } = this.message;
    const isCut = this.message.state !== "complete" || this.message.stop_reason === "max_tokens";
    let more = false;
    if (blocks.length < this.blocks.length) this.#forgetBlocks();
    blocks.forEach((block, index) => {
      let view = this.blocks[index];
      if (view && view.type !== block.type) {
        this.#forgetBlocks(index);
        view = undefined;
      }
      if (!view) {
        view = Object.assign(blockView(block), { type: block.type });
        this.blocks[index] = view;
        this.body.append(view.element);
      }
      const ended = !running || index < blocks.length - 1;
      if (view.paint(block, ended, isCut && index === blocks.length - 1)) more = true;
    });
    this.body.classList.toggle("waiting", running && !blocks.some((block) => block.text || block.type !== "text"));
    return more;
  }

  #forgetBlocks(from = 0) {
    for (const view of this.blocks.splice(from)) view.element.remove();
  }

  #paintModel() {
    const name = this.store.modelName(this.message.model ?? "");
    const label = this.who.lastElementChild;
    if (label.textContent !== name) label.textContent = name;
  }

  #paintFoot(running) {
    const { message } = this;
    const state = JSON.stringify([message.state, message.notice, message.siblings, message.error]);
    if (state === this.footState) return;
    this.footState = state;
    const parts = running ? [notice(message)] : [borrowed(message), problem(message), ending(message), actionRow(message, this.store)];
    this.foot.replaceChildren(...parts.filter(Boolean));
  }

  /** Takes a newer state of the same message. @param {import("chat/store.js").Message} message */
  take(message) {
    this.message = message;
  }
}

/** The product's mark. */
export function mark() {
  return document.querySelector(".brand .mark").cloneNode(true);
}

function notice(message) {
  if (!message.notice) return null;
  return el("p", { class: "notice", role: "status" }, el("span", { class: "spinner", "aria-hidden": "true" }), message.notice.sentence);
}

function problem(message) {
  if (message.state !== "failed") return null;
  const sentence = message.error?.sentence ?? gettext("This answer could not be written.");
  return el(
    "div",
    { class: "problem", role: "alert", "data-code": message.error?.code ?? "" },
    icon("warn"),
    el("p", {}, sentence),
    ...ways(message.error?.code),
  );
}

/** That the answer was given to somebody's similar question, and the way to one of its own. */
function borrowed(message) {
  const question = message.usage?.similar_to;
  if (!question) return null;
  const told = el("p", {}, gettext("Answered from a similar question:"), " ", el("q", { dir: "auto" }, question));
  return el("div", { class: "ending borrowed" }, told, button(gettext("Ask anyway"), { action: "again", class: "button" }));
}

function ways(code) {
  const again = button(gettext("Try again"), { action: "again", class: "button" });
  if (code === "message_over_window") return [button(gettext("Choose what to do"), { action: "too-long", class: "button" })];
  return code === "budget_exceeded" ? [button(gettext("Ask for more"), { action: "ask-more", class: "button" }), again] : [again];
}

/** Why a reply ends before its end, and the way on. */
function ending(message) {
  if (longTextOf(message)) return message.error ? el("div", { class: "ending" }, el("p", {}, message.error.sentence)) : null;
  const sentences = {
    stopped: gettext("You stopped this answer."),
    interrupted: gettext("This answer was interrupted. What had been written is kept."),
    max_tokens: gettext("This answer reached its longest length."),
    refusal: gettext("Claude declined to go on with this."),
    model_context_window_exceeded: gettext("This conversation has become too long for the model."),
  };
  const sentence = sentences[message.state] ?? (message.state === "complete" ? sentences[message.stop_reason] : undefined);
  if (!sentence) return null;
  const way = canContinue(message) ? button(gettext("Continue"), { action: "continue", class: "button" }) : null;
  return el("div", { class: "ending" }, el("p", {}, sentence), way);
}
