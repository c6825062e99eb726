/**
 * Where the reader is. A new question is lifted to the top and its answer grows into the room below
 * it; when the room is full the view follows the end. Any scroll upward ends that until the reader
 * asks for the end again.
 */

const NEAR_END_PX = 4;
const OFFER_PX = 120; // further from the end than this, the button is worth showing
const UNFOLDS = ".blocks summary, .unfold"; // what opens there is to be read, not passed over
const QUESTION_SHARE = 0.4; // of the view that a long question may take

export class Scroll {
  /** @param {HTMLElement} thread the scrolling element @param {HTMLElement} button back to the end */
  constructor(thread, button) {
    this.thread = thread;
    this.button = button;
    this.following = true;
    this.lastTop = 0;
    this.lastHeight = 0;
    this.question = null;
    this.reply = null;
    thread.addEventListener("scroll", () => this.#moved(), { passive: true });
    thread.addEventListener("wheel", (event) => event.deltaY < 0 && this.#leave(), { passive: true });
    thread.addEventListener("click", ({ target }) => target.closest(UNFOLDS) && (this.following = false), { capture: true });
    button.addEventListener("click", () => this.toEnd());
    new ResizeObserver(() => this.#resized()).observe(thread);
    new ResizeObserver(() => this.follow()).observe(thread.firstElementChild);
  }

  /** Keeps the end in view, if the reader is following. */
  follow() {
    if (this.following) this.#jump(this.#end());
    this.#offer();
  }

  /** The reader asks for the end. */
  toEnd() {
    this.following = true;
    this.follow();
  }

  /** Begins at the top: nothing to follow. */
  reset() {
    this.following = false;
    this.#jump(0);
    this.#offer();
  }

  /**
   * Makes room below a new question, so that it can stand at the top.
   * @param {HTMLElement|null} question @param {HTMLElement} reply @param {boolean} go whether the view goes there
   */
  lift(question, reply, go = true) {
    Object.assign(this, { question, reply });
    this.#measure();
    if (go) this.toEnd();
  }

  /** Changes the page above or around an element that must not move. */
  hold(element, change) {
    const before = element.getBoundingClientRect().top;
    this.thread.classList.add("held");
    change();
    const moved = element.getBoundingClientRect().top - before;
    if (moved) this.#jump(this.thread.scrollTop + moved);
    this.thread.classList.remove("held");
  }

  #end() {
    return this.thread.scrollHeight - this.thread.clientHeight;
  }

  #jump(top) {
    if (Math.abs(this.thread.scrollTop - top) > 0.5) this.thread.scrollTop = top;
    this.lastTop = this.thread.scrollTop;
    this.lastHeight = this.thread.scrollHeight;
  }

  #moved() {
    const { scrollTop, scrollHeight } = this.thread;
    const upward = scrollTop < this.lastTop - 1 && scrollHeight >= this.lastHeight;
    const downward = scrollTop > this.lastTop;
    if (upward) this.#leave();
    else if (downward && this.#end() - scrollTop <= NEAR_END_PX) this.following = true;
    this.lastTop = scrollTop;
    this.lastHeight = scrollHeight;
    this.#offer();
  }

  #leave() {
    if (this.#end() > 0) this.following = false;
  }

  #resized() {
    this.#measure();
    this.follow();
  }

  /** Tells the last reply how high it must be for its question to reach the top; nobody else, whose style would be found anew. */
  #measure() {
    const view = this.thread.clientHeight;
    const asked = this.question?.isConnected ? this.question.offsetHeight : 0;
    const room = Math.max(0, view - Math.min(asked, view * QUESTION_SHARE));
    this.reply?.style.setProperty("--room", `${Math.floor(room)}px`);
  }

  #offer() {
    this.button.hidden = this.following || this.#end() - this.thread.scrollTop < OFFER_PX;
  }
}
