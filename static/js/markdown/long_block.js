/**
 * Very long lists and tables are finished in parts: their first items go on the page for good while
 * the last few are still read anew, so that item 400 costs what item 4 did.
 */

const ITEMS = 12; // from so many on a list is split
const ROWS = 24;
const KEPT = 4; // at the end: what may still change

/**
 * The beginning of a long block that can't change any more.
 * @param {any} token the block @param {string} text the source that it was read from
 * @returns {{raw: string, token: any, prefix: string}|null} `prefix`: what the rest needs to be read alike
 */
export function finishedPart(token, text) {
  if (token.type === "list" && token.items.length > ITEMS) return listPart(token, text);
  if (token.type === "table" && token.rows.length > ROWS) return tablePart(token, text);
  return null;
}

function listPart(token, text) {
  const items = token.items.slice(0, -KEPT);
  const raw = items.map((item) => item.raw).join("");
  return text.startsWith(raw) && raw.endsWith("\n") ? { raw, token: { ...token, raw, items }, prefix: "" } : null;
}

function tablePart(token, text) {
  const lines = text.slice(0, token.raw.length).split("\n");
  const rows = token.rows.slice(0, -KEPT);
  if (lines.filter((line) => line.trim()).length !== token.rows.length + 2) return null;
  const head = `${lines[0]}\n${lines[1]}\n`;
  const raw = `${lines.slice(0, rows.length + 2).join("\n")}\n`;
  return { raw, token: { ...token, raw, rows }, prefix: head };
}

/** Where further parts of the block belong. @param {Element} element as the first part was shown */
export function homeOf(element) {
  return element.matches("ul, ol") ? element : element.querySelector("tbody");
}

/** The items or rows of a part. @param {Element} element */
export function piecesOf(element) {
  return [...(homeOf(element)?.children ?? [])];
}
