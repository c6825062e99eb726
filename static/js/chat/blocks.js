/**
 * The parts of a message: text, thoughts, tools, and whatever Claude may send that we don't know
 * yet. Each part has a view with `element` and `paint(block, ended, cut)`, which answers whether
 * there is more to show; `cut`: it ended before its end.
 */
import { el, icon } from "dom.js";
import { cite } from "chat/citations.js";
import { duration } from "format.js";
import { LongTextBlock } from "chat/long_text_block.js";
import { StreamRenderer } from "markdown/stream.js";

const calm = matchMedia("(prefers-reduced-motion: reduce)");
const CATCH_UP = 5; // a fifth of what has come is shown per frame: even flow from uneven frames

/** @param {import("chat/store.js").Block} block */
export function blockView(block) {
  if (block.type === "text") return new TextBlock();
  if (block.type === "thinking" || block.type === "redacted_thinking") return new ThinkingBlock();
  if (block.type === "long_text") return new LongTextBlock();
  return new OtherBlock();
}

class TextBlock {
  constructor() {
    this.element = el("div", { class: "prose" });
    this.#startOver();
  }

  #startOver() {
    this.element.replaceChildren();
    this.renderer = new StreamRenderer(this.element);
    this.shown = ""; // the beginning of the text that is on the page
    this.ended = false;
    this.cited = false;
  }

  paint(block, ended, cut) {
    const text = block.text ?? "";
    if (this.ended && text === this.shown) return this.#cite(block);
    if (this.ended || !text.startsWith(this.shown)) this.#startOver();
    if (!ended) return this.#grow(text);
    this.ended = true;
    this.shown = text;
    this.element.classList.remove("growing");
    this.renderer.render(text, true, cut);
    return this.#cite(block);
  }

  /** Where the words are from is often known later than the words: when the whole reply is. */
  #cite(block) {
    if (!this.cited && block.citations?.length) cite(this.element, block.citations);
    this.cited ||= Boolean(block.citations?.length);
    return false;
  }

  #grow(text) {
    this.element.classList.add("growing");
    const behind = text.length - this.shown.length;
    if (behind <= 0) return false;
    const step = calm.matches || behind > 2000 ? behind : Math.max(3, Math.ceil(behind / CATCH_UP));
    let next = Math.min(this.shown.length + step, text.length);
    if (/[\ud800-\udbff]/.test(text[next - 1])) next += 1; // never half a character
    if (!this.renderer.render(text.slice(0, next))) return true;
    this.shown = text.slice(0, next);
    return next < text.length;
  }
}

class ThinkingBlock {
  constructor() {
    this.label = el("span");
    this.body = el("div", { class: "prose thoughts" });
    this.element = el("details", { class: "block" }, el("summary", {}, icon("thought"), this.label, icon("down")), this.body);
    this.element.addEventListener("toggle", () => this.#show());
  }

  paint(block, ended) {
    this.block = block;
    const over = ended || block.ended !== undefined;
    this.element.classList.toggle("working", !over);
    if (!over) this.label.textContent = gettext("Thinking…");
    else if (ended && block.began && !block.ended) block.ended = performance.now();
    if (over) this.label.textContent = thoughtFor(block);
    this.over = over;
    this.#show();
    return false;
  }

  /** Thoughts are only read into the page when somebody opens them. */
  #show() {
    if (!this.element.open || this.finished) return;
    if (!this.block.text) {
      this.body.textContent = gettext("Claude did not share these thoughts.");
      return;
    }
    this.renderer ??= new StreamRenderer(this.body);
    this.renderer.render(this.block.text, this.over);
    this.finished = this.over;
  }
}

function thoughtFor(block) {
  const seconds = block.seconds ?? (block.began && block.ended ? (block.ended - block.began) / 1000 : 0);
  return seconds ? interpolate(gettext("Thought for %s"), [duration(seconds)]) : gettext("Thoughts");
}

/** Tools and unknown kinds: named, closed, readable. */
class OtherBlock {
  constructor() {
    this.label = el("span");
    this.code = el("code");
    this.element = el(
      "details",
      { class: "block" },
      el("summary", {}, icon("tool"), this.label, icon("down")),
      el("pre", { class: "raw", tabindex: "0" }, this.code),
    );
  }

  paint(block) {
    const { type, text, began: _began, ended: _ended, ...fields } = block;
    this.label.textContent = otherLabel(block);
    const body = text ?? JSON.stringify(type === "tool_use" ? block.input : fields, null, 2);
    if (this.code.textContent !== body) this.code.textContent = body;
    return false;
  }
}

function otherLabel(block) {
  if (block.type.endsWith("tool_use")) return interpolate(gettext("Used a tool: %s"), [block.name ?? block.type]);
  if (block.type.endsWith("tool_result")) return gettext("Result of a tool");
  return interpolate(gettext("Part of another kind: %s"), [block.type]);
}
