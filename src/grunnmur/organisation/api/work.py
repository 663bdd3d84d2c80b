"""Employments and leaves."""

from datetime import date
from decimal import Decimal
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from ninja import Field, Router, Schema

from grunnmur.core.api_shapes import listed
from grunnmur.core.history import record_reads
from grunnmur.core.http import Request
from grunnmur.core.permissions import person_of
from grunnmur.organisation import actions, queries
from grunnmur.organisation.api.shapes import (
    DaysIn,
    EmploymentOut,
    LastDayIn,
    PersonIn,
    days_of,
    employment_out,
)
from grunnmur.organisation.models import Employment, Leave
from grunnmur.organisation.rules import EmploymentFacts

Percent = Annotated[Decimal, Field(ge=0, le=100)]

router = Router()


class PlaceIn(Schema):
    """Where and as what somebody works."""

    unit_id: UUID
    kind: Annotated[Employment.Kind, listed(Employment.Kind)] = Employment.Kind.PERMANENT
    position_id: UUID | None = None
    percent: Percent = Decimal(100)
    is_primary: bool = False

    def place(self) -> EmploymentFacts:
        """Return it as the actions take it."""
        return EmploymentFacts(
            unit_id=self.unit_id,
            kind=self.kind,
            position_id=self.position_id,
            percent=self.percent,
            is_primary=self.is_primary,
        )


class HireIn(PersonIn, PlaceIn, DaysIn):
    """Somebody new, and her first employment."""


class EmploymentStartIn(PlaceIn, DaysIn):
    """One more employment of somebody who is here already."""


class ChangeIn(PlaceIn):
    """What an employment is to be from a day on; until `overlap_last_day` she works in the old place too."""

    from_day: date
    overlap_last_day: date | None = None


class ExtendIn(Schema):
    """How long an employment is to run; no last day means no end."""

    last_day: date | None = None


class EndIn(LastDayIn):
    """The last day of an employment."""

    is_immediate: bool = False


class LeaveIn(DaysIn):
    """Days off, wholly (100 percent) or partly."""

    percent: Annotated[Decimal, Field(gt=0, le=100)] = Decimal(100)


class LeaveOut(Schema):
    """Days off from an employment."""

    id: UUID
    employment_id: UUID
    percent: Decimal
    first_day: date
    last_day: date | None


@router.post("/hires", response={HTTPStatus.CREATED: EmploymentOut})
def hire(request: Request, sent: HireIn) -> tuple[HTTPStatus, EmploymentOut]:
    """Register somebody new with her first employment."""
    row = actions.hire(sent.person(), sent.place(), valid=sent.period(), by=request.user)
    return HTTPStatus.CREATED, employment_out(row)


@router.get("/people/{uuid:person_id}/employments", response=list[EmploymentOut])
def employments(request: Request, person_id: UUID) -> list[EmploymentOut]:
    """Return all employments of a person, the latest first; for herself, her leaders, and who edits people there."""
    found = queries.find_person(person_id, seen_by=request.user)
    queries.require_details(found.pk, seen_by=request.user)
    if person_of(request.user) != person_id:
        record_reads([person_id], by=request.user, what="organisation.employments")
    return [employment_out(row) for row in queries.employments_of(person_id)]


@router.post("/people/{uuid:person_id}/employments", response={HTTPStatus.CREATED: EmploymentOut})
def start(request: Request, person_id: UUID, sent: EmploymentStartIn) -> tuple[HTTPStatus, EmploymentOut]:
    """Register one more employment of a person."""
    queries.find_person(person_id, seen_by=request.user)
    row = actions.start_employment(person_id, sent.place(), valid=sent.period(), by=request.user)
    return HTTPStatus.CREATED, employment_out(row)


