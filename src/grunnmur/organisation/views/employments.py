"""Hiring somebody, and ending an employment: first what follows from it, then the deed."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from grunnmur.core.clock import today
from grunnmur.core.errors import DomainError
from grunnmur.core.http import Request, page
from grunnmur.core.links import previews
from grunnmur.core.periods import Period
from grunnmur.core.permissions import require, scope_of
from grunnmur.organisation import actions, queries
from grunnmur.organisation.actions.own import require_about
from grunnmur.organisation.forms.people import EndForm, HireForm
from grunnmur.organisation.models import Employment
from grunnmur.organisation.rules import EDIT_PEOPLE, EmploymentEnd
from grunnmur.organisation.views.shown import days

Context = dict[str, Any]  # what a template shows


def hire(request: Request) -> HttpResponse:
    """Ask whom to hire, show what follows, and register her when that was confirmed."""
    form = _hire_form(request)
    context: Context = {"form": form, "breadcrumbs": _way(_("New employee"))}
    if request.method != "POST":
        return page(request, "organisation/hire.html", context)
    if not form.is_valid():
        return page(request, "organisation/hire.html", context, status=422)
    change = form.hire()
    require(request.user, EDIT_PEOPLE, at=change.employment.unit_id)
    if "confirm" in request.POST:
        try:
            row = actions.hire(form.person(), change.employment, valid=form.period(), by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
            return page(request, "organisation/hire.html", context, status=422)
        messages.success(request, _("%(name)s is registered.") % {"name": row.person.display_name})
        return redirect("organisation:person", person_id=row.person_id)
    shown = {"name": form.person().shown_name, "impact": previews(change), "days": days(form.period())}
    return page(request, "organisation/hire.html", context | shown | {"is_preview": True})


def _hire_form(request: Request) -> HireForm:
    scope = scope_of(request.user, EDIT_PEOPLE)
    if not scope:
        raise PermissionDenied(_("You may not hire people. Ask your leader."))
    units = [(str(unit.pk), unit.name) for unit in queries.open_units(on=today(), within=scope)]
    positions = [(str(position.pk), position.name) for position in queries.positions()]
    initial = {"unit": request.GET.get("unit", ""), "kind": request.GET.get("kind", Employment.Kind.PERMANENT)}
    sent = request.POST if request.method == "POST" else None
    return HireForm(sent, choices={"unit": units, "position": positions}, initial=initial)


def end(request: Request, employment_id: UUID) -> HttpResponse:
    """Ask for the last day, show what is lost, and end the employment when that was confirmed."""
    row = queries.find_employment(employment_id, seen_by=request.user)
    require_about(row.person_id, EDIT_PEOPLE, at=row.unit_id, by=request.user)
    form = EndForm(request.POST if request.method == "POST" else None, initial={"last_day": today()})
    context = _end_context(row, form)
    if request.method != "POST":
        return page(request, "organisation/end_employment.html", context)
    if not form.is_valid():
        return page(request, "organisation/end_employment.html", context, status=422)
    last_day: date = form.cleaned_data["last_day"]
    if last_day not in Period.from_range(row.valid):
        form.add_error("last_day", _("The last day must be a day on which the employment runs."))
        return page(request, "organisation/end_employment.html", context, status=422)
    if "confirm" in request.POST:
        is_immediate = form.cleaned_data["is_immediate"]
        actions.end_employment(row.pk, last_day=last_day, is_immediate=is_immediate, by=request.user)
        messages.success(request, _("The employment of %(name)s has a last day.") % {"name": row.person.display_name})
        return redirect("organisation:person", person_id=row.person_id)
    change = EmploymentEnd(employment_id=row.pk, person_id=row.person_id, last_day=last_day)
    shown = {"impact": previews(change), "is_preview": True, "last_day": last_day}
    return page(request, "organisation/end_employment.html", context | shown)


def _end_context(row: Employment, form: EndForm) -> Context:
    name = row.person.display_name
    person_url = reverse("organisation:person", args=[row.person_id])
    return {
        "form": form,
        "employment": row,
        "days": days(Period.from_range(row.valid)),
        "person_url": person_url,
        "breadcrumbs": _way(_("End the employment"), {"label": name, "url": person_url}),
    }


def _way(label: str, *above: dict[str, str]) -> list[dict[str, str]]:
    tree = {"label": _("Organisation"), "url": reverse("organisation:tree")}
    people = {"label": _("People"), "url": reverse("organisation:people")}
    return [tree, people, *above, {"label": label}]
