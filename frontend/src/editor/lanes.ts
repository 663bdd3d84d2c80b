// Lanes: which one a step lies in, which it may lie in, and moving it there.
import type { Drawing, Shape } from "./drawing";

const GAP = 20;

/** Return the innermost lanes of the pool a shape lies in, from above. */
export function lanesFor(shape: Shape): Shape[] {
  const pool = poolOf(shape);
  return pool ? leaves(pool).sort((one, other) => one.y - other.y) : [];
}

/** Return the lane a shape lies in by its place. */
export function laneOf(shape: Shape): Shape | undefined {
  const [x, y] = [shape.x + shape.width / 2, shape.y + shape.height / 2];
  return lanesFor(shape).find((lane) => lane.x <= x && x <= lane.x + lane.width && lane.y <= y && y <= lane.y + lane.height);
}

/** Move a shape into the middle of a lane, and to the right until it covers nothing. */
export function moveToLane(drawing: Drawing, shape: Shape, laneId: string): void {
  const lane = drawing.get("elementRegistry").get(laneId);
  if (!lane || lane === laneOf(shape)) return;
  const y = Math.round(lane.y + (lane.height - shape.height) / 2);
  let x = shape.x;
  const others = (shape.parent?.children ?? []).filter((one) => one !== shape && isSolid(one));
  for (let other = covered(x, y, shape, others); other; other = covered(x, y, shape, others)) x = other.x + other.width + GAP;
  drawing.get("modeling").moveElements([shape], { x: x - shape.x, y: y - shape.y }, shape.parent);
}

function covered(x: number, y: number, shape: Shape, others: Shape[]): Shape | undefined {
  return others.find(
    (one) => x < one.x + one.width && one.x < x + shape.width && y < one.y + one.height && one.y < y + shape.height,
  );
}

function isSolid(shape: Shape): boolean {
  return !shape.waypoints && shape.type !== "bpmn:Lane" && !shape.labelTarget;
}

function poolOf(shape: Shape): Shape | undefined {
  let found = shape.parent;
  while (found && found.type !== "bpmn:Participant") found = found.parent;
  return found;
}

function leaves(holder: Shape): Shape[] {
  const lanes = (holder.children ?? []).filter((one) => one.type === "bpmn:Lane");
  return lanes.flatMap((lane) => {
    const inner = leaves(lane);
    return inner.length ? inner : [lane];
  });
}
