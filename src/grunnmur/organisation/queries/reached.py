"""Whom a change of units or leaders may bear on: for domains above that tell what it would give and take."""

from datetime import date
from uuid import UUID

from django.db.models import Q

from grunnmur.core.periods import Period
from grunnmur.organisation.models import Deputy, Leadership
from grunnmur.organisation.queries.statements import fetch

_ANCHORED = """
WITH units AS MATERIALIZED (
    SELECT DISTINCT descendant_id AS id FROM organisation_unitclosure
    WHERE ancestor_id = %(unit)s AND valid && daterange(%(day)s, NULL)
), leaders AS MATERIALIZED (
    SELECT person_id FROM organisation_leadership
    WHERE unit_id IN (SELECT id FROM units) AND valid && daterange(%(day)s, NULL)
)
SELECT person_id FROM organisation_employment
WHERE unit_id IN (SELECT id FROM units) AND valid && daterange(%(day)s, NULL)
UNION SELECT person_id FROM organisation_appointment
WHERE unit_id IN (SELECT id FROM units) AND valid && daterange(%(day)s, NULL)
UNION SELECT person_id FROM leaders
UNION SELECT deputy_id FROM organisation_deputy
WHERE for_person_id IN (SELECT person_id FROM leaders) AND valid && daterange(%(day)s, NULL)
"""


def anchored_below(unit_id: UUID, *, after: date) -> frozenset[UUID]:
    """Return who works, leads or has a function in a unit or below it on a day or later, and deputies of its leaders.

    Protected persons too: what is told of them is the caller's care. One statement.
    """
    return frozenset(person for (person,) in fetch(_ANCHORED, {"unit": unit_id, "day": after}))


def leading_with_deputies(unit_id: UUID, *, also: UUID | None, after: date) -> frozenset[UUID]:
    """Return who leads a unit on a day or later, and one more, with those who stand in for them. Two statements."""
    later = Q(valid__overlap=Period(after).to_range())
    leaders = {*Leadership.objects.filter(later, unit_id=unit_id).values_list("person_id", flat=True)}
    leaders |= {also} if also else set()
    deputies = Deputy.objects.filter(later, for_person_id__in=leaders)
    return frozenset(leaders | set(deputies.values_list("deputy_id", flat=True)))
