"""What waits for my answer: a list, and one at a time with what one should know."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grunnmur.access import queries
from grunnmur.access.actions.requests import deciding
from grunnmur.access.forms.requests import AnswerForm
from grunnmur.access.models import RequestLine
from grunnmur.access.queries.requests import lists
from grunnmur.access.queries.requests.ahead import outlooks_of
from grunnmur.access.queries.requests.exceptions import asked_about
from grunnmur.access.queries.requests.shown import shown_lines
from grunnmur.access.queries.requests.sight import find_line
from grunnmur.access.queries.roles import once
from grunnmur.access.rules.requests import ONE_AT_A_TIME
from grunnmur.access.views.outlook import notices
from grunnmur.access.views.requests.frame import tabs, way
from grunnmur.access.views.shown import Context
from grunnmur.core.clock import today
from grunnmur.core.errors import DomainError
from grunnmur.core.history import record_reads
from grunnmur.core.http import Request, page
from grunnmur.core.ids import ids_in
from grunnmur.organisation.queries import workplaces


def to_decide(request: Request) -> HttpResponse:
    """Show what waits for my answer; answer several alike when they are ticked."""
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _are_answered(request, form):
        return redirect("access:to_decide")
    rows = lists.to_decide(seen_by=request.user)
    context: Context = {
        "rows": [(row, row.line.risk < ONE_AT_A_TIME) for row in rows],
        "form": form,
        "ticked": request.POST.getlist("line") if request.method == "POST" else [],
        "has_bulk": any(row.line.risk < ONE_AT_A_TIME for row in rows),
        "tabs": tabs(request, current="to_decide"),
        "breadcrumbs": way(_("To decide")),
    }
    return page(request, "access/requests/to_decide.html", context, status=422 if form.errors else 200)


def _are_answered(request: Request, form: AnswerForm) -> bool:
    """Answer the ticked lines, or tell on the form why not."""
    lines = ids_in(request.POST.getlist("line"))
    is_yes = request.POST.get("answer") == "yes"
    if not lines:
        form.add_error(None, _("Tick the lines you want to answer."))
        return False
    try:
        count = deciding.decide_lines(lines, is_yes=is_yes, note=form.cleaned_data["note"], by=request.user)
    except DomainError as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, ngettext("%(count)d is answered.", "%(count)d are answered.", count) % {"count": count})
    return True


def decide(request: Request, line_id: UUID) -> HttpResponse:
    """Show one line with what one should know; take the answer, and go to the next."""
    line = find_line(line_id, seen_by=request.user)
    following = lists.next_to_decide(line_id, seen_by=request.user)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _is_answered(request, line_id, form):
        return redirect("access:decide", line_id=following) if following else redirect("access:to_decide")
    (shown,) = shown_lines([line], seen_by=request.user)
    if shown.may_decide:
        record_reads([line.request.receiver_id], by=request.user, what="access.decide")
    context: Context = {
        "shown": shown,
        "form": form,
        "next_url": reverse("access:decide", args=[following]) if following else "",
        "request_url": reverse("access:request", args=[line.request_id]),
        "is_risky": line.risk >= ONE_AT_A_TIME,
        "breadcrumbs": [*way(_("To decide"))[:1], {"label": _("To decide"), "url": reverse("access:to_decide")}],
        **(_has(request, line) if shown.may_decide else {}),
    }
    context["breadcrumbs"].append({"label": shown.receiver})
    return page(request, "access/requests/decide.html", context, status=422 if form.errors else 200)


def _is_answered(request: Request, line_id: UUID, form: AnswerForm) -> bool:
    is_yes = request.POST.get("answer") == "yes"
    try:
        deciding.decide_line(line_id, is_yes=is_yes, note=form.cleaned_data["note"], by=request.user)
    except DomainError as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, _("You said yes.") if is_yes else _("You said no."))
    return True


def _has(request: Request, line: RequestLine) -> Context:
    """What the receiver has today, and what a yes would lead to; shown to who decides, and logged."""
    receiver = line.request.receiver_id
    accesses = queries.accesses_of([receiver], on=today())[receiver]
    about = asked_about(line.conflict_id, receiver, seen_by=request.user, is_decider=True) if line.conflict_id else None
    return {
        "about": about,
        "unit": workplaces.unit_names_of([receiver], on=today()).get(receiver, ""),
        "roles": [role.name for role in once(queries.roles_of([receiver], on=today())[receiver])],
        "accesses": queries.names_of(accesses),
        "notices": notices(outlooks_of(receiver, [line], seen_by=request.user, is_decider=True)[line.pk]),
    }
