/**
 * Puts new nodes where old ones stand and leaves alone what did not change, so that a growing
 * paragraph, list or table only gets its new words.
 */

/** @param {Element} parent @param {Node[]} old @param {Node[]} fresh @returns {Node[]} what stands now */
export function graft(parent, old, fresh) {
  const standing = [];
  fresh.forEach((node, index) => {
    const before = old[index];
    if (!before) {
      parent.append(node);
      standing.push(node);
    } else if (grow(before, node)) {
      standing.push(before);
    } else {
      before.replaceWith(node);
      standing.push(node);
    }
  });
  for (const extra of old.slice(fresh.length)) extra.remove();
  return standing;
}

/** Makes `old` equal to `fresh` by changing its end; false if they are different things. */
function grow(old, fresh) {
  if (old.isEqualNode(fresh)) return true;
  if (old.nodeType !== fresh.nodeType) return false;
  if (old.nodeType === Node.TEXT_NODE) {
    if (fresh.data.startsWith(old.data)) old.appendData(fresh.data.slice(old.data.length));
    else old.data = fresh.data;
    return true;
  }
  if (old.nodeName !== fresh.nodeName || !sameAttributes(old, fresh)) return false;
  graft(old, [...old.childNodes], [...fresh.childNodes]);
  return true;
}

function sameAttributes(one, other) {
  if (one.attributes.length !== other.attributes.length) return false;
  return [...one.attributes].every(({ name, value }) => other.getAttribute(name) === value);
}
