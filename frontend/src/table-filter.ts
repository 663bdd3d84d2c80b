// <div hidden data-table-filter="table-id"> holds an input and a count; it is shown when scripts run and
// hides the rows of the table that do not hold the words.
import { announce } from "./announce";
import { whenPresent } from "./ready";

function filter(rows: HTMLTableRowElement[], words: string[]): number {
  let shown = 0;
  for (const row of rows) {
    const text = row.textContent?.toLocaleLowerCase() ?? "";
    row.hidden = !words.every((word) => text.includes(word));
    if (!row.hidden) shown += 1;
  }
  return shown;
}

export function watchTableFilters(): void {
  whenPresent<HTMLElement>("[data-table-filter]", (box) => {
    const table = document.getElementById(box.dataset["tableFilter"] ?? "");
    const input = box.querySelector("input");
    const sentence = box.dataset["sentence"] ?? "%d";
    if (!(table instanceof HTMLTableElement) || !input) return;
    box.hidden = false;
    input.addEventListener("input", () => {
      const rows = [...table.tBodies].flatMap((body) => [...body.rows]);
      const words = input.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
      announce(sentence.replace("%d", String(filter(rows, words))));
    });
  });
}
