/**
 * Nothing typed is lost: the text of the composer is kept per conversation, and a message that was
 * sent but not confirmed is kept for this tab, so that it can be sent again after a reload. The
 * server knows it by its id and never takes it twice.
 */

const RESEND_WITHIN_MS = 120_000;

export class Drafts {
  /** @param {number} user drafts of one person are not shown to the next */
  constructor(user) {
    this.prefix = `chatapp:${user}`;
  }

  /** @param {string|null} conversation @returns {{text: string, pasted: string[], attached: object[]}} */
  read(conversation) {
    const kept = JSON.parse(get(localStorage, this.#key(conversation)) ?? "null");
    return { text: kept?.text ?? "", pasted: kept?.pasted ?? [], attached: kept?.attached ?? [] };
  }

  /** @param {string|null} conversation @param {string} text @param {string[]} pasted @param {object[]} attached */
  write(conversation, text, pasted, attached) {
    const key = this.#key(conversation);
    if (text || pasted.length || attached.length) set(localStorage, key, JSON.stringify({ text, pasted, attached }));
    else drop(localStorage, key);
  }

  /** @param {object} frame the `send` that is on its way */
  keepSent(frame) {
    set(sessionStorage, `${this.prefix}:sent`, JSON.stringify({ frame, at: Date.now() }));
  }

  forgetSent() {
    drop(sessionStorage, `${this.prefix}:sent`);
  }

  /** The message of this tab that was not confirmed before a reload, if it is fresh. */
  unconfirmed() {
    const kept = JSON.parse(get(sessionStorage, `${this.prefix}:sent`) ?? "null");
    return kept && Date.now() - kept.at < RESEND_WITHIN_MS ? kept.frame : null;
  }

  model() {
    return get(localStorage, `${this.prefix}:model`) ?? "";
  }

  keepModel(id) {
    set(localStorage, `${this.prefix}:model`, id);
  }

  #key(conversation) {
    return `${this.prefix}:draft:${conversation ?? "new"}`;
  }
}

// Storage can be full or switched off; typing must go on all the same.
function get(storage, key) {
  try {
    return storage.getItem(key);
  } catch {
    return null;
  }
}

function set(storage, key, value) {
  try {
    storage.setItem(key, value);
  } catch {
    drop(storage, key);
  }
}

function drop(storage, key) {
  try {
    storage.removeItem(key);
  } catch {
    // Nothing was kept, so nothing is left to remove.
  }
}
