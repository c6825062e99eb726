/**
 * What the page knows: one store, the only state that modules share. Whoever changes it says so by
 * a topic; whoever shows it listens.
 *
 * Topics: `conversations` (the list), `opened` (another conversation or branch), `turn` (a question
 * and its reply began), `reply` (one message changed), `older` (messages were put before), `title`,
 * `cost` (of the conversation shown), `alerts` (about money, and whether more was asked for), `limit` (a budget stops a message),
 * `pruned` (a branch was deleted), `assistant` (another was chosen), `connection`, `budgets` (what is left), `attached` (files for the next message),
 * `marked` (a message was pinned or left out), `laid` (messages were put on the page),
 * `pending` (a message is on its way), `taken` (the server has it), `problem`.
 *
 * @typedef {{type: string, text?: string, [field: string]: any}} Block
 * @typedef {{id: number, parent: number|null, role: "user"|"assistant", blocks: Block[], state: string,
 *   number: number, model: string, stop_reason: string, error: {code: string, sentence: string}|null,
 *   usage: Record<string, number>|null, rating?: {verdict: string, reason: string}|null, continues?: boolean, pinned?: boolean, left_out?: boolean, created_at: string, ended_at: string|null, siblings: number[],
 *   notice?: {code: string, sentence: string}|null}} Message
 * @typedef {{id: string, title: string, active_at: string, running: boolean, unread: boolean, model: string, summarises?: boolean}} Conversation
 */
export class Store {
  #listeners = new Map();

  /** @param {any} boot what the server put into the page */
  constructor(boot) {
    this.user = boot.user;
    this.models = boot.models ?? [];
    this.defaultModel = boot.default_model ?? "";
    this.prompts = boot.prompts ?? [];
    this.redaction = boot.redaction ?? { actions: {}, names: {}, may_correct: false };
    this.assistants = boot.assistants ?? [];
    /** @type {number|null} the assistant chosen for the next new conversation */
    this.assistant = this.assistants.find((assistant) => assistant.is_default)?.id ?? null;
    this.maxTokens = boot.max_tokens ?? 0;
    /** @type {any[]} files that will go with the next message */
    this.attached = [];
    /** @type {any[]} budgets that hold for the person, the most used first */
    this.budgets = boot.budgets ?? [];
    /** @type {{id: number, kind: string, sentence: string}[]} what the person should know about money */
    this.alerts = boot.alerts ?? [];
    /** @type {{asked_nano: number, asked_at: string}|null} the open request for a larger budget */
    this.request = boot.request ?? null;
    this.maxChars = boot.max_chars ?? Infinity;
    this.longText = boot.long_text ?? { ask_nano: Infinity, question_chars: 0 };
    /** @type {Map<string, Conversation>} */
    this.conversations = new Map(boot.conversations.map((row) => [row.id, row]));
    this.moreConversations = Boolean(boot.more_conversations);
    this.conversation = boot.conversation ?? null;
    /** @type {Message[]} the branch that is shown, oldest first */
    this.messages = boot.messages ?? [];
    this.older = Boolean(boot.older);
    this.connection = { state: "connecting" };
    /** @type {object|null} the message that is on its way and not yet confirmed */
    this.pending = null;
  }

  on(topic, listener) {
    if (!this.#listeners.has(topic)) this.#listeners.set(topic, []);
    this.#listeners.get(topic).push(listener);
  }

  tell(topic, detail) {
    for (const listener of this.#listeners.get(topic) ?? []) listener(detail);
  }

  /** @returns {Message|undefined} */
  message(id) {
    return this.messages.findLast((message) => message.id === id);
  }

  /** @returns {Message|undefined} the reply that is being written in the conversation shown */
  running() {
    return this.messages.findLast((message) => message.state === "streaming");
  }

  /** Replies that are being written, with the last frame seen of each: what `watch` tells. */
  have() {
    const running = this.messages.filter((message) => message.state === "streaming");
    return Object.fromEntries(running.map((message) => [message.id, message.number]));
  }

  open(conversation, messages, older) {
    this.conversation = conversation;
    this.messages = messages;
    this.older = older;
    if (conversation) this.changeConversation({ ...conversation, unread: false });
    this.tell("opened");
  }

  prepend(messages, older) {
    this.messages = [...messages, ...this.messages];
    this.older = older;
    this.tell("older", messages);
  }

  changeConversation(changed) {
    if (changed.deleted || changed.archived) this.conversations.delete(changed.id);
    else this.conversations.set(changed.id, { ...this.conversations.get(changed.id), ...changed, ...this.#seen(changed.id) });
    if (this.conversation?.id === changed.id && !changed.deleted) {
      this.conversation = { ...this.conversation, ...changed };
      this.tell("title");
      this.tell("assistant");
      if (changed.cost_nano !== undefined) this.tell("cost");
    }
    this.tell("conversations", changed);
  }

  /** What is on the screen is not unread. */
  #seen(id) {
    return id === this.conversation?.id ? { unread: false } : {};
  }

  /** A message is pinned or left out now, or neither. @param {number} id @param {{pinned: boolean, left_out: boolean}} marks */
  mark(id, { pinned, left_out }) {
    const message = this.message(id);
    if (message) Object.assign(message, { pinned, left_out });
    this.tell("marked", message);
  }

  /** How everything about the person's money stands now. */
  setMoney({ budgets, alerts, request }) {
    Object.assign(this, { budgets, alerts, request });
    this.tell("budgets");
    this.tell("alerts");
  }

  /** A reply of the conversation shown has ended and cost this much. @param {number} nano */
  addCost(nano) {
    if (!nano || !this.conversation) return;
    this.conversation = { ...this.conversation, cost_nano: (this.conversation.cost_nano ?? 0) + nano };
    this.tell("cost");
  }

  setConnection(connection) {
    this.connection = connection;
    this.tell("connection");
  }

  setPending(pending) {
    this.pending = pending;
    this.tell("pending");
  }

  /** The assistant of the conversation shown, or the one chosen for a new one. */
  currentAssistant() {
    const id = this.conversation ? this.conversation.assistant : this.assistant;
    return this.assistants.find((assistant) => assistant.id === id);
  }

  /** Who can answer; without a default one also Claude alone (`id` null). */
  assistantChoices() {
    const plain = { id: null, name: "Claude", icon: "spark", description: "" };
    return this.assistants.some((assistant) => assistant.is_default) ? this.assistants : [plain, ...this.assistants];
  }

  /** For the next new conversation. @param {number|null} id */
  chooseAssistant(id) {
    this.assistant = id;
    this.tell("assistant");
  }

  /** @param {any[]} shapes */
  attach(shapes) {
    this.attached = shapes;
    this.tell("attached");
  }

  /** Claude answers under a dated name: people know the one without. */
  modelName(dated) {
    const id = dated.replace(/^(claude-.+)-20\d{6}$/, "$1");
    return this.models.find((model) => model.id === id)?.name ?? id;
  }
}
