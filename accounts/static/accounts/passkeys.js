// Shows passkey controls where the browser can use them, and says in a sentence what went wrong.
(function () {
  const problem = document.querySelector("[data-passkey-problem]");
  const supported = "PublicKeyCredential" in window;

  for (const part of document.querySelectorAll("[data-passkey]")) part.hidden = !supported;
  if (!supported && problem?.dataset.unsupported) problem.textContent = problem.dataset.unsupported;

  const reasons = {
    NotAllowedError: "closed",
    AbortError: "closed",
    InvalidStateError: "known",
    SecurityError: "insecure",
  };
  document.addEventListener("allauth.error", (event) => {
    if (!problem) return;
    event.preventDefault();
    const name = event.detail.exception?.name;
    problem.textContent = problem.dataset[reasons[name] ?? "failed"];
  });
})();
