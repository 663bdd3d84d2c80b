"""What organisation's API takes and gives."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.utils.translation import gettext as _
from ninja import Field, Query, Schema
from pydantic import model_validator

from grunnmur.core.periods import Period
from grunnmur.organisation.models import (
    Appointment,
    Deputy,
    Employment,
    Leadership,
    Leave,
    Person,
    Position,
    Unit,
    UnitParent,
)
from grunnmur.organisation.rules import DayOutsideError, PersonFacts

Limit = Annotated[int, Query(ge=1, le=200)]
Percent = Annotated[Decimal, Field(ge=0, le=100)]


class NamedOut(Schema):
    """Something with an id and a name."""

    id: UUID
    name: str


class PersonOut(Schema):
    """A person in the directory, with the unit and position that count first on the day asked for."""

    id: UUID
    name: str
    given_name: str
    family_name: str
    work_email: str
    work_phone: str
    unit: NamedOut | None
    position: NamedOut | None


class PeopleOut(Schema):
    """A page of people; `next` goes into `after`, empty on the last page."""

    items: list[PersonOut]
    next: str


class EmploymentOut(Schema):
    """An employment; no last day means no end."""

    id: UUID
    person_id: UUID
    unit: NamedOut
    position: NamedOut | None
    kind: str
    percent: Decimal
    first_day: date
    last_day: date | None


class DaysIn(Schema):
    """A first and a last day; no last day means no end."""

    first_day: date
    last_day: date | None = None

    @model_validator(mode="after")
    def ends_after_it_begins(self) -> "DaysIn":
        """Refuse a last day before the first."""
        if self.last_day and self.last_day < self.first_day:
            raise ValueError(_("The last day cannot be before the first."))
        return self

    def period(self) -> Period:
        """Return the days."""
        return Period.through(self.first_day, self.last_day)


class LastDayIn(Schema):
    """A last day."""

    last_day: date


class PersonIn(Schema):
    """Who somebody is, and how she is reached at work; a blank shown name is made of the other two."""

    given_name: str
    family_name: str
    display_name: str = ""
    language: str = ""
    work_email: str = ""
    work_phone: str = ""
    employee_number: str = ""

    def person(self) -> PersonFacts:
        """Return it as the actions take it."""
        return PersonFacts(**{name: getattr(self, name) for name in PersonIn.model_fields})


def named(thing: Unit | Position | Person | None) -> NamedOut | None:
    """Return something with its id and name."""
    return None if thing is None else NamedOut(id=thing.pk, name=str(thing))


def person_out(row: Person, home: Employment | None) -> PersonOut:
    """Return a person of the directory."""
    return PersonOut(
        id=row.pk,
        name=row.display_name,
        given_name=row.given_name,
        family_name=row.family_name,
        work_email=row.work_email,
        work_phone=row.work_phone,
        unit=named(home.unit) if home else None,
        position=named(home.position) if home else None,
    )


def employment_out(row: Employment) -> EmploymentOut:
    """Return an employment."""
    return EmploymentOut(
        id=row.pk,
        person_id=row.person_id,
        unit=NamedOut(id=row.unit_id, name=row.unit.name),
        position=named(row.position),
        kind=row.kind,
        percent=row.percent,
        **days_of(row),
    )


def days_of(
    row: Appointment | Deputy | Employment | Leadership | Leave | Unit | UnitParent,
) -> dict[str, Any]:  # Any: a day, or none
    """Return the first and the last day of a row."""
    return {"first_day": row.valid.lower, "last_day": Period.from_range(row.valid).last_day}


def period_of(first_day: date, last_day: date) -> Period:
    """Return the days from the first through the last. Raises DayOutsideError for a last day before the first."""
    if last_day < first_day:
        raise DayOutsideError(_("The last day cannot be before the first."))
    return Period.through(first_day, last_day)
