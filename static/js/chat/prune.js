/** Deleting a message with everything below it; the page then shows the version beside it. */
import { confirmDelete, confirmPrune } from "chat/dialogs.js";

/**
 * @param {import("chat/message.js").MessageView} view
 * @param {{store: import("chat/store.js").Store, thread: import("chat/thread.js").Thread,
 *   navigation: import("chat/navigation.js").Navigation, scroll: import("chat/scroll.js").Scroll,
 *   composer: import("chat/composer.js").Composer}} parts
 */
export async function prune(view, { store, thread, navigation, scroll, composer }) {
  const { message } = view;
  const above = store.message(message.parent);
  if (!(await isMeant(message, above, store))) return;
  const place = above && thread.views.get(above.id)?.element;
  const top = place?.getBoundingClientRect().top;
  await navigation.prune(message.id);
  const still = above && thread.views.get(above.id)?.element;
  if (still) {
    scroll.following = false;
    scroll.thread.scrollTop += still.getBoundingClientRect().top - top;
  }
  composer.focus();
}

function isMeant(message, above, store) {
  const versions = (one) => one.siblings?.length ?? 1;
  const isReply = message.role === "assistant";
  const alone = versions(message) < 2;
  const first = isReply ? above : message;
  if (alone && first?.parent === null && versions(first) < 2) return confirmDelete(store.conversation.title);
  if (!isReply) return confirmPrune(gettext("This message and everything below it will be deleted."));
  if (alone) return confirmPrune(gettext("This answer, its question and everything below it will be deleted."));
  return confirmPrune(gettext("This answer and everything below it will be deleted. Its other versions stay."));
}
