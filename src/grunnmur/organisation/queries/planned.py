"""What an import would make of the facts, for the domains above to say what would be lost by it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from grunnmur.core.imports.plan import ADD, DROP, Line
from grunnmur.core.periods import BEGINNING, END
from grunnmur.organisation.models import UnitParent
from grunnmur.organisation.queries.facts import Facts, Row, facts_for_derivation


class _Told(NamedTuple):
    """Which list of Facts the lines of a table are about, and the columns between the id and the days."""

    name: str
    columns: tuple[str, ...]


_TOLD = {
    "employments": _Told("employments", ("person_id", "unit_id", "position_id", "kind")),
    "leaves": _Told("leaves", ("employment_id", "percent")),
    "functions": _Told("appointments", ("person_id", "function_id", "unit_id")),
    "leaders": _Told("leaderships", ("person_id", "unit_id", "kind")),
}
_PLACE = ("unit_id", "parent_id", "structure")


@dataclass(frozen=True)
class PlannedImport:
    """An import before it is applied, for `core.links.previews`; answer with `rules.Loss` what would be lost.

    The facts are of everyone, for all days, as `facts_for_derivation` gives them: as they are, and as they would be.
    They are loaded when somebody asks.
    """

    run_id: UUID
    lines: Sequence[Line]

    @cached_property
    def before(self) -> Facts:
        """The facts as they are. Six statements."""
        return facts_for_derivation()

    @cached_property
    def after(self) -> Facts:
        """The facts as the import would leave them. One statement besides."""
        lists = {
            told.name: _changed(getattr(self.before, told.name), self._lines(table), told.columns)
            for table, told in _TOLD.items()
        }
        return self.before._replace(parents=_places(self.before.parents, self._lines("parents")), **lists)

    @property
    def new_people(self) -> dict[UUID, str]:
        """The names of those whom nobody knows yet; not of protected ones."""
        return {
            line.subject_id: line.title for line in self._lines("people") if line.action == ADD and not line.is_shielded
        }

    def _lines(self, table: str) -> list[Line]:
        return [line for line in self.lines if line.table == table]


def _changed(rows: Iterable[Row], lines: Iterable[Line], columns: Sequence[str]) -> list[Row]:
    """Return rows that begin with their id, as these lines leave them."""
    found = {row[0]: row for row in rows}
    for line in lines:
        key = str(line.subject_id)
        old = found.pop(key, None)
        if line.action != DROP:
            found[key] = (key, *_values(line, columns, None if old is None else old[1:]))
    return list(found.values())


def _places(rows: Sequence[Row], lines: Sequence[Line]) -> list[Row]:
    """Return the places of units, which have no id in the facts, as these lines leave them."""
    stored = UnitParent.objects.in_bulk([line.subject_id for line in lines])
    known = {str(pk): _place(row) for pk, row in stored.items()}
    gone = list(known.values())
    kept = [row for row in rows if row not in gone]
    changed = _changed([(key, *row) for key, row in known.items()], lines, _PLACE)
    return [*kept, *(row[1:] for row in changed)]


def _place(row: UnitParent) -> Row:
    lower, upper = _days(f"[{row.valid.lower or ''},{row.valid.upper or ''})")
    return (str(row.unit_id), str(row.parent_id) if row.parent_id else None, row.structure, lower, upper)


def _values(line: Line, columns: Sequence[str], old: Row | None) -> Row:
    """Return the columns and days of a row: what the line says, else what there was."""
    said = line.after or {}
    before = {} if old is None else dict(zip((*columns, "lower", "upper"), old, strict=True))
    days = _days(said["valid"]) if "valid" in said else (before["lower"], before["upper"])
    return (*(_value(name, said, before) for name in columns), *days)


def _value(name: str, said: Mapping[str, Any], before: Mapping[str, Any]) -> object:  # Any: columns as JSON
    if name not in said:
        return before[name]
    return float(said[name]) if name == "percent" else said[name]


def _days(text: str) -> tuple[int, int]:
    """Return the day numbers of a range as lines hold it."""
    lower, _comma, upper = text.strip("[)").partition(",")
    return (
        date.fromisoformat(lower).toordinal() if lower else BEGINNING,
        date.fromisoformat(upper).toordinal() if upper else END,
    )
