// Our own facts of a step, as the import writes them: one <flyt:step> with a <flyt:fact> each, in order. A fact may be
// followed by others that say more about it (item_condition after checklist_item): they stay with it.
import type { Drawing, Moddle, Shape } from "./drawing";

export interface Fact {
  name: string;
  value: string;
  more: { name: string; value: string }[];
}

const MORE = new Set([
  "item_condition",
  "item_retention",
  "item_required",
  "item_remember",
  "document_storage",
  "link_text",
  "system_access",
  "link_target",
  "link_url",
  "link_strength",
  "link_use",
  "link_note",
]);

function saysMore(name: string): boolean {
  return MORE.has(name) || name.startsWith("deadline_");
}

/** Return the facts of a step, each with what is said about it. */
export function factsOf(shape: Shape): Fact[] {
  const facts: Fact[] = [];
  for (const fact of (ours(shape, "flyt:Step")?.get("facts") ?? []) as Moddle[]) {
    const one = { name: String(fact.get("name") ?? ""), value: String(fact.get("value") ?? "") };
    const last = facts.at(-1);
    if (last && saysMore(one.name)) last.more.push(one);
    else facts.push({ ...one, more: [] });
  }
  return facts;
}

/** Write the facts of a step as one change that can be undone. */
export function writeFacts(drawing: Drawing, shape: Shape, facts: Fact[]): void {
  const moddle = drawing.get("moddle");
  const before = ours(shape, "flyt:Step");
  const flat = facts.flatMap(({ name, value, more }) => [{ name, value }, ...more]);
  const step = moddle.create("flyt:Step", {
    ...(before?.get("uid") ? { uid: before.get("uid") } : {}),
    ...(before?.get("number") ? { number: before.get("number") } : {}),
    facts: flat.map((fact) => moddle.create("flyt:Fact", fact)),
  });
  replaceOurs(drawing, shape, "flyt:Step", step);
}

/** Return the id and name of the process role a lane is bound to, blank for none. */
export function roleOf(shape: Shape): { id: string; name: string } {
  const role = ours(shape, "flyt:Role");
  return { id: String(role?.get("id") ?? ""), name: String(role?.get("name") ?? "") };
}

/** Bind a lane to a process role; a blank id lets it go. */
export function writeRole(drawing: Drawing, shape: Shape, role: { id: string; name: string }): void {
  replaceOurs(drawing, shape, "flyt:Role", role.id ? drawing.get("moddle").create("flyt:Role", role) : null);
}

function ours(shape: Shape, type: string): Moddle | undefined {
  return extensions(shape).find((one) => one.$type === type);
}

function extensions(shape: Shape): Moddle[] {
  const holder = shape.businessObject.get("extensionElements") as Moddle | undefined;
  return (holder?.get("values") ?? []) as Moddle[];
}

function replaceOurs(drawing: Drawing, shape: Shape, type: string, made: Moddle | null): void {
  const kept = extensions(shape).filter((one) => one.$type !== type);
  const values = made ? [...kept, made] : kept;
  const holder = drawing.get("moddle").create("bpmn:ExtensionElements", { values });
  holder.$parent = shape.businessObject;
  for (const one of values) one.$parent = holder;
  drawing.get("modeling").updateProperties(shape, { extensionElements: values.length ? holder : undefined });
}
