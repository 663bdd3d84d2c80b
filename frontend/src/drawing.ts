// Arrow keys move between the links of a drawing, Home and End to the first and the last; Tab works without this.
import { whenPresent } from "./ready";

const MOVES: Record<string, (at: number, last: number) => number> = {
  ArrowRight: (at, last) => Math.min(at + 1, last),
  ArrowLeft: (at) => Math.max(at - 1, 0),
  Home: () => 0,
  End: (_at, last) => last,
};

export function watchDrawings(): void {
  whenPresent<HTMLElement>("[data-drawing]", (frame) => {
    frame.addEventListener("keydown", (event) => {
      const move = MOVES[event.key];
      const steps = [...frame.querySelectorAll<SVGAElement>("svg a[href]")];
      const at = steps.findIndex((step) => step === document.activeElement);
      if (!move || at < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      const next = steps[move(at, steps.length - 1)];
      next?.focus({ preventScroll: true });
      next?.scrollIntoView({ block: "nearest", inline: "center" });
    });
  });
}
