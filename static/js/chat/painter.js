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

/** What no frame has to wait for: it is done once the next one is painted. @param {() => void} work */
export function afterPaint(work) {
  if (document.hidden) work(); // nothing is painted there
  else requestAnimationFrame(() => setTimeout(work));
}

/** Runs work bit by bit: before each frame as much as fits. @param {(() => void)[]} steps @param {number} shareMs 0: one step */
export async function overFrames(steps, shareMs = 6) {
  for (let at = 0; at < steps.length; ) {
    await new Promise(requestAnimationFrame);
    const start = performance.now();
    do steps[at++]();
    while (at < steps.length && performance.now() - start < shareMs);
  }
}
