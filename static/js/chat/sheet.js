/** A spreadsheet to look at: the words as Claude reads them, its rows as tables again. */
import { el } from "dom.js";

const MOST_CELLS = 20_000;
const MOST_COLUMNS = 200;

/** @param {string} text headings, tables and remarks, parted by empty lines @returns {HTMLElement[]} */
export function sheet(text) {
  let left = MOST_CELLS;
  return text.split("\n\n").flatMap((block) => {
    if (left <= 0) return [];
    if (block.startsWith("## ")) return [el("h3", {}, block.slice(3))];
    if (!block.startsWith("| ")) return [el("p", {}, block)];
    const shown = rows(block, left);
    left -= shown.length * shown[0].length;
    return [grid(shown), ...(left <= 0 ? [el("p", {}, "…")] : [])];
  });
}

/** The cells of each row; the line below the first only says that it is the head. */
function rows(block, most) {
  const [head, , ...others] = block.split("\n");
  const width = cells(head).length;
  return [head, ...others].slice(0, Math.max(1, Math.ceil(most / width))).map(cells);
}

function cells(line) {
  const inner = line.replace(/^\| | \|$/g, "");
  return inner.split(" | ", MOST_COLUMNS).map((cell) => cell.replaceAll("\\|", "|").replaceAll("<br>", "\n"));
}

function grid([head, ...others]) {
  const row = (name) => (line) => el("tr", {}, ...line.map((cell) => el(name, name === "th" ? { scope: "col" } : {}, cell)));
  return el("div", { class: "table" }, el("table", {}, el("thead", {}, row("th")(head)), el("tbody", {}, ...others.map(row("td")))));
}
