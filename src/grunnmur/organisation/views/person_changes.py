"""Who a person is: corrected, protected, no longer protected."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from grunnmur.core.http import Request
from grunnmur.organisation import actions, queries
from grunnmur.organisation.actions.reach import require_at_person
from grunnmur.organisation.forms.fields import NothingForm
from grunnmur.organisation.forms.people import PersonForm
from grunnmur.organisation.models import Person
from grunnmur.organisation.rules import EDIT_PEOPLE, Correction, Protection
from grunnmur.organisation.views.confirming import Question, ask, sent
from grunnmur.organisation.views.shown import person_way


def correct(request: Request, person_id: UUID) -> HttpResponse:
    """Ask what is right about a person and write it."""
    person = _person(request, person_id)
    form = PersonForm(sent(request), initial=PersonForm.initial_of(person))
    title, label = _("Correct the person"), _("Save the correction")
    question = _question(person, title=title, label=label, done=_("The person is corrected."))

    def do() -> str:
        actions.correct_person(person_id, form.person(), by=request.user)
        return question.cancel_url

    return ask(request, question, form, change=lambda: Correction(person_id=person_id, facts=form.person()), do=do)


def protect(request: Request, person_id: UUID) -> HttpResponse:
    """Ask whether a person is protected, or no longer, and do it."""
    person = _person(request, person_id)
    wanted = not person.is_protected
    form = NothingForm(sent(request))
    title = _("Protect the person") if wanted else _("End the protection")
    lead = _("Seen by the person, the leaders, and those who may see protected people; by nobody else.")
    done = _("The person is protected.") if wanted else _("The person is no longer protected.")
    question = _question(person, title=title, label=title, done=done, lead=lead if wanted else "")

    def do() -> str:
        actions.protect_person(person_id, is_protected=wanted, by=request.user)
        return question.cancel_url

    planned = Protection(person_id=person_id, is_protected=wanted)
    return ask(request, question, form, change=lambda: planned, do=do)


def _person(request: Request, person_id: UUID) -> Person:
    person = queries.find_person(person_id, seen_by=request.user)
    require_at_person(request.user, EDIT_PEOPLE, person_id=person_id)
    return person


def _question(person: Person, *, title: str, label: str, done: str, lead: str = "") -> Question:
    return Question(
        title=title,
        label=label,
        lead=lead,
        about=person.display_name,
        done=done,
        cancel_url=reverse("organisation:person", args=[person.pk]),
        breadcrumbs=person_way(person, title),
    )
