/** Says what is written, by the sentence, to people who listen to the page. */
import { byId } from "dom.js";

const SENTENCE_END = /[.!?…]["'”’)\]]*\s|[。！？][”’）」』]*|\n\s*\n/g;
const KEEP = 6; // sentences left standing in the live region

export class Announcer {
  /** @param {import("chat/store.js").Store} store */
  constructor(store) {
    this.store = store;
    this.region = byId("live");
    this.said = new Map();
    store.on("turn", ({ reply }) => this.#begin(reply));
    store.on("reply", (message) => this.#follow(message));
    store.on("opened", () => this.said.clear());
  }

  say(sentence) {
    const text = sentence.trim();
    if (!text) return;
    const line = document.createElement("p");
    line.textContent = text;
    this.region.append(line);
    while (this.region.childElementCount > KEEP) this.region.firstElementChild.remove();
  }

  #begin(reply) {
    this.said.set(reply.id, { block: 0, at: 0 });
    this.say(gettext("Claude is answering"));
  }

  #follow(message) {
    const place = this.said.get(message.id);
    if (!place) return;
    const ended = message.state !== "streaming";
    for (; place.block < message.blocks.length; place.block += 1, place.at = 0) {
      const last = place.block === message.blocks.length - 1;
      this.#read(message.blocks[place.block], place, ended || !last);
      if (last && !ended) return;
    }
    if (!ended) return;
    this.said.delete(message.id);
    this.say(message.state === "complete" ? gettext("The answer is complete.") : gettext("The answer has ended."));
  }

  #read(block, place, whole) {
    if (block.type !== "text") return;
    const rest = (block.text ?? "").slice(place.at);
    let end = whole ? rest.length : 0;
    if (!whole) for (const found of rest.matchAll(SENTENCE_END)) end = found.index + found[0].length;
    if (!end || insideFence(block.text.slice(0, place.at + end)) && !whole) return;
    place.at += end;
    this.say(spoken(rest.slice(0, end)));
  }
}

function insideFence(text) {
  return (text.match(/^ {0,3}(?:```|~~~)/gm)?.length ?? 0) % 2 === 1;
}

/** Words without the signs of Markdown; code is named, not read. */
function spoken(text) {
  return text
    .replace(/^ {0,3}(```|~~~)[^\n]*\n[\s\S]*?(?:^ {0,3}\1[^\n]*$|$(?![\s\S]))/gm, ` ${gettext("Code block.")} `)
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/[*_`#>|~]+/g, " ")
    .replace(/\s+/g, " ");
}
