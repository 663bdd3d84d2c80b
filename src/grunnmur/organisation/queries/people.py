"""Persons, as the asker may see them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext as _

from grunnmur.core.clock import today
from grunnmur.core.history import Change, history_of
from grunnmur.core.models import User
from grunnmur.core.periods import Period
from grunnmur.core.permissions import Actor, System, may, person_of, remember, scope_of
from grunnmur.core.sql import NordicKey
from grunnmur.core.tenancy import current_tenant
from grunnmur.organisation.models import LINE, Employment, Leave, Person, Position, UnitClosure
from grunnmur.organisation.queries.leaders import units_led_with_below
from grunnmur.organisation.queries.statements import fetch
from grunnmur.organisation.rules import EDIT_PEOPLE, SEE_PROTECTED

LAST_CHARACTER = "\U0010ffff"
MOST_NAMESAKES = 5


@dataclass(frozen=True)
class PersonRow:
    """A person in the directory, with the employment that counts first on the day (None: none that day)."""

    person: Person
    employment: Employment | None


@dataclass(frozen=True)
class Movement:
    """Somebody starts or leaves on a day: the first day, or the last."""

    person: Person
    employment: Employment
    day: date


def person_id_of(user: User) -> UUID | None:
    """Return the person a login is. One statement, in SQL: every page asks."""
    found = fetch("SELECT id FROM organisation_person WHERE user_id = %(user)s", {"user": user.pk})
    return found[0][0] if found else None


def people_with_email(email: str, *, seen_by: Actor) -> list[Person]:
    """Return who has this e-mail at work, by id; capital letters do not count."""
    return list(visible(Person.objects.filter(work_email__iexact=email), seen_by=seen_by).order_by("id"))


def visible(people: QuerySet[Person], *, seen_by: Actor) -> QuerySet[Person]:
    """Leave out protected persons, save for themselves, their leaders, and who may see the protected."""
    if isinstance(seen_by, System) or may(seen_by, SEE_PROTECTED):
        return people
    asker = person_of(seen_by)
    if asker is None:
        return people.filter(is_protected=False)
    led = Exists(Employment.objects.filter(person=OuterRef("pk"), unit_id__in=led_by(seen_by)))
    return people.filter(Q(is_protected=False) | Q(pk=asker) | (Q(is_protected=True) & Q(led)))


def led_by(by: User) -> frozenset[UUID]:
    """Return all units below those the asker leads today, these included; asked once a request."""
    person = person_of(by)
    return remember(by, "led", lambda _user: units_led_with_below(person, on=today())) if person else frozenset()


def find_person(person_id: UUID, *, seen_by: Actor) -> Person:
    """Return one person. Raises Person.DoesNotExist also for one the asker may not know of."""
    return visible(Person.objects.all(), seen_by=seen_by).get(pk=person_id)


def sees_details(person_id: UUID, *, seen_by: Actor) -> bool:
    """Tell whether she may see kinds, percents, leaves and history: herself, her leaders, who edits people there."""
    asker = person_of(seen_by)
    if isinstance(seen_by, System) or asker == person_id:
        return True
    units = set(Employment.objects.filter(person_id=person_id).values_list("unit_id", flat=True))
    scope = scope_of(seen_by, EDIT_PEOPLE)
    if scope.is_everywhere or any(unit in scope for unit in units):
        return True
    return not units.isdisjoint(led_by(seen_by))


def require_details(person_id: UUID, *, seen_by: Actor) -> None:
    """Do nothing if she may see the details. Raises PermissionDenied."""
    if not sees_details(person_id, seen_by=seen_by):
        raise PermissionDenied(_("Only the person, the leaders and those who edit people here may see this."))


def begins(column: str, text: str) -> Q:
    """Return the condition that a sort key starts as this text does; an index on the key is used."""
    key = NordicKey(Value(text.strip()), has_double_a=current_tenant().country == "DK")
    return Q(**{f"{column}__gte": key, f"{column}__lt": Concat(key, Value(LAST_CHARACTER))})


def rows_of(people: Iterable[Person], *, on: date) -> list[PersonRow]:
    """Return these persons in their order, each with the employment that counts first. One statement."""
    found = list(people)
    home = primary_employments([person.pk for person in found], on=on)
    return [PersonRow(person, home.get(person.pk)) for person in found]


def primary_employments(person_ids: Collection[UUID], *, on: date) -> dict[UUID, Employment]:
    """Return the employment that counts first of each who has one on the day. One statement."""
    rows = Employment.objects.filter(person_id__in=person_ids, valid__contains=on).select_related("unit", "position")
    first: dict[UUID, Employment] = {}
    for row in rows.order_by("-is_primary", "-percent", "valid__startswith", "id"):
        first.setdefault(row.person_id, row)
    return first


def employments_of(person_id: UUID) -> list[Employment]:
    """Return all employments of a person, the latest first; ask `sees_details` before showing them."""
    rows = Employment.objects.filter(person_id=person_id).select_related("unit", "position")
    return list(rows.order_by("-valid__startswith", "id"))


def find_employment(employment_id: UUID, *, seen_by: Actor) -> Employment:
    """Return one employment of a person the asker may know of, with person, unit and position.

    Raises Employment.DoesNotExist; what she may do with it is for the action to ask.
    """
    known = visible(Person.objects.filter(pk=OuterRef("person")), seen_by=seen_by)
    rows = Employment.objects.filter(Exists(known)).select_related("person", "unit", "position")
    return rows.get(pk=employment_id)


def leaves_of(employment_ids: Collection[UUID]) -> dict[UUID, list[Leave]]:
    """Return the leaves of each of these employments, the latest first; ask `sees_details` before showing them."""
    found: dict[UUID, list[Leave]] = {}
    for leave in Leave.objects.filter(employment_id__in=employment_ids).order_by("-valid__startswith", "id"):
        found.setdefault(leave.employment_id, []).append(leave)
    return found


def find_leave(leave_id: UUID, *, seen_by: Actor) -> Leave:
    """Return one leave of a person the asker may know of, with employment, person and unit.

    Raises Leave.DoesNotExist.
    """
    known = visible(Person.objects.filter(pk=OuterRef("employment__person")), seen_by=seen_by)
    rows = Leave.objects.filter(Exists(known))
    return rows.select_related("employment__person", "employment__unit", "employment__position").get(pk=leave_id)


def history_of_person(person: Person) -> list[tuple[str, Change]]:
    """Return the changes of a person and of her employments, the newest first; ask `sees_details` first.

    With each change the unit of the employment it is about; nothing when it is about the person.
    """
    work = Employment.objects.filter(person=person).select_related("unit")
    rows: list[tuple[str, Person | Employment]] = [("", person), *((row.unit.name, row) for row in work)]
    changes = [(about, change) for about, row in rows for change in history_of(row)]
    return sorted(changes, key=lambda pair: pair[1].at, reverse=True)


def last_units(person_ids: Collection[UUID], *, on: date) -> dict[UUID, UUID]:
    """Return the last unit of those who worked here before a day, and neither do on it nor will. One statement."""
    rows = Employment.objects.filter(person_id__in=person_ids).order_by("valid__startswith", "id")
    last: dict[UUID, UUID] = {}
    staying: set[UUID] = set()
    for person, unit, valid in rows.values_list("person_id", "unit_id", "valid"):
        last[person] = unit
        if not Period.from_range(valid).is_over(on):
            staying.add(person)
    return {person: unit for person, unit in last.items() if person not in staying}


def names_of(person_ids: Collection[UUID], *, seen_by: Actor) -> dict[UUID, str]:
    """Return the names of those persons the asker may know of."""
    people = visible(Person.objects.filter(pk__in=person_ids), seen_by=seen_by)
    return dict(people.values_list("pk", "display_name"))


def names_for_everyone(person_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the names of those persons who are not protected: for whom has no login to see more by."""
    people = Person.objects.filter(pk__in=person_ids, is_protected=False)
    return dict(people.values_list("pk", "display_name"))


