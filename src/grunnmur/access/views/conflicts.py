"""Role conflicts: the list, one with who stands in it, defining and ending, exceptions."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from grunnmur.access import queries
from grunnmur.access.actions import conflicts as actions
from grunnmur.access.forms import LastDayForm
from grunnmur.access.forms.conflicts import ConflictForm, ConflictWordsForm, WaiverForm
from grunnmur.access.forms.lists import RestraintsForm
from grunnmur.access.models import Conflict
from grunnmur.access.queries import conflicts as reads
from grunnmur.access.queries.choices import Listed
from grunnmur.access.queries.conflicts import Standing
from grunnmur.access.rules import DEFINE, WAIVE
from grunnmur.access.views.shown import Context, columns, exports, trail
from grunnmur.core.clock import today
from grunnmur.core.errors import DomainError
from grunnmur.core.history import record_reads
from grunnmur.core.http import Request, page
from grunnmur.core.ids import id_in
from grunnmur.core.periods import Period
from grunnmur.core.permissions import may, require
from grunnmur.core.tables.write import CSV_TYPE, XLSX_TYPE, Table, write_csv, write_xlsx
from grunnmur.organisation import queries as organisation

COLORS = {"block": "danger", "approve": "warning", "record": "neutral"}
OUTCOMES = {"without_a": "danger", "without_b": "danger", "waived": "success", "recorded": "neutral"}


@require_GET
def conflicts(request: Request) -> HttpResponse:
    """Show all conflicts that hold today or later."""
    chosen = RestraintsForm(request.GET).values(reads.SORTS)
    narrowing = {"text": chosen["q"], "severity": chosen["severity"], "sort": chosen["sort"]}
    rows = reads.conflict_list(on=today(), seen_by=request.user, **narrowing)
    heads = [
        ("name", _("Role conflict"), False),
        ("", _("Side A"), False),
        ("", _("Side B"), False),
        ("", _("What happens"), False),
        ("today", _("Would have both today"), True),
        ("later", _("Only later"), True),
    ]
    context: Context = {
        "rows": [(row, COLORS[row.conflict.severity]) for row in rows],
        "columns": columns(chosen, heads, default="name"),
        "chosen": chosen,
        "severities": Conflict.Severity.choices,
        "has_filter": bool(chosen["q"] or chosen["severity"]),
        "new_url": reverse("access:new_conflict") if may(request.user, DEFINE) else "",
        "exports": exports("access:conflicts_export", {}),
        "breadcrumbs": trail(last=_("Role conflicts")),
    }
    return page(request, "access/conflicts/list.html", context, partial="rows")


@require_GET
def conflict(request: Request, conflict_id: UUID) -> HttpResponse:
    """Show one conflict: its sides, who stands in it, and the exceptions."""
    found = reads.find_conflict(conflict_id, on=today(), seen_by=request.user)
    standing = reads.standing_in(conflict_id, on=today(), seen_by=request.user)
    record_reads([row.person_id for row in standing], by=request.user, what="access.conflict")
    is_over = Period.from_range(found.conflict.valid).is_over(today())
    context: Context = {
        "row": found,
        "color": COLORS[found.conflict.severity],
        "valid": queries.days_text(Period.from_range(found.conflict.valid)),
        "standing": [(row, queries.days_text(row.valid), OUTCOMES[row.outcome]) for row in standing],
        "waivers": _waivers(request, conflict_id),
        "is_mine": may(request.user, DEFINE) and not is_over,
        "may_waive": may(request.user, WAIVE) and not is_over and found.conflict.severity != "record",
        "breadcrumbs": trail((_("Role conflicts"), "access:conflicts"), last=found.conflict.name),
    }
    return page(request, "access/conflicts/one.html", context)


def _waivers(request: Request, conflict_id: UUID) -> list[Context]:
    return [
        {
            "waiver": waiver,
            "person": person,
            "decided_by": decider,
            "days": queries.days_text(Period.from_range(waiver.valid)),
            "is_over": Period.from_range(waiver.valid).is_over(today()),
        }
        for waiver, person, decider in reads.waivers_of(conflict_id, seen_by=request.user)
    ]


def new_conflict(request: Request) -> HttpResponse:
    """Ask for a conflict and define it."""
    require(request.user, DEFINE)
    sent = request.POST if request.method == "POST" else None
    form = ConflictForm(sent, things=Listed(reads.side_choices(on=today())))
    context: Context = {
        "form": form,
        "title": _("New role conflict"),
        "breadcrumbs": trail((_("Role conflicts"), "access:conflicts"), last=_("New role conflict")),
    }
    if sent is not None and form.is_valid():
        try:
            made = actions.define_conflict(form.facts(), by=request.user)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(name)s holds from today.") % {"name": made.name})
            return redirect("access:conflict", made.pk)
    status = 422 if sent is not None else 200
    return page(request, "access/conflicts/edit.html", context, status=status)


def change_conflict(request: Request, conflict_id: UUID) -> HttpResponse:
    """Put right what a conflict is called and does."""
    require(request.user, DEFINE)
    row = reads.find_conflict(conflict_id, on=today(), seen_by=request.user).conflict
    words = {"name": row.name, "severity": row.severity, "reason": row.reason}
    form = ConflictWordsForm(request.POST if request.method == "POST" else None, initial=words)
    context = _frame(row.pk, row.name, _("Change the conflict")) | {"form": form}
    if form.is_bound and form.is_valid():
        try:
            actions.change_conflict(conflict_id, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("access:conflict", conflict_id)
    return page(request, "access/conflicts/words.html", context, status=422 if form.is_bound else 200)


def _frame(conflict_id: UUID, name: str, title: str) -> Context:
    return {
        "title": title,
        "name": name,
        "cancel_url": reverse("access:conflict", args=[conflict_id]),
        "breadcrumbs": trail((_("Role conflicts"), "access:conflicts"), last=title),
    }


def end_conflict(request: Request, conflict_id: UUID) -> HttpResponse:
    """Let a conflict hold through a day."""
    require(request.user, DEFINE)
    row = reads.find_conflict(conflict_id, on=today(), seen_by=request.user).conflict
    form = LastDayForm(request.POST if request.method == "POST" else None, initial={"last_day": today()})
    context = _frame(row.pk, row.name, _("End the conflict")) | {"form": form, "is_ending": True}
    if form.is_bound and form.is_valid():
        try:
            actions.end_conflict(conflict_id, last_day=form.cleaned_data["last_day"], by=request.user)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("access:conflict", conflict_id)
    return page(request, "access/conflicts/words.html", context, status=422 if form.is_bound else 200)


def waive(request: Request, conflict_id: UUID, person_id: UUID) -> HttpResponse:
    """Ask why one person must have both, and let her."""
    require(request.user, WAIVE)
    row = reads.find_conflict(conflict_id, on=today(), seen_by=request.user).conflict
    person = organisation.find_person(person_id, seen_by=request.user)
    form = WaiverForm(request.POST if request.method == "POST" else None, initial={"first_day": today()})
    context = _frame(row.pk, person.display_name, _("Allow an exception")) | {"form": form, "lead": row.name}
    if form.is_bound and form.is_valid():
        words = {name: form.cleaned_data[name] for name in ("reason", "compensating_check")}
        try:
            actions.waive_conflict(conflict_id, person_id, period=form.period, by=request.user, **words)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(name)s may have both.") % {"name": person.display_name})
            return redirect("access:conflict", conflict_id)
    return page(request, "access/conflicts/words.html", context, status=422 if form.is_bound else 200)


@require_POST
def end_waiver(request: Request, conflict_id: UUID, waiver_id: UUID) -> HttpResponse:
    """End an exception today."""
    actions.end_waiver(waiver_id, last_day=today(), by=request.user)
    messages.success(request, _("The exception ends today."))
    return redirect("access:conflict", conflict_id)


@require_GET
def export(request: Request, form: str) -> HttpResponse:
    """Give everybody in sight who stands in a conflict, or in the one that is asked about, as csv or xlsx."""
    asked_about = id_in(request.GET.get("conflict", ""))  # nonsense counts as all of them
    rows = reads.standing_in(asked_about, on=today(), seen_by=request.user)
    record_reads([row.person_id for row in rows], by=request.user, what="access.conflicts_export")
    table = _table(rows)
    content = write_csv(table) if form == "csv" else write_xlsx([table])
    headers = {"Content-Disposition": f'attachment; filename="conflicts.{form}"'}
    return HttpResponse(content, content_type=CSV_TYPE if form == "csv" else XLSX_TYPE, headers=headers)


def _table(rows: Sequence[Standing]) -> Table:
    header = [_("Name"), _("Role conflict"), _("First day"), _("Last day"), _("What happens")]
    lines = [[row.name, row.conflict, row.valid.lower, row.valid.last_day, row.label] for row in rows]
    return Table(_("Role conflicts"), header, lines)
