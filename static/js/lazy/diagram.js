/**
 * Mermaid diagrams. The drawing becomes an image of its own (`data:`), so that its styles need no
 * leave from the page's policy and nothing in it can run or reach out.
 */
import mermaid from "mermaid";
import { el } from "dom.js";
import { isDark } from "preferences.js";

// A diagram is laid out in one go, and the page waits: what nobody could read is not drawn.
const MOST_EDGES = 200;
const MOST_CHARS = 20_000;
let drawn = 0;

/** @param {HTMLElement} frame the code's frame @param {string} source */
export async function draw(frame, source) {
  const image = el("img", { class: "diagram", alt: gettext("Diagram; its source is below") });
  if (!(await paint(image, source))) return;
  const details = el("details", { class: "diagram-source" }, el("summary", {}, gettext("Source of the diagram")));
  const figure = el("figure", { class: "diagram-frame" }, image, details);
  frame.replaceWith(figure);
  details.append(frame);
  document.addEventListener("themechange", () => paint(image, source));
}

async function paint(image, source) {
  mermaid.initialize({
    startOnLoad: false,
    securityLevel: "strict",
    theme: isDark() ? "dark" : "neutral",
    htmlLabels: false,
    flowchart: { htmlLabels: false },
    suppressErrorRendering: true,
    maxEdges: MOST_EDGES,
    maxTextSize: MOST_CHARS,
    fontFamily: "sans-serif",
  });
  try {
    drawn += 1;
    const { svg } = await mermaid.render(`diagram-${drawn}`, source);
    const box = /viewBox="[-\d.]+ [-\d.]+ ([\d.]+) ([\d.]+)"/.exec(svg);
    const [width, height] = box ? [Math.ceil(box[1]), Math.ceil(box[2])] : [300, 150];
    Object.assign(image, { width, height });
    const named = svg.includes("xmlns=") ? svg : svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"');
    // An image of "100 %" would have no size of its own.
    const sized = named.replace(/(<svg[^>]*?) width="100%"/, `$1 width="${width}" height="${height}"`);
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(sized)}`;
    await image.decode();
    return true;
  } catch {
    return false; // not a diagram Mermaid can read: the source stays
  }
}
