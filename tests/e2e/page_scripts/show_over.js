/** Each text in a message of its own; which of them stand outside it, left, right, above or below. */
async (texts) => {
  const { StreamRenderer } = await import("markdown/stream.js");
  const { ready, set } = await import("lazy/maths.js");
  await ready;
  const messages = document.getElementById("messages");
  const found = [];
  for (const [name, text] of Object.entries(texts)) {
    const [article, root] = ["article", "div"].map((tag) => document.createElement(tag));
    Object.assign(article, { className: "message reply lifted" });
    root.className = "prose";
    article.append(root);
    messages.replaceChildren(document.createElement("hr"), article);
    new StreamRenderer(root).render(text, true);
    for (const formula of root.querySelectorAll("[data-maths]")) set(formula);
    const { left, right, top, bottom } = root.getBoundingClientRect();
    for (let y = top - 60; y < Math.min(bottom + 60, innerHeight); y += 6) {
      const inside = y > top - 12 && y < bottom + 12;
      for (const x of [left - 60, right + 60, ...(inside ? [] : [left + 20, (left + right) / 2])]) {
        if (root.contains(document.elementFromPoint(x, y))) found.push([name, x - left, y - top]);
      }
    }
  }
  return found;
}
