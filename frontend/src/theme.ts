// The light/dark form works by a full page load; with scripts the page changes at once and the choice is sent behind.

export function watchTheme(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const button = event.submitter;
    if (!(form instanceof HTMLFormElement) || !form.matches("[data-theme-form]")) return;
    if (!(button instanceof HTMLButtonElement)) return;
    event.preventDefault();
    document.documentElement.dataset["colorScheme"] = button.value;
    for (const choice of form.querySelectorAll<HTMLButtonElement>("button")) {
      choice.setAttribute("aria-pressed", String(choice === button));
    }
    void fetch(form.action, { method: "POST", body: new FormData(form, button) });
  });
}
