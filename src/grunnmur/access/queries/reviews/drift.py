"""What a review of differences would ask: each one's leader, also of who has left."""

from collections.abc import Sequence
from datetime import date

from grunnmur.access.models import DriftItem
from grunnmur.access.queries.reviews.plan import Plan, PlannedItem
from grunnmur.access.queries.reviews.reviewers import chains_of
from grunnmur.access.rules.reviews import Kind, Subject
from grunnmur.organisation import queries as organisation


def plan_of_drift(items: Sequence[DriftItem], *, on: date) -> Plan:
    """Return one question for each difference, with its account and permission; nobody's accounts are left out.

    Four statements, whatever the number.
    """
    persons = {item.account.person_id for item in items if item.account.person_id}
    employments = organisation.primary_employments(persons, on=on)
    homes = organisation.last_units(persons, on=on) | {
        person: employment.unit_id for person, employment in employments.items()
    }
    chains = chains_of(set(homes.values()), on=on)
    planned = [
        PlannedItem(
            subject=Subject(Kind.DRIFT, item.pk, person),
            ways=(),
            reviewer_key=chains.leader_key(homes.get(person), of=person),
            unit=homes.get(person),
            risk=item.permission.risk,
        )
        for item in items
        if (person := item.account.person_id) and item.permission
    ]
    return Plan(tuple(planned), (), {})
