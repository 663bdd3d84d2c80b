"""Leaves: registered, changed, ended, called off."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from grunnmur.core.clock import today
from grunnmur.core.http import Request
from grunnmur.core.periods import Period
from grunnmur.organisation import actions, queries
from grunnmur.organisation.actions.own import require_about
from grunnmur.organisation.forms.fields import NothingForm, plain
from grunnmur.organisation.forms.people import LastDayForm, LeaveForm
from grunnmur.organisation.models import Employment, Leave
from grunnmur.organisation.rules import EDIT_PEOPLE, LeaveChange
from grunnmur.organisation.views.confirming import Question, ask, sent
from grunnmur.organisation.views.shown import days, person_way


def register(request: Request, employment_id: UUID) -> HttpResponse:
    """Ask for days off from an employment and write them down."""
    row = queries.find_employment(employment_id, seen_by=request.user)
    require_about(row.person_id, EDIT_PEOPLE, at=row.unit_id, by=request.user)
    form = LeaveForm(sent(request), choices={}, initial={"first_day": today()})
    title, done = _("New leave"), _("The leave is registered.")
    question = _question(row, title=title, label=_("Register the leave"), done=done)

    def do() -> str:
        percent = form.cleaned_data["percent"]
        actions.register_leave(row.pk, percent=percent, valid=form.period(), by=request.user)
        return question.cancel_url

    return ask(request, question, form, change=lambda: _planned(row, None, form), do=do)


def change(request: Request, leave_id: UUID) -> HttpResponse:
    """Ask for other days or another percent of a leave and write them."""
    leave = _leave(request, leave_id)
    days = Period.from_range(leave.valid)
    initial = {"percent": plain(leave.percent), "first_day": days.lower, "last_day": days.last_day}
    form = LeaveForm(sent(request), choices={}, initial=initial)
    title, done = _("Change the leave"), _("The leave is changed.")
    question = _question(leave.employment, title=title, label=title, done=done)

    def do() -> str:
        percent = form.cleaned_data["percent"]
        actions.change_leave(leave.pk, percent=percent, valid=form.period(), by=request.user)
        return question.cancel_url

    return ask(request, question, form, change=lambda: _planned(leave.employment, leave.pk, form), do=do)


def _planned(row: Employment, leave_id: UUID | None, form: LeaveForm) -> LeaveChange:
    return _change(row, leave_id, percent=form.cleaned_data["percent"], days=form.period())


def end(request: Request, leave_id: UUID) -> HttpResponse:
    """Ask for the last day of a leave and end it."""
    leave = _leave(request, leave_id)
    form = LastDayForm(sent(request), initial={"last_day": today()})
    title, done = _("End the leave"), _("The leave has a last day.")
    question = _question(leave.employment, title=title, label=title, done=done)

    def planned() -> LeaveChange:
        last_day: date = form.cleaned_data["last_day"]
        first = Period.from_range(leave.valid).lower
        days = Period.through(first, last_day) if first and first <= last_day else None
        return _change(leave.employment, leave.pk, percent=leave.percent, days=days)

    def do() -> str:
        actions.end_leave(leave.pk, last_day=form.cleaned_data["last_day"], by=request.user)
        return question.cancel_url

    return ask(request, question, form, change=planned, do=do)


def cancel(request: Request, leave_id: UUID) -> HttpResponse:
    """Ask whether a leave that has not begun is called off, and call it off."""
    leave = _leave(request, leave_id)
    form = NothingForm(sent(request))
    title, done = _("Call off the leave"), _("The leave is called off.")
    question = _question(leave.employment, title=title, label=title, done=done)

    def do() -> str:
        actions.cancel_leave(leave.pk, by=request.user)
        return question.cancel_url

    planned = _change(leave.employment, leave.pk, percent=leave.percent, days=None)
    return ask(request, question, form, change=lambda: planned, do=do)


def _change(row: Employment, leave_id: UUID | None, *, percent: Decimal, days: Period | None) -> LeaveChange:
    return LeaveChange(employment_id=row.pk, person_id=row.person_id, leave_id=leave_id, percent=percent, days=days)


def _leave(request: Request, leave_id: UUID) -> Leave:
    leave = queries.find_leave(leave_id, seen_by=request.user)
    row = leave.employment
    require_about(row.person_id, EDIT_PEOPLE, at=row.unit_id, by=request.user)
    return leave


def _question(row: Employment, *, title: str, label: str, done: str) -> Question:
    return Question(
        title=title,
        label=label,
        about=row.person.display_name,
        done=done,
        cancel_url=reverse("organisation:person", args=[row.person_id]),
        breadcrumbs=person_way(row.person, title),
        notes=[
            f"{row.unit.name}, {row.position.name}" if row.position else row.unit.name,
            days(Period.from_range(row.valid)),
        ],
    )
