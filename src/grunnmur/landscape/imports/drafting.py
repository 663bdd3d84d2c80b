"""What the planners share: the file's records, what is there already, and the lines as they are found."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from django.db import models
from django.db.models import QuerySet

from grunnmur.core.imports.drafting import ReadRun
from grunnmur.core.imports.interpret import Record
from grunnmur.core.imports.plan import ADD, CHANGE, DROP, Columns, Line
from grunnmur.core.periods import Period
from grunnmur.landscape.models import Element


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What a plan is made in.

    elements: those whoever brought the file may know of; nothing else is compared with it, or told. country: a
    country's code by code or name, None for no country. org_number: a number as it is kept, by country; blank when it
    is none. home: the municipality's country. source: what the file comes from.
    """

    elements: QuerySet[Element]
    country: Callable[[str], str | None]
    org_number: Callable[[str, str], str]
    home: str


@dataclass(slots=True)
class Item:
    """An element that a row of the file is about. is_new: it is not on the map yet."""

    record: Record
    type: str
    id: UUID
    is_new: bool
    is_shielded: bool = False


@dataclass
class Draft(ReadRun):
    """A plan in the making. `derived`: rows made of others, each with those; it falls when all of them do."""

    setting: Setting
    lines: list[Line] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    shielded: set[tuple[str, int]] = field(default_factory=set)
    derived: list[tuple[Record, list[Record]]] = field(default_factory=list)
    counted: dict[str, int] = field(default_factory=dict)  # for the guard

    def new_id(self, table: str, key: str) -> UUID:
        """Return the id a new row gets: the same for the same run and key, so that planning twice gives one plan."""
        return uuid5(self.run.pk, f"{table}:{key}")

    def count(self, what: str) -> None:
        """Count something for the guard."""
        self.counted[what] = self.counted.get(what, 0) + 1


@dataclass(frozen=True, kw_only=True)
class Told:
    """How the lines about one row of a table are told."""

    table: str
    title: str
    record: Record | None = None
    is_shielded: bool = False

    def add(self, draft: Draft, subject: UUID, columns: Columns) -> None:
        """Take in a new row."""
        self._line(draft, ADD, subject, None, columns)

    def change(self, draft: Draft, subject: UUID, before: Mapping[str, Any], after: Columns) -> bool:
        """Take in what differs; tell whether anything does. before: all that is stored, as JSON."""
        names = [name for name, value in after.items() if before.get(name) != value]
        if names:
            changed = {name: before.get(name) for name in names}, {name: after[name] for name in names}
            self._line(draft, CHANGE, subject, *changed)
        return bool(names)

    def drop(self, draft: Draft, subject: UUID, before: Columns) -> None:
        """Take in that a row goes."""
        self._line(draft, DROP, subject, before, None)

    def _line(self, draft: Draft, action: str, subject: UUID, before: Columns | None, after: Columns | None) -> None:
        sheet, row = (self.record.sheet, self.record.row) if self.record else ("", None)
        draft.lines.append(
            Line(self.table, action, self.title, subject, before, after, self.is_shielded, sheet=sheet, row=row)
        )


def as_json(value: Any) -> Any:  # Any: columns of any type, and JSON
    """Return a stored column as lines hold it."""
    match value:
        case None | bool() | int() | str() | list() | dict():
            return value
        case date():
            return value.isoformat()
        case UUID():
            return str(value)
        case _:
            return range_text(Period.from_range(value))


def defaults_of(model: type[models.Model], *, besides: Collection[str]) -> Columns:
    """Return what the columns of a new row hold before anything is said, as lines hold them."""
    columns = (each for each in model._meta.concrete_fields if each.attname not in besides)
    return {each.attname: as_json(each.get_default()) for each in columns}


def range_text(period: Period) -> str:
    """Return a period as PostgreSQL reads a daterange."""
    return f"[{period.lower or ''},{period.upper or ''})"


def plain_name(name: str) -> str:
    """Return a name as it is compared: no spaces around, one between words, small letters."""
    return " ".join(name.split()).casefold()


def listed(cell: str) -> list[str]:
    """Return the parts of a cell that holds a list with `;` between, each once."""
    return list(dict.fromkeys(part.strip() for part in cell.split(";") if part.strip()))
