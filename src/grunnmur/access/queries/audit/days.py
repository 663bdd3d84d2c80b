"""Where derived rows of a day lie: in the tables, or, before they begin, derived from the facts for this one answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import NamedTuple
from uuid import UUID

from grunnmur.access.derivation import Compiled, derive, rows
from grunnmur.access.models import Held, Withheld
from grunnmur.access.queries import facts
from grunnmur.access.rules import horizon
from grunnmur.core.clock import today
from grunnmur.core.imports.staging import staged

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
    held = (_held(row) for found in derived.held.values() for row in found)
    with staged(HELD, held) as one, staged(WITHHELD, map(_withheld, derived.withheld)) as other:
        yield Tables(one.as_string(None), other.as_string(None))


def _held(row: rows.Held) -> tuple[object, ...]:
    floor = None if row.early_floor is None else date.fromordinal(max(row.early_floor, 1))
    via = "{" + ",".join(row.via) + "}"
    return (row.person, row.role, row.permission, row.valid.to_range(), floor, via)


def _withheld(row: rows.Withheld) -> tuple[object, ...]:
    return (row.person, row.permission, row.valid.to_range(), row.cause.value, row.source)
