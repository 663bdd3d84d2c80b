"""Whom a rule reaches, by name."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from grunnmur.access.models import Held, Rule
from grunnmur.access.queries.sight import sight
from grunnmur.core.paging import keyset
from grunnmur.core.permissions import Actor
from grunnmur.organisation.queries import workplaces


@dataclass(frozen=True)
class Reached:
    """Somebody who has something by a rule, and her unit; blank when she works nowhere on the day."""

    person_id: UUID
    name: str
    unit: str


def reached_by(rule: Rule, *, on: date, seen_by: Actor, after: str = "", limit: int = 25) -> tuple[list[Reached], str]:
    """Return who has something by a rule on a day and whose access the reader may see, by name; and the next cursor.

    Protected persons are left out for who may not know of them. Four statements at most.
    """
    about = {"role_id": rule.role_id} if rule.role_id else {"permission_id": rule.permission_id}
    held = Held.objects.filter(**about, via__contains=[rule.pk], valid__contains=on)
    people = workplaces.working_at(sight(seen_by), on=on, seen_by=seen_by).filter(pk__in=held.values("person_id"))
    found = keyset(people, by=("sort_key", "id"), after=after, limit=limit)
    units = workplaces.unit_names_of([row.pk for row in found.rows], on=on)
    return [Reached(row.pk, row.display_name, units.get(row.pk, "")) for row in found.rows], found.next
