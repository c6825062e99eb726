/** Puts the page together: every part is made here and told about the others here, nowhere else. */
import "preferences.js";
import { byId } from "dom.js";
import { Announcer } from "chat/announcer.js";
import { AssistantPicker } from "chat/assistants.js";
import { Budget } from "chat/budget.js";
import { BudgetPanel } from "chat/budget_panel.js";
import { Composer } from "chat/composer.js";
import { Desk } from "chat/desk.js";
import { Drafts } from "chat/drafts.js";
import { Drawer } from "chat/drawer.js";
import { receive } from "chat/frames.js";
import { listenToMessages } from "chat/message_acts.js";
import { LongText } from "chat/long_text.js";
import { MoneyNotes } from "chat/money_notes.js";
import { ModelPicker } from "chat/models.js";
import { Navigation } from "chat/navigation.js";
import { Outbox } from "chat/outbox.js";
import { Painter } from "chat/painter.js";
import { listenForPanels } from "chat/panels.js";
import { Price } from "chat/price.js";
import { showRowMenu } from "chat/row_menu.js";
import { Scroll } from "chat/scroll.js";
import { listenForKeys } from "chat/shortcuts.js";
import { Sidebar } from "chat/sidebar.js";
import { Socket } from "chat/socket.js";
import { Status } from "chat/status.js";
import { Store } from "chat/store.js";
import { SummaryLine } from "chat/summary_line.js";
import { Thread } from "chat/thread.js";

const boot = JSON.parse(byId("boot").textContent);
const store = new Store(boot);
const drafts = new Drafts(store.user.id);
const socket = new Socket(store, (frame) => receive(store, frame, socket));
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

const scroll = new Scroll(byId("thread"), byId("to-end"));
const painter = new Painter((views) => {
  scroll.follow();
  for (const { message } of views) socket.ack(message);
});
const longText = new LongText({ store, model: () => picker.value, receive: (frame) => receive(store, frame, socket) });
const composer = new Composer({ store, drafts, outbox, longText, stop });
const drawer = new Drawer();
const showMessage = (id) => thread.show(id);
const navigation = new Navigation({ store, socket, composer, drawer, showMessage, onProblem });
new SummaryLine({ store, onProblem });
const thread = new Thread({
  store, painter, scroll, onProblem,
  column: byId("messages"),
  takePrompt: (text) => {
    composer.write(text);
    composer.focus();
    byId("composer").requestSubmit();
  },
});
const sidebar = new Sidebar({ store, onProblem, open: (id, message) => navigation.open(id, { message }) });
new Announcer(store);
new AssistantPicker(store, onProblem);
new Budget(store);
const budgetPanel = new BudgetPanel({ store, onProblem });
new MoneyNotes({ store, outbox, onProblem, showPanel: () => budgetPanel.show(true) });
new Price(store, () => picker.value);
const desk = new Desk({ store, composer, model: () => picker.value, onProblem });
listenToMessages({ thread, store, outbox, longText, stop, composer, navigation, scroll, onProblem });
listenForPanels();
listenForKeys({
  stop,
  focus: () => composer.focus(),
  newChat: () => navigation.openNew(),
  search: () => {
    drawer.open();
    sidebar.search.focus();
  },
});
byId("new-chat").addEventListener("click", (event) => {
  if (event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  navigation.openNew();
});

const chatMenu = byId("chat-menu");
chatMenu.addEventListener("click", () => showRowMenu(chatMenu, store.conversation, { store, onProblem, desk }));
for (const topic of ["opened", "turn"]) store.on(topic, () => (chatMenu.hidden = !store.conversation));
chatMenu.hidden = !store.conversation;

thread.build();
for (const note of boot.flash ?? []) status.showNote(note);
if (boot.problem) onProblem({ code: boot.problem.code, message: boot.problem.sentence });
outbox.resume();
socket.connect();
if (matchMedia("(hover: hover)").matches) composer.focus();
