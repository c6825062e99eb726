/**
 * Does costly work on an element when it comes near the visible part of the page, one piece after
 * the other and only while nothing else is to be done, so that no frame waits for it.
 */

const NEAR = { rootMargin: "600px 0px" };
const LATEST_MS = 400; // a busy page has its colours then, too
const elements = new WeakMap(); // a message to those of its elements that wait
const works = new WeakMap();
const queue = [];
let working = false;

// A conversation has thousands of such elements. Only its messages are watched, until one is near.
const messages = new IntersectionObserver((entries) => {
  for (const message of seen(entries, messages)) {
    for (const element of elements.get(message)) near.observe(element);
    elements.delete(message);
  }
}, NEAR);
const near = new IntersectionObserver((entries) => {
  queue.push(...seen(entries, near));
  if (!working) drain();
}, NEAR);

function seen(entries, observer) {
  const targets = entries.filter(({ isIntersecting }) => isIntersecting).map(({ target }) => target);
  for (const target of targets) observer.unobserve(target);
  return targets;
}

async function drain() {
  working = true;
  while (queue.length) {
    await idle();
    const element = queue.shift();
    if (element.isConnected) await works.get(element)().catch(() => {}); // what it needs can't be fetched: the text stays
  }
  working = false;
}

/** When the page has nothing else to do, or after a while. */
export function idle() {
  return new Promise((resolve) => {
    if (window.requestIdleCallback) requestIdleCallback(resolve, { timeout: LATEST_MS });
    else setTimeout(resolve);
  });
}

/** @param {Element} element @param {() => Promise<void>} work */
export function whenSeen(element, work) {
  works.set(element, work);
  const message = element.closest("article");
  if (!message) return near.observe(element);
  if (!elements.has(message)) {
    elements.set(message, []);
    messages.observe(message);
  }
  return elements.get(message).push(element);
}
