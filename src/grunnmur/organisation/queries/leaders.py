"""Who leads whom on a day."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from grunnmur.organisation.models import Deputy, Employment, Leadership
from grunnmur.organisation.queries.statements import LED, MAY_LEAD, SEATS, fetch
from grunnmur.organisation.rules import NotEmployedError, Seat, first_leader

_HOME = """(
    SELECT e.unit_id FROM organisation_employment e
    WHERE e.person_id = %(person)s AND e.valid @> %(day)s::date
    ORDER BY e.id = %(employment)s DESC NULLS LAST, e.is_primary DESC, e.percent DESC, lower(e.valid), e.id LIMIT 1
)"""
_SEATS_ABOVE = f"""
WITH {SEATS}
SELECT c.distance, s.unit_id, s.leader_id, s.person_id, s.is_acting, s.is_deputy
FROM organisation_unitclosure c
CROSS JOIN LATERAL (SELECT * FROM seats WHERE unit_id = c.ancestor_id OFFSET 0) s  -- OFFSET 0: by index, unit for unit
WHERE c.structure = 'line' AND c.descendant_id = {{unit}} AND c.valid @> %(day)s::date
ORDER BY c.distance, s.is_acting DESC, s.is_deputy, s.leader_id, s.person_id
"""  # noqa: S608  # composed of constants
_LED_UNITS = f"WITH RECURSIVE {LED} SELECT unit_id FROM led"  # noqa: S608  # composed of constants
_LED_BELOW = f"""
WITH RECURSIVE {LED}
SELECT DISTINCT c.descendant_id FROM led JOIN organisation_unitclosure c ON c.ancestor_id = led.unit_id
WHERE c.structure = 'line' AND c.valid @> %(day)s::date
"""  # noqa: S608  # composed of constants


def primary_employment(person_id: UUID, *, on: date) -> Employment:
    """Return the employment that counts first: marked primary, else highest percent, oldest, smallest id.

    Raises NotEmployedError when none runs on the day.
    """
    rows = Employment.objects.filter(person_id=person_id, valid__contains=on).select_related("unit", "position")
    found = rows.order_by("-is_primary", "-percent", "valid__startswith", "id").first()
    if found is None:
        raise NotEmployedError(_("The person does not work here on that day."))
    return found


def leader_of(person_id: UUID, *, on: date, employment_id: UUID | None = None) -> UUID | None:
    """Return who leads a person on a day, through her primary employment or the one named; None at the top.

    The nearest unit upwards whose leader is another, acting before leader; of a leader on full leave, her deputy.
    One statement.
    """
    seat = first_leader(_seats_above(_HOME, person=person_id, on=on, employment=employment_id), of=person_id)
    return seat.person_id if seat else None


def leaders_of_unit(unit_id: UUID, *, on: date) -> list[Seat]:
    """Return who may act as leader of a unit, the leader before deputies; of a leaderless one, the next one up."""
    seats = _seats_above("%(unit)s", unit=unit_id, on=on)
    first = seats[:1]
    return [s for s in seats if first and (s.unit_id, s.is_acting) == (first[0].unit_id, first[0].is_acting)]


def _seats_above(unit_sql: str, *, on: date, **parameters: UUID | None) -> list[Seat]:
    statement = _SEATS_ABOVE.format(unit=unit_sql)
    return [Seat(*row) for row in fetch(statement, {"day": on, **parameters})]


def approvers(person_id: UUID, *, on: date, employment_id: UUID | None = None) -> frozenset[UUID]:
    """Return who may decide for a person: her leader and those who may approve in the leader's place, never herself.

    Empty when nobody leads her: then it is for the holders of `may:access.decide_last`. Two statements.
    """
    seat = first_leader(_seats_above(_HOME, person=person_id, on=on, employment=employment_id), of=person_id)
    if seat is None:
        return frozenset()
    deputies = Deputy.objects.filter(for_person_id=seat.leader_id, may__contains=["approve"], valid__contains=on)
    standing_in = {row.deputy_id for row in deputies if row.unit_id in {None, seat.unit_id}}
    return frozenset({seat.person_id, *standing_in} - {person_id})


def units_led(person_id: UUID, *, on: date) -> frozenset[UUID]:
    """Return the units a person acts as leader of, and the leaderless ones below them. One statement."""
    return frozenset(unit for (unit,) in fetch(_LED_UNITS, {"person": person_id, "day": on}))


def may_lead(person_id: UUID, *, on: date) -> bool:
    """Tell whether a person is named as leader or deputy on a day; most are not, and this is cheap to ask."""
    return bool(fetch(f"SELECT {MAY_LEAD}", {"person": person_id, "day": on})[0][0])  # constant


def units_led_with_below(person_id: UUID, *, on: date) -> frozenset[UUID]:
    """Return all units below those a person leads, these included. One statement, two for who may lead."""
    if not may_lead(person_id, on=on):
        return frozenset()
    return frozenset(unit for (unit,) in fetch(_LED_BELOW, {"person": person_id, "day": on}))


def named_leaders(unit_ids: Collection[UUID], *, on: date) -> dict[UUID, Leadership]:
    """Return who is named as leader of each unit, acting before leader; units without one are left out.

    Whether she is at work does not matter here. One statement.
    """
    rows = Leadership.objects.filter(unit_id__in=unit_ids, valid__contains=on).select_related("person")
    return {row.unit_id: row for row in rows.order_by("-kind")}  # "leader", then "acting": the last one counts
