// <a href="/confirm/page" data-dialog="id"> opens the dialog with that id; without scripts the link is followed.
// <button data-close> closes the dialog it stands in, and so does a click on the backdrop.

function open(event: MouseEvent, opener: HTMLElement): void {
  const dialog = document.getElementById(opener.dataset["dialog"] ?? "");
  if (!(dialog instanceof HTMLDialogElement)) return;
  event.preventDefault();
  dialog.showModal();
  dialog.addEventListener("close", () => opener.focus(), { once: true });
}

export function watchDialogs(): void {
  document.addEventListener("click", (event) => {
    const target = event.target;
    if (!(target instanceof Element)) return;
    const opener = target.closest<HTMLElement>("[data-dialog]");
    const newTab = event.ctrlKey || event.metaKey || event.shiftKey;
    if (opener && !newTab) open(event, opener);
    else if (target.closest("[data-close]")) target.closest("dialog")?.close();
    else if (target instanceof HTMLDialogElement) target.close();
  });
}
