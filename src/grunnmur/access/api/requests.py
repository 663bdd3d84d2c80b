"""Requests, written and read by programs: asked for, answered, withdrawn."""

from datetime import date, datetime
from http import HTTPStatus
from typing import Annotated, Literal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from ninja import Field, Query, Schema

from grunnmur.access.actions.requests import baskets, deciding
from grunnmur.access.actions.requests.exceptions import ask_for_exception
from grunnmur.access.api.people import RoleOrLevelIn
from grunnmur.access.api.reads import Limit
from grunnmur.access.api.routes import router
from grunnmur.access.queries.requests import lists
from grunnmur.access.queries.requests.shown import ShownLine
from grunnmur.access.queries.requests.sight import find_request
from grunnmur.access.rules import BadWaiverError, WaiverFacts
from grunnmur.access.rules.requests import Wish
from grunnmur.core.clock import today
from grunnmur.core.history import record_reads
from grunnmur.core.http import Request
from grunnmur.core.periods import Period


class WishIn(RoleOrLevelIn):
    """One change that is asked for. What is given up or kept shorter ends on its last day."""

    operation: Literal["add", "remove", "extend", "shorten"] = "add"
    first_day: date | None = None
    last_day: date | None = None

    def wish(self) -> Wish:
        """Return it; without a first day it begins today."""
        target = self.target()
        first = self.first_day or today()
        last = self.last_day or (today() if self.operation == "remove" else None)
        if self.operation != "add":
            first = min(today(), last or today())
        return Wish(
            operation=self.operation,
            role_id=target.role_id,
            permission_id=target.permission_id,
            period=Period.through(first, max(first, last) if last else None),
        )


class RequestIn(Schema):
    """What is asked for, for whom and why. What lies in the caller's basket for the person is sent with it."""

    receiver_id: UUID
    reason: str = Field(min_length=1, max_length=500)
    lines: list[WishIn] = Field(min_length=1, max_length=50)


class ExceptionIn(Schema):
    """An exception from a role conflict that is asked for, a year at most. compensating_check: what makes up for it."""

    first_day: date | None = None
    last_day: date
    reason: str = Field(min_length=1, max_length=500)
    compensating_check: str = Field(min_length=1, max_length=500)

    def facts(self, conflict_id: UUID, person_id: UUID) -> WaiverFacts:
        """Return it as the action reads it; without a first day it begins today. Raises BadWaiverError."""
        first = self.first_day or today()
        if self.last_day < first:
            raise BadWaiverError(_("The last day is before the first."))
        return WaiverFacts(
            conflict_id=conflict_id,
            person_id=person_id,
            period=Period.through(first, self.last_day),
            reason=self.reason.strip(),
            compensating_check=self.compensating_check.strip(),
        )


class RequestAnswerIn(Schema):
    """An answer to one line; a no needs its note."""

    answer: Literal["yes", "no"]
    note: str = Field(default="", max_length=500)


class RequestStepOut(Schema):
    """One step of a line: who decides, in words, and how far it is."""

    who: str
    state: str
    waits_for: str
    due_date: date | None


class RequestLineOut(Schema):
    """One line of a request; names are in the caller's language. may_decide: whether it waits for the caller.

    conflict_id, compensating_check: of an exception (operation waive).
    """

    id: UUID
    request_id: UUID
    receiver: str
    requester: str
    operation: str
    what: str
    role_id: UUID | None
    permission_id: UUID | None
    conflict_id: UUID | None
    compensating_check: str
    first_day: date | None
    last_day: date | None
    risk: int
    state: str
    reason: str
    sent_at: datetime | None
    may_decide: bool
    steps: list[RequestStepOut]


class LinesOut(Schema):
    """Lines of requests; `next` goes into `after`, empty on the last page."""

    items: list[RequestLineOut]
    next: str = ""


class Narrowing(Schema):
    """How the list of all lines is narrowed; blank = all."""

    q: str = ""
    state: str = ""
    operation: str = ""
    risk: str = ""


