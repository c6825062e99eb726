/**
 * The websocket: opens it, opens it again with growing pauses, tells what we already have, and
 * confirms what has been painted so that a slow page is not flooded.
 */

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
const SIGNED_OUT = 4401;
const WRONG_ORIGIN = 4403;
const ACK_EVERY = 32; // frames
const REWATCH_PAUSE_MS = 300;

export class Socket {
  /**
   * @param {import("chat/store.js").Store} store
   * @param {(frame: any) => void} onFrame
   */
  constructor(store, onFrame) {
    this.store = store;
    this.onFrame = onFrame;
    this.attempt = 0;
    this.timer = 0;
    this.acked = new Map();
    this.rewatchedAt = -Infinity;
    window.addEventListener("online", () => this.retryNow());
    document.addEventListener("visibilitychange", () => document.hidden || this.retryNow());
  }

  connect() {
    clearTimeout(this.timer);
    const address = new URL("/ws/", location.href);
    address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(address);
    this.socket = socket;
    socket.addEventListener("message", ({ data }) => this.#receive(data));
    socket.addEventListener("close", ({ code }) => socket === this.socket && this.#closed(code));
  }

  /** @returns {boolean} whether the frame left */
  send(frame) {
    if (this.store.connection.state !== "open") return false;
    this.socket.send(JSON.stringify(frame));
    return true;
  }

  /** Follows the conversation shown, or none. */
  watch() {
    const { conversation } = this.store;
    this.acked.clear();
    if (conversation) this.send({ type: "watch", conversation: conversation.id, have: this.store.have() });
    else this.send({ type: "unwatch" });
  }

  /** Asks again after a hole; not for every frame that follows it. */
  rewatch() {
    const now = performance.now();
    if (now - this.rewatchedAt < REWATCH_PAUSE_MS) return;
    this.rewatchedAt = now;
    this.watch();
  }

  /** Painted up to here. @param {import("chat/store.js").Message} message */
  ack(message) {
    const before = this.acked.get(message.id) ?? 0;
    if (message.number - before < ACK_EVERY && message.state === "streaming") return;
    this.acked.set(message.id, message.number);
    if (message.state === "streaming") this.send({ type: "ack", message: message.id, number: message.number });
  }

  retryNow() {
    if (this.store.connection.state !== "waiting") return;
    this.attempt = 0;
    this.#open();
  }

  #open() {
    this.store.setConnection({ state: "connecting", again: true });
    this.connect();
  }

  #receive(data) {
    const frame = JSON.parse(data);
    if (frame.type === "ready") {
      this.attempt = 0;
      this.store.setConnection({ state: "open" });
      this.watch();
    }
    this.onFrame(frame);
  }

  #closed(code) {
    if (code === SIGNED_OUT) return this.store.setConnection({ state: "signed_out" });
    if (code === WRONG_ORIGIN) return this.store.setConnection({ state: "wrong_origin" });
    const longest = Math.min(FIRST_WAIT_MS * 2 ** this.attempt, LONGEST_WAIT_MS);
    const wait = longest * (0.5 + Math.random() / 2);
    this.attempt += 1;
    this.timer = setTimeout(() => this.#open(), wait);
    return this.store.setConnection({ state: "waiting", until: Date.now() + wait, attempt: this.attempt });
  }
}
