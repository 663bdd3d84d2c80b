"""The list of change cases, a new one, and the page of one: its plan, and what comes next."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from grunnmur.core import formats
from grunnmur.core.clock import today
from grunnmur.core.history import history_of
from grunnmur.core.http import Request, page
from grunnmur.core.permissions import EVERYWHERE, may, require, scope_of
from grunnmur.landscape.actions import changes as actions
from grunnmur.landscape.forms.changes import CaseForm, CasesForm, DecisionForm
from grunnmur.landscape.models import ChangeCase, ChangeStep
from grunnmur.landscape.queries.changes import (
    OPEN,
    CaseFilter,
    Ground,
    Planned,
    case_list,
    ground_of,
    planned_steps,
    stale_among,
    step_sentence,
)
from grunnmur.landscape.rules import EDIT, PLAN_CHANGE, SEE, type_names
from grunnmur.landscape.views.changes.frame import STATUS_COLORS, case_of, case_trail, case_url, frame
from grunnmur.landscape.views.changes.past import entries
from grunnmur.landscape.views.changes.starting import Start, start_of
from grunnmur.landscape.views.shown import Context, address, element_url, list_url, trail
from grunnmur.organisation import queries as organisation

READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])
CHANGE = "change"


def cases(request: Request) -> HttpResponse:
    """Show the change cases, narrowed as the address says."""
    require(request.user, SEE)
    chosen = CasesForm(request.GET).values()
    mine = request.user.pk if chosen["mine"] else None
    wanted = CaseFilter(text=chosen["q"], status=chosen["status"], drafted_by=mine)
    found = case_list(wanted, seen_by=request.user, after=chosen["after"])
    here = list_url(CHANGE)
    asked = {name: value for name, value in chosen.items() if name != "after"}
    context = {
        "title": type_names(CHANGE),
        "rows": [_row(case) for case in found.rows],
        "chosen": chosen,
        "states": [(OPEN, _("Not done yet")), *ChangeCase.Status.choices],
        "is_narrowed": any(asked.values()),
        "clear_url": here if any(asked.values()) else "",
        "next_url": address(here, asked | {"after": found.next}) if found.next else "",
        "new_url": reverse("landscape:change_new") if may(request.user, PLAN_CHANGE) else "",
        "breadcrumbs": trail(last=type_names(CHANGE)),
    }
    return page(request, "landscape/change_cases.html", context, partial="rows")


def _row(case: Any) -> Context:  # Any: a case with a column more
    unit = case.element.owner_unit
    return {
        "title": case.element.name,
        "url": case_url(case.pk),
        "status": ChangeCase.Status(case.status).label,
        "color": STATUS_COLORS[case.status],
        "owner": unit.name if unit else "",
        "planned": formats.day(case.planned_date) if case.planned_date else "",
        "steps": formats.number(case.step_count),
    }


@READ_OR_SEND
def new(request: Request) -> HttpResponse:
    """Ask what is to change, and begin a case; what it began from is its first step, or the step is asked for next."""
    require(request.user, PLAN_CHANGE)
    start = start_of(request)
    form = CaseForm(
        request.POST if request.method == "POST" else None,
        units=_units(request),
        initial={"title": start.title if start else ""},
    )
    if form.is_bound and form.is_valid():
        case = actions.open_change_case(**form.facts(), by=request.user)
        messages.success(request, _("The case is open. Plan what is to change, step by step."))
        return redirect(_first_step(request, case, start))
    context = {
        "form": form,
        "title": _("What if …?"),
        "lead": _("Think a change through before it is made. Nothing on the map changes until it is decided."),
        "label": _("Begin"),
        "others": start.others if start else [],
        "cancel_url": element_url(start.element.pk) if start else list_url(CHANGE),
        "breadcrumbs": trail((type_names(CHANGE), list_url(CHANGE)), last=_("New")),
    }
    return page(request, "landscape/change_describe.html", context, status=422 if form.errors else 200)


def _first_step(request: Request, case: ChangeCase, start: Start | None) -> str:
    if start is None:
        return case_url(case.pk)
    if start.step is not None:
        actions.plan_step(case.pk, start.step, by=request.user)
        return case_url(case.pk)
    here = reverse("landscape:change_step", args=[case.pk, start.operation])
    return address(here, {"element": str(start.element.pk)})


def _units(request: Request) -> Sequence[tuple[str, str]]:
    scope = scope_of(request.user, EDIT) or EVERYWHERE
    rows = organisation.open_units(on=today(), within=scope).values_list("pk", "name")
    return [(str(pk), name) for pk, name in rows]


@READ_OR_SEND
def describe(request: Request, case_id: UUID) -> HttpResponse:
    """Ask anew what a case is about."""
    case = case_of(request, case_id)
    units = dict(_units(request))
    if case.element.owner_unit:
        units.setdefault(str(case.element.owner_unit_id), case.element.owner_unit.name)
    form = CaseForm(
        request.POST if request.method == "POST" else None, units=units.items(), initial=CaseForm.begin_with(case)
    )
    if not frame(request, case, tab="change_case")["may_describe"]:
        raise PermissionDenied(_("Only those who drafted the case, or who answer for its unit, can plan it."))
    if form.is_bound and form.is_valid():
        actions.describe_change_case(case_id, **form.facts(), by=request.user)
        messages.success(request, _("The case is saved."))
        return redirect(case_url(case_id))
    context = {
        "form": form,
        "title": _("Change %(name)s") % {"name": case.element.name},
        "label": _("Save"),
        "cancel_url": case_url(case_id),
        "breadcrumbs": case_trail(case, last=_("Change")),
    }
    return page(request, "landscape/change_describe.html", context, status=422 if form.errors else 200)


def change_case(request: Request, case_id: UUID) -> HttpResponse:
    """Show a case: why, its steps in their order, and what comes next."""
    case = case_of(request, case_id)
    planned = planned_steps(case_id)
    ground = ground_of([one.step for one in planned])
    context = frame(request, case, tab="change_case")
    stale = {one.row.pk for one in stale_among(planned, ground)} if context["may_confirm"] else set()
    context |= {
        "steps": [_step(one, ground, stale) for one in planned],
        "has_stale": bool(stale),
        "operations": _operations(case_id) if context["may_change"] else [],
        "is_early": case.planned_date is not None and case.planned_date > today(),
        "planned": formats.day(case.planned_date) if case.planned_date else "",
        "decision_form": DecisionForm(),
        "outcome_note": case.decision_note,
    }
    return page(request, "landscape/change_case.html", context)


def _step(one: Planned, ground: Ground, stale: set[UUID]) -> Context:
    row = one.row
    return {
        "id": row.pk,
        "number": row.position,
        "sentence": step_sentence(one.step, ground.elements),
        "url": element_url(one.step.element_id),
        "is_stale": row.pk in stale,
        "is_done": row.applied_at is not None,
        "is_handed_over": row.applied_at is None and row.task_id is not None,
    }


def _operations(case_id: UUID) -> list[Context]:
    return [
        {"title": str(label), "url": reverse("landscape:change_step", args=[case_id, code])}
        for code, label in ChangeStep.Operation.choices
    ]


def change_history(request: Request, case_id: UUID) -> HttpResponse:
    """Show who did what with a case, the newest first."""
    case = case_of(request, case_id)
    told = entries(history_of(case), case)
    return page(
        request, "landscape/change_history.html", frame(request, case, tab="change_history") | {"entries": told}
    )
