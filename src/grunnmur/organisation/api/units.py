"""Units: the tree, who works in one, who leads it, and what is changed about it."""

from datetime import date
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from ninja import Field, Router, Schema

from grunnmur.core.api_shapes import listed
from grunnmur.core.clock import today
from grunnmur.core.http import Request
from grunnmur.organisation import actions, queries
from grunnmur.organisation.api.shapes import (
    DaysIn,
    LastDayIn,
    Limit,
    NamedOut,
    PeopleOut,
    days_of,
    named,
    period_of,
    person_out,
)
from grunnmur.organisation.models import Leadership, Unit
from grunnmur.organisation.rules import UnitFacts, UnitNames

router = Router()


class UnitOut(Schema):
    """A unit on the day asked for; `leader` acts first, and is empty when it is vacant."""

    id: UUID
    name: str
    code: str
    parent_id: UUID | None
    leader: NamedOut | None
    employments: int


class NamesIn(Schema):
    """What a unit is called and how it is counted."""

    name: str = Field(min_length=1, max_length=200)
    code: str = Field(min_length=1, max_length=40)
    short_name: str = Field(default="", max_length=40)
    kind: str = Field(default="", max_length=40)
    cost_centre: str = Field(default="", max_length=40)


class OpenUnitIn(NamesIn, DaysIn):
    """A new unit; no parent makes it a top."""

    parent_id: UUID | None = None


class MoveUnitIn(Schema):
    """Where a unit goes, and from when; no parent: to the top."""

    parent_id: UUID | None
    from_day: date


class CloseUnitIn(LastDayIn):
    """A unit's last day, and where its people and the units right below it go the day after."""

    move_to: UUID | None = None


class OneUnitOut(Schema):
    """A unit and its days."""

    id: UUID
    name: str
    code: str
    first_day: date
    last_day: date | None


class PlaceOut(Schema):
    """Where a unit hangs on some days; no parent: at the top."""

    unit_id: UUID
    parent_id: UUID | None
    first_day: date
    last_day: date | None


class LeaderIn(Schema):
    """Who leads from a day on."""

    person_id: UUID
    from_day: date


class ActingIn(Schema):
    """Who leads in the leader's place, from the first through the last day."""

    person_id: UUID
    first_day: date
    last_day: date


class VacateIn(Schema):
    """From when nobody leads in this way."""

    from_day: date
    kind: Annotated[Leadership.Kind, listed(Leadership.Kind)] = Leadership.Kind.LEADER


class LeadershipOut(Schema):
    """Who leads a unit on some days."""

    unit_id: UUID
    person_id: UUID
    kind: str
    first_day: date
    last_day: date | None


class VacancyOut(Schema):
    """A unit nobody leads on the day, why, since when, and who leads it meanwhile."""

    unit: NamedOut
    reason: str
    since: date | None
    leads_meanwhile: NamedOut | None
    people: int


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
    items = [person_out(row.person, row.employment) for row in queries.rows_of(found.rows, on=day)]
    return PeopleOut(items=items, next=found.next)


@router.post("/units", response={HTTPStatus.CREATED: OneUnitOut})
def open_unit(request: Request, sent: OpenUnitIn) -> tuple[HTTPStatus, OneUnitOut]:
    """Open a unit below another, or at the top."""
    names = {name: getattr(sent, name) for name in NamesIn.model_fields}
    facts = UnitFacts(**names, parent_id=sent.parent_id)
    return HTTPStatus.CREATED, _unit(actions.open_unit(facts, valid=sent.period(), by=request.user))


@router.post("/units/{uuid:unit_id}/rename", response=OneUnitOut)
def rename(request: Request, unit_id: UUID, sent: NamesIn) -> OneUnitOut:
    """Give a unit another name or code."""
    return _unit(actions.rename_unit(unit_id, names=UnitNames(**sent.dict()), by=request.user))


@router.post("/units/{uuid:unit_id}/move", response=PlaceOut)
def move(request: Request, unit_id: UUID, sent: MoveUnitIn) -> PlaceOut:
    """Hang a unit, with all below it, elsewhere from a day on."""
    queries.find_unit(unit_id)
    row = actions.move_unit(unit_id, parent_id=sent.parent_id, from_day=sent.from_day, by=request.user)
    return PlaceOut(unit_id=row.unit_id, parent_id=row.parent_id, **days_of(row))


@router.post("/units/{uuid:unit_id}/close", response=OneUnitOut)
def close(request: Request, unit_id: UUID, sent: CloseUnitIn) -> OneUnitOut:
    """Give a unit its last day; its people and the units right below it go to `move_to`."""
    return _unit(actions.close_unit(unit_id, last_day=sent.last_day, move_to=sent.move_to, by=request.user))


@router.post("/units/{uuid:unit_id}/leader", response=LeadershipOut)
def set_leader(request: Request, unit_id: UUID, sent: LeaderIn) -> LeadershipOut:
    """Let a person lead a unit from a day on."""
    queries.find_unit(unit_id)
    queries.find_person(sent.person_id, seen_by=request.user)
    row = actions.set_leader(unit_id, person_id=sent.person_id, from_day=sent.from_day, by=request.user)
    return _leadership(row)


@router.post("/units/{uuid:unit_id}/acting", response=LeadershipOut)
def set_acting(request: Request, unit_id: UUID, sent: ActingIn) -> LeadershipOut:
    """Let a person lead a unit in the leader's place for some days."""
    queries.find_unit(unit_id)
    queries.find_person(sent.person_id, seen_by=request.user)
    days = period_of(sent.first_day, sent.last_day)
    return _leadership(actions.set_acting_leader(unit_id, person_id=sent.person_id, valid=days, by=request.user))


@router.post("/units/{uuid:unit_id}/vacate", response={HTTPStatus.NO_CONTENT: None})
def vacate(request: Request, unit_id: UUID, sent: VacateIn) -> tuple[HTTPStatus, None]:
    """Let nobody lead a unit in this way from a day on."""
    queries.find_unit(unit_id)
    actions.vacate_leader(unit_id, from_day=sent.from_day, kind=sent.kind, by=request.user)
    return HTTPStatus.NO_CONTENT, None


@router.get("/vacancies", response=list[VacancyOut])
def vacancies(request: Request, on: date | None = None) -> list[VacancyOut]:
    """Return the units that nobody leads on a day, by name."""
    return [
        VacancyOut(
            unit=NamedOut(id=one.unit.pk, name=one.unit.name),
            reason=one.reason,
            since=one.since,
            leads_meanwhile=named(one.above),
            people=one.people,
        )
        for one in queries.vacancies(on=on or today(), seen_by=request.user)
    ]


def _unit(row: Unit) -> OneUnitOut:
    return OneUnitOut(id=row.pk, name=row.name, code=row.code, **days_of(row))


def _leadership(row: Leadership) -> LeadershipOut:
    return LeadershipOut(unit_id=row.unit_id, person_id=row.person_id, kind=row.kind, **days_of(row))
