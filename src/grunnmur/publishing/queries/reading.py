"""What somebody has to read, and how far the readers of an item are."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import QuerySet

from grunnmur.core.clock import today
from grunnmur.core.permissions import Actor, System, person_of, scope_of
from grunnmur.organisation import queries as organisation
from grunnmur.publishing.models import Item, ReadingDuty
from grunnmur.publishing.rules import SEE_READING

REMINDED = (timedelta(days=7), timedelta(0), timedelta(days=-7))
FEWEST = 5  # smaller groups are not counted out to those who do not lead them


def my_reading(*, seen_by: Actor) -> QuerySet[ReadingDuty]:
    """Return what the actor still has to read, the earliest due first."""
    rows = _mine(seen_by).filter(confirmed_at=None, lapsed_at=None)
    return rows.order_by("due_date", "pk")


def my_confirmed_reading(*, seen_by: Actor) -> QuerySet[ReadingDuty]:
    """Return what the actor has confirmed, the latest first."""
    return _mine(seen_by).filter(confirmed_at__isnull=False).order_by("-confirmed_at", "pk")


def find_duty(duty_id: UUID, *, seen_by: Actor) -> ReadingDuty:
    """Return one's own duty. Raises ReadingDuty.DoesNotExist, also for another's."""
    return _mine(seen_by).get(pk=duty_id)


def _mine(by: Actor) -> QuerySet[ReadingDuty]:
    person = person_of(by)
    rows = ReadingDuty.objects.select_related("demand__version__item")
    return rows.filter(person_id=person) if person else rows.none()


def my_duty_for(item_id: UUID, *, seen_by: Actor) -> ReadingDuty | None:
    """Return what the actor still has to read of an item."""
    return my_reading(seen_by=seen_by).filter(demand__version__item_id=item_id).first()


@dataclass(frozen=True)
class LateReader:
    """Somebody who is reminded of her reading."""

    duty_id: UUID
    person_id: UUID
    version_id: UUID
    title: str
    due_date: date


def late_readers(day: date) -> list[LateReader]:
    """Return who is reminded on a day: a week before the due date, on it, and a week after. One statement."""
    dates = [day + before for before in REMINDED]
    rows = ReadingDuty.objects.filter(due_date__in=dates, confirmed_at=None, lapsed_at=None)
    columns = ("pk", "person_id", "demand__version_id", "demand__version__item__title", "due_date")
    return [LateReader(*row) for row in rows.order_by("pk").values_list(*columns)]


@dataclass(frozen=True)
class Group:
    """How far a unit or a role is. `is_few`: too few to be counted out to this asker."""

    name: str
    confirmed: int
    of: int
    is_few: bool = False


@dataclass(frozen=True)
class Reader:
    """One reader, by name, to those who lead her."""

    name: str
    unit: str
    because: tuple[str, ...]
    is_confirmed: bool


@dataclass(frozen=True)
class ReadingStatus:
    """How far the readers of an item are: by unit, by role, and by name for the people the asker leads."""

    units: Sequence[Group]
    roles: Sequence[Group]
    people: Sequence[Reader]
    sees_groups: bool


def reading_status(item: Item, *, seen_by: Actor) -> ReadingStatus:
    """Return how far the readers of an item are, as much of it as the asker may know. Seven statements at most.

    The people she leads by name; with `publishing.see_reading`, everybody as numbers, groups of fewer than five
    without. The newest reading of each person counts.
    """
    duties = _newest(item)
    persons = {duty.person_id for duty in duties}
    homes = organisation.primary_employments(persons, on=today()) if persons else {}
    units = {person: (row.unit_id, row.unit.name) for person, row in homes.items()}
    led = frozenset() if isinstance(seen_by, System) else organisation.led_by(seen_by)
    scope = scope_of(seen_by, SEE_READING)
    shown = [duty for duty in duties if (home := units.get(duty.person_id)) and (home[0] in led or home[0] in scope)]
    return ReadingStatus(
        units=_groups([(units[duty.person_id][1], duty, units[duty.person_id][0] in led) for duty in shown]),
        roles=_groups([(name, duty, False) for duty in shown for name in duty.because]) if scope else (),
        people=_people([duty for duty in duties if units.get(duty.person_id, (None,))[0] in led], units, seen_by),
        sees_groups=bool(scope) or bool(shown),
    )


def _newest(item: Item) -> list[ReadingDuty]:
    rows = ReadingDuty.objects.filter(demand__version__item=item, lapsed_at=None)
    newest: dict[UUID, ReadingDuty] = {}
    for row in rows.order_by("-demand__made_at", "pk"):
        newest.setdefault(row.person_id, row)
    return list(newest.values())


def _groups(rows: Sequence[tuple[str, ReadingDuty, bool]]) -> list[Group]:
    """Count by name; a group somebody leads is counted out to her however small it is."""
    totals = Counter(name for name, _duty, _is_led in rows)
    confirmed = Counter(name for name, duty, _is_led in rows if duty.confirmed_at)
    led = {name for name, _duty, is_led in rows if is_led}
    return [
        Group(name, confirmed[name], total, is_few=total < FEWEST and name not in led)
        for name, total in sorted(totals.items())
    ]


def _people(duties: Sequence[ReadingDuty], units: Mapping[UUID, tuple[UUID, str]], seen_by: Actor) -> list[Reader]:
    names = organisation.names_of([duty.person_id for duty in duties], seen_by=seen_by) if duties else {}
    found = [
        Reader(names[duty.person_id], units[duty.person_id][1], tuple(duty.because), duty.confirmed_at is not None)
        for duty in duties
        if duty.person_id in names
    ]
    return sorted(found, key=lambda one: (one.is_confirmed, one.name))
