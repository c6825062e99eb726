/**
 * Says while somebody types what will be kept from Claude, by a cheap check of the usual forms. The
 * server looks more closely; this only spares surprises. What is no secret can be sent as it is,
 * where the policy leaves that to people.
 */
import { button, el, icon } from "dom.js";

const CHECK_AFTER_MS = 250;
const MOST_CHARS = 20_000;
const MOST_VALUES = 20; // of one message that can be corrected: as many as the server takes

const DASHES = /[\u2010-\u2015\u2212\u2043]/g;
const UNSEEN = /[\u00ad\u200b-\u200f\u2060\ufeff]/g;
/** @type {[string, RegExp, ((value: string) => boolean)?][]} */
const FORMS = [
  ["private_key", /-----BEGIN [A-Z ]{0,30}PRIVATE KEY/g],
  ["api_key", /(?:sk-|AKIA|AIza|glpat-|xox[bp]-|gh[pousr]_)[\w-]{16,200}/g],
  ["iban", /[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]){11,30}(?![A-Za-z0-9])/g, isAccount],
  ["resident_id", /(?<!\d)[1-9]\d{16}[\dXx](?!\d)/g, isResident],
  ["card", /(?<![\d.])[2-6](?:[ .-]?\d){11,18}(?!\d)/g, isCard],
  ["ssn", /(?<![\d-])\d{3}[- .]\d{2}[- .]\d{4}(?![\d-])/g],
  ["email", /[A-Za-z0-9][\w.+-]{0,63}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,5}\.[A-Za-z]{2,24}/g],
  ["phone", /\+\d(?:[ ().-]{0,2}\d){7,14}(?!\d)|(?<!\d)1[3-9]\d[ -]\d{4}[ -]\d{4}(?!\d)/g],
  ["password", /(?<=(?:password|passwd|密码|口令)[ \t]{0,3}[:=：是][ \t]{0,3})[^\s,;]{4,100}/gi],
];

/** @param {string} text @returns {{kind: string, value: string}[]} what looks sensitive, each once */
export function sensitiveIn(text) {
  let rest = text.slice(0, MOST_CHARS).normalize("NFKC").replace(DASHES, "-").replace(UNSEEN, "");
  const found = new Map();
  for (const [kind, form, isValid = () => true] of FORMS) {
    rest = rest.replace(form, (value) => {
      if (!isValid(value)) return value;
      found.set(value, kind);
      return " ".repeat(value.length);
    });
  }
  return [...found].map(([value, kind]) => ({ kind, value }));
}

function isCard(value) {
  const digits = [...value].filter((char) => char >= "0" && char <= "9").map(Number).reverse();
  const sum = digits.reduce((all, digit, place) => all + (place % 2 ? (digit * 2 > 9 ? digit * 2 - 9 : digit * 2) : digit), 0);
  return sum % 10 === 0 && new Set(digits).size > 1;
}

function isAccount(value) {
  const compact = value.replace(/[ -]/g, "").toUpperCase();
  let rest = 0;
  for (const char of compact.slice(4) + compact.slice(0, 4)) rest = Number(`${rest}${parseInt(char, 36)}`) % 97;
  return rest === 1;
}

function isResident(value) {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((all, weight, place) => all + weight * Number(value[place]), 0);
  return "10X98765432"[sum % 11] === value[17].toUpperCase();
}

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
    this.timer = setTimeout(() => this.#show(text()), CHECK_AFTER_MS);
  }

  /** The values of this text that the person wants sent as they are. @param {string} text */
  plain(text) {
    const kept = this.corrected.size ? sensitiveIn(text).filter(({ value }) => this.corrected.has(value)) : [];
    return kept.map(({ value }) => value).slice(0, MOST_VALUES);
  }

  #show(text) {
    const found = sensitiveIn(text);
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
