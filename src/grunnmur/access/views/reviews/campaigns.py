"""The list of reviews, opening one with a preview, how far it has come, closing it, and its report."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from grunnmur.access import queries
from grunnmur.access.actions.reviews import close_review, open_review
from grunnmur.access.forms.reviews import ReviewForm, ReviewListForm
from grunnmur.access.models import Review, ReviewItem
from grunnmur.access.queries import choices
from grunnmur.access.queries.reviews.choices import resource_source, role_source
from grunnmur.access.queries.reviews.listing import find_review, review_list, scope_of_review
from grunnmur.access.queries.reviews.plan import Plan, plan_review
from grunnmur.access.queries.reviews.progress import Line, progress
from grunnmur.access.queries.reviews.report import Report, document, report_of, sheet
from grunnmur.access.rules import REVIEW
from grunnmur.access.views.shown import FILES, Context, columns, exports, next_url, trail
from grunnmur.core import formats
from grunnmur.core.calendar import working_days_after
from grunnmur.core.clock import today
from grunnmur.core.documents_out import PDF_TYPE, write_pdf
from grunnmur.core.errors import DomainError
from grunnmur.core.history import record_reads
from grunnmur.core.http import Request, page
from grunnmur.core.permissions import require
from grunnmur.core.tables.write import CSV_TYPE, XLSX_TYPE, write_csv, write_xlsx

WEEKS_AHEAD = 15  # working days that a new review offers
SHOWN = 30  # reviewers named in a preview
REPORTS = {"pdf": "PDF", **FILES}


def reviews(request: Request) -> HttpResponse:
    """Show all reviews, narrowed and sorted as the address says."""
    form = ReviewListForm(request.GET)
    chosen = form.values()
    found = review_list(form.wanted(), seen_by=request.user, after=chosen["after"])
    heads = [("name", _("Review"), False), ("", _("State"), False), ("due", _("Deadline"), False)]
    context: Context = {
        "rows": [_row(review) for review in found.rows],
        "columns": columns(chosen, [*heads, ("left", _("Not answered"), True)], default="newest"),
        "chosen": chosen,
        "states": [("open", _("Open")), ("late", _("Late")), ("closed", _("Closed"))],
        "exports": exports("access:reviews_file", chosen),
        "triggers": Review.Trigger.choices,
        "next_url": next_url(chosen, found.next),
        "has_filter": any(chosen[name] for name in ("q", "state", "trigger")),
        "breadcrumbs": trail(last=_("Reviews")),
    }
    return page(request, "access/reviews/list.html", context, partial="rows")


def _row(review: Review) -> Context:
    label, color = state_of_review(review)
    facts = {"done": getattr(review, "left", 0), "all": getattr(review, "asked", 0)}
    return {
        "review": review,
        "state": label,
        "color": color,
        "due": formats.day(review.due_date),
        "left": _("%(done)s of %(all)s") % facts,
    }


def state_of_review(review: Review) -> tuple[str, str]:
    """Return the state of a review in words, and its colour."""
    if review.closed_at:
        return _("Closed"), "neutral"
    return (_("Late"), "danger") if review.due_date < today() else (_("Open"), "info")


def new(request: Request) -> HttpResponse:
    """Ask what shall be reviewed, show how many questions that is and to whom, and open it."""
    require(request.user, REVIEW)
    form = _form(request)
    context: Context = {
        "form": form,
        "here": request.path,
        "cancel_url": reverse("access:reviews"),
        "breadcrumbs": trail((_("Reviews"), "access:reviews"), last=_("New review")),
    }
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.errors else 200
        return page(request, "access/reviews/new.html", context, partial="editor", status=status)
    if "open" in request.POST:
        try:
            review = open_review(form.new(), by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The review is open. Those who are asked have a task."))
            return redirect("access:review", review_id=review.pk)
    context |= _previewed(request, plan_review(form.scope(), on=today()))
    return page(request, "access/reviews/new.html", context, partial="editor", status=422 if form.errors else 200)


def _form(request: Request) -> ReviewForm:
    sources = {"units": choices.unit_source(), "resources": resource_source(), "roles": role_source()}
    initial = {"due_date": working_days_after(today(), WEEKS_AHEAD)}
    return ReviewForm(request.POST if request.method == "POST" else None, sources=sources, initial=initial)


def _previewed(request: Request, plan: Plan) -> Context:
    names = queries.key_names(plan.by_reviewer.keys(), seen_by=request.user)
    reviewers = sorted(plan.by_reviewer.items(), key=lambda row: (-row[1], names.get(row[0], "")))
    kinds = [(ReviewItem.Kind(kind).label, count) for kind, count in sorted(plan.by_kind.items())]
    count, asked = len(plan.items), len(reviewers)
    questions = ngettext("%(count)d question", "%(count)d questions", count) % {"count": count}
    to = ngettext("to %(count)d reviewer", "to %(count)d reviewers", asked) % {"count": asked}
    return {
        "is_preview": True,
        "total": f"{questions} {to}",
        "is_empty": not plan.items,
        "kinds": kinds,
        "reviewers": [(names.get(key, key), number) for key, number in reviewers[:SHOWN]],
        "more_reviewers": max(len(reviewers) - SHOWN, 0),
    }


def review(request: Request, review_id: UUID) -> HttpResponse:
    """Show how far a review has come, and close it when it is finished."""
    found = find_review(review_id, seen_by=request.user)
    if request.method == "POST":
        close_review(review_id, by=request.user)
        messages.success(request, _("The review is closed. Its answers stand."))
        return redirect("access:review", review_id=review_id)
    numbers = progress(found, seen_by=request.user)
    label, color = state_of_review(found)
    whole = numbers.whole
    context: Context = {
        "review": found,
        "state": label,
        "color": color,
        "numbers": numbers,
        "seconds": _seconds(whole),
        "answered_text": _("%(done)s of %(all)s") % {"done": whole.answered, "all": whole.items},
        "facts": _facts(request, found),
        "by_reviewer": _table(numbers.by_reviewer),
        "by_unit": _table(numbers.by_unit),
        "heads": _heads(),
        "may_close": not found.closed_at and whole.answered == whole.items and not whole.waiting,
        "exports": [(word, reverse(f"access:review_{form}", args=[review_id])) for form, word in REPORTS.items()],
        "breadcrumbs": trail((_("Reviews"), "access:reviews"), last=found.name),
    }
    return page(request, "access/reviews/review.html", context)


def _facts(request: Request, found: Review) -> list[Context]:
    scope = scope_of_review(found, seen_by=request.user)
    facts = [{"label": label, "text": ", ".join(names)} for label, names in scope]
    return [
        {"label": _("Opened because"), "text": found.get_trigger_display()},
        {"label": _("Opened"), "text": formats.day_of(found.opened_at)},
        {"label": _("Deadline"), "text": formats.day(found.due_date)},
        {"label": _("Closed"), "text": formats.day_of(found.closed_at) if found.closed_at else ""},
        *(facts or [{"label": _("What it is about"), "text": _("Everything that is had.")}]),
    ]


def _heads() -> list[Context]:
    labels = [_("Questions"), _("Answered"), _("Kept"), _("Removed"), _("Seconds between answers")]
    return [{"label": _("Name")}, *({"label": label, "align": "end"} for label in labels)]


def _table(lines: tuple[Line, ...]) -> list[Context]:
    return [
        {
            "cells": [
                {"text": line.name},
                {"text": line.items},
                {"text": f"{line.answered} ({line.percent} %)"},
                {"text": _("%(count)s (all)") % {"count": line.kept} if line.is_all_kept else line.kept},
                {"text": line.removed},
                {"text": _seconds(line)},
            ]
        }
        for line in lines
    ]


def _seconds(line: Line) -> str:
    return "–" if line.seconds is None else str(line.seconds)


@require_GET
def export(request: Request, review_id: UUID, form: str) -> HttpResponse:
    """Give every answer of a review as csv, xlsx or pdf."""
    found = report_of(review_id, seen_by=request.user)
    people = {item.person_id for item in found.items if item.person_id}
    record_reads(people, by=request.user, what="access.review_export")
    content, media_type = _written(found, form)
    name = f"review-{_day(found.review).isoformat()}.{form}"
    return HttpResponse(
        content, content_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _day(found: Review) -> date:
    return found.closed_at.date() if found.closed_at else today()


def _written(found: Report, form: str) -> tuple[bytes, str]:
    if form == "csv":
        return write_csv(sheet(found)), CSV_TYPE
    if form == "xlsx":
        return write_xlsx([sheet(found)]), XLSX_TYPE
    return write_pdf(document(found, language=get_language() or "nb")), PDF_TYPE
