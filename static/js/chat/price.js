/**
 * What the message being written will cost: about now, and at most. Recomputed as one types.
 *
 * What was said before is counted as the last receipt has it. It is read from Claude's cache for a
 * few minutes; "at most" takes it as if all of it had to be written there anew.
 */
import { byId } from "dom.js";
import { money } from "format.js";

const UNSPACED = /[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]/g;
const UNSPACED_MOST = 2;
const FILES_MOST = 2; // a page of a PDF can be twice the usual
const TYPICAL_REPLY_TOKENS = 350;
const PER_MESSAGE_TOKENS = 12;
const CACHED_MS = 5 * 60_000;

export class Price {
  /** @param {import("chat/store.js").Store} store @param {() => string} model the model chosen */
  constructor(store, model) {
    Object.assign(this, { store, model });
    this.line = byId("price");
    this.message = byId("message");
    this.due = 0;
    this.message.addEventListener("input", () => this.#soon());
    for (const topic of ["opened", "reply", "taken", "assistant", "attached"]) store.on(topic, () => this.#soon());
    byId("model").addEventListener("change", () => this.#soon());
  }

  #soon() {
    this.due ||= requestIdleCallback(() => {
      this.due = 0;
      this.#paint();
    }, { timeout: 300 });
  }

  #paint() {
    const text = this.message.value;
    const files = this.store.attached.reduce((sum, { tokens }) => sum + tokens, 0);
    const prices = this.#prices(this.model());
    this.line.hidden = !prices || !(text.trim() || files);
    if (this.line.hidden) return;
    const { about, most } = estimate({ prices, text, files, before: this.#before(prices), maxTokens: this.store.maxTokens });
    this.line.textContent = interpolate(gettext("≈ %(about)s, at most %(most)s"), { about: money(about), most: money(most) }, true);
  }

  #prices(model) {
    return this.store.models.find(({ id }) => id === model)?.prices;
  }

  /** What Claude will read besides the new message. */
  #before(prices) {
    const { messages } = this.store;
    const at = messages.findLastIndex(tellsOfAll);
    if (at < 0) return { tokens: textTokens(messages, prices) + this.#instructions(prices), cached: false, reply: 0 };
    const { usage, model, ended_at: ended } = messages[at];
    const its = this.#prices(this.#undated(model));
    const scale = its ? prices.tokens_per_character / its.tokens_per_character : 1;
    const cache = (usage.cache_read ?? 0) + (usage.cache_write ?? 0);
    const counted = (usage.input ?? 0) + cache + (usage.output ?? 0) - (usage.thinking ?? 0);
    const isFresh = ended && Date.now() - new Date(ended).getTime() < CACHED_MS;
    return {
      tokens: counted * scale + textTokens(messages.slice(at + 1), prices),
      cached: its === prices && cache > 0 && isFresh,
      reply: usage.output ?? 0,
    };
  }

  #instructions(prices) {
    return (this.store.currentAssistant()?.instructions_chars ?? 0) * prices.tokens_per_character;
  }

  #undated(model) {
    return model.replace(/^(claude-.+)-20\d{6}$/, "$1");
  }
}

/** Whether the receipt is of one request with all that came before: not of a kept answer, nor of a long text's many. */
function tellsOfAll({ usage, blocks }) {
  return usage && !usage.from_cache && !blocks.some(({ type }) => type === "long_text");
}

/**
 * @param {{prices: any, text: string, files?: number, before: {tokens: number, cached: boolean, reply: number}, maxTokens: number}} known
 *   `files`: about how many tokens the attachments are
 * @returns {{about: number, most: number}} nano-dollars
 */
export function estimate({ prices, text, files = 0, before, maxTokens }) {
  const said = tokens(text, prices.tokens_per_character, 1) + files;
  const most = before.tokens + tokens(text, prices.most_per_character, UNSPACED_MOST) + files * FILES_MOST;
  const usual = band(prices, before.tokens + said);
  const dear = band(prices, most);
  const history = before.tokens * (before.cached ? usual.cache_read : usual.input);
  return {
    about: history + said * (before.cached ? usual.cache_write_5m : usual.input) + (before.reply || TYPICAL_REPLY_TOKENS) * usual.output,
    most: most * Math.max(dear.input, dear.cache_write_5m) + maxTokens * dear.output,
  };
}

/** The prices that hold for a prompt of so many tokens. */
function band(prices, length) {
  return prices.bands.findLast(({ from }) => from <= length) ?? prices.bands[0];
}

function textTokens(messages, prices) {
  const texts = messages.flatMap((message) => message.blocks.map((block) => block.text ?? ""));
  return texts.reduce((all, text) => all + tokens(text, prices.tokens_per_character, 1), 0);
}

/** About how many tokens a text has. @param {string} text @param {number} perCharacter @param {number} perUnspaced */
export function tokens(text, perCharacter, perUnspaced) {
  const unspaced = text.match(UNSPACED)?.length ?? 0;
  return unspaced * perUnspaced + (text.length - unspaced) * perCharacter + PER_MESSAGE_TOKENS;
}
