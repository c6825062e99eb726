/**
 * The Markdown we read: GitHub's flavour plus maths in `$$…$$`, `\(…\)` and `\[…\]`. A single `$` is
 * money. HTML outside a short list of harmless tags is shown as the text it is, so that nothing a
 * person wrote (`Vec<T>`) disappears.
 */
import { Marked } from "marked";

const HARMLESS = "br|sub|sup|kbd|mark|small|u|ins|del|s|b|i|em|strong|q|abbr|details|summary|dl|dt|dd|ruby|rt|rp";
// Without attributes: what carries any is shown as text too.
const OTHER_TAG = new RegExp(`<(?!/?(?:${HARMLESS})(?:\\s+open)?\\s*/?>)`, "gi");

/** @param {string} text */
export function escapeHtml(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** Only addresses that a reader can safely follow; all others are shown as text. */
export function safeAddress(href) {
  return /^(?:https?:\/\/|mailto:)/i.test(href.trim()) ? href.trim() : "";
}

const renderer = {
  html({ text }) {
    return text.replace(OTHER_TAG, "&lt;");
  },
  code({ text, lang }) {
    const language = (lang ?? "").trim().split(/\s/)[0];
    return `<pre data-language="${escapeHtml(language)}"><code>${escapeHtml(text)}</code></pre>\n`;
  },
  link({ href, title, tokens }) {
    const label = this.parser.parseInline(tokens);
    const address = safeAddress(href);
    if (!address) return label;
    const hint = title ? ` title="${escapeHtml(title)}"` : "";
    return `<a href="${escapeHtml(address)}"${hint}>${label}</a>`;
  },
  image({ href, text }) {
    return `<span data-image="${escapeHtml(href.trim())}">${escapeHtml(text)}</span>`;
  },
};

/** @param {boolean} display @param {string} tex */
function mathsHtml(display, tex) {
  return `<code data-maths="${display ? "display" : "inline"}">${escapeHtml(tex.trim())}</code>`;
}

const INLINE_MATHS = /^(?:\$\$([^$]+?)\$\$|\\\((.+?)\\\)|\\\[([\s\S]+?)\\\])/;
const inlineMaths = {
  name: "inlineMaths",
  level: "inline",
  start: (src) => src.match(/\$\$|\\\(|\\\[/)?.index,
  tokenizer(src) {
    const found = INLINE_MATHS.exec(src);
    if (!found) return undefined;
    const tex = found[1] ?? found[2] ?? found[3];
    return { type: "inlineMaths", raw: found[0], tex, display: found[2] === undefined };
  },
  renderer: ({ tex, display }) => mathsHtml(display, tex),
};

const BLOCK_MATHS = /^ {0,3}(?:\$\$([\s\S]+?)\$\$|\\\[([\s\S]+?)\\\])[ \t]*(?:\n+|$)/;
const OPEN_MATHS = /^ {0,3}(?:\$\$|\\\[)[\s\S]*$/;

/** @param {boolean} open whether maths without its end runs to the end of the text */
function blockMaths(open) {
  return {
    name: "blockMaths",
    level: "block",
    start: (src) => src.match(/^ {0,3}(?:\$\$|\\\[)/m)?.index,
    tokenizer(src) {
      const found = BLOCK_MATHS.exec(src);
      if (found) return { type: "blockMaths", raw: found[0], tex: found[1] ?? found[2] };
      const rest = open && OPEN_MATHS.exec(src);
      return rest ? { type: "blockMaths", raw: rest[0], tex: "", open: true } : undefined;
    },
    renderer: ({ tex, open: unfinished }) => (unfinished ? "" : `<p>${mathsHtml(true, tex)}</p>\n`),
  };
}

/** @param {boolean} open */
function dialect(open) {
  return new Marked({ gfm: true, breaks: false, renderer, extensions: [inlineMaths, blockMaths(open)] });
}

/** Reads text that is complete. */
export const finished = dialect(false);
/** Reads text that is still being written: an open `$$` holds back what follows it. */
export const growing = dialect(true);
