// When a request of htmx gets no answer the page says so, in the sentence the status line carries.
import { announce } from "./announce";

export function watchRequests(): void {
  document.addEventListener("htmx:error", () => {
    const line = document.getElementById("connection-lost");
    if (!line) return;
    line.hidden = false;
    announce(line.textContent?.trim() ?? "");
  });
  document.addEventListener("htmx:after:swap", () => {
    const line = document.getElementById("connection-lost");
    if (line) line.hidden = true;
  });
}
