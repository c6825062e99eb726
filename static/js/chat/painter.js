/** One paint per frame: whatever changed meanwhile is drawn together, then the scroll follows. */

export class Painter {
  #dirty = new Set();
  #asked = false;

  /** @param {(views: any[]) => void} afterPaint */
  constructor(afterPaint) {
    this.afterPaint = afterPaint;
  }

  /** @param {{paint: () => boolean}} view its `paint` answers whether there is more to show */
  schedule(view) {
    this.#dirty.add(view);
    if (this.#asked) return;
    this.#asked = true;
    requestAnimationFrame(() => this.#frame());
  }

  forget() {
    this.#dirty.clear();
  }

  #frame() {
    this.#asked = false;
    const views = [...this.#dirty];
    this.#dirty.clear();
    for (const view of views) if (view.paint()) this.schedule(view);
    this.afterPaint(views);
  }
}

/** Runs work in slices so that the page stays answerable. @param {(() => void)[]} steps */
export async function inSlices(steps, sliceMs = 8) {
  let start = performance.now();
  for (const step of steps) {
    step();
    if (performance.now() - start < sliceMs) continue;
    await new Promise((resolve) => setTimeout(resolve));
    start = performance.now();
  }
}
