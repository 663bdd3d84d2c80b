// Ways out of a choice: the answer on each (the name of the flow, as everywhere), and the one that is taken in all
// other cases (the gateway's default flow).
import { type Drawing, type Moddle, type Shape, together } from "./drawing";

const CHOICE = /^bpmn:(Exclusive|Inclusive|Complex)Gateway$/;

/** Return the flows that leave a shape. */
export function waysOf(shape: Shape): Shape[] {
  return (shape.outgoing ?? []).filter((one) => one.type === "bpmn:SequenceFlow");
}

/** Tell whether a shape is a gateway that asks something: several ways leave it, and one has to choose. */
export function isChoice(shape: Shape): boolean {
  return CHOICE.test(shape.type) && waysOf(shape).length > 1;
}

/** Tell whether a gateway asks something, or will: a new one has no ways yet. */
export function asks(shape: Shape): boolean {
  return isChoice(shape) || (CHOICE.test(shape.type) && (shape.incoming ?? []).length < 2);
}

/** Tell whether a shape is a flow that an answer stands on. */
export function isWay(shape: Shape): boolean {
  return shape.type === "bpmn:SequenceFlow" && shape.source !== undefined && isChoice(shape.source);
}

/** Tell whether a shape is a gateway without words where ways only meet. */
export function isMeeting(shape: Shape): boolean {
  return /Gateway$/.test(shape.type) && waysOf(shape).length === 1 && !shape.businessObject.get("name");
}

/** Return what a way leads to, past gateways where ways only meet. */
export function landingOf(way: Shape): Shape | undefined {
  const passed = new Set<Shape>();
  let found = way.target;
  while (found && isMeeting(found) && !passed.has(found)) {
    passed.add(found);
    found = waysOf(found)[0]?.target;
  }
  return found;
}

/** Tell whether a way is taken in all other cases. */
export function isOtherwise(way: Shape): boolean {
  return way.source?.businessObject.get("default") === way.businessObject;
}

/** Return the other ways out of the choice a way comes from. */
export function othersOf(way: Shape): Shape[] {
  return way.source ? waysOf(way.source).filter((one) => one !== way) : [];
}

/** Return the condition for machines that a file of another tool holds, blank for none. */
export function conditionOf(way: Shape): string {
  const condition = way.businessObject.get("conditionExpression") as Moddle | undefined;
  return String(condition?.get("body") ?? "").trim();
}

/** Let a way be taken in all other cases, or not any more. It then has no condition for machines: BPMN forbids it. */
export function writeOtherwise(drawing: Drawing, way: Shape, isTaken: boolean): void {
  const { source } = way;
  if (!source) return;
  const modeling = drawing.get("modeling");
  together(drawing, () => {
    modeling.updateProperties(source, { default: isTaken ? way.businessObject : undefined });
    if (isTaken && conditionOf(way)) modeling.updateProperties(way, { conditionExpression: undefined });
  });
}
