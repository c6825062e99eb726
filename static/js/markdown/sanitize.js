/**
 * The last gate before the page: HTML made from a model's words becomes nodes only here. The list
 * of what may stay is ours and short; classes, ids, styles and every address that loads by itself
 * are not on it.
 */
import DOMPurify from "dompurify";

const TAGS = [
  "a", "abbr", "b", "blockquote", "br", "code", "dd", "del", "details", "dl", "dt", "em", "h1", "h2", "h3",
  "h4", "h5", "h6", "hr", "i", "input", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "rp", "rt", "ruby",
  "s", "small", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td", "th", "thead", "tr", "u", "ul",
];
const ATTRIBUTES = [
  "href", "title", "start", "align", "open", "type", "checked", "disabled", "data-language", "data-maths", "data-image",
];
const CONFIG = {
  ALLOWED_TAGS: TAGS,
  ALLOWED_ATTR: ATTRIBUTES,
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  ALLOWED_URI_REGEXP: /^(?:https?:\/\/|mailto:)/i,
  ADD_URI_SAFE_ATTR: ATTRIBUTES.filter((name) => name !== "href"),
  RETURN_DOM_FRAGMENT: true,
};
const SPANS_ONLY = { ALLOWED_TAGS: ["span"], ALLOWED_ATTR: ["class"], ALLOW_DATA_ATTR: false, RETURN_DOM_FRAGMENT: true };
const DIRECTION_TRICKS = /[\u202a-\u202e\u2066-\u2069]/g;

/** @param {string} html @returns {DocumentFragment} */
export function clean(html) {
  const fragment = DOMPurify.sanitize(html, CONFIG);
  for (const link of fragment.querySelectorAll("a")) {
    link.rel = "noopener noreferrer nofollow";
    link.target = "_blank";
  }
  for (const input of fragment.querySelectorAll("input")) {
    if (input.type === "checkbox") input.disabled = true;
    else input.remove();
  }
  return fragment;
}

/** Coloured code: nothing but spans with a class. @param {string} html */
export function cleanSpans(html) {
  return DOMPurify.sanitize(html, SPANS_ONLY);
}

/** Maths as KaTeX built it, cleaned where it stands so that its measures survive. */
export function cleanInPlace(element) {
  DOMPurify.sanitize(element, { IN_PLACE: true, ADD_TAGS: ["semantics", "annotation"], FORBID_TAGS: ["a", "img", "style"] });
}

/** Makes characters visible that would show text in another order than it is. @param {string} text */
export function showDirectionTricks(text) {
  return text.replace(DIRECTION_TRICKS, (char) => `[U+${char.charCodeAt(0).toString(16).toUpperCase()}]`);
}
