"""Keys, equipment and cards that are out, for programs: the list, handing out, taking back, losing, finding again."""

from datetime import datetime
from http import HTTPStatus
from typing import Literal
from uuid import UUID

from ninja import Field, Query, Schema

from grunnmur.access.actions import things as actions
from grunnmur.access.api.reads import Limit
from grunnmur.access.api.routes import router
from grunnmur.access.models import IssuedThing
from grunnmur.access.queries import things as reads
from grunnmur.access.queries.roles import things_held
from grunnmur.access.queries.things import ThingFilter
from grunnmur.core.history import record_reads
from grunnmur.core.http import Request
from grunnmur.core.permissions import person_of
from grunnmur.organisation import queries as organisation


class ThingsIn(Schema):
    """How the list is narrowed and sorted. q: the beginning of a name, or part of a number or of what it is."""

    q: str = Field("", max_length=100)
    state: Literal["out", "lost", "back", "all"] = "out"
    kind: Literal["", "key", "equipment", "card"] = ""
    sort: Literal["person", "thing", "label", "issued"] = "person"


class ThingOut(Schema):
    """One thing. state: out, lost or back; returned_at: when it came back or was lost."""

    id: UUID
    person_id: UUID
    permission_id: UUID
    name: str
    label: str
    state: str
    issued_at: datetime
    returned_at: datetime | None


class ThingsOut(Schema):
    """A page of things; `next` goes into `after`, empty on the last page."""

    items: list[ThingOut]
    next: str


class LabelIn(Schema):
    """The number that stands on a thing, or blank."""

    label: str = Field("", max_length=200)


class HandOutIn(LabelIn):
    """What is handed out, and its number."""

    permission_id: UUID


@router.get("/me/things", response=list[ThingOut])
def my_things(request: Request) -> list[ThingOut]:
    """Return what the caller was handed and has yet."""
    person = person_of(request.user)
    return [_out(row) for row in things_held(person)] if person else []


@router.get("/things", response=ThingsOut)
def things(request: Request, asked: Query[ThingsIn], after: str = "", limit: Limit = 50) -> ThingsOut:
    """Return the things the caller answers for: those that are out, unless another state is asked for.

    403 for who leads nobody and hands out nothing.
    """
    reads.require_things(request.user)
    wanted = ThingFilter(text=asked.q, state=asked.state, kind=asked.kind, sort=asked.sort)
    found = reads.thing_list(wanted, seen_by=request.user, after=after, limit=limit)
    record_reads({row.person_id for row in found.rows}, by=request.user, what="access.things")
    return ThingsOut(items=[_out(row) for row in found.rows], next=found.next)


@router.get("/things/{uuid:thing_id}", response=ThingOut)
def thing(request: Request, thing_id: UUID) -> ThingOut:
    """Return one thing."""
    return _told(request, _found(request, thing_id))


@router.post("/people/{uuid:person_id}/things", response={HTTPStatus.CREATED: ThingOut})
def hand_out(request: Request, person_id: UUID, sent: HandOutIn) -> tuple[HTTPStatus, ThingOut]:
    """Write down that a person was handed what she shall have; 409 for what nothing gives her."""
    organisation.find_person(person_id, seen_by=request.user)
    made = actions.issue_thing(person_id, sent.permission_id, label=sent.label, by=request.user)
    return HTTPStatus.CREATED, _told(request, made)


@router.put("/things/{uuid:thing_id}", response=ThingOut)
def label_thing(request: Request, thing_id: UUID, sent: LabelIn) -> ThingOut:
    """Put right the number of a thing that is out."""
    return _told(request, actions.label_thing(_found(request, thing_id).pk, sent.label, by=request.user))


@router.post("/things/{uuid:thing_id}/return", response=ThingOut)
def return_thing(request: Request, thing_id: UUID) -> ThingOut:
    """Take a thing back."""
    return _told(request, actions.return_thing(_found(request, thing_id).pk, by=request.user))


@router.post("/things/{uuid:thing_id}/lost", response=ThingOut)
def report_lost(request: Request, thing_id: UUID) -> ThingOut:
    """Say that a thing is lost, also one's own; those who hand it out are asked to block it."""
    return _told(request, actions.report_lost(_found(request, thing_id).pk, by=request.user))


@router.post("/things/{uuid:thing_id}/found", response=ThingOut)
def find_again(request: Request, thing_id: UUID) -> ThingOut:
    """Say that a lost thing is back in the store."""
    return _told(request, actions.find_again(_found(request, thing_id).pk, by=request.user))


def _found(request: Request, thing_id: UUID) -> IssuedThing:
    return reads.find_thing(thing_id, seen_by=request.user)


def _told(request: Request, row: IssuedThing) -> ThingOut:
    record_reads({row.person_id} - {person_of(request.user)}, by=request.user, what="access.things")
    return _out(row)


def _out(row: IssuedThing) -> ThingOut:
    return ThingOut(
        id=row.pk,
        person_id=row.person_id,
        permission_id=row.permission_id,
        name=str(row.permission),
        label=row.label,
        state=reads.state_of(row),
        issued_at=row.issued_at,
        returned_at=row.returned_at,
    )
