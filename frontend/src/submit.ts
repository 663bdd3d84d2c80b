// A form is sent once: its button is busy until the answer comes. Coming back to the page makes it ready again.

const BUSY = 'button[aria-busy="true"]';

export function watchSubmits(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !(form instanceof HTMLFormElement) || form.method !== "post") return;
    if (form.querySelector(BUSY)) event.preventDefault();
    else event.submitter?.setAttribute("aria-busy", "true");
  });
  const ready = (): void => {
    for (const button of document.querySelectorAll(BUSY)) button.removeAttribute("aria-busy");
  };
  window.addEventListener("pageshow", ready);
  document.addEventListener("htmx:after:request", ready);
}