def people_named(text: str, *, seen_by: Actor) -> QuerySet[Person]:
    """Return the persons the asker may know of whose name holds this text; in no order."""
    return visible(Person.objects.filter(display_name__icontains=text), seen_by=seen_by)


def namesakes(name: str, *, seen_by: Actor) -> list[Person]:
    """Return the first few people of exactly this shown name, however its letters are cased, by id. One statement."""
    rows = Person.objects.filter(display_name__iexact=" ".join(name.split()), merged_into=None)
    return list(visible(rows, seen_by=seen_by).order_by("id")[:MOST_NAMESAKES])


def people_below(unit_id: UUID, *, on: date, seen_by: Actor) -> QuerySet[Person]:
    """Return who works in a unit or under it on a day, by name."""
    below = UnitClosure.objects.filter(structure=LINE, ancestor_id=unit_id, valid__contains=on)
    return _working(Q(unit__in=below.values("descendant_id")), on=on, seen_by=seen_by)


def team_of(leader_id: UUID, *, on: date, seen_by: Actor) -> QuerySet[Person]:
    """Return whom a person leads on a day, in all units she leads and under them, by name; herself left out."""
    below = units_led_with_below(leader_id, on=on)
    return _working(Q(unit_id__in=below), on=on, seen_by=seen_by).exclude(pk=leader_id)


