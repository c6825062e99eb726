/**
 * Makes a half-written block fit to be shown, so that nothing flickers while it grows: a line that
 * may still become a heading, list item, fence or table waits until it is clear what it is; what
 * an unfinished line leaves open is closed (`mend_inline.js`).
 */
import { mendInline } from "markdown/mend_inline.js";

const UNDECIDED_LINE = /^[ \t]*(?:>[ \t]?)*(?:[-=_*+]+|#{1,6}|\d{1,9}[.)]?|>|`+[^`\n]*|~{1,2}|~{3,}[^\n]*|\||\$|\\)[ \t]*$/;
const TICKS_THAT_ARE_CODE = /^[ \t]*(?:>[ \t]?)*`{1,2}[^`\n]/;
const TASK_BOX = /^([ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+)\[(?:[ xX]?\]?[ \t]?)$/;
const FENCE = /^[ \t]*(?:>[ \t]?|[-*+][ \t]+|\d{1,9}[.)][ \t]+)*(`{3,}|~{3,})/;
const RULE_CHARS = /^[ \t|:-]*$/;
// Each of these lines begins words of its own: what stands open before it stays as it is.
const NEW_LINE_OF_WORDS = /\n(?=[ \t]*(?:[-*+]|\d{1,9}[.)]|>|#{1,6}|\|)[ \t]*)|\n[ \t]*\n/g;

/** @param {string} text of the last block @returns {string} the same, fit to be shown now */
export function mend(text) {
  if (insideFence(text)) return text;
  return closeWords(holdTable(holdLine(text)));
}

/** Closes what the last words leave open where no more of them will come. @param {string} text */
export function mendCut(text) {
  return insideFence(text) ? text : closeWords(text);
}

function closeWords(text) {
  const start = lastWords(text);
  return text.slice(0, start) + mendInline(text.slice(start));
}

/** Leaves out a last line that consists of nothing but the beginning of a marker. */
function holdLine(text) {
  const start = text.lastIndexOf("\n") + 1;
  const line = text.slice(start);
  const task = TASK_BOX.exec(line);
  if (task) return text.slice(0, start);
  return line && UNDECIDED_LINE.test(line) && !TICKS_THAT_ARE_CODE.test(line) ? text.slice(0, start) : text;
}

/** Leaves out a table's head until the rule below it is whole. */
function holdTable(text) {
  const lines = text.split("\n");
  const last = lines.length - 1;
  const earlier = (count) => lines.slice(0, Math.max(count, 0)).some(isRule);
  const head = lines[last - 1] ?? "";
  if (head.includes("|") && RULE_CHARS.test(lines[last]) && !isRule(head) && !earlier(last - 1)) {
    return lines.slice(0, last - 1).join("\n");
  }
  const begins = lines[last].trimStart().startsWith("|") && !earlier(last);
  return begins ? lines.slice(0, last).join("\n") : text;
}

/** @param {string} line */
function isRule(line) {
  return line.includes("-") && line.includes("|") && RULE_CHARS.test(line);
}

function insideFence(text) {
  let open = "";
  for (const line of text.split("\n")) {
    const mark = FENCE.exec(line)?.[1];
    if (!mark) continue;
    if (!open) open = mark;
    else if (mark[0] === open[0] && mark.length >= open.length) open = "";
  }
  return open !== "";
}

/** Where the last run of words begins: emphasis does not reach over it. */
function lastWords(text) {
  let start = 0;
  for (const found of text.matchAll(NEW_LINE_OF_WORDS)) start = found.index + found[0].length;
  return start;
}
