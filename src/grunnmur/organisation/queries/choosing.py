"""Whom one may name for something: who works here or will, by name."""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from grunnmur.core.clock import today
from grunnmur.core.permissions import Actor
from grunnmur.organisation.models import LINE, Employment, Person, UnitClosure
from grunnmur.organisation.queries.people import PersonRow, begins, visible


def choosable(
    *, seen_by: Actor, starts_with: str = "", near: UUID | None = None, keep: UUID | None = None, limit: int = 50
) -> list[PersonRow]:
    """Return who works here today or will, by name, each with the employment that counts first. Two statements.

    starts_with: the start of the whole name or of the family name. near: without such a start, only who works in this
    unit, below it, or in the one right above. keep: a person who is among them whatever the others are.
    """
    day = today()
    work = Employment.objects.filter(Q(valid__contains=day) | Q(valid__startswith__gt=day), person=OuterRef("pk"))
    if near is not None and not starts_with:
        work = work.filter(unit_id__in=_around(near))
    wanted = Q(Exists(work))
    if starts_with:
        wanted &= begins("sort_key", starts_with) | begins("family_key", starts_with)
    if keep is not None:
        wanted |= Q(pk=keep)
    people = list(visible(Person.objects.filter(wanted), seen_by=seen_by).order_by("sort_key", "id")[:limit])
    rows = Employment.objects.filter(Q(valid__contains=day) | Q(valid__startswith__gt=day), person__in=people)
    first: dict[UUID, Employment] = {}
    for row in rows.select_related("unit", "position").order_by("valid__startswith", "-is_primary", "-percent", "id"):
        first.setdefault(row.person_id, row)
    return [PersonRow(person, first.get(person.pk)) for person in people]


def _around(unit_id: UUID) -> set[UUID]:
    """Return a unit, those below it, and the one right above; one statement."""
    here = Q(ancestor_id=unit_id) | Q(descendant_id=unit_id, distance=1)
    pairs = UnitClosure.objects.filter(here, structure=LINE, valid__contains=today())
    found = {
        descendant if ancestor == unit_id else ancestor
        for ancestor, descendant in pairs.values_list("ancestor_id", "descendant_id")
    }
    return found | {unit_id}
