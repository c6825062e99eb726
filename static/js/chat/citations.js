/**
 * Where Claude took something from: a number behind the words opens the document at the passage;
 * sources of the web are a list of links.
 */
import { button, el, icon } from "dom.js";

/**
 * The file behind a title: as the reply was stored with it, else (imported ones) by its name.
 * @param {string} title @param {import("chat/store.js").Message} message @param {import("chat/store.js").Store} store
 */
export function citedFile(title, message, store) {
  const own = message.blocks.find(({ files }) => files?.[title]);
  if (own) return own.files[title];
  const files = store.messages.flatMap(({ blocks }) => blocks.filter(({ type }) => type === "attachment"));
  return files.findLast(({ name }) => name === title);
}

/** Marks what a text block cites. @param {HTMLElement} element @param {any[]} citations */
export function cite(element, citations) {
  const passages = citations.filter((citation) => citation.document_title);
  const elsewhere = citations.filter((citation) => !citation.document_title);
  const last = element.lastElementChild;
  element.closest(".blocks")?.classList.add("cited"); // not every reply counts: counters cost each frame
  (last?.matches("p") ? last : element).append(...passages.map(passage));
  if (elsewhere.length) element.append(sources(elsewhere));
}

/** The number is counted by the stylesheet, through the whole reply. */
function passage({ document_title: title, start_page_number: page, cited_text: quote = "" }) {
  const place = page ? `${title} · ${interpolate(gettext("page %s"), [page])}` : title;
  const facts = { "data-title": title, "data-quote": quote, "data-page": page ?? 0 };
  return button(place, { action: "cite", quiet: true, class: "cite", ...facts });
}

function sources(citations) {
  const items = citations.map((citation) => {
    const name = citation.title ?? citation.url ?? gettext("Source");
    const safe = /^https?:\/\//i.test(citation.url ?? "");
    const attributes = { href: citation.url, target: "_blank", rel: "noopener noreferrer nofollow" };
    const link = safe ? el("a", attributes, name) : el("span", {}, name);
    return el("li", {}, link, citation.cited_text ? el("q", { dir: "auto" }, citation.cited_text) : null);
  });
  const count = interpolate(ngettext("%s source", "%s sources", items.length), [items.length]);
  return el("details", { class: "block sources" }, el("summary", {}, icon("quote"), el("span", {}, count), icon("down")), el("ol", {}, ...items));
}
