/** The room around writing and sending: every part is made here and told about the others here, nowhere else. */
import { byId } from "dom.js";
import "chat/long_text_choice.js"; // here before it is asked for
import { Announcer } from "chat/announcer.js";
import { AssistantPicker } from "chat/assistants.js";
import { Budget } from "chat/budget.js";
import { BudgetPanel } from "chat/budget_panel.js";
import { Desk } from "chat/desk.js";
import { Drawer } from "chat/drawer.js";
import { listenToMessages } from "chat/message_acts.js";
import { MoneyNotes } from "chat/money_notes.js";
import { Navigation } from "chat/navigation.js";
import { Painter } from "chat/painter.js";
import { listenForPanels } from "chat/panels.js";
import { Price } from "chat/price.js";
import { showRowMenu } from "chat/row_menu.js";
import { Scroll } from "chat/scroll.js";
import { listenForKeys } from "chat/shortcuts.js";
import { Sidebar } from "chat/sidebar.js";
import { SummaryLine } from "chat/summary_line.js";
import { Thread } from "chat/thread.js";
import { warmUp } from "markdown/warm.js";

/**
 * Shows what the store holds by now, and follows it.
 * @param {{store: import("chat/store.js").Store, socket: import("chat/socket.js").Socket,
 *   outbox: import("chat/outbox.js").Outbox, picker: import("chat/models.js").ModelPicker,
 *   longText: import("chat/long_text.js").LongText, composer: import("chat/composer.js").Composer,
 *   stop: () => boolean, onProblem: (error: Error) => void}} parts
 */
export function furnish({ store, socket, outbox, picker, longText, composer, stop, onProblem }) {
  const scroll = new Scroll(byId("thread"), byId("to-end"));
  const painter = new Painter((views) => {
    scroll.follow();
    for (const { message } of views) socket.ack(message);
  });
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
  warmUp();
}
