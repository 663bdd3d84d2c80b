"""Units that nobody leads, and who leads them meanwhile."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.db.models import Max

from grunnmur.core.permissions import Actor
from grunnmur.organisation.models import LINE, Employment, Leadership, Person, Unit, UnitParent
from grunnmur.organisation.queries.leaders import named_leaders
from grunnmur.organisation.queries.statements import SEATS, fetch
from grunnmur.organisation.queries.units import headcounts, known_ids

_SEATED = f"WITH {SEATS} SELECT unit_id, person_id FROM seats ORDER BY unit_id, is_acting DESC, is_deputy, person_id"  # noqa: S608  # composed of constants


class Reason(StrEnum):
    """Why nobody leads a unit."""

    NOBODY_NAMED = "nobody_named"
    HAS_LEFT = "has_left"
    ON_LEAVE = "on_leave"


@dataclass(frozen=True)
class Vacancy:
    """A unit nobody leads on the day.

    since: the first day after the last leader's, when one is known. above: who leads it meanwhile, the next leader
    up; None at the top, or when the asker may not know of her. people: how many work in the unit itself.
    """

    unit: Unit
    reason: Reason
    since: date | None
    above: Person | None
    people: int


def vacancies(*, on: date, seen_by: Actor, name: str = "") -> list[Vacancy]:
    """Return the units nobody leads on a day, by name; `name` narrows to units whose name has this text.

    A unit whose leader is away, but whose deputy acts, is led. The same number of statements for any number of units.
    """
    places = {row.unit_id: row for row in _places(on)}
    seated: dict[UUID, UUID] = {}
    for unit, person in fetch(_SEATED, {"day": on}):
        seated.setdefault(unit, person)
    wanted = [row.unit for row in places.values() if row.unit_id not in seated and name.casefold() in _text(row.unit)]
    ids = [unit.pk for unit in wanted]
    parents = {unit: row.parent_id for unit, row in places.items()}
    above = {unit: _first_above(unit, parents, seated) for unit in ids}
    people = Person.objects.in_bulk(known_ids([person for person in above.values() if person], seen_by=seen_by))
    reasons, since, counts = _reasons(ids, on=on), _since(ids, on=on), headcounts(ids, on=on, seen_by=seen_by)
    return [
        Vacancy(
            unit,
            reasons[unit.pk],
            since.get(unit.pk),
            people.get(above[unit.pk]) if above[unit.pk] else None,
            counts.get(unit.pk, 0),
        )
        for unit in wanted
    ]


def _text(unit: Unit) -> str:
    return unit.name.casefold()


def _places(on: date) -> list[UnitParent]:
    rows = UnitParent.objects.filter(structure=LINE, valid__contains=on)
    return list(rows.select_related("unit").order_by("unit__sort_key", "unit_id"))


def _first_above(unit: UUID, parents: Mapping[UUID, UUID | None], seated: Mapping[UUID, UUID]) -> UUID | None:
    place = parents.get(unit)
    while place is not None and place not in seated:
        place = parents.get(place)
    return seated[place] if place is not None else None


def _reasons(unit_ids: Collection[UUID], *, on: date) -> dict[UUID, Reason]:
    named = named_leaders(unit_ids, on=on)
    persons = [row.person_id for row in named.values()]
    at_work = set(
        Employment.objects.filter(person_id__in=persons, valid__contains=on).values_list("person_id", flat=True)
    )
    found = dict.fromkeys(unit_ids, Reason.NOBODY_NAMED)
    return found | {
        unit: Reason.ON_LEAVE if row.person_id in at_work else Reason.HAS_LEFT for unit, row in named.items()
    }


def _since(unit_ids: Collection[UUID], *, on: date) -> dict[UUID, date]:
    ended = Leadership.objects.filter(unit_id__in=unit_ids, valid__endswith__lte=on)
    return dict(ended.values_list("unit_id").annotate(Max("valid__endswith")))
