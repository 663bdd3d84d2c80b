"""People: who they are, where they work, who stands in for whom."""

from datetime import date
from http import HTTPStatus
from uuid import UUID

from ninja import Field, Router, Schema

from grunnmur.core.clock import today
from grunnmur.core.http import Request
from grunnmur.core.periods import Period
from grunnmur.core.permissions import person_of
from grunnmur.organisation import actions, queries
from grunnmur.organisation.api.shapes import (
    LastDayIn,
    Limit,
    NamedOut,
    PeopleOut,
    PersonIn,
    PersonOut,
    days_of,
    period_of,
    person_out,
)
from grunnmur.organisation.models import Deputy

router = Router()


class MeOut(Schema):
    """Who the caller is."""

    user: NamedOut
    person: NamedOut | None
    units: list[NamedOut]


class ProtectIn(Schema):
    """Whether a person is protected."""

    is_protected: bool


class DeputyIn(Schema):
    """Who stands in, in what (approve, tasks, access), where (no unit: everywhere), and when."""

    deputy_id: UUID
    may: list[Deputy.May] = Field(min_length=1)
    unit_id: UUID | None = None
    first_day: date
    last_day: date


class DeputyOut(Schema):
    """Somebody stands in for a person on some days."""

    id: UUID
    for_person_id: UUID
    deputy_id: UUID
    unit_id: UUID | None
    may: list[str]
    first_day: date
    last_day: date | None


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
    items = [person_out(row.person, row.employment) for row in queries.rows_of(found.rows, on=day)]
    return PeopleOut(items=items, next=found.next)


@router.get("/people/{uuid:person_id}", response=PersonOut)
def person(request: Request, person_id: UUID) -> PersonOut:
    """Return one person of the directory."""
    (row,) = queries.rows_of([queries.find_person(person_id, seen_by=request.user)], on=today())
    return person_out(row.person, row.employment)


@router.post("/people/{uuid:person_id}/correct", response=PersonOut)
def correct(request: Request, person_id: UUID, sent: PersonIn) -> PersonOut:
    """Write what is right about a person."""
    queries.find_person(person_id, seen_by=request.user)
    row = actions.correct_person(person_id, sent.person(), by=request.user)
    return person_out(row, queries.primary_employments([person_id], on=today()).get(person_id))


@router.post("/people/{uuid:person_id}/protect", response={HTTPStatus.NO_CONTENT: None})
def protect(request: Request, person_id: UUID, sent: ProtectIn) -> tuple[HTTPStatus, None]:
    """Protect a person, or end that."""
    queries.find_person(person_id, seen_by=request.user)
    actions.protect_person(person_id, is_protected=sent.is_protected, by=request.user)
    return HTTPStatus.NO_CONTENT, None


@router.get("/people/{uuid:person_id}/deputies", response=list[DeputyOut])
def deputies(request: Request, person_id: UUID, on: date | None = None) -> list[DeputyOut]:
    """Return who stands in for a person on a day or will; for herself, her leaders, and who edits people there."""
    queries.find_person(person_id, seen_by=request.user)
    queries.require_details(person_id, seen_by=request.user)
    return [_deputy(row) for row in queries.deputies_of(person_id, on=on or today(), seen_by=request.user)]


@router.post("/people/{uuid:person_id}/deputies", response={HTTPStatus.CREATED: DeputyOut})
def name_deputy(request: Request, person_id: UUID, sent: DeputyIn) -> tuple[HTTPStatus, DeputyOut]:
    """Let somebody stand in for a person, at most a year."""
    queries.find_person(person_id, seen_by=request.user)
    row = actions.name_deputy(
        person_id,
        deputy_id=sent.deputy_id,
        may_do=[str(one) for one in sent.may],
        valid=period_of(sent.first_day, sent.last_day),
        unit_id=sent.unit_id,
        by=request.user,
    )
    return HTTPStatus.CREATED, _deputy(row)


@router.post("/deputies/{uuid:deputy_id}/end", response=DeputyOut)
def end_deputy(request: Request, deputy_id: UUID, sent: LastDayIn) -> DeputyOut:
    """Give a deputy her last day; the deputy herself may do it too."""
    queries.find_deputy(deputy_id, seen_by=request.user)
    return _deputy(actions.end_deputy(deputy_id, last_day=sent.last_day, by=request.user))


def _deputy(row: Deputy) -> DeputyOut:
    return DeputyOut(
        id=row.pk,
        for_person_id=row.for_person_id,
        deputy_id=row.deputy_id,
        unit_id=row.unit_id,
        may=row.may,
        **days_of(row),
    )