@router.post("/employments/{uuid:employment_id}/change", response=EmploymentOut)
def change(request: Request, employment_id: UUID, sent: ChangeIn) -> EmploymentOut:
    """Let an employment be something else from a day on; returns what it is from then."""
    queries.find_employment(employment_id, seen_by=request.user)
    row = actions.change_employment(
        employment_id,
        sent.place(),
        from_day=sent.from_day,
        overlap_last_day=sent.overlap_last_day,
        by=request.user,
    )
    return employment_out(row)


@router.post("/employments/{uuid:employment_id}/extend", response=EmploymentOut)
def extend(request: Request, employment_id: UUID, sent: ExtendIn) -> EmploymentOut:
    """Let an employment run longer."""
    queries.find_employment(employment_id, seen_by=request.user)
    return employment_out(actions.extend_employment(employment_id, last_day=sent.last_day, by=request.user))


@router.post("/employments/{uuid:employment_id}/end", response=EmploymentOut)
def end(request: Request, employment_id: UUID, sent: EndIn) -> EmploymentOut:
    """Give an employment its last day."""
    queries.find_employment(employment_id, seen_by=request.user)
    row = actions.end_employment(employment_id, last_day=sent.last_day, is_immediate=sent.is_immediate, by=request.user)
    return employment_out(row)


@router.delete("/employments/{uuid:employment_id}", response={HTTPStatus.NO_CONTENT: None})
def cancel(request: Request, employment_id: UUID) -> tuple[HTTPStatus, None]:
    """Call off an employment before its first day."""
    queries.find_employment(employment_id, seen_by=request.user)
    actions.cancel_hire(employment_id, by=request.user)
    return HTTPStatus.NO_CONTENT, None


@router.get("/employments/{uuid:employment_id}/leaves", response=list[LeaveOut])
def leaves(request: Request, employment_id: UUID) -> list[LeaveOut]:
    """Return the leaves from an employment, the latest first; for herself, her leaders, and who edits people there."""
    row = queries.find_employment(employment_id, seen_by=request.user)
    queries.require_details(row.person_id, seen_by=request.user)
    return [_leave(leave) for leave in queries.leaves_of([employment_id]).get(employment_id, [])]


@router.post("/employments/{uuid:employment_id}/leaves", response={HTTPStatus.CREATED: LeaveOut})
def register_leave(request: Request, employment_id: UUID, sent: LeaveIn) -> tuple[HTTPStatus, LeaveOut]:
    """Write down days off from an employment."""
    queries.find_employment(employment_id, seen_by=request.user)
    row = actions.register_leave(employment_id, percent=sent.percent, valid=sent.period(), by=request.user)
    return HTTPStatus.CREATED, _leave(row)


@router.post("/leaves/{uuid:leave_id}/change", response=LeaveOut)
def change_leave(request: Request, leave_id: UUID, sent: LeaveIn) -> LeaveOut:
    """Write other days or another percent for a leave."""
    queries.find_leave(leave_id, seen_by=request.user)
    return _leave(actions.change_leave(leave_id, percent=sent.percent, valid=sent.period(), by=request.user))


@router.post("/leaves/{uuid:leave_id}/end", response=LeaveOut)
def end_leave(request: Request, leave_id: UUID, sent: LastDayIn) -> LeaveOut:
    """Give a leave its last day."""
    queries.find_leave(leave_id, seen_by=request.user)
    return _leave(actions.end_leave(leave_id, last_day=sent.last_day, by=request.user))


@router.delete("/leaves/{uuid:leave_id}", response={HTTPStatus.NO_CONTENT: None})
def cancel_leave(request: Request, leave_id: UUID) -> tuple[HTTPStatus, None]:
    """Call off a leave before its first day."""
    queries.find_leave(leave_id, seen_by=request.user)
    actions.cancel_leave(leave_id, by=request.user)
    return HTTPStatus.NO_CONTENT, None


def _leave(row: Leave) -> LeaveOut:
    return LeaveOut(id=row.pk, employment_id=row.employment_id, percent=row.percent, **days_of(row))
