/** The page before the first message, as the server wrote it: assistants to choose from, prompts that work. */
import { byId, el, icon } from "dom.js";

const MOST_PROMPTS = 6;

/** Brings the empty page that is shown up to date; the store is told about it once. */
let refresh = null;

/**
 * @param {import("chat/store.js").Store} store @param {(text: string) => void} take
 * @param {HTMLElement|null} standing the one that the page came with
 */
export function emptyState(store, take, standing = null) {
  const section = standing ?? document.importNode(byId("empty-page").content.firstElementChild, true);
  section.classList.toggle("rising", !standing);
  section.inert = false;
  const [about, prompts] = section.querySelectorAll(".about, .prompts");
  const radios = section.querySelectorAll("input");
  const show = () => {
    const assistant = store.currentAssistant();
    about.textContent = assistant?.description || about.dataset.usual;
    const starters = (assistant?.starters?.length ? assistant.starters : store.prompts).slice(0, MOST_PROMPTS);
    const stands = [...prompts.children].map((item) => item.textContent.trim());
    if (stands.join("\n") !== starters.join("\n")) prompts.replaceChildren(...starters.map(prompt));
    for (const radio of radios) radio.checked = idOf(radio) === store.assistant;
  };
  for (const radio of radios) radio.addEventListener("change", () => store.chooseAssistant(idOf(radio)));
  prompts.addEventListener("click", ({ target }) => {
    const card = target.closest(".prompt");
    if (card) take(card.textContent.trim());
  });
  if (!refresh) store.on("assistant", () => store.conversation || refresh());
  refresh = show;
  show();
  return section;
}

const idOf = (radio) => (radio.value ? Number(radio.value) : null);

function prompt(text) {
  return el("li", {}, el("button", { type: "button", class: "prompt" }, el("span", { dir: "auto" }, text), icon("go")));
}
