/**
 * Requests that start a turn. At most one is on its way; it is repeated after a reconnect until the
 * server has answered it, under the same id, so it runs once.
 */

import { spent } from "chat/limits.js";

const BIG_CHARS = 50_000; // to store such a text takes longer than a frame may
const LATER_MS = 50; // when the frame is over

export class Outbox {
  /**
   * @param {import("chat/store.js").Store} store
   * @param {import("chat/socket.js").Socket} socket
   * @param {import("chat/drafts.js").Drafts} drafts
   */
  constructor(store, socket, drafts) {
    Object.assign(this, { store, socket, drafts });
    store.on("connection", () => store.connection.state === "open" && this.#repeat());
    store.on("pending", () => store.pending || setTimeout(() => store.pending || drafts.forgetSent(), LATER_MS));
  }

  /** @param {{text: string, parent: number|null, branch?: boolean, plain?: string[], attached?: any[]}} message */
  say({ text, parent, branch = false, plain = [], attached = [] }) {
    const { conversation, assistant } = this.store;
    const begin = { ...(conversation ? {} : { assistant }), ...(plain.length ? { plain } : {}) };
    if (attached.length) begin.attachments = attached.map(({ id }) => id);
    return this.#start({ type: "send", text, conversation: conversation?.id ?? null, parent, branch, model: this.model(), ...begin });
  }

  /** @param {number} message @param {string} model */
  regenerate(message, model = "") {
    return this.#start({ type: "regenerate", message, model: model || this.model() });
  }

  /** @param {number} message */
  goOn(message) {
    return this.#start({ type: "continue", message });
  }

  /** Sends what a limit had held back. */
  repeat(frame) {
    return this.#start(frame);
  }

  /** Takes up what a reload interrupted. */
  resume() {
    const frame = this.drafts.unconfirmed();
    const here = this.store.conversation?.id ?? null;
    if (frame && (frame.conversation ?? here) === here) this.store.setPending(frame);
  }

  #start(frame) {
    if (this.store.pending) return false;
    if (spent(this.store.budgets)) {
      this.store.tell("limit", frame); // what was written stays where it is
      return false;
    }
    const request = { ...frame, client_id: newId() };
    const keep = () => this.store.pending === request && this.drafts.keepSent(request);
    const isBig = request.text?.length > BIG_CHARS;
    if (!isBig) this.drafts.keepSent(request);
    this.store.setPending(request);
    this.socket.send(request);
    if (isBig) setTimeout(keep, LATER_MS);
    return true;
  }

  #repeat() {
    const { pending } = this.store;
    if (pending && pending.type !== "long_text") this.socket.send(pending); // that one went by HTTP
  }
}

/** A random id; `randomUUID` exists on secure origins only, and a team may run this on plain HTTP. */
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
