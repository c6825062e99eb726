/** Where people write. Enter sends, but never while an input method is composing a word. */
import { byId } from "dom.js";
import { number } from "format.js";
import { Attachments, hasWords } from "chat/attachments.js";
import { listenForFiles } from "chat/dropping.js";
import { isLong, Pasted } from "chat/pasted.js";
import { Sensitive } from "chat/sensitive.js";

const SAVE_AFTER_MS = 300;
const BIG_CHARS = 20_000; // from here on the field keeps its greatest height and is saved less often
const SAVE_BIG_AFTER_MS = 2_000;

export class Composer {
  /**
   * @param {{store: import("chat/store.js").Store, drafts: import("chat/drafts.js").Drafts,
   *   outbox: import("chat/outbox.js").Outbox, longText: import("chat/long_text.js").LongText, stop: () => void}} parts
   */
  constructor(parts) {
    Object.assign(this, parts);
    this.form = byId("composer");
    this.field = /** @type {HTMLTextAreaElement} */ (byId("message"));
    this.button = byId("send");
    this.count = byId("count");
    this.timer = 0;
    this.sensitive = new Sensitive(byId("sensitive"), this.store.redaction);
    this.pasted = new Pasted(byId("pasted"), () => this.#changed());
    this.attachments = new Attachments(byId("attached"), () => this.#attached());
    const typed = this.field.value; // on a slow line people write before this script is here
    this.#listen();
    this.load();
    if (typed.trim()) this.#add(typed);
  }

  #listen() {
    const { field, form, store } = this;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#act();
    });
    field.addEventListener("keydown", (event) => this.#key(event));
    field.addEventListener("input", () => this.#changed());
    field.addEventListener("paste", (event) => this.#paste(event));
    listenForFiles((files) => this.attachments.add(files));
    window.addEventListener("pagehide", () => this.#save());
    store.on("pending", () => this.#showSending());
    store.on("taken", (sent) => this.#taken(sent));
    for (const topic of ["pending", "turn", "reply", "opened", "connection"]) store.on(topic, () => this.#showButton());
  }

  /** Shows the draft of the conversation that is open. */
  load() {
    this.conversation = this.store.conversation?.id ?? null;
    const { text, pasted, attached } = this.drafts.read(this.conversation);
    this.pasted.set(pasted);
    this.attachments.set(attached);
    this.store.attach(attached);
    this.write(text);
    this.#showButton();
  }

  /** What was typed meanwhile goes below the draft, if that says something else. */
  #add(typed) {
    const draft = this.field.value;
    this.write(!draft || typed.startsWith(draft) ? typed : `${draft}\n${typed}`);
    this.#changed();
  }

  /** Puts text into the field, as if it had been typed. @param {string} text */
  write(text) {
    this.field.value = text;
    this.sensitive.changed(() => this.pasted.with(this.field.value));
    this.#fit();
  }

  /** Text before what is typed already: a quotation. @param {string} text */
  insert(text) {
    this.field.value = `${text}${this.field.value}`;
    this.#changed();
    this.focus();
  }

  /** What would be sent now. */
  draft() {
    return { text: this.pasted.with(this.field.value), attachments: this.attachments.shapes.map(({ id }) => id) };
  }

  focus() {
    this.field.focus();
    this.field.setSelectionRange(this.field.value.length, this.field.value.length);
  }

  /** Keeps the draft of the conversation that is left. */
  leave() {
    this.#save();
  }

  #key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.altKey) return;
    if (event.isComposing || event.keyCode === 229) return; // the word is not finished
    const touch = matchMedia("(hover: none) and (pointer: coarse)").matches;
    if (touch && !event.ctrlKey && !event.metaKey) return; // a phone's Enter is a new line
    event.preventDefault();
    if (!this.store.running()) this.#act();
  }

  #act() {
    if (this.store.running()) return this.stop();
    const text = this.pasted.with(this.field.value);
    this.whenUploaded = this.attachments.isBusy;
    if (this.#isEmpty() || this.whenUploaded || this.store.pending) return undefined;
    const plain = this.sensitive.plain(text);
    const { shapes } = this.attachments;
    const file = this.#readable();
    const kept = file ? [] : shapes; // what can't be read in parts stays for the next message
    if (this.longText.trouble(text, file ? shapes : [])) {
      const send = () => this.#send(text, plain);
      return this.longText.offer({ pasted: this.pasted.with(""), typed: this.field.value, whole: text, file, kept, plain, send });
    }
    return this.#send(text, plain);
  }

  /** The document that is all there is besides what was typed: it may be read in parts. */
  #readable() {
    const { shapes } = this.attachments;
    const isAlone = shapes.length === 1 && !this.pasted.texts.length;
    return isAlone && hasWords(shapes[0]) ? shapes[0] : null;
  }

  #send(text, plain) {
    if (text.length > this.store.maxChars) {
      const values = [number(this.store.maxChars)];
      const sentence = interpolate(gettext("A message can have at most %s characters. Please shorten it."), values);
      return this.store.tell("problem", { code: "message_too_long", sentence });
    }
    this.store.tell("problem", null);
    this.#save();
    const parent = this.store.messages.at(-1)?.id ?? null;
    return this.outbox.say({ text, parent, plain, attached: this.attachments.shapes });
  }

  /** A file has come or gone; a message that waited for it is sent now, unless it was refused. */
  #attached() {
    this.store.attach(this.attachments.shapes);
    this.#changed();
    if (!this.whenUploaded || this.attachments.isBusy) return;
    this.whenUploaded = false;
    if (!this.attachments.hasRefused) this.#act();
  }

  #showSending() {
    const { pending } = this.store;
    const sending = pending?.type === "long_text" || (pending?.type === "send" && !pending.branch);
    this.form.classList.toggle("sending", sending === true);
    this.field.readOnly = sending === true;
  }

