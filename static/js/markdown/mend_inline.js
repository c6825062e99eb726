/**
 * Closes what a half-written line leaves open: a half link shows its label, bold words are bold
 * before their closing stars have come, half maths and half tags wait. One walk over the text.
 */

/** @param {string} text @returns {string} */
export function mendInline(text) {
  return new Walk(text).run();
}

class Walk {
  constructor(text) {
    this.text = text;
    this.at = 0;
    this.out = "";
    this.open = []; // emphasis that waits for its end
    this.ended = false;
  }

  run() {
    while (this.at < this.text.length && !this.ended) {
      const step = STEPS[this.text[this.at]];
      if (!step || !step(this)) this.take(1);
    }
    if (!this.open.length) return this.out;
    return this.out.trimEnd() + this.open.reverse().join("");
  }

  get rest() {
    return this.text.slice(this.at);
  }

  take(count) {
    this.out += this.text.slice(this.at, this.at + count);
    this.at += count;
    return true;
  }

  skip(count) {
    this.at += count;
    return true;
  }

  /** What follows from here on waits for more. */
  hold() {
    this.ended = true;
    return true;
  }

  /** Takes up to the end of `close`, or holds if it has not come. */
  takeThrough(close, from) {
    const end = this.text.indexOf(close, this.at + from);
    return end < 0 ? this.hold() : this.take(end + close.length - this.at);
  }
}

const STEPS = {
  "\\"(walk) {
    const next = walk.text[walk.at + 1];
    if (next === undefined || walk.rest === "\\\n") return walk.hold();
    if (next === "(") return walk.takeThrough("\\)", 2);
    if (next === "[") return walk.takeThrough("\\]", 2);
    return walk.take(2);
  },

  $(walk) {
    if (walk.rest === "$") return walk.hold();
    return walk.rest.startsWith("$$") ? walk.takeThrough("$$", 2) : walk.take(1);
  },

  "`"(walk) {
    const ticks = /^`+/.exec(walk.rest)[0];
    const close = new RegExp(`(?<!\`)${ticks}(?!\`)`).exec(walk.rest.slice(ticks.length));
    if (close) return walk.take(ticks.length + close.index + ticks.length);
    const inside = walk.rest.slice(ticks.length).replace(/`+$/, "").trimEnd();
    if (inside.trim()) walk.out += ticks + inside + ticks;
    return walk.hold();
  },

  "<"(walk) {
    const tag = /^<(?:[/!a-zA-Z][^<>\n]*)?/.exec(walk.rest)[0];
    if (tag.length === walk.rest.length) return walk.hold();
    return walk.take(walk.text[walk.at + tag.length] === ">" ? tag.length + 1 : 1);
  },

  "&": (walk) => (/^&#?[a-zA-Z0-9]{0,10}$/.test(walk.rest) ? walk.hold() : walk.take(1)),

  "!"(walk) {
    if (walk.rest === "!") return walk.hold();
    if (walk.text[walk.at + 1] !== "[") return walk.take(1);
    const link = readLink(walk.text, walk.at + 1);
    return link.whole ? walk.take(link.end - walk.at) : walk.hold();
  },

  "["(walk) {
    const link = readLink(walk.text, walk.at);
    if (link.whole) return walk.take(1); // its label may hold emphasis: walk on
    if (link.labelEnd < 0) return walk.skip(1); // show the label without its bracket
    walk.out += mendInline(walk.text.slice(walk.at + 1, link.labelEnd));
    return walk.hold();
  },

  "]"(walk) {
    const target = /^\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+(?:"[^"]*"|'[^']*'))?\)/.exec(walk.rest);
    return walk.take(target ? target[0].length : 1);
  },

  h(walk) {
    const address = /^https?:\/\/[^\s<>*)\]]+/.exec(walk.rest);
    return walk.take(address ? address[0].length : 1);
  },

  "*": emphasis,
  _: emphasis,
  "~"(walk) {
    const run = /^~+/.exec(walk.rest)[0];
    return run.length === 2 || run.length === walk.rest.length ? emphasis(walk) : walk.take(run.length);
  },
};

/** The extent of a link that begins with the bracket at `at`. */
function readLink(text, at) {
  const labelEnd = closing(text, at, "[", "]");
  if (labelEnd < 0) return { whole: false, labelEnd, end: text.length };
  const next = text[labelEnd + 1];
  if (next === undefined) return { whole: false, labelEnd, end: text.length };
  if (next !== "(" && next !== "[") return { whole: true, labelEnd, end: labelEnd + 1 };
  const end = closing(text, labelEnd + 1, next, next === "(" ? ")" : "]");
  return { whole: end >= 0, labelEnd, end: end + 1 };
}

function closing(text, at, left, right) {
  let depth = 0;
  for (let index = at; index < text.length; index += 1) {
    const char = text[index];
    if (char === "\\") index += 1;
    else if (char === left) depth += 1;
    else if (char === right && (depth -= 1) === 0) return index;
  }
  return -1;
}

/** A run of `*`, `_` or `~`: ends what is open, begins something, or is just itself. */
function emphasis(walk) {
  const char = walk.text[walk.at];
  const run = walk.rest.match(char === "*" ? /^\*+/ : char === "_" ? /^_+/ : /^~+/)[0];
  const before = walk.out.at(-1) ?? " ";
  const after = walk.text[walk.at + run.length];
  const word = /[\p{L}\p{N}]/u;
  const middle = char === "_" && word.test(before) && word.test(after ?? " ");
  let left = run.length;
  if (!/\s/.test(before) && !middle) left = close(walk, char, left);
  if (!left) return walk.take(run.length);
  if (after === undefined) {
    walk.take(run.length - left);
    return walk.hold();
  }
  if (!/\s/.test(after) && !middle && left <= 3) {
    if (left % 2) walk.open.push(char);
    if (left >= 2) walk.open.push(char + char);
  }
  return walk.take(run.length);
}

/** Ends open emphasis of this kind; answers how many signs are left over. */
function close(walk, char, count) {
  let left = count;
  while (left && walk.open.at(-1)?.[0] === char && walk.open.at(-1).length <= left) left -= walk.open.pop().length;
  return left;
}
