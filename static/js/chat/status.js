/** What stands above the composer: problems with a way out, and the state of the connection. */
import { button, byId, el, icon } from "dom.js";

const QUIET_MS = 1500; // a connection that comes back sooner is not worth a word
const LOGIN = "/accounts/login/";

export class Status {
  /** @param {import("chat/store.js").Store} store @param {{retry: () => void}} acts */
  constructor(store, acts) {
    Object.assign(this, { store, acts });
    this.problems = byId("problems");
    this.line = byId("connection");
    this.timer = 0;
    this.lostAt = 0;
    store.on("problem", (problem) => this.showProblem(problem));
    store.on("connection", () => this.#connection());
    store.on("taken", () => this.showProblem(null));
    store.on("opened", () => this.showProblem(null));
  }

  /** @param {{code: string, sentence: string}|null} problem */
  showProblem(problem) {
    this.problems.replaceChildren();
    if (!problem) return;
    const close = button(gettext("Dismiss"), { iconName: "close", quiet: true, class: "icon-button" });
    close.addEventListener("click", () => this.showProblem(null));
    const way = problem.code === "signed_out" ? signIn() : close;
    this.problems.append(el("div", { class: "problem", role: "alert", "data-code": problem.code }, icon("warn"), el("p", {}, problem.sentence), way));
  }

  /**
   * Something good to know once, such as "you are the administrator".
   * @param {{sentence: string, href?: string, way?: string}} note
   */
  showNote({ sentence, href, way }) {
    const close = button(gettext("Dismiss"), { iconName: "close", quiet: true, class: "icon-button" });
    const said = el("p", {}, sentence, ...(href ? [" ", el("a", { href }, way)] : []));
    const note = el("div", { class: "note", role: "status" }, icon("info"), said, close);
    close.addEventListener("click", () => note.remove());
    this.problems.before(note);
  }

  #connection() {
    clearInterval(this.timer);
    const { state } = this.store.connection;
    if (state === "open") {
      this.lostAt = 0;
      this.line.hidden = true;
    } else if (state === "signed_out") {
      this.#show(gettext("You are signed out. What you typed is kept."), signIn());
    } else if (state === "wrong_origin") {
      this.#show(gettext("This address is not allowed to talk to the server. Open the page by its usual address."));
    } else {
      this.lostAt ||= Date.now();
      this.#wait();
      this.timer = setInterval(() => this.#wait(), 500);
    }
  }

  #wait() {
    if (Date.now() - this.lostAt < QUIET_MS) return;
    const { state, until } = this.store.connection;
    const seconds = Math.max(1, Math.ceil(((until ?? 0) - Date.now()) / 1000));
    const again = button(gettext("Try now"), { class: "text-button" });
    again.addEventListener("click", () => this.acts.retry());
    if (state === "waiting") {
      const sentence = navigator.onLine ? gettext("The connection was lost. Trying again in %s s.") : gettext("You are offline. Trying again in %s s.");
      this.#show(interpolate(sentence, [seconds]), again);
    } else {
      this.#show(gettext("Connecting…"));
    }
  }

  #show(sentence, way = null) {
    this.line.hidden = false;
    const words = this.line.firstElementChild;
    if (words && words.textContent === sentence) return;
    if (words && way?.textContent === this.line.lastElementChild.textContent) {
      words.textContent = sentence; // the button keeps its focus
      return;
    }
    this.line.replaceChildren(el("span", {}, sentence), ...(way ? [way] : []));
  }
}

function signIn() {
  const next = new URLSearchParams({ next: location.pathname });
  return el("a", { class: "button", href: `${LOGIN}?${next}` }, gettext("Sign in"));
}
