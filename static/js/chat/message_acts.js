/** What the buttons in the thread do: one listener for all messages. */
import * as api from "chat/api.js";
import { icon } from "dom.js";
import { showMenu } from "chat/menu.js";
import { askForMore } from "chat/ask_more.js";
import { citedFile } from "chat/citations.js";
import { edit } from "chat/editing.js";
import { mark, markEntries } from "chat/marks.js";
import { longTextOf, showPart } from "chat/long_text_block.js";
import { plainText } from "chat/message.js";
import { preview } from "chat/preview.js";
import { prune } from "chat/prune.js";
import { rateMessage } from "chat/rating.js";

const SHOWN_MS = 1600;

/**
 * @param {{thread: import("chat/thread.js").Thread, store: import("chat/store.js").Store,
 *   outbox: import("chat/outbox.js").Outbox, composer: import("chat/composer.js").Composer,
 *   navigation: import("chat/navigation.js").Navigation, scroll: import("chat/scroll.js").Scroll,
 *   longText: import("chat/long_text.js").LongText, stop: () => boolean, onProblem: (error: Error) => void}} parts
 */
export function listenToMessages(parts) {
  parts.thread.column.addEventListener("click", async (event) => {
    const target = event.target.closest("[data-action]");
    const act = target && ACTS[target.dataset.action];
    if (!act) return;
    try {
      await act(target, parts.thread.viewOf(target), parts);
    } catch (error) {
      parts.onProblem(error);
    }
  });
}

const ACTS = {
  copy: (target, view) => copy(target, plainText(view.message)),
  "copy-code": (target) => copy(target, target.closest(".code").querySelector("code").textContent),
  edit: (target, view, parts) => edit(view, parts),
  "open-file": (target, view, parts) => open(view.message.blocks.find(({ id }) => id === target.dataset.file), {}, parts),
  async cite(target, view, parts) {
    const cited = citedFile(target.dataset.title, view.message, parts.store);
    if (cited) await open(cited, { quote: target.dataset.quote, page: Number(target.dataset.page) }, parts);
  },
  rate: (target, view) => rateMessage(target, view),
  more(target, view, parts) {
    const quoted = quotation(view);
    const remove = () => prune(view, parts).catch(parts.onProblem);
    const quote = { label: gettext("Quote"), run: () => parts.composer.insert(quoted) };
    const marks = markEntries(view.message, (wanted) => mark(parts.store, view.message.id, wanted).catch(parts.onProblem));
    const entries = [...marks, { label: gettext("Delete from here on"), run: remove, bad: true }];
    showMenu(target, quoted.trim() === ">" ? entries : [quote, ...entries], gettext("More"));
  },
  stop: (target, view, { stop }) => stop(),
  "ask-again": (target, view, { longText }) => longText.askAgain(longTextOf(view.message)),
  "resume-long-text": (target) => api.resumeLongText(target.dataset.job),
  "show-part": (target) => showPart(target.dataset),
  "ask-more": (target, view, { store }) => askForMore(store),
  again: (target, view, { outbox }) => outbox.regenerate(view.message.id),
  async "too-long"(target, { message }, parts) {
    const { store, thread, longText } = parts;
    const question = thread.views.get(message.parent);
    const text = plainText(question.message);
    const documents = question.message.blocks.filter(({ type, kind }) => type === "attachment" && kind !== "image");
    const [longest] = documents.sort((one, other) => other.tokens - one.tokens);
    if (longest) await longText.askAboutFile(longest);
    else if (text.length <= store.longText.question_chars || !(await longText.offerInstead(question.message, text))) edit(question, parts);
  },
  continue: (target, view, { outbox }) => outbox.goOn(view.message.id),
  retry(target, view, { store, outbox }) {
    const again = { label: gettext("Try again"), run: () => outbox.regenerate(view.message.id, view.message.model) };
    const others = store.models.filter(({ id, earlier }) => !earlier && id !== view.message.model).map(({ id, name }) => ({
      label: interpolate(gettext("With %s"), [name]),
      run: () => outbox.regenerate(view.message.id, id),
    }));
    showMenu(target, [again, ...others], gettext("Try again"));
  },
  async branch(target, view, { thread, navigation, scroll }) {
    const top = view.element.getBoundingClientRect().top;
    const leaf = Number(target.dataset.leaf);
    const label = target.getAttribute("aria-label");
    await navigation.switchBranch(leaf);
    const shown = thread.views.get(leaf)?.element;
    if (!shown) return;
    scroll.following = false;
    scroll.thread.scrollTop += shown.getBoundingClientRect().top - top;
    const arrows = [...shown.querySelectorAll("[data-action=branch]")];
    const same = arrows.find((arrow) => arrow.getAttribute("aria-label") === label && !arrow.disabled);
    (same ?? arrows.find((arrow) => !arrow.disabled))?.focus({ preventScroll: true });
  },
};

async function open(file, at, { longText }) {
  if (await preview(file, at)) await longText.askAboutFile(file);
}

async function copy(target, text) {
  await writeClipboard(text);
  const word = target.querySelector("span");
  const say = (name, said) => {
    target.querySelector(".icon").replaceWith(icon(name));
    if (word) word.textContent = said;
  };
  say("check", gettext("Copied"));
  setTimeout(() => say("copy", gettext("Copy")), SHOWN_MS);
}

/** The clipboard API exists on secure origins only; plain HTTP in a company network must work too. */
async function writeClipboard(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "quiet-name";
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
  return undefined;
}

/** The words selected in the message, else all of it, as a Markdown quotation. */
function quotation(view) {
  const selection = document.getSelection();
  const inside = selection && !selection.isCollapsed && view.element.contains(selection.anchorNode);
  const text = inside ? selection.toString() : plainText(view.message);
  return `${text.trim().split("\n").map((line) => `> ${line}`).join("\n")}\n\n`;
}
