/** Does costly work on an element only when it comes near the visible part of the page. */

const waiting = new WeakMap();
const observer = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      observer.unobserve(target);
      const work = waiting.get(target);
      waiting.delete(target);
      work?.();
    }
  },
  { rootMargin: "600px 0px" },
);

/** @param {Element} element @param {() => unknown} work */
export function whenSeen(element, work) {
  waiting.set(element, work);
  observer.observe(element);
}
