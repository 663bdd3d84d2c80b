"""What is planned for a target, what is on its way, and what differs."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from grunnmur.access import tasks
from grunnmur.access.actions.reviews.drift import ask_leaders
from grunnmur.access.actions.targets import answers
from grunnmur.access.actions.targets.plan import plan_target
from grunnmur.access.actions.targets.send import retry_changes
from grunnmur.access.forms.targets import AnswerForm, TargetListForm
from grunnmur.access.models import DriftItem, Permission, Target, TargetChange
from grunnmur.access.queries.targets import differences, lists
from grunnmur.access.queries.targets.differences import DriftFilter
from grunnmur.access.queries.targets.needs import Kind, Need
from grunnmur.access.rules import TARGETS
from grunnmur.access.views.shown import FILES, Context, next_url, trail
from grunnmur.access.views.targets.shown import account_names, change_rows, difference_text, file_of, tabs
from grunnmur.core.clock import now
from grunnmur.core.errors import DomainError
from grunnmur.core.history import record_reads
from grunnmur.core.http import Request, page
from grunnmur.core.permissions import may, require
from grunnmur.core.tables.sheet import Cell
from grunnmur.core.tables.write import Table
from grunnmur.organisation.queries import names_of

SHOWN = 200  # of a plan, on one page
TAKES_AWAY = frozenset({Kind.REMOVE, Kind.DISABLE, Kind.DELETE})
ORDER = (Kind.ENSURE, Kind.ADD, Kind.REMOVE, Kind.DISABLE, Kind.DELETE, Kind.CLAIM)


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: Request, target_id: UUID) -> HttpResponse:
    """Show what a plan would do now; a POST plans, and sends it."""
    found = lists.target_details(target_id, seen_by=request.user)
    if request.method == "POST":
        require(request.user, TARGETS)
        planned = plan_target(target_id, by=request.user, at=now())
        tasks.push_later(target_id)
        if planned.hold or found.hold:
            messages.warning(request, _("It takes away more than usual, so somebody else must release it."))
        else:
            messages.success(request, _("It is on its way."))
        return redirect("access:target_changes", target_id)
    needs = [need for need in differences.rehearsed(found.target, seen_by=request.user) if need.kind is not Kind.CLAIM]
    shown = needs[:SHOWN]
    record_reads(differences.persons_in(shown), by=request.user, what="access.target_plan")
    context = _frame(found, "target_plan") | {
        "groups": _grouped(request, shown),
        "counts": [
            (f"{_kind_text(kind)}: {number}", "danger" if kind in TAKES_AWAY else "success")
            for kind, number in _counted(needs)
            if number
        ],
        "more": len(needs) - len(shown),
        "hold": found.hold,
        "is_managed": found.target.mode == Target.Mode.MANAGED,
        "may_change": may(request.user, TARGETS),
    }
    return page(request, "access/targets/plan.html", context)


def _frame(found: lists.TargetDetails, current: str) -> Context:
    one = found.target
    return {
        "target": one,
        "tabs": tabs(one, current, counts=found.counts),
        "breadcrumbs": [*trail((_("Targets"), "access:targets"), last=one.name)],
    }


def _counted(needs: list[Need]) -> list[tuple[Kind, int]]:
    return [(kind, sum(need.kind is kind for need in needs)) for kind in ORDER]


def _kind_text(kind: Kind) -> str:
    texts = {
        Kind.ENSURE: _("Accounts are opened"),
        Kind.ADD: _("Accesses are given"),
        Kind.REMOVE: _("Accesses are taken away"),
        Kind.DISABLE: _("Accounts are disabled"),
        Kind.DELETE: _("Accounts are deleted"),
    }
    return texts[kind]


def _grouped(request: Request, needs: list[Need]) -> list[Context]:
    names = names_of({need.person_id for need in needs}, seen_by=request.user)
    permissions = Permission.objects.select_related("resource").in_bulk(
        {need.permission_id for need in needs if need.permission_id}
    )
    hidden = _("A protected person")
    return [
        {
            "heading": _kind_text(kind),
            "rows": [
                (names.get(need.person_id, hidden), str(permissions[need.permission_id]) if need.permission_id else "")
                for need in needs
                if need.kind is kind
            ],
        }
        for kind in ORDER
        if any(need.kind is kind for need in needs)
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def changes(request: Request, target_id: UUID) -> HttpResponse:
    """Show what is on its way, or was; a POST tries again what failed or waits."""
    if request.method == "POST":
        number = retry_changes(target_id, by=request.user)
        tasks.push_later(target_id)
        text = ngettext("%(n)s change is tried again.", "%(n)s changes are tried again.", number)
        messages.success(request, text % {"n": number})
        return redirect("access:target_changes", target_id)
    found = lists.target_details(target_id, seen_by=request.user)
    chosen = TargetListForm(request.GET).values()
    rows = differences.change_list(found.target, state=chosen["state"], seen_by=request.user, after=chosen["after"])
    accounts = [row.account for row in rows.rows]
    names = account_names(accounts, seen_by=request.user)
    record_reads({one.person_id for one in accounts if one.person_id}, by=request.user, what="access.target_changes")
    context = _frame(found, "target_changes") | {
        "rows": change_rows(rows.rows, names),
        "states": TargetChange.State.choices,
        "chosen": chosen,
        "clear_url": reverse("access:target_changes", args=[target_id]) if chosen["state"] else "",
        "next_url": next_url(chosen, rows.next),
        "may_retry": may(request.user, TARGETS) and found.counts["failed"] + found.counts["open"] > 0,
    }
    return page(request, "access/targets/changes.html", context, partial="rows")


@require_http_methods(["GET", "HEAD", "POST"])
def drift(request: Request, target_id: UUID) -> HttpResponse:
    """Show what differs; a POST answers the differences that were ticked."""
    found = lists.target_details(target_id, seen_by=request.user)
    chosen = TargetListForm(request.GET).values()
    form = AnswerForm(request.POST or None, items=request.POST.getlist("items"))
    status = HTTPStatus.OK
    if request.method == "POST":
        require(request.user, TARGETS)
        if form.is_valid() and _answered(request, form, target_id):
            return redirect(request.get_full_path())
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    rows = differences.drift_list(found.target, _wanted(chosen), seen_by=request.user, after=chosen["after"])
    names = account_names([row.account for row in rows.rows], seen_by=request.user)
    persons = {row.account.person_id for row in rows.rows if row.account.person_id}
    record_reads(persons, by=request.user, what="access.target_drift")
    kept = urlencode({name: chosen[name] for name in ("q", "kind", "answer") if chosen[name]})
    context = _frame(found, "target_drift") | {
        "rows": [(row, names[row.account_id], difference_text(row)) for row in rows.rows],
        "chosen": chosen,
        "kinds": DriftItem.Kind.choices,
        "answers": [("waiting", _("Waits for an answer")), *DriftItem.Answer.choices],
        "form": form,
        "here": request.get_full_path(),
        "clear_url": reverse("access:target_drift", args=[target_id]) if kept else "",
        "next_url": next_url(chosen, rows.next),
        "exports": [
            (word, f"{reverse('access:target_drift_export', args=[target_id, ending])}?{kept}")
            for ending, word in FILES.items()
        ],
        "may_answer": may(request.user, TARGETS),
        "is_managed": found.target.mode == Target.Mode.MANAGED,
        "ticked": set(request.POST.getlist("items")),
    }
    return page(request, "access/targets/drift.html", context, partial="rows", status=status)


def _wanted(chosen: dict[str, str]) -> DriftFilter:
    return DriftFilter(text=chosen["q"], kind=chosen["kind"], answer=chosen["answer"])


def _answered(request: Request, form: AnswerForm, target_id: UUID) -> bool:
    """Carry the answer out; a refusal becomes the form's own error."""
    said = form.cleaned_data
    try:
        match said["answer"]:
            case DriftItem.Answer.ADOPTED if said["last_day"]:
                number = answers.adopt_drift(
                    said["items"], last_day=said["last_day"], reason=said["reason"], by=request.user
                )
            case DriftItem.Answer.IGNORED if said["last_day"]:
                number = answers.ignore_drift(said["items"], until=said["last_day"], by=request.user)
            case DriftItem.Answer.PUT_RIGHT:
                number = answers.put_right(said["items"], by=request.user)
                tasks.push_later(target_id)
            case DriftItem.Answer.ASKED:
                ask_leaders(said["items"], by=request.user)
                number = len(said["items"])
            case _:
                form.add_error("last_day", _("Choose a last day within a year."))
                return False
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return False
    text = ngettext("%(n)s difference is answered.", "%(n)s differences are answered.", number)
    messages.success(request, text % {"n": number})
    return True


@require_safe
def drift_export(request: Request, target_id: str, form: str) -> HttpResponse:
    """Give what differs, narrowed as the page is, as csv or xlsx."""
    found = lists.find_target(UUID(target_id), seen_by=request.user)
    chosen = TargetListForm(request.GET).values()
    rows = list(differences.drift_rows(found, _wanted(chosen), seen_by=request.user).order_by("kind", "id"))
    names = account_names([row.account for row in rows], seen_by=request.user)
    persons = {row.account.person_id for row in rows if row.account.person_id}
    record_reads(persons, by=request.user, what="access.target_drift_export")
    header = [_("Name"), _("Account"), _("Kind"), _("Difference"), _("First seen"), _("Last seen"), _("Answer")]
    lines: list[list[Cell]] = [
        [
            names[row.account_id],
            row.account.username,
            row.get_kind_display(),
            difference_text(row),
            row.first_seen_at.date(),
            row.last_seen_at.date(),
            row.get_answer_display(),
        ]
        for row in rows
    ]
    return file_of(Table(_("Differences"), header, lines), "differences", form)