@router.get("/requests", response=LinesOut)
def all_requests(
    request: Request, narrowing: Annotated[Narrowing, Query()], after: str = "", limit: Limit = 50
) -> LinesOut:
    """Return all lines, the oldest first; needs access.officer."""
    wanted = lists.LineFilter(
        text=narrowing.q, state=narrowing.state, operation=narrowing.operation, risk=narrowing.risk
    )
    rows, following = lists.all_lines(wanted, seen_by=request.user, after=after, limit=limit)
    people = {row.line.request.receiver_id for row in rows}
    record_reads(sorted(people), by=request.user, what="access.requests")
    return LinesOut(items=[_line(row) for row in rows], next=following)


@router.get("/me/requests", response=LinesOut)
def my_requests(request: Request) -> LinesOut:
    """Return what the caller asked for, or what was asked for on her behalf, the latest first."""
    return LinesOut(items=[_line(row) for row in lists.my_lines(seen_by=request.user)])


@router.get("/me/to-decide", response=LinesOut)
def to_decide(request: Request) -> LinesOut:
    """Return the lines that wait for the caller's answer, the oldest first."""
    return LinesOut(items=[_line(row) for row in lists.to_decide(seen_by=request.user)])


@router.post("/requests", response={HTTPStatus.CREATED: LinesOut})
def ask(request: Request, sent: RequestIn) -> tuple[HTTPStatus, LinesOut]:
    """Ask for changes in what a person has, and return the lines with how far each is."""
    with transaction.atomic():
        basket = baskets.open_basket(sent.receiver_id, by=request.user)
        for one in sent.lines:
            baskets.put_line(basket.pk, one.wish(), by=request.user)
        deciding.send_request(basket.pk, reason=sent.reason, by=request.user)
    return HTTPStatus.CREATED, _lines(request, basket.pk)


@router.post("/conflicts/{uuid:conflict_id}/people/{uuid:person_id}/ask", response={HTTPStatus.CREATED: LinesOut})
def ask_exception(
    request: Request, conflict_id: UUID, person_id: UUID, sent: ExceptionIn
) -> tuple[HTTPStatus, LinesOut]:
    """Ask that a person may have both sides of a conflict; the leader decides, then who may allow exceptions."""
    made = ask_for_exception(sent.facts(conflict_id, person_id), by=request.user)
    return HTTPStatus.CREATED, _lines(request, made.pk)


@router.get("/requests/{uuid:request_id}", response=LinesOut)
def one_request(request: Request, request_id: UUID) -> LinesOut:
    """Return the lines of one request."""
    find_request(request_id, seen_by=request.user)
    return _lines(request, request_id)


@router.post("/requests/{uuid:request_id}/withdraw", response=LinesOut)
def withdraw(request: Request, request_id: UUID) -> LinesOut:
    """Take back what nobody has decided."""
    find_request(request_id, seen_by=request.user)
    deciding.withdraw_request(request_id, by=request.user)
    return _lines(request, request_id)


@router.post("/requests/lines/{uuid:line_id}/decide", response=LinesOut)
def decide(request: Request, line_id: UUID, sent: RequestAnswerIn) -> LinesOut:
    """Answer one line; after the last yes it is carried out."""
    line = deciding.decide_line(line_id, is_yes=sent.answer == "yes", note=sent.note, by=request.user)
    return _lines(request, line.request_id)


def _lines(request: Request, request_id: UUID) -> LinesOut:
    return LinesOut(items=[_line(row) for row in lists.lines_of(request_id, seen_by=request.user)])


def _line(row: ShownLine) -> RequestLineOut:
    line, period = row.line, Period.from_range(row.line.valid)
    return RequestLineOut(
        id=line.pk,
        request_id=line.request_id,
        receiver=row.receiver,
        requester=row.requester,
        operation=line.operation,
        what=row.name,
        role_id=line.role_id,
        permission_id=line.permission_id,
        conflict_id=line.conflict_id,
        compensating_check=line.compensating_check,
        first_day=period.lower,
        last_day=period.last_day,
        risk=line.risk,
        state=line.state,
        reason=line.request.reason,
        sent_at=line.request.sent_at,
        may_decide=row.may_decide,
        steps=[
            RequestStepOut(who=step.label, state=step.state, waits_for=step.names, due_date=step.due_date)
            for step in row.steps
        ],
    )
