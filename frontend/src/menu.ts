// Menus are <details class="menu">: they open without scripts. Scripts close them again:
// Escape, a click outside, or opening another one.

const OPEN = "details.menu[open]";

function close(menu: HTMLDetailsElement, returnFocus: boolean): void {
  menu.open = false;
  if (returnFocus) menu.querySelector("summary")?.focus();
}

function closeOthers(kept: EventTarget | null): void {
  for (const menu of document.querySelectorAll<HTMLDetailsElement>(OPEN)) {
    if (!(kept instanceof Node && menu.contains(kept))) close(menu, false);
  }
}

export function watchMenus(): void {
  document.addEventListener("click", (event) => closeOthers(event.target));
  document.addEventListener("focusin", (event) => closeOthers(event.target));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const inside = event.target instanceof Element ? event.target.closest<HTMLDetailsElement>(OPEN) : null;
    const menu = inside ?? document.querySelector<HTMLDetailsElement>(OPEN);
    if (menu) close(menu, inside !== null);
  });
}
