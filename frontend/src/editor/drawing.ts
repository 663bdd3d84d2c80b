// bpmn-js with our words and our own facts. What of its services we use is typed here, once.
import Modeler from "bpmn-js/lib/Modeler";
import flyt from "./flyt.json";
import { wordsIn } from "./translate";

/** An element of the file; `get` and `$type` are moddle's. */
export interface Moddle {
  id: string;
  $type: string;
  $parent?: Moddle;
  get(name: string): unknown;
  [name: string]: unknown;
}

/** A shape or line of the drawing. */
export interface Shape {
  id: string;
  type: string;
  x: number;
  y: number;
  width: number;
  height: number;
  parent?: Shape;
  children?: Shape[];
  waypoints?: unknown[];
  source?: Shape;
  target?: Shape;
  incoming?: Shape[];
  outgoing?: Shape[];
  labelTarget?: Shape;
  businessObject: Moddle;
}

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

interface Services {
  autoPlace: { append(source: Shape, made: Shape): Shape };
  canvas: {
    viewbox(): { inner: Box; outer: Box };
    viewbox(box: Box): void;
    scrollToElement(shape: Shape, room: { top: number; right: number; bottom: number; left: number }): void;
  };
  commandStack: {
    undo(): void;
    redo(): void;
    canUndo(): boolean;
    canRedo(): boolean;
    register(command: string, handler: { preExecute(context: { act: () => void }): void }): void;
    execute(command: string, context: { act: () => void }): void;
  };
  elementFactory: { createShape(facts: { type: string }): Shape };
  elementRegistry: { get(id: string): Shape | undefined; filter(test: (shape: Shape) => boolean): Shape[] };
  eventBus: { on(event: string, listener: (event: Record<string, unknown>) => void): void };
  moddle: { create(type: string, facts: Record<string, unknown>): Moddle };
  modeling: {
    addLane(lane: Shape, place: "bottom"): Shape;
    connect(source: Shape, target: Shape, facts: { type: string }): Shape;
    removeElements(shapes: Shape[]): void;
    updateLabel(shape: Shape, name: string): void;
    updateWaypoints(line: Shape, corners: { x: number; y: number }[]): void;
    updateProperties(shape: Shape, facts: Record<string, unknown>): void;
    moveElements(shapes: Shape[], by: { x: number; y: number }, into?: Shape): void;
  };
  translate(template: string): string;
  selection: { select(shape: Shape | null): void; get(): Shape[] };
}

export interface Drawing {
  get<Name extends keyof Services>(name: Name): Services[Name];
  importXML(xml: string): Promise<{ warnings: unknown[] }>;
  saveXML(options: { format: boolean }): Promise<{ xml?: string }>;
}

const TOGETHER = "panel.together";

export function makeDrawing(canvas: HTMLElement, language: string): Drawing {
  const drawing = new Modeler({
    container: canvas,
    additionalModules: [{ translate: ["value", wordsIn(language)] }],
    moddleExtensions: { flyt },
  }) as unknown as Drawing; // bpmn-js types its services as any
  drawing.get("commandStack").register(TOGETHER, { preExecute: ({ act }) => act() });
  return drawing;
}

/** Make several changes one that can be undone. */
export function together(drawing: Drawing, act: () => void): void {
  drawing.get("commandStack").execute(TOGETHER, { act });
}

/** Let a mouse be told what each tool of the palette does, as a screen reader is. */
export function nameTools(drawing: Drawing, canvas: HTMLElement): void {
  const name = (): void => {
    for (const tool of canvas.querySelectorAll<HTMLElement>(".djs-palette .entry"))
      tool.title = tool.getAttribute("aria-label") ?? "";
  };
  drawing.get("eventBus").on("palette.changed", name);
  name();
}

const PALETTE = 115; // pixels the palette covers from the left
const MARGIN = 20;

/** Choose a part, and bring it into sight beside the palette. */
export function choose(drawing: Drawing, shape: Shape | null): void {
  drawing.get("selection").select(shape);
  const room = { top: 100, right: 100, bottom: 100, left: PALETTE + MARGIN };
  if (shape) drawing.get("canvas").scrollToElement(shape, room);
}

/** Show the whole drawing beside the palette; never smaller than `least`, then it begins at its upper left. */
export function fit(drawing: Drawing, least: number): void {
  const canvas = drawing.get("canvas");
  const { inner, outer } = canvas.viewbox();
  if (!outer.width || !outer.height) return; // not laid out: there is nothing to fit it to
  const wide = (outer.width - PALETTE - MARGIN) / inner.width;
  const scale = Math.max(least, Math.min(wide, (outer.height - 2 * MARGIN) / inner.height, 1));
  canvas.viewbox({
    x: inner.x - PALETTE / scale,
    y: inner.y - MARGIN / scale,
    width: outer.width / scale,
    height: outer.height / scale,
  });
}

/** Return the file as the editor holds it. */
export async function fileOf(drawing: Drawing): Promise<string> {
  return (await drawing.saveXML({ format: true })).xml ?? "";
}