def _working(where: Q, *, on: date, seen_by: Actor) -> QuerySet[Person]:
    employed = Employment.objects.filter(where, person=OuterRef("pk"), valid__contains=on)
    return visible(Person.objects.filter(Exists(employed)), seen_by=seen_by).order_by("sort_key", "id")


def starting(unit_ids: Collection[UUID], *, during: Period, seen_by: Actor) -> list[Movement]:
    """Return who has the first day in these units within the days, the earliest first.

    Whoever changes her employment within these units does not start.
    """
    rows = _moving(unit_ids, seen_by=seen_by).filter(valid__startswith__gte=during.lower)
    if during.upper is not None:
        rows = rows.filter(valid__startswith__lt=during.upper)
    before = Employment.objects.filter(
        person=OuterRef("person"), unit_id__in=unit_ids, valid__contains=OuterRef("day_before")
    )
    found = rows.annotate(day_before=F("valid__startswith") - timedelta(days=1)).exclude(Exists(before))
    return [
        Movement(row.person, row, row.valid.lower) for row in found.order_by("valid__startswith", "person__sort_key")
    ]


def leaving(unit_ids: Collection[UUID], *, during: Period, seen_by: Actor) -> list[Movement]:
    """Return who has the last day in these units within the days, the earliest first.

    Whoever goes on with another employment within these units does not leave.
    """
    after = Period(during.lower, during.upper).shifted(1)  # a last day is the day before the range's upper bound
    rows = _moving(unit_ids, seen_by=seen_by).filter(valid__endswith__gte=after.lower)
    if after.upper is not None:
        rows = rows.filter(valid__endswith__lt=after.upper)
    stays = Employment.objects.filter(
        person=OuterRef("person"), unit_id__in=unit_ids, valid__contains=OuterRef("valid__endswith")
    )
    found = rows.exclude(Exists(stays)).order_by("valid__endswith", "person__sort_key")
    one_day = timedelta(days=1)
    return [Movement(row.person, row, row.valid.upper - one_day) for row in found]


def _moving(unit_ids: Collection[UUID], *, seen_by: Actor) -> QuerySet[Employment]:
    known = visible(Person.objects.filter(pk=OuterRef("person")), seen_by=seen_by)
    rows = Employment.objects.filter(Exists(known), unit_id__in=unit_ids)
    return rows.select_related("person", "unit", "position")


def positions() -> QuerySet[Position]:
    """Return all positions, by name."""
    return Position.objects.order_by(NordicKey("name"), "code")
