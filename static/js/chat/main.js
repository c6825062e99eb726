/**
 * What one needs to write and to send: so much is here before the connection opens, also on a slow
 * line. The room around it follows (`chat/room.js`).
 */
import "preferences.js";
import { byId } from "dom.js";
import { Composer } from "chat/composer.js";
import { Drafts } from "chat/drafts.js";
import { receive } from "chat/frames.js";
import { LongText } from "chat/long_text.js";
import { ModelPicker } from "chat/models.js";
import { Outbox } from "chat/outbox.js";
import { Socket } from "chat/socket.js";
import { Status } from "chat/status.js";
import { Store } from "chat/store.js";

const LATEST_MS = 1_000; // the room doesn't wait longer for the connection

const boot = JSON.parse(byId("boot").textContent);
const store = new Store(boot);
const drafts = new Drafts(store.user.id);
let early = []; // what the server says before there is a place to show it
const take = (frame) => (early ? early.push(frame) : receive(store, frame, socket));
const socket = new Socket(store, take);
const outbox = new Outbox(store, socket, drafts);
const status = new Status(store, { retry: () => socket.retryNow() });
const onProblem = (error) => status.showProblem({ code: error.code ?? "unexpected", sentence: error.message });
const picker = new ModelPicker(store, drafts);
outbox.model = () => picker.value;

/** Ends the running reply and keeps what was shown of it. */
function stop() {
  const reply = store.running();
  if (reply) socket.send({ type: "stop", message: reply.id, number: reply.number });
  return Boolean(reply);
}

const longText = new LongText({ store, model: () => picker.value, receive: take });
const composer = new Composer({ store, drafts, outbox, longText, stop });

for (const note of boot.flash ?? []) status.showNote(note);
if (boot.problem) onProblem({ code: boot.problem.code, message: boot.problem.sentence });
outbox.resume();
socket.connect();
if (matchMedia("(hover: hover)").matches) composer.focus();

const opened = new Promise((resolve) => store.on("connection", resolve));
const late = new Promise((resolve) => setTimeout(resolve, LATEST_MS));
if (!store.conversation) await Promise.race([opened, late]); // else there is something to read
try {
  const { furnish } = await import("chat/room.js");
  furnish({ store, socket, outbox, picker, longText, composer, stop, onProblem });
  const frames = early;
  early = null;
  frames.forEach(take);
} catch (error) {
  onProblem({ message: gettext("A part of this page could not be loaded. Reload it; what you typed is kept.") });
  throw error;
}
