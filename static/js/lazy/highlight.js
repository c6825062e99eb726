/** Colours for code: the common languages at once, the others by their own grammar. */
import highlighter from "highlight";
import { cleanSpans } from "markdown/sanitize.js";

const NAME = /^[a-z0-9_+#.-]{1,30}$/;
const SAME = { jsonc: "json", json5: "json", zsh: "bash", console: "shell", vue: "xml", svelte: "xml", tex: "latex" };

/** @param {HTMLElement} code @param {string} word the word after the fence */
export async function colour(code, word) {
  const language = SAME[word] ?? word;
  if (!(await known(language))) return;
  const text = code.textContent;
  const html = highlighter.highlight(text, { language, ignoreIllegals: true }).value;
  const spans = cleanSpans(html);
  if (spans.textContent === text) code.replaceChildren(spans);
}

async function known(language) {
  if (highlighter.getLanguage(language)) return true;
  if (!NAME.test(language) || ["text", "txt", "plain", "plaintext"].includes(language)) return false;
  try {
    const grammar = await import(`highlight/${encodeURIComponent(language)}.min.js`);
    highlighter.registerLanguage(language, grammar.default);
    return true;
  } catch {
    return false; // no such grammar: it stays plain
  }
}
