/**
 * What each frame of the server does to the store. Frames of a reply are numbered: a repeat is
 * dropped, a hole makes us ask again, so that the text shown is the text written.
 */

/**
 * @param {import("chat/store.js").Store} store
 * @param {any} frame
 * @param {{rewatch: () => void}} socket
 */
export function receive(store, frame, socket) {
  if (Array.isArray(frame)) return receiveDelta(store, frame, socket);
  return RECEIVERS[frame.type]?.(store, frame, socket);
}

/** Whether the frame is the next one of its reply. */
function isNext(message, number, socket) {
  if (!message || message.state !== "streaming" || number <= message.number) return false;
  if (number > message.number + 1) {
    socket.rewatch();
    return false;
  }
  message.number = number;
  message.notice = null;
  return true;
}

function receiveDelta(store, [id, number, text], socket) {
  const message = store.message(id);
  if (!isNext(message, number, socket)) return;
  const block = message.blocks.at(-1);
  if (!block) return;
  block.text = (block.text ?? "") + text;
  store.tell("reply", message);
}

const RECEIVERS = {
  block(store, { message: id, number, block }, socket) {
    const message = store.message(id);
    if (!isNext(message, number, socket)) return;
    const before = message.blocks.at(-1);
    if (before) before.ended ??= performance.now();
    message.blocks.push({ ...block, began: performance.now() });
    store.tell("reply", message);
  },

  notice(store, { message: id, number, code, sentence }, socket) {
    const message = store.message(id);
    if (!isNext(message, number, socket)) return;
    message.notice = { code, sentence };
    store.tell("reply", message);
  },

  marked(store, { conversation, message, ...marks }) {
    if (store.conversation?.id === conversation) store.mark(message, marks);
  },

  pruned(store, frame) {
    store.tell("pruned", frame);
  },

  budgets(store, { budgets }) {
    store.budgets = budgets;
    store.tell("budgets");
  },

  money(store, now) {
    store.setMoney(now);
  },

  snapshot(store, { conversation, reply, number }) {
    replace(store, conversation, { ...reply, number });
  },

  finished(store, { conversation, reply, number }) {
    const before = store.message(reply.id);
    // what a long text has cost comes with its conversation: it is paid for in several goes
    const isJob = reply.blocks.some((block) => block.type === "long_text");
    if (before?.state === "streaming" && !isJob) store.addCost(reply.usage?.cost_nano);
    replace(store, conversation, { ...reply, number: Math.max(number, reply.number ?? 0) });
  },

  turn(store, frame) {
    const { pending } = store;
    const own = pending?.client_id === frame.client_id;
    const shown = store.conversation?.id === frame.conversation.id;
    const begins = own && !store.conversation && pending.conversation === null;
    if (shown || begins) begin(store, frame, own);
    if (own) {
      store.tell("taken", pending);
      store.setPending(null);
    }
    store.changeConversation(frame.conversation);
  },

  conversation(store, { conversation }) {
    store.changeConversation(conversation);
  },

  error(store, frame) {
    const pending = store.pending;
    if (pending && frame.client_id && pending.client_id === frame.client_id) store.setPending(null);
    store.tell("problem", { ...frame, pending });
  },
};

/** Puts a question and its reply at the end of the branch they belong to. */
function begin(store, { conversation, question, reply }, own) {
  if (store.message(reply.id)) return; // the answer to a repeated request
  const parent = (question ?? reply).parent;
  const at = parent === null ? -1 : store.messages.findIndex((message) => message.id === parent);
  if (parent !== null && at < 0 && store.messages.length) return; // another branch than the one shown
  const isNew = !store.conversation;
  store.conversation = { ...store.conversation, ...conversation }; // what it has cost isn't in the frame
  store.messages = [...store.messages.slice(0, at + 1), ...(question ? [question] : []), reply];
  store.tell("turn", { question, reply, own, kept: at + 1, isNew });
}

/** A whole reply from the server takes the place of what we have of it. */
function replace(store, conversation, reply) {
  if (store.conversation?.id !== conversation) return;
  const index = store.messages.findIndex((message) => message.id === reply.id);
  if (index < 0) return;
  const old = store.messages[index];
  reply.rating ??= old.rating; // frames don't tell it
  reply.blocks.forEach((block, at) => {
    const before = old.blocks[at];
    if (before && before.type === block.type) Object.assign(block, { began: before.began, ended: before.ended });
  });
  store.messages[index] = reply;
  store.tell("reply", reply);
}
