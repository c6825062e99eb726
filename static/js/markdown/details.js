/** `<details>` and all up to its end is one block, though blank lines stand inside. */

/** @param {any[]} tokens @returns {any[]} the same, with such a run as one token that has `parts` */
export function joinDetails(tokens) {
  const joined = [];
  let depth = 0;
  for (const token of tokens) {
    const inside = depth > 0;
    if (token.type === "html") depth = Math.max(0, depth + count(token.raw, /<details[\s>]/gi) - count(token.raw, /<\/details\s*>/gi));
    if (inside) {
      const group = joined.at(-1);
      group.parts.push(token);
      group.raw += token.raw;
    } else {
      joined.push(depth > 0 ? { type: "group", raw: token.raw, parts: [token] } : token);
    }
  }
  return joined;
}

function count(text, pattern) {
  return text.match(pattern)?.length ?? 0;
}
