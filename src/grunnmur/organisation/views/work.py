"""Employments of somebody who is here: one more, changed from a day, extended, called off."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from grunnmur.core.clock import today
from grunnmur.core.http import Request
from grunnmur.core.permissions import require
from grunnmur.organisation import actions, queries
from grunnmur.organisation.actions.own import require_about
from grunnmur.organisation.forms.fields import NothingForm
from grunnmur.organisation.forms.people import ChangeForm, ExtendForm, StartForm
from grunnmur.organisation.models import Employment, Person
from grunnmur.organisation.rules import EDIT_PEOPLE, EmploymentChange, EmploymentExtension, Hire, HireCancellation
from grunnmur.organisation.views import choosing
from grunnmur.organisation.views.confirming import Question, ask, sent
from grunnmur.organisation.views.shown import person_way


def start(request: Request, person_id: UUID) -> HttpResponse:
    """Ask for one more employment of a person and register it."""
    person = queries.find_person(person_id, seen_by=request.user)
    require(request.user, EDIT_PEOPLE)
    form = StartForm(
        sent(request),
        choices=_choices(request),
        initial={"kind": Employment.Kind.PERMANENT, "first_day": today()},
    )
    title, done = _("New employment"), _("The employment of %(name)s is registered.")
    question = _question(person, title=title, label=_("Register the employment"), done=done)

    def change() -> Hire:
        days = form.cleaned_data
        return Hire(
            person_id=person_id, employment=form.facts(), first_day=days["first_day"], last_day=days["last_day"]
        )

    def do() -> str:
        actions.start_employment(person_id, form.facts(), valid=form.period(), by=request.user)
        return question.cancel_url

    return ask(request, question, form, change=change, do=do)


def change(request: Request, employment_id: UUID) -> HttpResponse:
    """Ask what an employment is to be from a day on, and change it."""
    row = _employment(request, employment_id)
    choices = _choices(request, keep=row)
    form = ChangeForm(sent(request), choices=choices, initial=ChangeForm.initial_of(row) | {"from_day": today()})
    title, done = _("Change the employment"), _("The employment of %(name)s is changed.")
    question = _question(row.person, title=title, label=_("Change the employment"), done=done)

    def planned() -> EmploymentChange:
        typed = form.cleaned_data
        return EmploymentChange(
            employment_id=row.pk,
            person_id=row.person_id,
            facts=form.facts(),
            from_day=typed["from_day"],
            overlap_last_day=typed["overlap_last_day"],
        )

    def do() -> str:
        plan = planned()
        actions.change_employment(
            row.pk, plan.facts, from_day=plan.from_day, overlap_last_day=plan.overlap_last_day, by=request.user
        )
        return question.cancel_url

    return ask(request, question, form, change=planned, do=do)


def extend(request: Request, employment_id: UUID) -> HttpResponse:
    """Ask how long an employment is to run, and let it."""
    row = _employment(request, employment_id)
    form = ExtendForm(sent(request))
    title, done = _("Extend the employment"), _("The employment of %(name)s runs longer.")
    question = _question(row.person, title=title, label=_("Extend the employment"), done=done)

    def planned() -> EmploymentExtension:
        last_day = form.cleaned_data["last_day"]
        return EmploymentExtension(employment_id=row.pk, person_id=row.person_id, last_day=last_day)

    def do() -> str:
        actions.extend_employment(row.pk, last_day=form.cleaned_data["last_day"], by=request.user)
        return question.cancel_url

    return ask(request, question, form, change=planned, do=do)


def cancel(request: Request, employment_id: UUID) -> HttpResponse:
    """Ask whether an employment that has not begun is called off, and call it off."""
    row = _employment(request, employment_id)
    form = NothingForm(sent(request))
    title, done = _("Call off the employment"), _("The employment of %(name)s is called off.")
    lead = _("It is taken away before it begins. The person stays, without access, and can be employed again.")
    question = _question(row.person, title=title, label=title, done=done, lead=lead, color="danger")

    def do() -> str:
        actions.cancel_hire(row.pk, by=request.user)
        return question.cancel_url

    planned = HireCancellation(employment_id=row.pk, person_id=row.person_id)
    return ask(request, question, form, change=lambda: planned, do=do)


def _employment(request: Request, employment_id: UUID) -> Employment:
    row = queries.find_employment(employment_id, seen_by=request.user)
    require_about(row.person_id, EDIT_PEOPLE, at=row.unit_id, by=request.user)
    return row


def _choices(request: Request, *, keep: Employment | None = None) -> dict[str, list[choosing.Choice]]:
    units = choosing.units(request, EDIT_PEOPLE, on=today())
    if keep and str(keep.unit_id) not in dict(units):
        units = [(str(keep.unit_id), keep.unit.name), *units]
    return {"unit": units, "position": [(str(one.pk), one.name) for one in queries.positions()]}


def _question(person: Person, *, title: str, label: str, done: str, lead: str = "", color: str = "") -> Question:
    return Question(
        title=title,
        label=label,
        lead=lead,
        color=color,
        about=person.display_name,
        done=done % {"name": person.display_name},
        cancel_url=reverse("organisation:person", args=[person.pk]),
        breadcrumbs=person_way(person, title),
    )
