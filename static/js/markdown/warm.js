/**
 * The first words of the first answer must not wait until the browser has compiled what reads them:
 * a little of everything is read before, bit by bit, while the page has nothing else to do.
 */
import { StreamRenderer } from "markdown/stream.js";
import { idle } from "markdown/when_seen.js";

const STEP_CHARS = 12;
const SAMPLE = `# A *b* **c**

A [b](https://example.org) \`c\` ~~d~~ & e <br> \\(f\\)

- a
  1. b
- [x] c

> a

| a | b |
|---|--:|
| c | d |

\`\`\`
a`;

/** Reads the sample into nowhere. */
export async function warmUp() {
  const renderer = new StreamRenderer(document.createElement("div"));
  for (let end = 1; end < SAMPLE.length; end += STEP_CHARS) {
    await idle();
    renderer.render(SAMPLE.slice(0, end));
  }
}
