// <form data-guard> asks before the page is left with changes that were not sent.
import { whenPresent } from "./ready";

export function watchGuards(): void {
  const changed = new Set<HTMLFormElement>();
  whenPresent<HTMLFormElement>("form[data-guard]", (form) => {
    form.addEventListener("input", () => changed.add(form));
    form.addEventListener("submit", () => changed.delete(form));
  });
  window.addEventListener("beforeunload", (event) => {
    if ([...changed].some((form) => form.isConnected)) event.preventDefault();
  });
}
