/** Files that belong to a message: pictures to look at, documents as cards that open. */
import { el, icon } from "dom.js";
import { detail } from "chat/attachments.js";

/** A small picture of a file, or the sign of its kind. @param {any} shape */
export function picture(shape) {
  if (shape.kind === "text") return icon("paper");
  return el("img", { class: "file-picture", src: `/files/${shape.id}/thumbnail/`, alt: "", loading: "lazy", decoding: "async" });
}

/** All of a message's files. @param {import("chat/store.js").Message} message @returns {HTMLElement|null} */
export function attached(message) {
  const shapes = message.blocks.filter((block) => block.type === "attachment");
  return shapes.length ? el("ul", { class: "attached", "aria-label": gettext("Attachments") }, ...shapes.map(card)) : null;
}

function card(shape) {
  const isImage = shape.kind === "image";
  const content = isImage ? [large(shape)] : [picture(shape), el("span", { class: "file-words" }, el("span", { dir: "auto" }, shape.name), el("small", {}, detail(shape)))];
  const name = interpolate(gettext("Open %s"), [shape.name]);
  return el("li", {}, el("button", { type: "button", class: isImage ? "figure" : "card-file", "data-action": "open-file", "data-file": shape.id, "aria-label": name, title: shape.name }, ...content));
}

/** Its place is kept before it is there, so that nothing moves. */
function large(shape) {
  const image = el("img", { src: `/files/${shape.id}/image/`, alt: shape.name, loading: "lazy", decoding: "async" });
  image.style.aspectRatio = `${shape.width} / ${shape.height}`;
  return image;
}
