"""Functions and who holds them."""

from datetime import date
from http import HTTPStatus
from uuid import UUID

from ninja import Field, Router, Schema

from grunnmur.core.clock import today
from grunnmur.core.http import Request
from grunnmur.organisation import actions, queries
from grunnmur.organisation.api.shapes import (
    DaysIn,
    LastDayIn,
    NamedOut,
    days_of,
)
from grunnmur.organisation.models import Appointment, Function
from grunnmur.organisation.rules import FunctionFacts

router = Router()


class FunctionIn(Schema):
    """What a function is called, and where somebody must hold it: nowhere, municipality, units."""

    code: str = Field(min_length=1, max_length=40)
    name: str = Field(min_length=1, max_length=200)
    needed: Function.Need = Function.Need.NONE
    is_closed: bool = False


class FunctionOut(Schema):
    """A function of the register."""

    id: UUID
    code: str
    name: str
    needed: str
    is_closed: bool


class RegisteredOut(FunctionOut):
    """A function with how many hold it on the day, and for how many units it is needed and vacant."""

    holders: int
    vacant: int


class AppointIn(DaysIn):
    """Who is to hold a function for which unit."""

    person_id: UUID
    function_id: UUID
    unit_id: UUID


class AppointmentOut(Schema):
    """A person holds a function for a unit on some days."""

    id: UUID
    person_id: UUID
    function_id: UUID
    unit_id: UUID
    first_day: date
    last_day: date | None


class AppointmentsOut(Schema):
    """A page of appointments; `next` goes into `after`, empty on the last page."""

    items: list[AppointmentOut]
    next: str


@router.get("/functions", response=list[RegisteredOut])
def functions(request: Request, on: date | None = None) -> list[RegisteredOut]:
    """Return all functions by name, with how many hold them on a day and where they are vacant."""
    rows = queries.function_register(on=on or today(), seen_by=request.user)
    return [RegisteredOut(**_function(row.function).dict(), holders=row.holders, vacant=row.vacant) for row in rows]


@router.post("/functions", response={HTTPStatus.CREATED: FunctionOut})
def add_function(request: Request, sent: FunctionIn) -> tuple[HTTPStatus, FunctionOut]:
    """Add a function to the register."""
    return HTTPStatus.CREATED, _function(actions.add_function(_facts(sent), by=request.user))


@router.post("/functions/{uuid:function_id}/change", response=FunctionOut)
def change_function(request: Request, function_id: UUID, sent: FunctionIn) -> FunctionOut:
    """Write what a function is called, where it is needed, and whether it is closed."""
    return _function(actions.change_function(function_id, _facts(sent), by=request.user))


@router.get("/functions/{uuid:function_id}/holders", response=AppointmentsOut)
def holders(request: Request, function_id: UUID, on: date | None = None, after: str = "") -> AppointmentsOut:
    """Return who holds a function on a day or will, by unit and name."""
    row = queries.find_function(function_id)
    found = queries.holders_of(row.pk, on=on or today(), seen_by=request.user, after=after)
    return AppointmentsOut(items=[_appointment(one) for one in found.rows], next=found.next)


@router.get("/functions/{uuid:function_id}/vacant", response=list[NamedOut])
def vacant(request: Request, function_id: UUID, on: date | None = None) -> list[NamedOut]:  # noqa: ARG001  # ninja's
    """Return the units where a function is needed and nobody holds it on a day, by name."""
    row = queries.find_function(function_id)
    return [NamedOut(id=unit.pk, name=unit.name) for unit in queries.vacant_units(row, on=on or today())]


@router.post("/appointments", response={HTTPStatus.CREATED: AppointmentOut})
def appoint(request: Request, sent: AppointIn) -> tuple[HTTPStatus, AppointmentOut]:
    """Give a person a function for a unit."""
    queries.find_person(sent.person_id, seen_by=request.user)
    function, unit = queries.find_function(sent.function_id), queries.find_unit(sent.unit_id)
    row = actions.appoint(
        sent.person_id, function_id=function.pk, unit_id=unit.pk, valid=sent.period(), by=request.user
    )
    return HTTPStatus.CREATED, _appointment(row)


@router.post("/appointments/{uuid:appointment_id}/end", response=AppointmentOut)
def end_appointment(request: Request, appointment_id: UUID, sent: LastDayIn) -> AppointmentOut:
    """Give an appointment its last day."""
    queries.find_appointment(appointment_id, seen_by=request.user)
    return _appointment(actions.end_appointment(appointment_id, last_day=sent.last_day, by=request.user))


@router.delete("/appointments/{uuid:appointment_id}", response={HTTPStatus.NO_CONTENT: None})
def cancel_appointment(request: Request, appointment_id: UUID) -> tuple[HTTPStatus, None]:
    """Call off an appointment before its first day."""
    queries.find_appointment(appointment_id, seen_by=request.user)
    actions.cancel_appointment(appointment_id, by=request.user)
    return HTTPStatus.NO_CONTENT, None


def _facts(sent: FunctionIn) -> FunctionFacts:
    return FunctionFacts(code=sent.code, name=sent.name, needed=sent.needed, is_closed=sent.is_closed)


def _function(row: Function) -> FunctionOut:
    return FunctionOut(id=row.pk, code=row.code, name=row.name, needed=row.needed, is_closed=row.is_closed)


def _appointment(row: Appointment) -> AppointmentOut:
    return AppointmentOut(
        id=row.pk, person_id=row.person_id, function_id=row.function_id, unit_id=row.unit_id, **days_of(row)
    )
