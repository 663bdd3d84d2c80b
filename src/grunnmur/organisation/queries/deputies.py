"""Who stands in for whom."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from grunnmur.core.permissions import Actor
from grunnmur.organisation.models import Deputy, Leadership, Person, Unit
from grunnmur.organisation.queries.people import visible


def deputies_of(person_id: UUID, *, on: date, seen_by: Actor) -> list[Deputy]:
    """Return who stands in for a person on a day or will, the earliest first. One statement."""
    return list(_rows(seen_by).filter(_live(on), for_person_id=person_id))


def stands_in_for(person_id: UUID, *, on: date, seen_by: Actor) -> list[Deputy]:
    """Return for whom a person stands in on a day or will, the earliest first. One statement."""
    return list(_rows(seen_by).filter(_live(on), deputy_id=person_id))


def deputies_at(leader_ids: Collection[UUID], unit_id: UUID, *, on: date, seen_by: Actor) -> list[Deputy]:
    """Return who stands in for these leaders in a unit on a day. One statement."""
    here = Q(unit_id=unit_id) | Q(unit__isnull=True)
    return list(_rows(seen_by).filter(here, for_person_id__in=leader_ids, valid__contains=on))


def find_deputy(deputy_id: UUID, *, seen_by: Actor) -> Deputy:
    """Return one row, between two persons the asker may know of. Raises Deputy.DoesNotExist."""
    return _rows(seen_by).get(pk=deputy_id)


def units_with_leader(person_id: UUID, *, on: date) -> list[Unit]:
    """Return the units a person is named leader of on a day or later, by name. One statement."""
    live = Q(valid__contains=on) | Q(valid__startswith__gt=on)
    named = Leadership.objects.filter(live, person_id=person_id)
    return list(Unit.objects.filter(pk__in=named.values("unit")).order_by("sort_key", "id"))


def _live(on: date) -> Q:
    return Q(valid__contains=on) | Q(valid__startswith__gt=on)


def _rows(seen_by: Actor) -> QuerySet[Deputy]:
    known = visible(Person.objects.all(), seen_by=seen_by)
    rows = Deputy.objects.filter(
        Exists(known.filter(pk=OuterRef("deputy"))), Exists(known.filter(pk=OuterRef("for_person")))
    )
    return rows.select_related("deputy", "for_person", "unit").order_by("valid__startswith", "id")
