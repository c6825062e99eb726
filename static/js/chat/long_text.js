/**
 * Texts that the model can't read at once, or only dearly: the person chooses what becomes of them.
 * The text goes to the server as a file; its reply is a job whose progress comes as a block.
 */
import * as api from "chat/api.js";
import { newId } from "chat/outbox.js";
import { tokens } from "chat/price.js";

/** The dialog comes when it is needed. @type {typeof import("chat/long_text_choice.js").chooseForLongText} */
const chooseForLongText = async (about) => (await import("chat/long_text_choice.js")).chooseForLongText(about);
const ROOM_FOR_ANSWER = 0.95; // of the window: the rest is for what stands around the text

export class LongText {
  /** @param {{store: import("chat/store.js").Store, model: () => string, receive: (frame: any) => void}} parts */
  constructor(parts) {
    Object.assign(this, parts);
  }

  /** Why a text with its files should not simply be sent; null if it should. @param {string} text @param {any[]} files */
  trouble(text, files = []) {
    const { store } = this;
    const model = store.models.find(({ id }) => id === this.model());
    const read = files.reduce((sum, file) => sum + file.tokens, 0);
    const about = tokens(text, model?.prices?.tokens_per_character ?? 0.33, 1) + read;
    const fits = text.length <= store.maxChars && about <= (model?.window ?? Infinity) * ROOM_FOR_ANSWER;
    const costs = about * (model?.prices?.bands.findLast(({ from }) => from <= about)?.input ?? 0);
    if (fits && costs <= store.longText.ask_nano) return null;
    return { fits, about, costs, model };
  }

  /**
   * Asks what to do; `file` is the document that is so long, else the text itself is. The files
   * `kept` don't go with it.
   * @param {{pasted: string, typed: string, whole: string, file: any, kept: any[], plain: string[], send: () => void}} said
   */
  async offer({ pasted, typed, whole, file, kept, plain, send }) {
    const { store } = this;
    const trouble = this.trouble(whole, file ? [file] : []);
    const isQuestion = typed.trim() && typed.length < store.longText.question_chars;
    const question = (pasted || file) && isQuestion ? typed : "";
    const choice = await chooseForLongText({ ...trouble, question, kept: kept.length });
    if (!choice) return;
    if (choice.whole) return send();
    if (file) {
      const begun = await this.#ask({ question: choice.question, plain, file: file.id }, null, whole);
      if (begun) api.forgetFile(file.id).catch(() => {}); // its words are kept; what is left is swept
      return;
    }
    const text = question ? pasted : whole;
    await this.#ask({ question: choice.question, plain }, text, whole, { kept });
  }

  /** Another question about a text that is stored. @param {{id: string, chars: number, name: string}} source */
  async askAgain(source) {
    const choice = await chooseForLongText({ about: 0, costs: 0, question: "", again: true });
    if (choice) await this.#ask({ question: choice.question, source: source.id }, null, null);
  }

  /**
   * What to do with a question that the server found too long: another version of it is read in parts.
   * @param {import("chat/store.js").Message} question @param {string} text its words @returns {Promise<boolean>} false: the person shortens it
   */
  async offerInstead({ parent }, text) {
    const { store } = this;
    const model = store.models.find(({ id }) => id === this.model());
    const about = tokens(text, model?.prices?.tokens_per_character ?? 0.33, 1);
    const choice = await chooseForLongText({ about, costs: 0, model, question: "" });
    if (choice) await this.#ask({ question: choice.question, plain: [], branch: true }, text, null, { parent });
    return Boolean(choice);
  }

  /** A question about a document that is in the conversation. @param {any} file */
  async askAboutFile(file) {
    const choice = await chooseForLongText({ about: 0, costs: 0, question: "", again: true });
    if (choice) await this.#ask({ question: choice.question, file: file.id }, null, null);
  }

  /** @returns {Promise<boolean>} whether a job has begun */
  async #ask(asked, text, whole, { parent = this.store.messages.at(-1)?.id ?? null, kept = [] } = {}) {
    const { store } = this;
    if (store.pending || store.running()) return false;
    const begin = store.conversation ? {} : { assistant: store.assistant };
    const pending = { type: "long_text", client_id: newId(), text: whole, kept, conversation: store.conversation?.id ?? null };
    store.setPending(pending);
    try {
      const { client_id, conversation } = pending;
      this.receive(await api.askLongText({ ...asked, ...begin, client_id, conversation, parent, model: this.model() }, text));
      return true;
    } catch (error) {
      store.tell("problem", { code: error.code ?? "unexpected", sentence: error.message });
      return false;
    } finally {
      if (store.pending === pending) store.setPending(null);
    }
  }
}
