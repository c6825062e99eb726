/**
 * Markdown that grows. Blocks that are finished are put on the page once and never touched again;
 * only the last one is read anew, mended where it is half-written, and grafted onto what stands
 * there already, so that a frame costs what its new words cost.
 */
import { Lexer } from "marked";
import { finished as finishedDialect, growing as growingDialect } from "markdown/dialect.js";
import { mend, mendCut } from "markdown/mend.js";
import { clean, showDirectionTricks } from "markdown/sanitize.js";
import { CodeBlock, openFence, staysOpen } from "markdown/code_block.js";
import { joinDetails } from "markdown/details.js";
import { dress, dressLater } from "markdown/dress.js";
import { graft } from "markdown/graft.js";
import { finishedPart, homeOf, piecesOf } from "markdown/long_block.js";

// What a following line must show before a list counts as finished: it might still be an item.
const MAYBE_ITEM = /^\s*(?:\d{0,9}[.)]?|[-*+])?\s*$/;
const SLOW_MS = 8;
const REST = 4; // after a slow frame, times as long as it took
const DEAR_MS = 300; // twice in a row: the last block waits for its end as plain text

export class StreamRenderer {
  /** @param {HTMLElement} root an empty element that becomes the text */
  constructor(root) {
    this.root = root;
    this.source = ""; // all text so far, line ends and direction tricks made plain
    this.read = 0; // how much of the text given is in `source`
    this.links = {};
    this.restUntil = 0;
    this.dear = 0; // how many frames in a row were so
    this.#begin();
  }

