async (texts) => {
  const { StreamRenderer } = await import("markdown/stream.js");
  const HARMLESS = /^(?:class|href|title|start|align|open|type|checked|disabled|dir|rel|target|role|tabindex|alt|src|aria-[a-z]+|data-(?:language|maths|action|tex))$/;
  const FORBIDDEN = "script, style, link, meta, base, iframe, object, embed, form, video, audio, source, template, svg:not(.icon), math, select, textarea, [id], [name]";
  const found = [];
  const inspect = (root, text, at) => {
    for (const node of root.querySelectorAll(FORBIDDEN)) found.push([text, at, node.outerHTML]);
    for (const node of root.querySelectorAll("*:not(svg, svg *)")) {
      for (const { name, value } of node.attributes) if (!HARMLESS.test(name)) found.push([text, at, `${name}=${value}`]);
      const href = node.getAttribute("href");
      if (href && !/^(?:https?:\/\/|mailto:)/.test(href)) found.push([text, at, href]);
      const src = node.getAttribute("src");
      if (src && !/^data:image\/(?:png|jpeg|gif|webp);base64,/.test(src)) found.push([text, at, src]);
    }
    if (/[\u202a-\u202e\u2066-\u2069]/.test(root.textContent)) found.push([text, at, "direction"]);
  };
  const stage = document.createElement("div");
  document.getElementById("messages").append(stage);
  for (const text of texts) {
    const step = Math.max(1, Math.ceil(text.length / 400));
    const root = document.createElement("div");
    stage.append(root);
    const renderer = new StreamRenderer(root);
    for (let length = 1; length <= text.length; length += step) {
      renderer.restUntil = 0;
      renderer.render(text.slice(0, length));
      inspect(root, text, length);
    }
    renderer.render(text, true);
    inspect(root, text, "end");
    for (const details of root.querySelectorAll("details")) details.open = true;
    for (const button of root.querySelectorAll("button")) button.dispatchEvent(new MouseEvent("mouseover", { bubbles: true }));
  }
  return found;
}
