// The figure of what hangs together: what a box has to do with is shown while it has the focus or the pointer, arrow
// keys move between boxes, and buttons (or + − 0) change the size. Links, Tab and scrolling work without this.
import { whenPresent } from "./ready";

const STEP = 1.2;
const SMALLEST = 0.3;
const LARGEST = 2.5;
const KEYS: Record<string, string> = { "+": "larger", "=": "larger", "-": "smaller", "0": "whole" };
const MOVES: Record<string, [number, number]> = {
  ArrowRight: [1, 0],
  ArrowLeft: [-1, 0],
  ArrowDown: [0, 1],
  ArrowUp: [0, -1],
};

export function watchFigures(): void {
  whenPresent<HTMLElement>("[data-figure]", (figure) => {
    const frame = figure.querySelector<HTMLElement>(".map-frame");
    const drawing = frame?.querySelector<SVGSVGElement>(".map");
    if (!frame || !drawing) return;
    watchNeighbours(drawing);
    watchSize(figure, frame, drawing);
    frame.addEventListener("keydown", (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey || !move(drawing, event.key)) return;
      event.preventDefault();
    });
  });
}

/** Mark a box, the lines that end at it and the boxes at their other ends. */
function watchNeighbours(drawing: SVGSVGElement): void {
  const boxes = new Map<string, Element>();
  for (const box of drawing.querySelectorAll(".map-box")) boxes.set(box.getAttribute("data-box") ?? "", box);
  const lines = [...drawing.querySelectorAll("[data-ends]")].map((line) => ({
    line,
    ends: (line.getAttribute("data-ends") ?? "").split(" "),
  }));
  const show = (target: EventTarget | null): void => {
    const box = target instanceof Element ? target.closest(".map-box") : null;
    for (const lit of drawing.querySelectorAll(".is-lit")) lit.classList.remove("is-lit");
    drawing.toggleAttribute("data-lit", box !== null);
    if (!box) return;
    const number = box.getAttribute("data-box") ?? "";
    box.classList.add("is-lit");
    for (const { line, ends } of lines) {
      if (!ends.includes(number)) continue;
      line.classList.add("is-lit");
      for (const end of ends) boxes.get(end)?.classList.add("is-lit");
    }
  };
  const focused = (): Element | null => (drawing.contains(document.activeElement) ? document.activeElement : null);
  drawing.addEventListener("focusin", (event) => show(event.target));
  drawing.addEventListener("focusout", (event) => show(event.relatedTarget));
  drawing.addEventListener("pointerover", (event) => {
    const box = event.target instanceof Element ? event.target.closest(".map-box") : null;
    show(box ?? focused());
  });
  drawing.addEventListener("pointerleave", () => show(focused()));
}

/** Change the size by the buttons and by keys; "whole" fits the drawing into its frame, and back. */
function watchSize(figure: HTMLElement, frame: HTMLElement, drawing: SVGSVGElement): void {
  const { width, height } = drawing.viewBox.baseVal;
  let scale = 1;
  const resize = (how: string): void => {
    const whole = Math.min(1, (figure.clientWidth - 2) / width); // without its border
    const wanted = { larger: scale * STEP, smaller: scale / STEP, whole: scale === whole ? 1 : whole }[how] ?? scale;
    const before = scale;
    const middle = [frame.scrollLeft + frame.clientWidth / 2, frame.scrollTop + frame.clientHeight / 2] as const;
    scale = Math.max(SMALLEST, Math.min(LARGEST, wanted));
    drawing.setAttribute("width", String(Math.round(width * scale)));
    drawing.setAttribute("height", String(Math.round(height * scale)));
    frame.scrollLeft = (middle[0] * scale) / before - frame.clientWidth / 2;
    frame.scrollTop = (middle[1] * scale) / before - frame.clientHeight / 2;
  };
  const tools = figure.querySelector<HTMLElement>(".map-tools");
  if (tools) tools.hidden = false;
  for (const button of figure.querySelectorAll<HTMLElement>("[data-size-to]")) {
    button.addEventListener("click", () => resize(button.dataset["sizeTo"] ?? ""));
  }
  frame.addEventListener("keydown", (event) => {
    const how = KEYS[event.key];
    if (!how || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    resize(how);
  });
}

/** Move the focus to the nearest box in that direction; false when no box has it or the key means nothing. */
function move(drawing: SVGSVGElement, key: string): boolean {
  const direction = MOVES[key];
  const from = document.activeElement;
  if (!direction || !from?.matches(".map-box") || !drawing.contains(from)) return false;
  const here = from.getBoundingClientRect();
  let best: SVGAElement | null = null;
  let shortest = Infinity;
  for (const box of drawing.querySelectorAll<SVGAElement>(".map-box")) {
    const there = box.getBoundingClientRect();
    const [x, y] = [there.left - here.left, there.top - here.top];
    const ahead = x * direction[0] + y * direction[1];
    const aside = Math.abs(x * direction[1]) + Math.abs(y * direction[0]);
    if (ahead <= 1 || (direction[0] !== 0 && aside > 1)) continue;
    const distance = ahead * 3 + aside;
    if (distance < shortest) [best, shortest] = [box, distance];
  }
  best?.focus({ preventScroll: true });
  best?.scrollIntoView({ block: "nearest", inline: "nearest" });
  return true;
}
