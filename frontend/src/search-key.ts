// The key / moves to the search box, unless someone is writing.

function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));
}

export function watchSearchKey(): void {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return;
    const boxes = document.querySelectorAll<HTMLInputElement>("[data-search-box]");
    const box = [...boxes].find((candidate) => candidate.checkVisibility());
    if (!box) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
}
