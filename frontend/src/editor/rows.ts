// Lists in the panel: roles with their letters, the checklist, links. Each is read from the facts and written back into
// them; facts of other kinds, and what is said about a fact, stay as they are.
import type { Fact } from "./facts";

export type Row = Record<string, string>;

interface Rows {
  read(facts: Fact[]): Row[];
  write(rows: Row[], facts: Fact[]): Fact[];
}

const LINKS = new Set([
  "document",
  "template",
  "form",
  "system",
  "information",
  "law",
  "goal",
  "competence",
  "contact_point",
  "process",
  "link",
]);

const BETWEEN_DEADLINES = "; "; // as the step table parts them

const TARGETS = new Set(["link_target", "link_url"]); // of the link as it was called

export const letterRows: Rows = listOf(
  (fact) => fact.name === "letter",
  ({ value }) => ({ letter: value.slice(0, 1), role: value.slice(2) }),
  (row) => (row.role?.trim() ? { name: "letter", value: `${row.letter}:${row.role.trim()}` } : null),
);

export const linkRows: Rows = listOf(
  (fact) => LINKS.has(fact.name),
  ({ name, value }) => ({ kind: name, name: value }),
  (row) => (row.name?.trim() ? { name: row.kind ?? "link", value: row.name.trim() } : null),
  (more, row, before) => (before === row.name?.trim() ? more : more.filter((one) => !TARGETS.has(one.name))),
);

export const itemRows: Rows = listOf(
  (fact) => fact.name === "checklist_item",
  ({ value, more }) => ({ text: value, required: more.some((one) => one.name === "item_required") ? "yes" : "" }),
  (row) => (row.text?.trim() ? { name: "checklist_item", value: row.text.trim() } : null),
  (more, row) => {
    const others = more.filter((one) => one.name !== "item_required");
    const before = more.find((one) => one.name === "item_required");
    return row.required ? [...others, before ?? { name: "item_required", value: "yes" }] : others;
  },
);

const deadlineRows: Rows = listOf(
  (fact) => fact.name === "deadline",
  ({ value }) => ({ text: value }),
  (row) => (row.text ? { name: "deadline", value: row.text } : null),
);

/** Return the deadlines of a step as one line. */
export function deadlineIn(facts: Fact[]): string {
  return deadlineRows
    .read(facts)
    .map((row) => row.text)
    .join(BETWEEN_DEADLINES);
}

/** Return the facts of a step with these deadlines; what is known of one that stays, stays. */
export function withDeadline(facts: Fact[], line: string): Fact[] {
  if (line === deadlineIn(facts)) return facts;
  const before = deadlineRows.read(facts);
  const said = line.split(BETWEEN_DEADLINES.trim()).map((text) => text.trim().replace(/\s+/g, " "));
  const rows = said.map((text) => before.find((row) => row.text === text) ?? { text });
  return deadlineRows.write(rows, facts);
}

type More = Fact["more"];

function listOf(
  isMine: (fact: Fact) => boolean,
  read: (fact: Fact) => Row,
  write: (row: Row) => { name: string; value: string } | null,
  say: (more: More, row: Row, before: string) => More = (more) => more,
): Rows {
  return {
    read: (facts) => facts.flatMap((fact, place) => (isMine(fact) ? [{ ...read(fact), place: String(place) }] : [])),
    write: (rows, facts) => {
      const made = rows.flatMap((row) => {
        const fact = write(row);
        const before = facts[Number(row.place ?? -1)];
        const more = before && fact && before.name === fact.name ? before.more : [];
        return fact ? [{ ...fact, more: say(more, row, before?.value ?? "") }] : [];
      });
      const first = facts.findIndex(isMine);
      const others = facts.filter((fact) => !isMine(fact));
      const place = first < 0 ? others.length : facts.slice(0, first).filter((fact) => !isMine(fact)).length;
      return [...others.slice(0, place), ...made, ...others.slice(place)];
    },
  };
}

/** Show these rows, each in its own copy of the template. */
export function showRows(frame: HTMLElement, name: string, rows: Row[]): void {
  const list = listNamed(frame, name);
  const focused = [...list.querySelectorAll("[data-part]")].indexOf(document.activeElement as Element);
  list.replaceChildren(...rows.map((row) => rowOf(frame, name, row)));
  if (focused >= 0) list.querySelectorAll<HTMLElement>("[data-part]")[focused]?.focus();
}

/** Add an empty row and go to it. */
export function addRow(frame: HTMLElement, name: string): void {
  const row = rowOf(frame, name, {});
  listNamed(frame, name).append(row);
  row.querySelector<HTMLElement>("[data-part]")?.focus();
}

/** Return what stands in the rows now. */
export function rowsIn(frame: HTMLElement, name: string): Row[] {
  return [...listNamed(frame, name).querySelectorAll<HTMLElement>("li")].map((row) => {
    const said: Row = row.dataset.place ? { place: row.dataset.place } : {};
    for (const part of row.querySelectorAll<HTMLInputElement>("[data-part]"))
      said[part.dataset.part ?? ""] = part.type === "checkbox" ? (part.checked ? "yes" : "") : part.value;
    return said;
  });
}

function rowOf(frame: HTMLElement, name: string, said: Row): HTMLElement {
  const template = frame.querySelector<HTMLTemplateElement>(`template[data-row="${name}"]`);
  const row = template?.content.firstElementChild?.cloneNode(true) as HTMLElement;
  if (said.place) row.dataset.place = said.place;
  for (const part of row.querySelectorAll<HTMLInputElement>("[data-part]")) {
    const value = said[part.dataset.part ?? ""];
    if (part.type === "checkbox") part.checked = value === "yes";
    else if (value !== undefined) part.value = value;
  }
  offerNames(row);
  row.addEventListener("change", () => offerNames(row));
  return row;
}

/** Let the name of a link be looked up among those of its kind. */
function offerNames(row: HTMLElement): void {
  const kind = row.querySelector<HTMLSelectElement>("[data-part='kind']")?.value;
  if (kind) row.querySelector("[data-part='name']")?.setAttribute("list", `editor-${kind}`);
}

function listNamed(frame: HTMLElement, name: string): HTMLElement {
  const list = frame.querySelector<HTMLElement>(`[data-rows="${name}"]`);
  if (!list) throw new Error(`The panel has no list of ${name}.`);
  return list;
}
