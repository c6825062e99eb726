/** Files come by a button, by dropping them anywhere on the page, or by pasting. */
import { byId } from "dom.js";

/** @param {(files: Iterable<File>) => void} take */
export function listenForFiles(take) {
  const chooser = /** @type {HTMLInputElement} */ (byId("files"));
  byId("attach").addEventListener("click", () => chooser.click());
  chooser.addEventListener("change", () => {
    take([...chooser.files]);
    chooser.value = "";
  });
  byId("message").addEventListener("paste", (event) => {
    const files = event.clipboardData?.files ?? [];
    if (!files.length || event.clipboardData.getData("text/plain")) return;
    event.preventDefault();
    take([...files]);
  });
  let inside = 0;
  const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
  const show = () => document.body.classList.toggle("dropping", inside > 0);
  document.addEventListener("dragenter", (event) => {
    if (!hasFiles(event)) return;
    inside += 1;
    show();
  });
  document.addEventListener("dragleave", (event) => {
    if (!hasFiles(event)) return;
    inside = Math.max(0, inside - 1);
    show();
  });
  document.addEventListener("dragover", (event) => hasFiles(event) && event.preventDefault());
  document.addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    inside = 0;
    show();
    take([...event.dataTransfer.files]);
  });
}
