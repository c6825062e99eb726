/**
 * A block of code: its language, a button to copy it, the text. Text is appended, never built
 * again, so that long listings cost the same per frame as short ones. Colours come when it is
 * finished, diagrams too.
 */
import { icon } from "dom.js";
import { whenSeen } from "markdown/when_seen.js";

const NODE_CHARS = 4_000;
const MAYBE_END = /(^|\n) {0,3}[`~]*$/; // of a line that may become the end of the block
const COLOUR_LIMIT = 60_000; // characters; beyond it colouring would hold up the page

export class CodeBlock {
  /** @param {string} language the word after the fence @param {string} mark the fence itself */
  constructor(language, mark = "") {
    this.mark = mark;
    this.language = language.toLowerCase();
    this.code = document.createElement("code");
    this.text = document.createTextNode("");
    this.code.append(this.text);
    this.element = frame(this.language, this.code);
  }

  /** @param {string} text */
  setText(text) {
    const old = this.code.textContent;
    if (text.startsWith(old)) this.append(text.slice(old.length));
    else this.code.replaceChildren((this.text = document.createTextNode(text)));
  }

  /** A long text is several nodes: what is appended must not cost what stands there. */
  append(text) {
    if (this.text.length > NODE_CHARS) this.code.append((this.text = document.createTextNode("")));
    this.text.appendData(text);
  }

  /** No more text will come: colours and diagrams may. */
  finish() {
    finishCode(this.element);
  }
}

/** Colours a finished block, or draws it, when it comes into view. @param {HTMLElement} element */
export function finishCode(element) {
  const language = element.dataset.language;
  const code = element.querySelector("code");
  if (language === "mermaid") {
    whenSeen(element, () => import("lazy/diagram.js").then(({ draw }) => draw(element, code.textContent)));
  } else if (language && code.textContent.length <= COLOUR_LIMIT) {
    whenSeen(element, () => import("lazy/highlight.js").then(({ colour }) => colour(code, language)));
  }
}

/** The frame around code. @param {string} language @param {HTMLElement} code */
export function frame(language, code) {
  const element = document.createElement("div");
  element.className = "code";
  element.dataset.language = language;
  const head = document.createElement("div");
  head.className = "code-head";
  const label = document.createElement("span");
  label.textContent = language || gettext("text");
  const copy = document.createElement("button");
  copy.type = "button";
  copy.className = "code-copy";
  copy.dataset.action = "copy-code";
  const word = document.createElement("span");
  word.textContent = gettext("Copy");
  copy.append(icon("copy"), word);
  copy.setAttribute("aria-label", gettext("Copy code"));
  head.append(label, copy);
  const pre = document.createElement("pre");
  pre.tabIndex = 0;
  pre.dir = "ltr";
  pre.setAttribute("role", "region");
  pre.setAttribute("aria-label", language ? interpolate(gettext("Code in %s"), [language]) : gettext("Code"));
  pre.append(code);
  element.append(head, pre);
  return element;
}

/**
 * The open fence at the end of a text, or null: its language is only known when its first line is
 * whole, and a last line of ticks may be the beginning of its end.
 * @param {{raw: string, codeBlockStyle?: string}} token @param {string} rest
 */
export function openFence(token, rest) {
  const head = /^ {0,3}(`{3,}|~{3,})([^\n]*)\n/.exec(rest);
  if (!head || token.codeBlockStyle === "indented") return null;
  const language = head[2].trim().split(/\s/)[0];
  const body = rest.slice(head[0].length);
  const closed = new RegExp(`(^|\\n) {0,3}${head[1][0]}{${head[1].length},}[ \\t]*(?:\\n\\s*)?$`).test(body);
  const held = closed ? 0 : (MAYBE_END.exec(body)?.[0].length ?? 0);
  const text = closed ? token.text : body.slice(0, body.length - held);
  return { language, text, mark: head[1], closed, held };
}

/**
 * Shows what has come since `from` inside an open block; false if the block may have ended, so that
 * the text must be read properly.
 * @param {CodeBlock} block @param {string} source @param {number} from
 */
export function staysOpen(block, source, from) {
  if (block.closed) return false;
  const line = source.lastIndexOf("\n", Math.max(from - 1, 0)) + 1;
  const news = source.slice(line);
  if (new RegExp(`^ {0,3}\\${block.mark[0]}{${block.mark.length},}`, "m").test(news)) return false;
  const held = MAYBE_END.exec(source.slice(Math.max(line - 1, 0)));
  const shown = source.length - (held ? held[0].length : 0);
  const missing = shown - block.end;
  if (missing > 0) block.append(source.slice(block.end, shown));
  block.end = Math.max(block.end, shown);
  return true;
}
