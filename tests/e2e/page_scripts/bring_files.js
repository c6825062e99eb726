/** Files as they come from outside the page: pasted into the field or dropped on the document. */
([how, files]) => {
  const transfer = new DataTransfer();
  for (const { name, type, base64 } of files) {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    transfer.items.add(new File([bytes], name, { type }));
  }
  const options = { bubbles: true, cancelable: true };
  if (how === "paste") {
    document.getElementById("message").dispatchEvent(new ClipboardEvent("paste", { clipboardData: transfer, ...options }));
    return;
  }
  for (const kind of ["dragenter", "dragover", "drop"]) {
    document.body.dispatchEvent(new DragEvent(kind, { dataTransfer: transfer, ...options }));
  }
}
