"""Group keys: which ones a person has on a day, and whom one means."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from grunnmur.organisation.queries.leaders import leaders_of_unit, units_led
from grunnmur.organisation.queries.statements import MAY_LEAD, fetch

LEADER = "leader:"
_KEYS = f"""
WITH here AS (
    SELECT DISTINCT unit_id FROM organisation_employment
    WHERE person_id = %(person)s AND valid @> %(day)s::date
)
SELECT 'unit:' || unit_id FROM here
UNION ALL
SELECT DISTINCT 'below:' || c.ancestor_id FROM here JOIN organisation_unitclosure c ON c.descendant_id = here.unit_id
WHERE c.structure = 'line' AND c.valid @> %(day)s::date
UNION ALL
SELECT unnest(ARRAY['function:' || function_id, 'function:' || function_id || '@' || unit_id])
FROM organisation_appointment
WHERE person_id = %(person)s AND valid @> %(day)s::date AND EXISTS (SELECT FROM here)
UNION ALL
SELECT '{LEADER}' WHERE {MAY_LEAD}
"""  # noqa: S608  # composed of constants
_IN_UNIT = """
SELECT DISTINCT person_id FROM organisation_employment WHERE unit_id = %(unit)s AND valid @> %(day)s::date
"""
_BELOW_UNIT = """
SELECT DISTINCT e.person_id
FROM organisation_unitclosure c JOIN organisation_employment e ON e.unit_id = c.descendant_id
WHERE c.structure = 'line' AND c.ancestor_id = %(unit)s AND c.valid @> %(day)s::date AND e.valid @> %(day)s::date
"""
_EMPLOYED = "SELECT DISTINCT person_id FROM organisation_employment WHERE valid @> %(day)s::date"
_WITH_FUNCTION = """
SELECT DISTINCT a.person_id FROM organisation_appointment a
WHERE a.function_id = %(function)s AND a.valid @> %(day)s::date
AND (%(unit)s::uuid IS NULL OR a.unit_id = %(unit)s::uuid)
AND EXISTS (SELECT FROM organisation_employment e WHERE e.person_id = a.person_id AND e.valid @> %(day)s::date)
"""


def keys_of(person_id: UUID, on: date) -> Iterable[str]:
    """Return the unit, below, leader and function keys of a person on a day; none without an employment.

    `below:<unit>` is had by all who work in the unit or under it; `leader:<unit>` by who acts as its leader, also
    for a leaderless unit under hers. One statement, two for who leads or stands in for somebody.
    """
    keys = {key for (key,) in fetch(_KEYS, {"person": person_id, "day": on})}
    if LEADER not in keys:
        return keys
    return keys - {LEADER} | {f"{LEADER}{unit}" for unit in units_led(person_id, on=on)}


def person_members(value: str, on: date) -> set[UUID]:  # noqa: ARG001  # one signature for all prefixes
    """Return the person of `person:<id>`, on any day."""
    return {UUID(value)}


def unit_members(value: str, on: date) -> set[UUID]:
    """Return who works in the unit itself."""
    return _ids(_IN_UNIT, unit=value, day=on)


def below_members(value: str, on: date) -> set[UUID]:
    """Return who works in the unit or under it."""
    return _ids(_BELOW_UNIT, unit=value, day=on)


def leader_members(value: str, on: date) -> set[UUID]:
    """Return who acts as leader of the unit; of a leaderless one, the next leader up."""
    return {seat.person_id for seat in leaders_of_unit(UUID(value), on=on)}


def function_members(value: str, on: date) -> set[UUID]:
    """Return who holds the function: anywhere, or after `@` for one unit."""
    function, _at, unit = value.partition("@")
    return _ids(_WITH_FUNCTION, function=function, unit=unit or None, day=on)


def everyone(value: str, on: date) -> set[UUID]:  # noqa: ARG001  # one signature for all prefixes
    """Return who is employed."""
    return _ids(_EMPLOYED, day=on)


def _ids(statement: str, **parameters: object) -> set[UUID]:
    return {person for (person,) in fetch(statement, parameters)}
