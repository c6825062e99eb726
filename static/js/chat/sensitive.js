/**
 * Says while somebody types what will be kept from Claude, by a cheap check of the usual forms
 * (`lazy/sensitive_forms.js`, which comes with the first letters). The server looks more closely;
 * this only spares surprises. What is no secret can be sent as it is, where the policy leaves that
 * to people.
 */
import { button, el, icon } from "dom.js";

const CHECK_AFTER_MS = 250;
const MOST_VALUES = 20; // of one message that can be corrected: as many as the server takes

export class Sensitive {
  /**
   * @param {HTMLElement} row where it is said
   * @param {{actions: Record<string, string>, names: Record<string, string>, may_correct: boolean}} policy
   */
  constructor(row, policy) {
    Object.assign(this, { row, policy });
    this.corrected = new Set();
    this.timer = 0;
  }

  /** Looks again soon. @param {() => string} text */
  changed(text) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#look(text), CHECK_AFTER_MS);
  }

  /** The values of this text that the person wants sent as they are. @param {string} text */
  plain(text) {
    const kept = this.corrected.size ? this.sensitiveIn(text).filter(({ value }) => this.corrected.has(value)) : [];
    return kept.map(({ value }) => value).slice(0, MOST_VALUES);
  }

  async #look(text) {
    if (!this.sensitiveIn) {
      if (!text()) return;
      const forms = await import("lazy/sensitive_forms.js").catch(() => undefined); // offline: next time
      if (!forms) return;
      this.sensitiveIn = forms.sensitiveIn;
    }
    this.#show(text());
  }

  #show(text) {
    const found = this.sensitiveIn(text);
    const acting = (...actions) => found.filter(({ kind, value }) => !this.corrected.has(value) && actions.includes(this.policy.actions[kind]));
    const refused = acting("refuse");
    const hidden = acting("replace", "mask");
    const warned = acting("warn");
    const corrected = found.filter(({ value }) => this.corrected.has(value));
    const parts = [
      refused.length && this.#sentence(gettext("May not be sent to Claude: %s."), refused),
      hidden.length && this.#sentence(gettext("Will be kept from Claude: %s."), hidden),
      warned.length && this.#sentence(gettext("Claude will see this: %s."), warned),
      corrected.length && this.#sentence(gettext("Will be sent as it is: %s."), corrected),
    ].filter(Boolean);
    const said = parts.join(" ");
    if (this.said === said) return;
    this.said = said;
    this.row.hidden = !said;
    this.row.replaceChildren(...(said ? [icon("info"), el("span", {}, said)] : []));
    const correctable = this.policy.may_correct ? acting("replace") : [];
    if (correctable.length) this.#offer(gettext("Send as it is"), () => correctable.forEach(({ value }) => this.corrected.add(value)), text);
    else if (corrected.length) this.#offer(gettext("Keep from Claude"), () => this.corrected.clear(), text);
  }

  #sentence(sentence, found) {
    const kinds = new Map();
    for (const { kind } of found) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    const words = [...kinds].map(([kind, times]) => (times > 1 ? `${this.policy.names[kind]} (${times})` : this.policy.names[kind]));
    return interpolate(sentence, [words.join(gettext(", "))]);
  }

  #offer(label, act, text) {
    const choice = button(label, { class: "text-button" });
    choice.addEventListener("click", () => {
      act();
      this.#show(text);
    });
    this.row.append(choice);
  }
}
