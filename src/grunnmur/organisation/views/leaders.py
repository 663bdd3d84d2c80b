"""Who leads a unit: set, acting, vacated; and the units that nobody leads."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grunnmur.core.clock import today
from grunnmur.core.forms import DayForm
from grunnmur.core.http import Request, page
from grunnmur.core.permissions import require, scope_of
from grunnmur.organisation import actions, queries
from grunnmur.organisation.forms.units import ActingForm, LeaderForm, VacancyFilter, VacateForm
from grunnmur.organisation.models import Leadership, Unit
from grunnmur.organisation.rules import EDIT_UNITS, LeaderChange
from grunnmur.organisation.views import choosing
from grunnmur.organisation.views.confirming import Question, ask, sent
from grunnmur.organisation.views.shown import Step, unit_way

REASONS = {
    queries.Reason.NOBODY_NAMED: gettext_lazy("Nobody is named."),
    queries.Reason.HAS_LEFT: gettext_lazy("Who is named does not work here any more."),
    queries.Reason.ON_LEAVE: gettext_lazy("The leader is on leave, and nobody stands in."),
}
# By column; units come by name already, and sorting keeps that order among equals.
ORDERS: dict[str, Callable[[queries.Vacancy], Any]] = {  # Any: keys of a sort
    "unit": lambda _one: 0,
    "since": lambda one: one.since or date.max,
    "people": lambda one: -one.people,
}


def set_leader(request: Request, unit_id: UUID) -> HttpResponse:
    """Ask who leads from which day on."""
    unit = _unit(request, unit_id)
    people = choosing.people(request, near=unit_id)
    form = LeaderForm(sent(request), choices={"person": people}, initial={"first_day": today()})
    lead = _("Whoever leads the unit on that day, leads it no longer.")
    question = _question(unit, title=_("Name a leader"), label=_("Name the leader"), lead=lead, finds_person=True)

    def change() -> LeaderChange:
        return LeaderChange(
            unit_id=unit_id,
            person_id=form.chosen("person"),
            kind=Leadership.Kind.LEADER,
            from_day=form.cleaned_data["first_day"],
            last_day=None,
            seen_by=request.user,
        )

    def do() -> str:
        person, day = form.chosen("person"), form.cleaned_data["first_day"]
        actions.set_leader(unit_id, person_id=person, from_day=day, by=request.user)
        return question.cancel_url

    return ask(request, question, form, change=change, do=do)


def set_acting(request: Request, unit_id: UUID) -> HttpResponse:
    """Ask who leads in the leader's place for some days."""
    unit = _unit(request, unit_id)
    people = choosing.people(request, near=unit_id)
    form = ActingForm(sent(request), choices={"person": people}, initial={"first_day": today()})
    lead = _("On these days the acting leader leads, whoever else is named.")
    title, label = _("Name an acting leader"), _("Name the acting leader")
    question = _question(unit, title=title, label=label, lead=lead, finds_person=True)

    def change() -> LeaderChange:
        days = form.period()
        first, last = form.cleaned_data["first_day"], days.last_day
        return LeaderChange(
            unit_id=unit_id,
            person_id=form.chosen("person"),
            kind=Leadership.Kind.ACTING,
            from_day=first,
            last_day=last,
            seen_by=request.user,
        )

    def do() -> str:
        person = form.chosen("person")
        actions.set_acting_leader(unit_id, person_id=person, valid=form.period(), by=request.user)
        return question.cancel_url

    return ask(request, question, form, change=change, do=do)


def vacate(request: Request, unit_id: UUID, kind: str) -> HttpResponse:
    """Ask from which day on nobody leads in this way."""
    unit = _unit(request, unit_id)
    form = VacateForm(sent(request), initial={"from_day": today()})
    is_acting = kind == Leadership.Kind.ACTING
    title = _("End the acting leader") if is_acting else _("Let the unit be without a leader")
    lead = "" if is_acting else _("The next leader up leads it until somebody is named.")
    question = _question(unit, title=title, label=title, lead=lead)

    def change() -> LeaderChange:
        from_day = form.cleaned_data["from_day"]
        return LeaderChange(
            unit_id=unit_id, person_id=None, kind=kind, from_day=from_day, last_day=None, seen_by=request.user
        )

    def do() -> str:
        actions.vacate_leader(unit_id, from_day=form.cleaned_data["from_day"], kind=kind, by=request.user)
        return question.cancel_url

    return ask(request, question, form, change=change, do=do)


def _unit(request: Request, unit_id: UUID) -> Unit:
    unit = queries.find_unit(unit_id)
    require(request.user, EDIT_UNITS, at=unit_id)
    return unit


def _question(unit: Unit, *, title: str, label: str, lead: str = "", finds_person: bool = False) -> Question:
    return Question(
        title=title,
        label=label,
        lead=lead,
        about=unit.name,
        done=_("Who leads %(unit)s is changed.") % {"unit": unit.name},
        cancel_url=reverse("organisation:unit", args=[unit.pk]),
        breadcrumbs=unit_way(unit, title),
        finds_person=finds_person,
    )


def vacancies(request: Request) -> HttpResponse:
    """Show the units that nobody leads on a day, who leads them meanwhile, and what one can do."""
    on, wanted = DayForm(request.GET).day(), VacancyFilter(request.GET)
    text = wanted.text()
    found = queries.vacancies(on=on, seen_by=request.user, name=text)
    scope = scope_of(request.user, EDIT_UNITS)
    kept = {"q": text} | ({"on": on.isoformat()} if on != today() else {})
    context = {
        "rows": [
            {"vacancy": one, "reason": REASONS[one.reason], "may_set": one.unit.pk in scope}
            for one in sorted(found, key=ORDERS[wanted.order()])
        ],
        "sort": wanted.order(),
        "sort_urls": {name: f"?{urlencode(kept | {'sort': name})}" for name in ORDERS},
        "text": text,
        "on": on,
        "is_today": on == today(),
        "may_set": bool(scope),
        "breadcrumbs": _list_way(),
    }
    return page(request, "organisation/vacancies.html", context, partial="rows")


def _list_way() -> list[Step]:
    return [{"label": _("Organisation"), "url": reverse("organisation:tree")}, {"label": _("Units without a leader")}]
