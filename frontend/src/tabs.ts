// A row of tabs that is wider than the screen is scrolled until the tab one is on is seen.
import { whenPresent } from "./ready";

export function watchTabs(): void {
  whenPresent<HTMLElement>(".tabs [aria-current]", (tab) => {
    const row = tab.closest("ul");
    if (!row) return;
    const [inner, outer] = [tab.getBoundingClientRect(), row.getBoundingClientRect()];
    if (inner.right > outer.right) row.scrollLeft += inner.left - outer.left - (outer.width - inner.width) / 2;
  });
}
