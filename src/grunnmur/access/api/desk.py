"""The desk, for programs at the door: who is in, letting in, letting out."""

from datetime import datetime
from http import HTTPStatus
from uuid import UUID

from ninja import Field, Schema

from grunnmur.access import tasks
from grunnmur.access.actions import desk as actions
from grunnmur.access.api.routes import router
from grunnmur.access.queries import desk as queries
from grunnmur.access.rules.desk import Visit, Visitor
from grunnmur.core.history import record_reads
from grunnmur.core.http import Request


class VisitIn(Schema):
    """Who is let in, where, as what and until when (within 24 hours). person_id: somebody known, instead of a name."""

    person_id: UUID | None = None
    name: str = Field(default="", max_length=200)
    phone: str = Field(default="", max_length=40)
    agency: str = Field(default="", max_length=120)
    identity_checked_by: str = Field(min_length=1, max_length=120)
    unit_id: UUID
    role_id: UUID
    ends_at: datetime


class VisitOut(Schema):
    """A visit; days: on how many of the last 30 she was let in."""

    id: UUID
    person_id: UUID
    name: str
    unit_id: UUID
    role_id: UUID
    ends_at: datetime
    is_open: bool
    days: int


@router.get("/desk", response=list[VisitOut])
def desk(request: Request) -> list[VisitOut]:
    """Return who was let in within 30 days at the caller's desks, those who are in first."""
    rows = queries.visits(seen_by=request.user)
    record_reads(sorted({row.visit.person_id for row in rows}), by=request.user, what="access.desk")
    return [_visit(row) for row in rows]


@router.post("/desk", response={HTTPStatus.CREATED: VisitOut})
def let_in(request: Request, sent: VisitIn) -> tuple[HTTPStatus, VisitOut]:
    """Let somebody in for some hours."""
    visitor = Visitor(
        person_id=sent.person_id,
        name=sent.name,
        phone=sent.phone,
        agency=sent.agency,
        identity_checked_by=sent.identity_checked_by,
    )
    visit = Visit(unit_id=sent.unit_id, role_id=sent.role_id, ends_at=sent.ends_at)
    found = tasks.open_desk_access(visitor, visit, by=request.user)
    row = next(row for row in queries.visits(seen_by=request.user) if row.visit.pk == found.pk)
    return HTTPStatus.CREATED, _visit(row)


@router.post("/desk/{uuid:visit_id}/end", response={HTTPStatus.NO_CONTENT: None})
def let_out(request: Request, visit_id: UUID) -> tuple[HTTPStatus, None]:
    """Let somebody out before the hour."""
    actions.end_desk_access(visit_id, by=request.user)
    return HTTPStatus.NO_CONTENT, None


def _visit(row: queries.ShownVisit) -> VisitOut:
    one = row.visit
    return VisitOut(
        id=one.pk,
        person_id=one.person_id,
        name=row.name,
        unit_id=one.unit_id,
        role_id=one.role_id,
        ends_at=one.ends_at,
        is_open=row.is_open,
        days=row.days,
    )
