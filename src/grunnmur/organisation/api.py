"""People, units and employments for programs: the same actions and queries as the pages."""

from datetime import date
from decimal import Decimal
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema
from pydantic import model_validator

from grunnmur.core.clock import today
from grunnmur.core.history import record_reads
from grunnmur.core.http import Request
from grunnmur.core.periods import Period
from grunnmur.core.permissions import person_of
from grunnmur.organisation import actions, queries
from grunnmur.organisation.models import Employment, Person, Position, Unit
from grunnmur.organisation.rules import EmploymentFacts, PersonFacts

router = Router(tags=["organisation"])
Limit = Annotated[int, Query(ge=1, le=200)]


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


class UnitOut(Schema):
    """A unit on the day asked for; `leader` acts first, and is empty when it is vacant."""

    id: UUID
    name: str
    code: str
    parent_id: UUID | None
    leader: NamedOut | None
    employments: int


class MeOut(Schema):
    """Who the caller is."""

    user: NamedOut
    person: NamedOut | None
    units: list[NamedOut]


class HireIn(Schema):
    """Somebody new, and her first employment."""

    given_name: str
    family_name: str
    unit_id: UUID
    kind: Employment.Kind = Employment.Kind.PERMANENT
    first_day: date
    last_day: date | None = None
    position_id: UUID | None = None
    percent: Decimal = Field(default=Decimal(100), ge=0, le=100)
    work_email: str = ""

    @model_validator(mode="after")
    def ends_after_it_begins(self) -> "HireIn":
        """Refuse a last day before the first."""
        if self.last_day and self.last_day < self.first_day:
            raise ValueError(_("The last day cannot be before the first."))
        return self


class EndIn(Schema):
    """The last day of an employment."""

    last_day: date
    is_immediate: bool = False


@router.get("/me", response=MeOut)
def me(request: Request) -> MeOut:
    """Return who the caller is, and where she works today."""
    person_id = person_of(request.user)
    person = queries.find_person(person_id, seen_by=request.user) if person_id else None
    rows = queries.employments_of(person_id) if person_id else []
    units = {row.unit_id: row.unit for row in rows if today() in Period.from_range(row.valid)}
    return MeOut(
        user=NamedOut(id=request.user.pk, name=str(request.user)),
        person=NamedOut(id=person.pk, name=person.display_name) if person else None,
        units=[NamedOut(id=unit.pk, name=unit.name) for unit in units.values()],
    )


@router.get("/people", response=PeopleOut)
def people(request: Request, q: str = "", on: date | None = None, after: str = "", limit: Limit = 50) -> PeopleOut:
    """Return who works here on a day, by name; `q` is the start of a name."""
    day = on or today()
    found = queries.directory(on=day, seen_by=request.user, starts_with=q, after=after, limit=limit)
    items = [_person(row.person, row.employment) for row in queries.rows_of(found.rows, on=day)]
    return PeopleOut(items=items, next=found.next)


@router.get("/people/{uuid:person_id}", response=PersonOut)
def person(request: Request, person_id: UUID) -> PersonOut:
    """Return one person of the directory."""
    (row,) = queries.rows_of([queries.find_person(person_id, seen_by=request.user)], on=today())
    return _person(row.person, row.employment)


@router.get("/people/{uuid:person_id}/employments", response=list[EmploymentOut])
def employments(request: Request, person_id: UUID) -> list[EmploymentOut]:
    """Return all employments of a person, the latest first; for herself, her leaders, and who edits people there."""
    found = queries.find_person(person_id, seen_by=request.user)
    queries.require_details(found.pk, seen_by=request.user)
    if person_of(request.user) != person_id:
        record_reads([person_id], by=request.user, what="organisation.employments")
    return [_employment(row) for row in queries.employments_of(person_id)]


@router.post("/hires", response={HTTPStatus.CREATED: EmploymentOut})
def hire(request: Request, sent: HireIn) -> tuple[HTTPStatus, EmploymentOut]:
    """Register somebody new with her first employment."""
    facts = PersonFacts(given_name=sent.given_name, family_name=sent.family_name, work_email=sent.work_email)
    work = EmploymentFacts(unit_id=sent.unit_id, kind=sent.kind, position_id=sent.position_id, percent=sent.percent)
    row = actions.hire(facts, work, valid=Period.through(sent.first_day, sent.last_day), by=request.user)
    return HTTPStatus.CREATED, _employment(row)


@router.post("/employments/{uuid:employment_id}/end", response=EmploymentOut)
def end(request: Request, employment_id: UUID, sent: EndIn) -> EmploymentOut:
    """Give an employment its last day."""
    row = actions.end_employment(employment_id, last_day=sent.last_day, is_immediate=sent.is_immediate, by=request.user)
    return _employment(row)


@router.get("/units", response=list[UnitOut])
def units(request: Request, on: date | None = None) -> list[UnitOut]:
    """Return all units of a day, each after the one it hangs below."""
    tops = queries.unit_tree(on=on or today(), seen_by=request.user)
    return [out for top in tops for out in _flat(top, parent_id=None)]


def _flat(node: queries.Node, *, parent_id: UUID | None) -> list[UnitOut]:
    leader = NamedOut(id=node.leader.pk, name=node.leader.display_name) if node.leader else None
    own = UnitOut(
        id=node.unit.pk,
        name=node.unit.name,
        code=node.unit.code,
        parent_id=parent_id,
        leader=leader,
        employments=node.own,
    )
    return [own, *(out for below in node.below for out in _flat(below, parent_id=node.unit.pk))]


@router.get("/units/{uuid:unit_id}/people", response=PeopleOut)
def people_of_unit(
    request: Request, unit_id: UUID, on: date | None = None, after: str = "", limit: Limit = 50
) -> PeopleOut:
    """Return who works in the unit itself on a day, by name."""
    day, unit = on or today(), queries.find_unit(unit_id)
    found = queries.directory(on=day, seen_by=request.user, unit_id=unit.pk, after=after, limit=limit)
    items = [_person(row.person, row.employment) for row in queries.rows_of(found.rows, on=day)]
    return PeopleOut(items=items, next=found.next)


def _named(thing: Unit | Position | None) -> NamedOut | None:
    return None if thing is None else NamedOut(id=thing.pk, name=str(thing))


def _person(row: Person, home: Employment | None) -> PersonOut:
    return PersonOut(
        id=row.pk,
        name=row.display_name,
        given_name=row.given_name,
        family_name=row.family_name,
        work_email=row.work_email,
        work_phone=row.work_phone,
        unit=_named(home.unit) if home else None,
        position=_named(home.position) if home else None,
    )


def _employment(row: Employment) -> EmploymentOut:
    days = Period.from_range(row.valid)
    return EmploymentOut(
        id=row.pk,
        person_id=row.person_id,
        unit=NamedOut(id=row.unit_id, name=row.unit.name),
        position=_named(row.position),
        kind=row.kind,
        percent=row.percent,
        first_day=row.valid.lower,
        last_day=days.last_day,
    )
