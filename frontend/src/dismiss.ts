// <button hidden data-dismiss> is shown when scripts run, and removes the nearest [data-dismissible].
import { whenPresent } from "./ready";

export function watchDismissals(): void {
  whenPresent<HTMLButtonElement>("button[data-dismiss]", (button) => {
    button.hidden = false;
    button.addEventListener("click", () => {
      button.closest("[data-dismissible]")?.remove();
      document.getElementById("content")?.focus();
    });
  });
}
