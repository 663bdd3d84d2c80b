// The panel beside the drawing: what is said of the chosen part. Every change is one step that can be undone.
import { blame } from "./blame";
import { type Drawing, type Moddle, type Shape, choose, together } from "./drawing";
import { factsOf, roleOf, writeFacts, writeRole } from "./facts";
import { laneOf, lanesFor, moveToLane } from "./lanes";
import { addRow, deadlineIn, itemRows, letterRows, linkRows, rowsIn, showRows, withDeadline } from "./rows";
import { NextPanel, leadsOn } from "./next-panel";
import { WayPanel } from "./way-panel";
import { asks, isChoice, isMeeting, isWay, waysOf } from "./ways";

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

const WORK = /Task$|SubProcess$|CallActivity$|Transaction$/;
const NODE = /Task$|SubProcess$|CallActivity$|Transaction$|Event$|Gateway$/;
const BARE_NUMBER = /(^|;)\s*\d+\s*(;|$)/;
const HEADS = { letter: letterRows, item: itemRows, link: linkRows };

export class Panel {
  private shape: Shape | null = null;
  private readonly ways: WayPanel;
  private readonly next: NextPanel;

  constructor(
    private readonly frame: HTMLElement,
    private readonly drawing: Drawing,
    private readonly words: Record<string, string>,
  ) {
    this.ways = new WayPanel(frame, drawing, words, (shape) => this.title(shape));
    this.next = new NextPanel(frame, drawing, (shape) => this.title(shape));
    const events = drawing.get("eventBus");
    events.on("selection.changed", (event) => this.show((event.newSelection as Shape[])[0] ?? null));
    events.on("elements.changed", (event) => {
      const changed = event.elements as Shape[];
      if (this.shape && changed.some((one) => one.id === this.shape?.id)) this.show(this.shape);
    });
    this.element.addEventListener("change", () => this.choose());
    frame.addEventListener("change", (event) => this.write(event.target as Field));
    frame.addEventListener("click", (event) => this.press(event.target as HTMLElement));
  }

  /** List the parts of the drawing, so that each can be chosen without a mouse; a choice before its answers. */
  list(): void {
    const named = this.drawing.get("elementRegistry").filter((one) => !one.labelTarget && isNamed(one));
    const shapes = named.flatMap((one) => (isChoice(one) ? [one, ...waysOf(one)] : [one]));
    const options = shapes.map((one) => option(one.id, this.title(one), one.id === this.shape?.id));
    this.element.replaceChildren(option("", this.words.none ?? "", !this.shape), ...options);
  }

  private get element(): HTMLSelectElement {
    return this.at("[data-element]");
  }

  private at<T extends HTMLElement>(selector: string): T {
    const found = this.frame.querySelector<T>(selector);
    if (!found) throw new Error(`The panel has no ${selector}.`);
    return found;
  }

