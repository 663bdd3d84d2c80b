// <textarea data-paste-table="id"> keeps the table of the clipboard, with its bullets and links, in the hidden field
// of that id, while the text shows what was copied. What is typed afterwards counts instead.
import { whenPresent } from "./ready";

function copiedTable(data: DataTransfer | null): HTMLTableElement | null {
  const html = data?.getData("text/html") ?? "";
  if (!/<table/i.test(html)) return null;
  return new DOMParser().parseFromString(html, "text/html").querySelector("table");
}

export function watchPastedTables(): void {
  whenPresent<HTMLTextAreaElement>("[data-paste-table]", (text) => {
    const kept = document.getElementById(text.dataset["pasteTable"] ?? "");
    const told = document.getElementById("table-kept");
    if (!(kept instanceof HTMLInputElement) || !told) return;
    const keep = (table: HTMLTableElement | null): void => {
      kept.value = table?.outerHTML ?? "";
      told.textContent = table ? (told.dataset["sentence"] ?? "") : "";
    };
    text.addEventListener("paste", (event) => {
      const isAllReplaced = text.selectionStart === 0 && text.selectionEnd === text.value.length;
      const table = isAllReplaced ? copiedTable(event.clipboardData) : null;
      if (table) setTimeout(() => keep(table)); // after the input event of the paste itself
    });
    text.addEventListener("input", () => keep(null));
  });
}
