/** The pages of a PDF as pictures: each keeps its place from the start and is drawn near the view. */
import { el } from "dom.js";

const USUAL = [210, 297];

/**
 * @param {any} shape @param {[number, number][]} sizes of the pages, in points @param {number} wanted counted from 1
 * @returns {[HTMLElement, HTMLElement|null]} all of them, and the one to begin with
 */
export function pages(shape, sizes, wanted) {
  const papers = Array.from({ length: shape.pages }, (_, index) => paper(sizes[index] ?? USUAL));
  const body = el("div", { class: "preview-pages", tabindex: "0", role: "region", "aria-label": shape.name }, ...papers);
  const watcher = new IntersectionObserver((seen) => {
    for (const { target } of seen.filter(({ isIntersecting }) => isIntersecting)) {
      watcher.unobserve(target);
      draw(target, shape, papers.indexOf(target) + 1);
    }
  }, { root: body, rootMargin: "100% 0px" });
  for (const one of papers) watcher.observe(one);
  return [body, papers[wanted - 1] ?? null];
}

function paper([width, height]) {
  const place = el("div", { class: "preview-page waiting" }, el("span", { class: "spinner", "aria-hidden": "true" }));
  place.style.aspectRatio = `${width} / ${height}`;
  return place;
}

function draw(place, shape, number) {
  const alt = interpolate(gettext("page %s"), [number]);
  const image = el("img", { src: `/files/${shape.id}/pages/${number}/`, alt, decoding: "async" });
  image.addEventListener("load", () => {
    place.classList.remove("waiting");
    place.replaceChildren(image);
  });
  image.addEventListener("error", () => {
    place.classList.remove("waiting");
    place.replaceChildren(el("p", {}, gettext("This page can't be shown.")));
  });
}