  private title(shape: Shape): string {
    if (isWay(shape)) return this.ways.title(shape);
    const name = String(shape.businessObject.get("name") ?? "").replaceAll("\n", " ");
    if (name) return name;
    if (isMeeting(shape)) return this.words.meet ?? "";
    const kind = shape.type.replace("bpmn:", "").replace(/(?<=.)[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
    return `${this.drawing.get("translate")(kind)} (${this.words.unnamed ?? ""})`;
  }

  private choose(): void {
    const shape = this.drawing.get("elementRegistry").get(this.element.value) ?? null;
    choose(this.drawing, shape);
  }

  private show(chosen: Shape | null): void {
    const shape = chosen?.labelTarget ?? chosen;
    this.shape = shape && this.drawing.get("elementRegistry").get(shape.id) ? shape : null;
    this.element.value = this.shape?.id ?? "";
    this.at("[data-fields]").hidden = !this.shape;
    this.at("[data-chosen]").hidden = !this.shape;
    const about = this.shape ? kindsOf(this.shape) : new Set<string>();
    for (const field of this.frame.querySelectorAll<HTMLElement>("[data-for]"))
      field.hidden = !about.has(field.dataset.for ?? "");
    if (!this.shape) return;
    this.at("[data-name-label]").textContent = (asks(this.shape) ? this.words.question : this.words.name) ?? "";
    this.field("name").value = String(this.shape.businessObject.get("name") ?? "");
    if (about.has("way")) this.ways.showWay(this.shape);
    this.next.show(this.shape);
    if (about.has("choice")) this.ways.showChoice(this.shape);
    if (about.has("node")) this.showNode(this.shape);
    if (about.has("work")) this.showWork(this.shape);
    if (about.has("lane")) this.field("role").value = roleOf(this.shape).name;
    this.at("[data-role-note]").textContent = "";
  }

  private showNode(shape: Shape): void {
    const documentation = (shape.businessObject.get("documentation") ?? []) as Moddle[];
    this.field("text").value = String(documentation[0]?.get("text") ?? "");
    const mine = laneOf(shape);
    const lanes = lanesFor(shape).map((lane) => option(lane.id, this.title(lane), lane === mine));
    this.field("lane").replaceChildren(...lanes);
    (this.field("lane").closest(".ds-field") as HTMLElement).hidden = !lanes.length;
  }

  private showWork(shape: Shape): void {
    const lane = laneOf(shape);
    const doer = lane ? roleOf(lane).name || this.title(lane) : "";
    const sentence = doer ? (this.words.fromLane ?? "").replace("%(role)s", doer) : (this.words.noLane ?? "");
    this.at("[data-from-lane]").textContent = sentence;
    const facts = factsOf(shape);
    this.field("deadline").value = deadlineIn(facts);
    blame(this.field("deadline"), "");
    for (const [name, rows] of Object.entries(HEADS)) showRows(this.frame, name, rows.read(facts));
  }

  private press(target: HTMLElement): void {
    const name = target.closest<HTMLElement>("[data-add]")?.dataset.add;
    if (name) addRow(this.frame, name);
    const row = target.closest("[data-remove]")?.closest("li");
    if (row) {
      const list = row.closest<HTMLElement>("[data-rows]");
      row.remove();
      if (list) {
        this.writeRows(list.dataset.rows ?? "");
        list.parentElement?.querySelector<HTMLElement>("[data-add]")?.focus();
      }
    }
  }

  private write(field: Field): void {
    const shape = this.shape;
    if (!shape) return;
    const rows = field.closest<HTMLElement>("[data-rows]")?.dataset.rows;
    if (rows) this.writeRows(rows);
    const modeling = this.drawing.get("modeling");
    const value = field.value.trim();
    if (field.dataset.field === "answer") this.ways.writeAnswer(shape, value);
    if (field.dataset.field === "otherwise") this.ways.writeOtherwise(shape, (field as HTMLInputElement).checked);
    if (field.dataset.field === "deadline") this.writeDeadline(shape, value);
    if (field.dataset.field === "name") modeling.updateLabel(shape, value);
    if (field.dataset.field === "text") this.writeText(shape, value);
    if (field.dataset.field === "lane") moveToLane(this.drawing, shape, value);
    if (field.dataset.field === "role") this.writeRole(shape, value);
  }

  private writeText(shape: Shape, text: string): void {
    const made = text ? [this.drawing.get("moddle").create("bpmn:Documentation", { text })] : [];
    for (const one of made) one.$parent = shape.businessObject;
    this.drawing.get("modeling").updateProperties(shape, { documentation: made });
  }

  private writeDeadline(shape: Shape, line: string): void {
    const facts = factsOf(shape);
    const isFaulty = line !== deadlineIn(facts) && BARE_NUMBER.test(line);
    blame(this.field("deadline"), isFaulty ? (this.words.bareNumber ?? "") : "");
    const written = withDeadline(facts, line);
    if (!isFaulty && written !== facts) writeFacts(this.drawing, shape, written);
  }

  private writeRole(shape: Shape, name: string): void {
    const known = [...this.frame.querySelectorAll<HTMLOptionElement>("#editor-roles option")];
    const found = known.find((one) => one.value.toLowerCase() === name.toLowerCase());
    if (name && !found) {
      this.at("[data-role-note]").textContent = this.words.unknownRole ?? "";
      return;
    }
    const called = String(shape.businessObject.get("name") ?? "");
    const isCalledSo = ["", this.words.role, roleOf(shape).name].includes(called);
    together(this.drawing, () => {
      writeRole(this.drawing, shape, { id: found?.dataset.id ?? "", name: found?.value ?? "" });
      if (found && isCalledSo) this.drawing.get("modeling").updateLabel(shape, found.value);
    });
  }

  private writeRows(name: string): void {
    const shape = this.shape;
    const rows = HEADS[name as keyof typeof HEADS];
    if (!shape || !rows) return;
    const written = rows.write(rowsIn(this.frame, name), factsOf(shape));
    if (JSON.stringify(written) !== JSON.stringify(factsOf(shape))) writeFacts(this.drawing, shape, written);
  }

  private field(name: string): Field {
    return this.at<Field>(`[data-field="${name}"]`);
  }
}

function isNamed(shape: Shape): boolean {
  return !shape.waypoints && /Lane$|Participant$/.test(shape.type) ? true : NODE.test(shape.type);
}

function kindsOf(shape: Shape): Set<string> {
  const kinds = new Set<string>();
  if (isWay(shape)) kinds.add("way");
  else kinds.add("named");
  if (leadsOn(shape)) kinds.add("before");
  if (isChoice(shape)) kinds.add("choice");
  if (shape.type === "bpmn:Lane") kinds.add("lane");
  if (NODE.test(shape.type)) kinds.add("node");
  if (WORK.test(shape.type)) kinds.add("work");
  return kinds;
}

function option(value: string, text: string, isSelected: boolean): HTMLOptionElement {
  return new Option(text, value, isSelected, isSelected);
}

