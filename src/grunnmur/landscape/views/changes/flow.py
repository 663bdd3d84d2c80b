"""What happens to a case as a whole: sent to its owners, heard, decided, carried out, taken back, dropped."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from grunnmur.core import formats
from grunnmur.core.http import Request, page
from grunnmur.landscape.actions import changes as actions
from grunnmur.landscape.forms.changes import DecisionForm, OpinionForm
from grunnmur.landscape.models import ChangeCase, ChangeStatement
from grunnmur.landscape.queries.changes import answers_for, find_statement, owner_name, statements_of
from grunnmur.landscape.views.changes.frame import case_of, case_trail, case_url, frame
from grunnmur.landscape.views.shown import Context, element_url, list_url

READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])
STANCE_COLORS = {ChangeStatement.Stance.AGREE: "success", ChangeStatement.Stance.CONCERN: "warning"}


@require_POST
def send(request: Request, case_id: UUID) -> HttpResponse:
    """Let the owners say what they think."""
    return _after(request, actions.send_to_review(case_id, by=request.user), _("The owners are asked what they think."))


@require_POST
def take_back(request: Request, case_id: UUID) -> HttpResponse:
    """Make the case a draft again."""
    return _after(request, actions.take_back(case_id, by=request.user), _("The case is a draft again."))


@require_POST
def apply(request: Request, case_id: UUID) -> HttpResponse:
    """Carry the case out."""
    return _after(request, actions.apply_change(case_id, by=request.user), _("The change is carried out."))


@require_POST
def decide(request: Request, case_id: UUID) -> HttpResponse:
    """Decide that the change shall be made."""
    form = DecisionForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("The reason is too long. Nothing was decided."))
        return redirect(case_url(case_id))
    case = actions.decide_change(case_id, note=form.cleaned_data["note"], by=request.user)
    return _after(request, case, _("The change is decided."))


def _after(request: Request, case: ChangeCase, told: str) -> HttpResponse:
    messages.success(request, told)
    return redirect(case_url(case.pk))


@READ_OR_SEND
def drop(request: Request, case_id: UUID) -> HttpResponse:
    """Ask whether a case shall be dropped, and drop it."""
    case = case_of(request, case_id)
    if not frame(request, case, tab="change_case")["may_drop"]:
        raise PermissionDenied(_("Only those who drafted the case, or who answer for its unit, can drop it."))
    if request.method == "POST":
        actions.drop_change_case(case_id, by=request.user)
        messages.success(request, _("The case is dropped. Nothing on the map was changed."))
        return redirect(list_url("change"))
    context = {
        "title": _("Drop %(name)s?") % {"name": case.element.name},
        "text": _("Nothing of it is carried out. The case can still be read, but not taken up again."),
        "label": _("Drop the case"),
        "color": "danger",
        "action_url": reverse("landscape:change_drop", args=[case_id]),
        "cancel_url": case_url(case_id),
        "breadcrumbs": case_trail(case, last=_("Drop")),
    }
    return page(request, "core/confirm.html", context)


def opinions(request: Request, case_id: UUID) -> HttpResponse:
    """Show what owners were asked and have said; those who answer for one say it here."""
    case = case_of(request, case_id)
    rows = [_row(request, case, row) for row in statements_of(case_id, seen_by=request.user)]
    context = frame(request, case, tab="change_opinions") | {"statements": rows}
    return page(request, "landscape/change_opinions.html", context)


def _row(request: Request, case: ChangeCase, row: ChangeStatement) -> Context:
    is_open = case.status == ChangeCase.Status.IN_REVIEW and answers_for(row, request.user)
    stance = ChangeStatement.Stance(row.stance) if row.stance else None
    return {
        "owner": owner_name(row),
        "because": row.element.name,
        "because_url": element_url(row.element_id),
        "stance": stance.label if stance else "",
        "color": STANCE_COLORS[stance] if stance else "neutral",
        "text": row.text,
        "by": str(row.stated_by or ""),
        "on": formats.day_of(row.stated_at) if row.stated_at else "",
        "is_outdated": bool(row.stated_at and row.stated_at < row.asked_at),
        "url": reverse("landscape:change_opinion", args=[row.pk]) if is_open else "",
    }


@READ_OR_SEND
def opinion(request: Request, statement_id: UUID) -> HttpResponse:
    """Ask what an owner thinks of a change, and keep it."""
    row = find_statement(statement_id)
    case = case_of(request, row.case_id)
    if not answers_for(row, request.user):
        raise PermissionDenied(_("Only those who answer for this owner can say what it thinks."))
    form = OpinionForm(
        request.POST if request.method == "POST" else None, initial={"stance": row.stance, "text": row.text}
    )
    back = reverse("landscape:change_opinions", args=[case.pk])
    if form.is_bound and form.is_valid():
        actions.state_opinion(statement_id, **form.cleaned_data, by=request.user)
        messages.success(request, _("Thank you. What you said is kept with the case."))
        return redirect(back)
    context = {
        "form": form,
        "title": owner_name(row),
        "case_title": case.element.name,
        "case_url": case_url(case.pk),
        "report_url": reverse("landscape:change_report", args=[case.pk]),
        "cancel_url": back,
        "breadcrumbs": case_trail(case, last=_("What owners say")),
    }
    return page(request, "landscape/change_opinion.html", context, status=422 if form.errors else 200)
