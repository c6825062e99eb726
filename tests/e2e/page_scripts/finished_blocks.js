async () => {
  const { StreamRenderer } = await import("markdown/stream.js");
  const root = document.createElement("div");
  const renderer = new StreamRenderer(root);
  const text = "First.\n\n- a\n- b\n\n```js\nlet x\n```\n\nLast words that grow";
  renderer.render(text.slice(0, text.length - 10));
  const before = [...root.children].slice(0, 3);
  const touched = [];
  new MutationObserver((changes) => touched.push(...changes)).observe(root, {
    childList: true, subtree: true, characterData: true,
  });
  for (let cut = 9; cut >= 0; cut -= 1) {
    renderer.restUntil = 0;
    renderer.render(text.slice(0, text.length - cut));
  }
  await Promise.resolve();
  const old = touched.filter(({ target }) => before.some((block) => block.contains(target)));
  return [before.every((block, index) => root.children[index] === block), old.length];
}
