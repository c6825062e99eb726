/** A file, opened: the picture itself, the pages of a PDF, or the words of a document at a passage. */
import * as api from "chat/api.js";
import { detail, hasWords } from "chat/attachments.js";
import { show } from "chat/dialogs.js";
import { pages } from "chat/pages.js";
import { sheet } from "chat/sheet.js";
import { el } from "dom.js";

const SHOWN_CHARS = 200_000;
const BEFORE_CHARS = 20_000;
const SHEETS = ["xlsx", "csv"];

/**
 * @param {any} shape @param {{quote?: string, page?: number}} at a passage to begin with
 * @returns {Promise<boolean>} whether the person wants to ask about it
 */
export async function preview(shape, { quote = "", page = 0 } = {}) {
  const download = el("a", { class: "button", href: `/files/${shape.id}/`, download: shape.name }, gettext("Download"));
  const close = el("button", { class: "button button-primary", value: "" }, gettext("Close"));
  const ask = hasWords(shape) ? el("button", { class: "button", value: "ask" }, gettext("Ask about it")) : null;
  const row = el("div", { class: "dialog-row" }, download, ask, close);
  if (shape.kind === "image") {
    const image = el("img", { class: "preview-image", src: `/files/${shape.id}/image/`, alt: shape.name });
    await show(shape.name, [image, row], "dialog-wide");
    return false;
  }
  const about = el("p", { class: "preview-about" }, detail(shape));
  const isPaper = shape.kind === "pdf";
  const [body, place] = isPaper ? pages(shape, await api.pageSizes(shape.id), page) : words(shape, await api.fileText(shape.id), quote);
  const closed = show(shape.name, [about, body, row], "dialog-wide");
  place?.scrollIntoView({ block: isPaper ? "start" : "center" });
  return (await closed).returnValue === "ask";
}

/** The words, or those around the quotation of a very long text; and the mark, if there is one. */
function words({ name, format }, text, quote) {
  const body = el("div", { class: "preview-text", tabindex: "0", role: "region", "aria-label": name, dir: "auto" });
  const at = quote ? find(text, quote) : null;
  const from = at ? Math.max(0, at.start - BEFORE_CHARS) : 0;
  const to = Math.min(text.length, from + SHOWN_CHARS);
  const dots = (cut) => (cut ? "…" : "");
  if (!at && SHEETS.includes(format)) {
    body.append(...sheet(text.slice(0, 5 * SHOWN_CHARS)), dots(text.length > 5 * SHOWN_CHARS));
    return [body, null];
  }
  if (!at) {
    body.append(text.slice(from, to), dots(to < text.length));
    return [body, null];
  }
  const mark = el("mark", {}, text.slice(at.start, at.end));
  body.append(dots(from), text.slice(from, at.start), mark, text.slice(at.end, to), dots(to < text.length));
  return [body, mark];
}

/** Where the words stand, whatever white space is between them. */
function find(text, quote) {
  const parts = quote.trim().split(/\s+/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const found = new RegExp(parts.join("\\s+")).exec(text);
  return found && { start: found.index, end: found.index + found[0].length };
}
