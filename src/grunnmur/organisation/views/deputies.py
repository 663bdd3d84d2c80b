"""Who stands in for whom: named by the person herself, her leader, or who edits people there."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from grunnmur.core.clock import today
from grunnmur.core.http import Request
from grunnmur.core.periods import Period
from grunnmur.core.permissions import person_of
from grunnmur.organisation import actions, queries
from grunnmur.organisation.actions.leaders import may_name_deputies
from grunnmur.organisation.forms.duties import DeputyForm
from grunnmur.organisation.forms.people import LastDayForm
from grunnmur.organisation.models import Person
from grunnmur.organisation.rules import DeputyChange
from grunnmur.organisation.views import choosing
from grunnmur.organisation.views.confirming import Question, ask, sent
from grunnmur.organisation.views.shown import person_way


def name(request: Request, person_id: UUID) -> HttpResponse:
    """Ask who is to stand in for a person, in what and when, and name her."""
    person = queries.find_person(person_id, seen_by=request.user)
    if not may_name_deputies(person_id, by=request.user):
        raise PermissionDenied(_("Only the person or the leader names deputies."))
    form = _form(request, person_id)
    lead = _("A deputy acts in the person's place. A deputy's own deputy never does.")
    title, label = _("Name a deputy"), _("Name the deputy")
    question = _question(person, title=title, label=label, lead=lead, finds_person=True, done=_("The deputy is named."))

    def change() -> DeputyChange:
        return DeputyChange(
            for_person_id=person_id,
            deputy_id=form.chosen("person"),
            unit_id=form.id_of("unit"),
            may_do=tuple(form.cleaned_data["may"]),
            days=form.period(),
        )

    def do() -> str:
        plan = change()
        actions.name_deputy(
            person_id,
            deputy_id=plan.deputy_id,
            may_do=plan.may_do,
            valid=plan.days,
            unit_id=plan.unit_id,
            by=request.user,
        )
        return question.cancel_url

    return ask(request, question, form, change=change, do=do)


def _form(request: Request, person_id: UUID) -> DeputyForm:
    home = queries.primary_employments([person_id], on=today()).get(person_id)
    people = choosing.people(request, near=home.unit_id if home else None)
    not_offered = {str(person_id), str(person_of(request.user))}
    units = queries.units_with_leader(person_id, on=today())
    return DeputyForm(
        sent(request),
        choices={
            "person": [choice for choice in people if choice[0] not in not_offered],
            "unit": [(str(unit.pk), unit.name) for unit in units],
        },
        initial={"first_day": today()},
    )


def end(request: Request, deputy_id: UUID) -> HttpResponse:
    """Ask for a deputy's last day and end it; the deputy herself may do it too."""
    row = queries.find_deputy(deputy_id, seen_by=request.user)
    if person_of(request.user) != row.deputy_id and not may_name_deputies(row.for_person_id, by=request.user):
        raise PermissionDenied(_("Only the person or the leader names deputies."))
    days = Period.from_range(row.valid)
    form = LastDayForm(sent(request), initial={"last_day": max(today(), days.lower or today())})
    title, done = _("End the deputy"), _("The deputy has a last day.")
    question = _question(row.for_person, title=title, label=title, done=done, notes=[row.deputy.display_name])

    def change() -> DeputyChange:
        return DeputyChange(
            for_person_id=row.for_person_id,
            deputy_id=row.deputy_id,
            unit_id=row.unit_id,
            may_do=tuple(row.may),
            days=Period.through(None, form.cleaned_data["last_day"]),
        )

    def do() -> str:
        actions.end_deputy(row.pk, last_day=form.cleaned_data["last_day"], by=request.user)
        return question.cancel_url

    return ask(request, question, form, change=change, do=do)


def _question(person: Person, *, title: str, label: str, done: str, **more: object) -> Question:
    return Question(
        title=title,
        label=label,
        about=person.display_name,
        done=done,
        cancel_url=reverse("organisation:person", args=[person.pk]),
        breadcrumbs=person_way(person, title),
        **more,  # type: ignore[arg-type]  # lead, notes, finds_person
    )
