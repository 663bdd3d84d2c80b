"""What stands around every page about a change case: its head, its tabs, and what comes next."""

from collections.abc import Mapping
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from grunnmur.core import formats
from grunnmur.core.http import Request
from grunnmur.landscape.models import ChangeCase
from grunnmur.landscape.queries.changes import find_case
from grunnmur.landscape.rules import type_names
from grunnmur.landscape.rules.changes import UNDONE, may_apply, may_decide, may_plan
from grunnmur.landscape.views.shown import Context, list_url, trail

Status = ChangeCase.Status
CHANGE = "change"
STATUS_COLORS: Mapping[str, str] = {
    Status.DRAFT: "neutral",
    Status.IN_REVIEW: "info",
    Status.DECIDED: "accent",
    Status.APPLIED: "success",
    Status.DROPPED: "neutral",
}


def case_of(request: Request, case_id: UUID) -> ChangeCase:
    """Return the case a page is about. Raises ChangeCase.DoesNotExist."""
    return find_case(case_id, seen_by=request.user)


def case_url(case_id: UUID) -> str:
    """Return the address of a case."""
    return reverse("landscape:change_case", args=[case_id])


def frame(request: Request, case: ChangeCase, *, tab: str) -> Context:
    """Return the head and the tabs. tab: the name of the address of the page."""
    labels = {
        "change_case": _("The plan"),
        "change_report": _("What it means"),
        "change_opinions": _("What owners say"),
        "change_history": _("History"),
    }
    return {
        "case": case,
        "title": case.element.name,
        "status": Status(case.status).label,
        "status_color": STATUS_COLORS[case.status],
        "facts": _facts(case),
        "tabs": [
            {"label": label, "url": reverse(f"landscape:{name}", args=[case.pk]), "is_current": name == tab}
            for name, label in labels.items()
        ],
        "breadcrumbs": case_trail(case, last="" if tab == "change_case" else labels[tab]),
        **_rights(request, case),
    }


def case_trail(case: ChangeCase, *, last: str = "") -> list[dict[str, str]]:
    """Return the breadcrumbs of a page about a case; `last` if it is not its first one."""
    steps = [(type_names(CHANGE), list_url(CHANGE))]
    if last:
        steps.append((case.element.name, case_url(case.pk)))
    return trail(*steps, last=last or case.element.name)


def _facts(case: ChangeCase) -> list[Context]:
    unit = case.element.owner_unit
    facts = [
        {"label": _("Owned by"), "text": unit.name if unit else _("Nobody owns this yet.")},
        {"label": _("Planned day"), "text": formats.day(case.planned_date) if case.planned_date else _("Not set")},
        {"label": _("Drafted by"), "text": str(case.drafted_by or "")},
    ]
    if case.decided_at:
        facts.append({"label": _("Decided"), "text": _decided(case)})
    if case.applied_at:
        facts.append({"label": _("Carried out"), "text": formats.day_of(case.applied_at)})
    return [fact for fact in facts if fact["text"]]


def _decided(case: ChangeCase) -> str:
    on = formats.day_of(case.decided_at) if case.decided_at else ""
    return f"{on}, {case.decided_by}" if case.decided_by else on


def _rights(request: Request, case: ChangeCase) -> Context:
    """Return what she may do with the case in the state it is in."""
    plans, by = may_plan(case, request.user), request.user
    is_undone = case.status in UNDONE
    return {
        "may_change": plans and case.status == Status.DRAFT,
        "may_describe": plans and case.status in {Status.DRAFT, Status.IN_REVIEW},
        "may_send": plans and case.status in {Status.DRAFT, Status.IN_REVIEW},
        "may_take_back": plans and case.status in {Status.IN_REVIEW, Status.DECIDED},
        "may_drop": plans and is_undone,
        "may_decide": case.status == Status.IN_REVIEW and may_decide(case, by),
        "may_apply": case.status == Status.DECIDED and may_apply(case, by),
        "may_confirm": is_undone and may_apply(case, by),
    }
