"""Appointing people to functions: named, ended, called off."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from grunnmur.core.clock import today
from grunnmur.core.http import Request
from grunnmur.core.permissions import require, scope_of
from grunnmur.organisation import actions, queries
from grunnmur.organisation.forms.duties import AppointForm
from grunnmur.organisation.forms.fields import NothingForm
from grunnmur.organisation.forms.people import LastDayForm
from grunnmur.organisation.models import Appointment
from grunnmur.organisation.rules import APPOINT, AppointmentChange, AppointmentEnd
from grunnmur.organisation.views import choosing
from grunnmur.organisation.views.confirming import Question, ask, sent
from grunnmur.organisation.views.shown import Step


def appoint(request: Request) -> HttpResponse:
    """Ask who is to hold which function for which unit, and appoint her."""
    if not scope_of(request.user, APPOINT):
        raise PermissionDenied(_("You may not appoint people. Ask your leader."))
    form = _form(request)
    title = _("Appoint to a function")
    question = Question(
        title=title,
        label=_("Appoint"),
        done=_("The person is appointed."),
        cancel_url=reverse("organisation:functions"),
        breadcrumbs=_way(title),
        finds_person=True,
    )

    def change() -> AppointmentChange:
        return AppointmentChange(
            person_id=form.chosen("person"),
            function_id=form.chosen("function"),
            unit_id=form.chosen("unit"),
            days=form.period(),
        )

    def do() -> str:
        plan = change()
        actions.appoint(
            plan.person_id, function_id=plan.function_id, unit_id=plan.unit_id, valid=plan.days, by=request.user
        )
        return reverse("organisation:function", args=[plan.function_id])

    return ask(request, question, form, change=change, do=do)


def _form(request: Request) -> AppointForm:
    units = choosing.units(request, APPOINT, on=today())
    unit = request.GET.get("unit", "")
    near = UUID(unit) if unit in dict(units) else None
    functions = [(str(row.pk), row.name) for row in queries.open_functions()]
    return AppointForm(
        sent(request),
        choices={"function": functions, "unit": units, "person": choosing.people(request, near=near)},
        initial={"function": request.GET.get("function", ""), "unit": unit, "first_day": today()},
    )


def end(request: Request, appointment_id: UUID) -> HttpResponse:
    """Ask for the last day of an appointment and end it."""
    row = _appointment(request, appointment_id)
    form = LastDayForm(sent(request), initial={"last_day": today()})
    question = _question(row, title=_("End the appointment"), done=_("The appointment has a last day."))

    def change() -> AppointmentEnd:
        last_day = form.cleaned_data["last_day"]
        return AppointmentEnd(appointment_id=row.pk, person_id=row.person_id, last_day=last_day)

    def do() -> str:
        actions.end_appointment(row.pk, last_day=form.cleaned_data["last_day"], by=request.user)
        return question.cancel_url

    return ask(request, question, form, change=change, do=do)


def cancel(request: Request, appointment_id: UUID) -> HttpResponse:
    """Ask whether an appointment that has not begun is called off, and call it off."""
    row = _appointment(request, appointment_id)
    form = NothingForm(sent(request))
    question = _question(row, title=_("Call off the appointment"), done=_("The appointment is called off."))

    def do() -> str:
        actions.cancel_appointment(row.pk, by=request.user)
        return question.cancel_url

    planned = AppointmentEnd(appointment_id=row.pk, person_id=row.person_id, last_day=None)
    return ask(request, question, form, change=lambda: planned, do=do)


def _appointment(request: Request, appointment_id: UUID) -> Appointment:
    row = queries.find_appointment(appointment_id, seen_by=request.user)
    require(request.user, APPOINT, at=row.unit_id)
    return row


def _question(row: Appointment, *, title: str, done: str) -> Question:
    return Question(
        title=title,
        label=title,
        done=done,
        about=row.person.display_name,
        notes=[f"{row.function.name}, {row.unit.name}"],
        cancel_url=reverse("organisation:function", args=[row.function_id]),
        breadcrumbs=_way(title),
    )


def _way(label: str) -> list[Step]:
    tree = {"label": _("Organisation"), "url": reverse("organisation:tree")}
    register = {"label": _("Functions"), "url": reverse("organisation:functions")}
    return [tree, register, {"label": label}]
