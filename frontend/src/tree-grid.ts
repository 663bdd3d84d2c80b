// <table data-tree-grid>: its rows carry data-level, data-place and data-of, and data-branch where there is more under them.
// They become a tree grid by the WAI-ARIA pattern: arrows move, right opens a row and left closes it, Enter follows its link.
// Without scripts the table is a table, and each row has a link to the page of what is under it.
import { announce } from "./announce";
import { whenPresent } from "./ready";

type Row = HTMLTableRowElement;

const level = (row: Row): number => Number(row.dataset["level"]);
const isOpen = (row: Row): boolean => row.getAttribute("aria-expanded") === "true";
const mayOpen = (row: Row): boolean => row.hasAttribute("aria-expanded");

class TreeGrid {
  constructor(private readonly table: HTMLTableElement) {
    table.setAttribute("role", "treegrid");
    for (const part of [table.tHead, ...table.tBodies]) part?.setAttribute("role", "rowgroup");
    for (const head of table.tHead?.rows ?? []) {
      head.setAttribute("role", "row");
      for (const cell of head.cells) cell.setAttribute("role", "columnheader");
    }
    this.rows.forEach((row) => this.enhance(row));
    this.rows[0]?.setAttribute("tabindex", "0");
    table.addEventListener("keydown", (event) => this.press(event));
    table.addEventListener("click", (event) => this.click(event));
  }

  private get rows(): Row[] {
    return [...this.table.tBodies].flatMap((body) => [...body.rows]);
  }

  private enhance(row: Row): void {
    const { level: depth, place, of } = row.dataset;
    row.setAttribute("role", "row");
    row.setAttribute("aria-level", depth ?? "1");
    row.setAttribute("aria-posinset", place ?? "1");
    row.setAttribute("aria-setsize", of ?? "-1");
    row.tabIndex = -1;
    row.style.setProperty("--depth", String(level(row) - 1));
    for (const cell of row.cells) cell.setAttribute("role", cell.tagName === "TH" ? "rowheader" : "gridcell");
    if (level(row) === 1) row.setAttribute("aria-expanded", "true");
    else if (row.dataset["branch"]) row.setAttribute("aria-expanded", "false");
    if (!mayOpen(row)) return;
    const toggle = document.createElement("span");
    toggle.className = "map-toggle";
    toggle.setAttribute("aria-hidden", "true");
    row.cells[0]?.prepend(toggle);
  }

  /** All rows under one, at any depth. */
  private under(row: Row): Row[] {
    const rest = this.rows.slice(this.rows.indexOf(row) + 1);
    const end = rest.findIndex((other) => level(other) <= level(row));
    return end < 0 ? rest : rest.slice(0, end);
  }

  private parent(row: Row): Row | undefined {
    const before = this.rows.slice(0, this.rows.indexOf(row)).reverse();
    return before.find((other) => level(other) < level(row));
  }

  private close(row: Row): void {
    row.setAttribute("aria-expanded", "false");
    for (const other of this.under(row)) other.hidden = true;
  }

  private async open(row: Row): Promise<void> {
    if (this.under(row).length === 0 && !(await this.fetch(row))) return;
    row.setAttribute("aria-expanded", "true");
    this.show(row);
  }

  private show(row: Row): void {
    for (const other of this.under(row)) {
      if (level(other) !== level(row) + 1) continue;
      other.hidden = false;
      if (isOpen(other)) this.show(other);
    }
  }

  /** Bring the rows under one; tells whether there are any. When the server cannot be reached, its page is opened. */
  private async fetch(row: Row): Promise<boolean> {
    const address = row.dataset["branch"];
    if (!address || row.ariaBusy === "true") return false;
    row.ariaBusy = "true";
    try {
      const answer = await fetch(address);
      if (!answer.ok) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const found = [...page.querySelectorAll<Row>("tr[data-level]")];
      row.after(...found);
      found.forEach((one) => this.enhance(one));
      if (found.length === 0) row.removeAttribute("aria-expanded");
      const told = found.length ? this.table.dataset["opened"] : this.table.dataset["none"];
      announce((told ?? "%d").replace("%d", String(found.length)));
      return found.length > 0;
    } catch {
      row.querySelector<HTMLAnchorElement>("td a")?.click();
      return false;
    } finally {
      row.ariaBusy = null;
    }
  }

  private toggle(row: Row): void {
    if (!mayOpen(row)) return;
    if (isOpen(row)) this.close(row);
    else void this.open(row);
  }

  private focus(row: Row | undefined): void {
    if (!row) return;
    for (const other of this.rows) other.tabIndex = -1;
    row.tabIndex = 0;
    row.focus();
  }

  private click(event: MouseEvent): void {
    const target = event.target as HTMLElement;
    const row = target.closest<Row>("tr[data-level]");
    if (row && (target.matches(".map-toggle") || level(row) === 1)) this.toggle(row);
  }

  private press(event: KeyboardEvent): void {
    const row = event.target as Row;
    if (row.tagName !== "TR" || event.altKey || event.ctrlKey || event.metaKey) return;
    const shown = this.rows.filter((other) => !other.hidden);
    const at = shown.indexOf(row);
    const moves: Record<string, () => void> = {
      ArrowDown: () => this.focus(shown[at + 1]),
      ArrowUp: () => this.focus(shown[at - 1]),
      Home: () => this.focus(shown[0]),
      End: () => this.focus(shown.at(-1)),
      ArrowRight: () => (isOpen(row) || !mayOpen(row) ? this.focus(shown[at + 1]) : this.toggle(row)),
      ArrowLeft: () => (isOpen(row) ? this.close(row) : this.focus(this.parent(row))),
      Enter: () => (level(row) === 1 ? this.toggle(row) : row.querySelector<HTMLAnchorElement>("th a")?.click()),
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    move();
  }
}

export function watchTreeGrids(): void {
  whenPresent<HTMLTableElement>("table[data-tree-grid]", (table) => void new TreeGrid(table));
}
