/**
 * Light, dark, or as the system says. The choice is a cookie, so that the server renders the page
 * in the right colours at once and nothing flashes.
 */

const YEAR_SECONDS = 31_536_000;

/** @returns {"system"|"light"|"dark"} */
export function themeChoice() {
  const set = document.documentElement.dataset.theme;
  return set === "light" || set === "dark" ? set : "system";
}

/** @param {string} choice */
export function chooseTheme(choice) {
  const root = document.documentElement;
  const fixed = choice === "light" || choice === "dark";
  if (fixed) root.dataset.theme = choice;
  else delete root.dataset.theme;
  const age = fixed ? YEAR_SECONDS : 0;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `theme=${choice}; Path=/; Max-Age=${age}; SameSite=Lax${secure}`;
  showChoice();
  document.dispatchEvent(new CustomEvent("themechange"));
}

/** Whether the page is dark right now, whoever decided it. */
export function isDark() {
  const choice = themeChoice();
  if (choice !== "system") return choice === "dark";
  return matchMedia("(prefers-color-scheme: dark)").matches;
}

function showChoice() {
  for (const button of document.querySelectorAll("[data-theme-choice]")) {
    const chosen = button.dataset.themeChoice === themeChoice();
    button.setAttribute("aria-pressed", String(chosen));
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-theme-choice]");
  if (button) chooseTheme(button.dataset.themeChoice);
});
showChoice();