  /** The server has the message: only now its text leaves the field. */
  #taken(sent) {
    this.#catchFocus();
    if (!["send", "long_text"].includes(sent.type) || sent.branch || sent.text === null) return;
    const kept = sent.kept ?? [];
    this.drafts.write(sent.conversation, "", [], sent.conversation ? kept : []);
    if (this.conversation === sent.conversation) {
      if (this.pasted.with(this.field.value) === sent.text) {
        this.pasted.set([]);
        this.attachments.set(kept);
        this.store.attach(kept);
        this.write("");
      }
      this.conversation = this.store.conversation?.id ?? null;
      this.#save();
    }
    this.#showButton();
  }

  /** Who has pressed something that the new turn has replaced goes on here; on a phone the keyboard stays away. */
  #catchFocus() {
    if (document.activeElement === document.body && matchMedia("(hover: hover)").matches) this.focus();
  }

  #paste(event) {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (this.field.readOnly || !isLong(text)) return;
    event.preventDefault();
    this.pasted.add(text.replace(/\r\n?/g, "\n"));
  }

  #changed() {
    this.#fit();
    this.sensitive.changed(() => this.pasted.with(this.field.value));
    this.#showButton();
    clearTimeout(this.timer);
    const wait = this.field.value.length > BIG_CHARS ? SAVE_BIG_AFTER_MS : SAVE_AFTER_MS;
    this.timer = setTimeout(() => this.#save(), wait);
  }

  #save() {
    clearTimeout(this.timer);
    this.drafts.write(this.conversation, this.field.value, this.pasted.texts, this.attachments.shapes);
  }

  #fit() {
    const { length } = this.field.value;
    this.field.classList.toggle("big", length > BIG_CHARS);
    const near = length > BIG_CHARS || length > this.store.maxChars * 0.8;
    this.count.textContent = near ? interpolate(gettext("%s characters"), [number(length)]) : "";
    if (CSS.supports("field-sizing", "content") || length > BIG_CHARS) return;
    this.field.style.blockSize = "auto";
    this.field.style.blockSize = `${this.field.scrollHeight}px`;
  }

  #isEmpty() {
    return !this.pasted.texts.length && !this.attachments.items.length && !this.field.value.trim();
  }

  #showButton() {
    const running = Boolean(this.store.running());
    const label = running ? gettext("Stop") : gettext("Send");
    this.button.classList.toggle("stop", running);
    this.button.disabled = !running && (this.#isEmpty() || Boolean(this.store.pending));
    if (this.label === label) return;
    this.label = label;
    this.button.lastElementChild.textContent = label;
    this.button.querySelector("use").setAttribute("href", running ? "#i-stop" : "#i-send");
  }
}
