async (texts) => {
  const { StreamRenderer } = await import("markdown/stream.js");
  const words = (element) => {
    const copy = element.cloneNode(true);
    for (const head of copy.querySelectorAll(".code-head")) head.remove();
    return copy.textContent.replace(/\s+/g, "");
  };
  const html = (element) => element.innerHTML.replace(/>\s+</g, "><");
  return texts.map((text) => {
    const whole = document.createElement("div");
    new StreamRenderer(whole).render(text, true);
    const growing = document.createElement("div");
    const renderer = new StreamRenderer(growing);
    const end = words(whole);
    const flickers = [];
    for (let length = 1; length <= text.length; length += 1) {
      renderer.restUntil = 0;
      renderer.render(text.slice(0, length));
      const shown = words(growing);
      if (!end.startsWith(shown)) flickers.push([text.slice(0, length).slice(-20), shown.slice(-20)]);
      if (length % 3) continue;
      const stopped = document.createElement("div");
      new StreamRenderer(stopped).render(text.slice(0, length), true, true);
      if (!words(stopped).startsWith(shown)) flickers.push(["stopped", shown.slice(-20), words(stopped).slice(-20)]);
    }
    renderer.render(text, true);
    return { text, flickers, same: html(whole) === html(growing) };
  });
}