  #begin() {
    this.root.replaceChildren();
    this.settled = 0; // how much of `source` is on the page for good
    this.raws = []; // the finished blocks, as written
    this.tail = []; // the nodes of the last block
    this.code = null; // the last block, if it is an open fence
    this.long = null; // the last block, if its beginning is finished already
    this.mixed = false; // whether such a block turned out to be of another kind later
    this.plain = null; // what shows the rest as it was written, if it can't be read
  }

  /**
   * Shows the text so far. @param {string} text @param {boolean} done whether it ends here
   * @param {boolean} cut whether more was to come: it then keeps the look it had while it grew
   * @returns {boolean} false if this frame was left out because the last one took long
   */
  render(text, done = false, cut = false) {
    const start = performance.now();
    if (!done && start < this.restUntil) return false;
    const from = this.source.length;
    this.#take(text, done);
    if (cut) this.source = mendCut(this.source);
    try {
      if (done) this.#finish();
      else if (this.plain) this.#growPlain();
      else if (!this.code || !staysOpen(this.code, this.source, from)) this.#grow();
    } catch (error) {
      if (!(error instanceof RangeError)) reportError(error); // that one means: nested beyond what a stack holds
      this.#begin();
      this.#growPlain();
    }
    const took = performance.now() - start;
    this.restUntil = took > SLOW_MS ? start + took * REST : 0;
    this.dear = took > DEAR_MS ? this.dear + 1 : 0;
    if (!done && this.dear > 1) this.#growPlain();
    return true;
  }

  /** Shows what is not finished as it was written. */
  #growPlain() {
    this.code = null; // it would go on growing outside the page
    if (!this.plain) {
      this.#replaceTail([]);
      this.plain = document.createElement("p");
      this.plain.className = "plain";
      this.root.append(this.plain);
      this.tail = [this.plain];
    }
    this.plain.textContent = this.source.slice(this.settled);
  }

  #take(text, done) {
    let chunk = text.slice(this.read);
    if (!done && chunk.endsWith("\r")) chunk = chunk.slice(0, -1);
    this.read += chunk.length;
    this.source += showDirectionTricks(chunk.replace(/\r\n?/g, "\n"));
  }

  /** The blocks of a text; the rest of a long table is read with its head before it. */
  #lex(dialect, source) {
    const lexer = new Lexer(dialect.defaults);
    Object.assign(lexer.tokens.links, this.links);
    return joinDetails(lexer.lex(source));
  }

  #grow() {
    const prefix = this.long?.prefix ?? "";
    const rest = prefix + this.source.slice(this.settled);
    const tokens = this.#lex(growingDialect, rest);
    const last = this.#lastOpen(tokens, rest);
    for (const token of tokens.slice(0, last)) this.#settle(token);
    if (tokens[last]) this.#settlePart(tokens[last], last ? this.source.slice(this.settled) : rest);
    this.#showTail(tokens[last]);
  }

  /** The index of the first token that may still change. */
  #lastOpen(tokens, rest) {
    const length = tokens.reduce((sum, token) => sum + token.raw.length, 0);
    if (length !== rest.length) return 0; // the reader changed the text: offsets can't be trusted
    let last = tokens.length - 1;
    while (last > 0 && (tokens[last].type === "space" || tokens[last].type === "def")) last -= 1;
    const before = tokens.slice(0, last).findLastIndex((token) => token.type !== "space");
    if (before >= 0 && tokens[before].type === "list" && MAYBE_ITEM.test(tokens[last].raw)) return before;
    return Math.max(last, 0);
  }

  #settle(token) {
    const { long } = this;
    if (long) {
      this.#settleRestOf(long, token);
      return;
    }
    this.settled += token.raw.length;
    this.raws.push(token.raw);
    if (this.code && token.type === "code") {
      this.code.setText(token.text);
      this.code.finish();
      this.code = null;
      this.tail = [];
      return;
    }
    if (token.type === "def") this.links[token.tag] ??= { href: token.href, title: token.title };
    if (token.type === "space") return;
    this.#replaceTail(this.#nodes(token, finishedDialect));
    dressLater(this.tail);
    this.tail = [];
  }

  /** The beginning of a long list or table is finished before its end has come. */
  #settlePart(token, rest) {
    const part = finishedPart(token, rest);
    if (!part) return;
    const prefix = this.long?.prefix ?? "";
    const raw = part.raw.slice(prefix.length);
    const [element] = this.#nodes(part.token, finishedDialect);
    const known = this.long;
    this.#replaceTail(known ? piecesOf(element) : [element]);
    dressLater(this.tail);
    this.tail = [];
    this.settled += raw.length;
    if (known) this.raws[this.raws.length - 1] += raw;
    else this.raws.push(raw);
    this.mixed ||= known !== null && known.loose !== token.loose;
    this.long = { home: known?.home ?? homeOf(element), prefix: part.prefix, loose: token.loose };
  }

  #settleRestOf(long, token) {
    const raw = token.raw.slice(long.prefix.length);
    const [element] = this.#nodes(token, finishedDialect);
    this.#replaceTail(piecesOf(element));
    dressLater(this.tail);
    this.tail = [];
    this.settled += raw.length;
    this.raws[this.raws.length - 1] += raw;
    this.mixed ||= long.loose !== token.loose;
    this.long = null;
  }

  #showTail(token) {
    const rest = (this.long?.prefix ?? "") + this.source.slice(this.settled);
    const fence = token?.type === "code" && openFence(token, rest);
    if (fence) {
      if (!this.code) {
        this.code = new CodeBlock(fence.language, fence.mark);
        this.#replaceTail([this.code.element]);
      }
      this.code.setText(fence.text);
      Object.assign(this.code, { closed: fence.closed, end: this.source.length - fence.held });
      return;
    }
    this.code = null;
    const nodes = [];
    for (const mended of this.#lex(growingDialect, mend(rest))) {
      if (mended.type !== "space") nodes.push(...this.#nodes(mended, growingDialect));
    }
    const { long } = this;
    this.tail = graft(long?.home ?? this.root, this.tail, long ? nodes.slice(0, 1).flatMap(piecesOf) : nodes);
  }

  #replaceTail(nodes) {
    for (const node of this.tail) node.remove();
    (this.long?.home ?? this.root).append(...nodes);
    this.tail = nodes;
  }

  /** One token as nodes, clean and dressed. */
  #nodes(token, dialect) {
    if (token.type === "code" && token.codeBlockStyle !== "indented") {
      const block = new CodeBlock((token.lang ?? "").trim().split(/\s/)[0]);
      block.setText(token.text);
      return [block.element];
    }
    const fragment = clean(dialect.parser(token.parts ?? [token]));
    dress(fragment);
    return [...fragment.childNodes].filter((node) => node.nodeType === Node.ELEMENT_NODE || node.data.trim());
  }

  /** Reads the whole once more and mends the little that later words changed about earlier ones. */
  #finish() {
    this.links = {};
    if (this.long) this.#settleRestOf(this.long, this.#lex(finishedDialect, this.long.prefix + this.source.slice(this.settled))[0]);
    const tokens = this.#lex(finishedDialect, this.source);
    const late = this.mixed || (this.raws.length > 0 && tokens.some((token) => token.type === "def"));
    let same = 0;
    while (!late && same < this.raws.length && tokens[same]?.raw === this.raws[same]) same += 1;
    if (same !== this.raws.length) {
      this.#begin();
      same = 0;
    }
    for (const token of tokens.slice(same)) this.#settle(token);
    this.#replaceTail([]);
    this.code = null;
    this.plain = null;
  }
}
