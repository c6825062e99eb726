// Every password field gets a button that shows what was typed: there is no second field to compare.
(function () {
  const words = document.currentScript.dataset;
  const eye = '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M2.500 12S6 5.500 12 5.500 21.500 12 21.500 12 18 18.500 12 18.500 2.500 12 2.500 12Z"/><circle cx="12" cy="12" r="3"/><path class="strike" d="m4 4 16 16"/></svg>';

  for (const input of document.querySelectorAll('input[type="password"]')) {
    const frame = document.createElement("div");
    const button = document.createElement("button");
    frame.className = "secret";
    button.type = "button";
    button.innerHTML = eye;
    const show = (visible) => {
      input.type = visible ? "text" : "password";
      button.setAttribute("aria-pressed", String(visible));
      button.setAttribute("aria-label", words.show);
      button.title = visible ? words.hide : words.show;
    };
    button.addEventListener("click", () => show(input.type === "password"));
    input.form?.addEventListener("submit", () => show(false));
    input.replaceWith(frame);
    frame.append(input, button);
    show(false);
  }
})();
