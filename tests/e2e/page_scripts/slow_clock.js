/** Each text by a clock on which every frame takes half a second: plain in the middle, and what is left of it at the end. */
async (texts) => {
  const { StreamRenderer } = await import("markdown/stream.js");
  const { now } = performance;
  let at = 0;
  performance.now = () => (at += 500);
  const results = texts.map((text) => {
    const [whole, growing] = [document.createElement("div"), document.createElement("div")];
    new StreamRenderer(whole).render(text, true);
    const renderer = new StreamRenderer(growing);
    for (let part = 1; part < 8; part += 1) {
      renderer.restUntil = 0;
      renderer.render(text.slice(0, Math.ceil((text.length * part) / 8)));
    }
    const plain = growing.querySelectorAll(".plain").length;
    renderer.render(text, true);
    return { plain, same: growing.innerHTML === whole.innerHTML };
  });
  performance.now = now;
  return results;
}
