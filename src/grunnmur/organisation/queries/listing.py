"""The list of people: who works here on a day, and who is to start later; narrowed, ordered, in pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from grunnmur.core.paging import Slice, keyset
from grunnmur.core.permissions import Actor
from grunnmur.organisation.models import Employment, Person
from grunnmur.organisation.queries.people import PersonRow, begins, visible


class Who(StrEnum):
    """Whose list it is: who works here on the day, or who does not yet."""

    NOW = "now"
    LATER = "later"


class Order(StrEnum):
    """What the list is ordered by; the first day only for those who start later."""

    NAME = "name"
    FAMILY = "family"
    FIRST_DAY = "first_day"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is asked for: a start of the whole name or of the family name, one unit itself, whose list, its order."""

    starts_with: str = ""
    unit_id: UUID | None = None
    who: Who = Who.NOW
    order: Order = Order.NAME

    @property
    def keys(self) -> tuple[str, str]:
        """The columns the list is ordered by."""
        if self.order == Order.FIRST_DAY and self.who == Who.LATER:
            return ("starts", "id")
        return ("family_key" if self.order == Order.FAMILY else "sort_key", "id")


def directory(
    *, on: date, seen_by: Actor, starts_with: str = "", unit_id: UUID | None = None, after: str = "", limit: int = 50
) -> Slice[Person]:
    """Return who works here on a day, by name; a start of the whole name or of the family name narrows.

    unit_id: only who works in that unit itself.
    """
    wanted = Wanted(starts_with=starts_with, unit_id=unit_id)
    return listed(wanted, on=on, seen_by=seen_by, after=after, limit=limit)


def listed(wanted: Wanted, *, on: date, seen_by: Actor, after: str = "", limit: int = 50) -> Slice[Person]:
    """Return one page of people as wanted. Raises BadCursorError. One statement, whatever is wanted."""
    people = visible(_later(wanted, on) if wanted.who == Who.LATER else _now(wanted, on), seen_by=seen_by)
    if wanted.starts_with.strip():
        people = people.filter(begins("sort_key", wanted.starts_with) | begins("family_key", wanted.starts_with))
    return keyset(people, by=wanted.keys, after=after, limit=limit)


def _now(wanted: Wanted, on: date) -> QuerySet[Person]:
    at_work = _rows(wanted).filter(valid__contains=on)
    # A scalar, not EXISTS: asked in the order of names, for as many as the page shows.
    return Person.objects.alias(work=Subquery(at_work.values("pk")[:1])).filter(work__isnull=False)


def _later(wanted: Wanted, on: date) -> QuerySet[Person]:
    first = _rows(wanted).filter(valid__startswith__gt=on).order_by("valid__startswith")
    at_work = Employment.objects.filter(person=OuterRef("pk"), valid__contains=on)
    people = Person.objects.annotate(starts=Subquery(first.values("valid__startswith")[:1]))
    return people.alias(work=Subquery(at_work.values("pk")[:1])).filter(starts__isnull=False, work__isnull=True)


def _rows(wanted: Wanted) -> QuerySet[Employment]:
    rows = Employment.objects.filter(person=OuterRef("pk"))
    return rows if wanted.unit_id is None else rows.filter(unit_id=wanted.unit_id)


def starting_rows(people: Iterable[Person], *, after: date) -> list[PersonRow]:
    """Return these persons in their order, each with the first employment that begins after a day. One statement."""
    found = list(people)
    rows = Employment.objects.filter(person__in=found, valid__startswith__gt=after).select_related("unit", "position")
    first: dict[UUID, Employment] = {}
    for row in rows.order_by("valid__startswith", "-is_primary", "-percent", "id"):
        first.setdefault(row.person_id, row)
    return [PersonRow(person, first.get(person.pk)) for person in found]
