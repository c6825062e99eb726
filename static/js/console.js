/* What the admin's pages lack for those who hear them: names, and where the content begins. */

function named(box) {
  const select = box.closest(".select2")?.previousElementSibling;
  const label = select?.id && document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
  return label?.textContent.replace("*", "").trim() ?? "";
}

function mend() {
  document.getElementById("main")?.setAttribute("role", "main");
  for (const box of document.querySelectorAll(".select2-selection[aria-labelledby]")) {
    const name = named(box);
    if (!name) continue;
    const chosen = document.getElementById(box.getAttribute("aria-labelledby"));
    chosen?.setAttribute("aria-label", [name, chosen.title].filter(Boolean).join(": "));
    box.setAttribute("aria-label", name);
    box.removeAttribute("aria-labelledby");
  }
  for (const [at, part] of document.querySelectorAll(".simplebar-content-wrapper").entries()) {
    part.removeAttribute("role");
    part.removeAttribute("aria-label");
    part.dataset.part = at;
  }
}

document.addEventListener("DOMContentLoaded", () => {
  mend();
  let waiting = false;
  new MutationObserver(() => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      mend();
    });
  }).observe(document.body, { childList: true, subtree: true });
});
