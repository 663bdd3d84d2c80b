// <div hidden data-table-filter="id"> holds an input and a count; it is shown when scripts run and hides what does not
// hold the words: the rows of a table, or what lies right in another element.
import { announce } from "./announce";
import { whenPresent } from "./ready";

function filter(rows: HTMLElement[], words: string[]): number {
  let shown = 0;
  for (const row of rows) {
    const text = row.textContent?.toLocaleLowerCase() ?? "";
    row.hidden = !words.every((word) => text.includes(word));
    if (!row.hidden) shown += 1;
  }
  return shown;
}

function rowsOf(list: HTMLElement): HTMLElement[] {
  if (list instanceof HTMLTableElement) return [...list.tBodies].flatMap((body) => [...body.rows]);
  return [...list.children].filter((row) => row instanceof HTMLElement);
}

function showTicked(list: HTMLElement): void {
  const ticked = list.querySelector<HTMLElement>(":scope > :has(input:checked)");
  if (ticked) list.scrollTop = ticked.offsetTop - list.offsetTop - list.clientHeight / 3;
}

export function watchTableFilters(): void {
  whenPresent<HTMLElement>("[data-table-filter]", (box) => {
    const list = document.getElementById(box.dataset["tableFilter"] ?? "");
    const input = box.querySelector("input");
    const sentence = box.dataset["sentence"] ?? "%d";
    if (!list || !input) return;
    box.hidden = false;
    showTicked(list);
    input.addEventListener("input", (event) => {
      event.stopPropagation(); // nothing of a form has changed
      const words = input.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
      announce(sentence.replace("%d", String(filter(rowsOf(list), words))));
    });
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault(); // it looks for a row, and sends no form
    });
  });
}
