/** A text as a message of its own. */
async (text) => {
  const { StreamRenderer } = await import("markdown/stream.js");
  const [article, root] = ["article", "div"].map((name) => document.createElement(name));
  root.className = "prose";
  article.append(root);
  document.getElementById("messages").replaceChildren(article);
  new StreamRenderer(root).render(text, true);
}
