// What a mouse does beside a chosen part, done in the panel: add what comes next, draw a line, add a lane, take it out.
import { type Drawing, type Shape, choose, together } from "./drawing";
import { isWay } from "./ways";

const ENDS = /EndEvent$/;
const STARTS = /StartEvent$|BoundaryEvent$/;
const LINKABLE = /Task$|SubProcess$|CallActivity$|Transaction$|Event$|Gateway$/;

const ROOM = 24;

/** Return the corners of a line that leads back below what stands between its ends. */
function below(source: Shape, target: Shape): { x: number; y: number }[] {
  const [from, to] = [source.x + source.width / 2, target.x + target.width / 2];
  const foot = Math.max(bottom(source), bottom(target));
  const between = (source.parent?.children ?? []).filter(
    (one) => LINKABLE.test(one.type) && one.x < from && one.x + one.width > to && one.y < foot && bottom(one) > source.y,
  );
  const y = Math.max(foot, ...between.map(bottom)) + ROOM;
  return [
    { x: from, y: bottom(source) },
    { x: from, y },
    { x: to, y },
    { x: to, y: bottom(target) },
  ];
}

function bottom(shape: Shape): number {
  return shape.y + shape.height;
}

/** Tell whether something can come after a part. */
export function leadsOn(shape: Shape): boolean {
  return LINKABLE.test(shape.type) && !ENDS.test(shape.type);
}

export class NextPanel {
  private shape: Shape | null = null;

  constructor(
    private readonly frame: HTMLElement,
    private readonly drawing: Drawing,
    private readonly called: (shape: Shape) => string,
  ) {
    frame.addEventListener("click", (event) => {
      const button = (event.target as Element).closest<HTMLElement>("[data-append], [data-edit]");
      if (!this.shape || !button) return;
      if (button.dataset.append) this.append(this.shape, button.dataset.append);
      if (button.dataset.edit === "connect") this.connect(this.shape);
      if (button.dataset.edit === "lane") this.addLane(this.shape);
      if (button.dataset.edit === "remove") this.remove(this.shape);
    });
  }

  /** Offer what can be done with a part. */
  show(shape: Shape): void {
    this.shape = shape;
    const there = new Set((shape.outgoing ?? []).map((flow) => flow.target));
    const targets = this.drawing
      .get("elementRegistry")
      .filter((one) => LINKABLE.test(one.type) && !one.labelTarget && !STARTS.test(one.type))
      .filter((one) => one !== shape && one.parent === shape.parent && !there.has(one));
    const options = targets.map((one) => new Option(this.called(one), one.id));
    this.target.replaceChildren(...options);
    this.at("[data-lines]").hidden = !options.length;
  }

  private append(shape: Shape, type: string): void {
    const made = this.drawing.get("elementFactory").createShape({ type });
    this.go(this.drawing.get("autoPlace").append(shape, made), "#editor-name");
  }

  private connect(shape: Shape): void {
    const target = this.drawing.get("elementRegistry").get(this.target.value);
    if (!target) return;
    const modeling = this.drawing.get("modeling");
    let line = shape;
    together(this.drawing, () => {
      line = modeling.connect(shape, target, { type: "bpmn:SequenceFlow" });
      if (target.x < shape.x) modeling.updateWaypoints(line, below(shape, target));
    });
    if (isWay(line)) this.go(line, "#editor-answer");
    else this.go(shape, "#editor-target");
  }

  private addLane(shape: Shape): void {
    this.go(this.drawing.get("modeling").addLane(shape, "bottom"), "#editor-role");
  }

  private remove(shape: Shape): void {
    this.drawing.get("modeling").removeElements([shape]);
    choose(this.drawing, null);
    this.at("[data-element]").focus();
  }

  private go(shape: Shape, field: string): void {
    choose(this.drawing, shape);
    const found = this.at(field);
    (found.closest("[hidden]") ? this.at("[data-element]") : found).focus();
  }

  private get target(): HTMLSelectElement {
    return this.at("#editor-target");
  }

  private at<T extends HTMLElement>(selector: string): T {
    const found = this.frame.querySelector<T>(selector);
    if (!found) throw new Error(`The panel has no ${selector}.`);
    return found;
  }
}
