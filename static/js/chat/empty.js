/** The page before the first message: a greeting, assistants to choose from, prompts that work. */
import { el, icon } from "dom.js";
import { mark } from "chat/message.js";

const MOST_PROMPTS = 6;

/** Brings the empty page that is shown up to date; the store is told about it once. */
let refresh = null;

/** @param {import("chat/store.js").Store} store @param {(text: string) => void} take */
export function emptyState(store, take) {
  const prompts = el("ul", { class: "prompts" });
  const about = el("p", {});
  const choices = store.assistantChoices();
  const radios = choices.map(({ id }) => el("input", { type: "radio", name: "assistant", value: id ?? "" }));
  radios.forEach((radio, at) => radio.addEventListener("change", () => store.chooseAssistant(choices[at].id)));
  const show = () => {
    const assistant = store.currentAssistant();
    about.textContent = assistant?.description || gettext("Ask a question, paste a text, or begin with one of these.");
    const starters = assistant?.starters?.length ? assistant.starters : store.prompts;
    prompts.replaceChildren(...starters.slice(0, MOST_PROMPTS).map((text) => prompt(text, take)));
    radios.forEach((radio, at) => (radio.checked = choices[at].id === store.assistant));
  };
  if (!refresh) store.on("assistant", () => store.conversation || refresh());
  refresh = show;
  show();
  const heading = el("h2", { id: "greeting" }, greeting(new Date().getHours()));
  const offered = choices.length > 1 ? assistants(choices, radios) : null;
  return el("section", { class: "empty", "aria-labelledby": "greeting" }, mark(), heading, offered, about, prompts);
}

function assistants(choices, radios) {
  const labels = choices.map(({ name, icon: picture }, at) =>
    el("label", { class: "assistant" }, radios[at], icon(`assistant-${picture}`), el("span", {}, name)),
  );
  return el("fieldset", { class: "assistants" }, el("legend", { class: "quiet-name" }, gettext("Assistant")), ...labels);
}

function prompt(text, take) {
  const card = el("button", { type: "button", class: "prompt" }, el("span", { dir: "auto" }, text), icon("go"));
  card.addEventListener("click", () => take(text));
  return el("li", {}, card);
}

function greeting(hour) {
  if (hour < 5) return gettext("Good evening. What is on your mind?");
  if (hour < 12) return gettext("Good morning. What is on your mind?");
  if (hour < 18) return gettext("Good afternoon. What is on your mind?");
  return gettext("Good evening. What is on your mind?");
}
