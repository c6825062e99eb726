/** Each text in its own message, written in eight parts; which of them left nothing on the page. */
async (texts) => {
  const { StreamRenderer } = await import("markdown/stream.js");
  const empty = [];
  const place = () => {
    const [article, root] = ["article", "div"].map((name) => document.createElement(name));
    root.className = "prose";
    article.append(root);
    document.getElementById("messages").replaceChildren(article);
    return root;
  };
  const first = place();
  new StreamRenderer(first).render("\\(x\\)", true);
  while (!first.querySelector(".katex")) await new Promise(requestAnimationFrame); // from now on formulas are set at once
  for (const [name, text] of Object.entries(texts)) {
    const root = place();
    const renderer = new StreamRenderer(root);
    for (let part = 1; part <= 8; part += 1) {
      renderer.restUntil = 0;
      renderer.render(text.slice(0, Math.ceil((text.length * part) / 8)));
      await new Promise(requestAnimationFrame);
    }
    renderer.render(text, true);
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    if (!root.getBoundingClientRect().height) empty.push(name);
  }
  return empty;
}
