"""Where derived rows of a day lie: in the tables, or, before they begin, derived from the facts for this one answer."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cache
from typing import NamedTuple
from uuid import UUID

from grunnmur.access.derivation import Compiled, derive, rows
from grunnmur.access.models import Held, Withheld
from grunnmur.access.queries import facts
from grunnmur.access.rules import horizon
from grunnmur.core.clock import today
from grunnmur.core.imports.staging import staged
from grunnmur.core.periods import BEGINNING, END

HELD = {
    "person_id": "uuid",
    "role_id": "uuid",
    "permission_id": "uuid",
    "valid": "daterange",
    "early_floor": "date",
    "via": "uuid[]",
}
WITHHELD = {"person_id": "uuid", "permission_id": "uuid", "valid": "daterange", "cause": "text", "source": "uuid"}


class Pair(NamedTuple):
    """A person and a permission."""

    person: UUID
    permission: UUID


class Tables(NamedTuple):
    """The names of the tables that hold derived rows, as SQL writes them."""

    held: str
    withheld: str


@contextmanager
def derived_tables(first: date) -> Iterator[Tables]:
    """Hold what was derived from this day on, in the tables or, for days before they begin, beside them.

    Everyone is derived then: persons may take licences from each other.
    """
    if first >= horizon(today()):
        yield Tables(Held._meta.db_table, Withheld._meta.db_table)
        return
    loaded = facts.load()
    derived = derive(loaded.people, Compiled(loaded.definitions), since=first)
    held = staged(HELD, _held(derived.held.raw), joined=("person_id", "role_id", "permission_id"))
    withheld = staged(WITHHELD, map(_withheld, derived.withheld), joined=("person_id", "permission_id"))
    with held as one, withheld as other:
        yield Tables(one.as_string(None), other.as_string(None))


def _held(raw: Mapping[str, Sequence[rows.RawHeld]]) -> Iterator[tuple[object, ...]]:
    """Yield the rows as PostgreSQL reads them: there are tens of thousands, and the same days again and again."""
    days, day = cache(_days), cache(_day)
    for person, found in raw.items():
        for role, permission, _scope_unit, lower, upper, early_floor, _ends_at, via in found:
            floor = None if early_floor is None else day(max(early_floor, 1))
            yield person, role, permission, days(lower, upper), floor, f"{{{','.join(via)}}}"


def _days(lower: int, upper: int) -> str:
    return f"[{'' if lower <= BEGINNING else _day(lower)},{'' if upper >= END else _day(upper)})"


def _day(number: int) -> str:
    return date.fromordinal(number).isoformat()


def _withheld(row: rows.Withheld) -> tuple[object, ...]:
    return (row.person, row.permission, row.valid.to_range(), row.cause.value, row.source)
