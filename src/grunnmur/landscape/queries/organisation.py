"""What the organisation looks like today, as the map tells of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from grunnmur.organisation.queries.statements import fetch

# One row a unit, with the unit right above it.
_UNITS = """
SELECT u.id, u.name, u.code, u.kind, p.parent_id
FROM organisation_unit u
LEFT JOIN organisation_unitparent p ON p.unit_id = u.id AND p.structure = 'line' AND p.valid @> %(day)s::date
WHERE u.valid @> %(day)s::date
ORDER BY u.id
"""
_FUNCTIONS = "SELECT id, name, code FROM organisation_function ORDER BY id"
_HELD = """
SELECT DISTINCT a.unit_id, a.function_id
FROM organisation_appointment a JOIN organisation_unit u ON u.id = a.unit_id AND u.valid @> %(day)s::date
WHERE a.valid @> %(day)s::date
ORDER BY a.unit_id, a.function_id
"""


@dataclass(frozen=True)
class UnitToday:
    """A unit that exists, and the one right above it."""

    id: UUID
    name: str
    code: str
    kind: str
    parent_id: UUID | None


@dataclass(frozen=True)
class FunctionToday:
    """A function of the register."""

    id: UUID
    name: str
    code: str


def units_of(day: date) -> Sequence[UnitToday]:
    """Return the units that exist on a day."""
    return [UnitToday(*row) for row in fetch(_UNITS, {"day": day})]


def functions_of(day: date) -> tuple[Sequence[FunctionToday], Sequence[tuple[UUID, UUID]]]:
    """Return all functions, and the (unit, function) pairs that somebody holds on a day."""
    held = [(unit, function) for unit, function in fetch(_HELD, {"day": day})]
    return [FunctionToday(*row) for row in fetch(_FUNCTIONS, {})], held
