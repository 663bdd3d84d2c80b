"""The questions that are mine: as a list, and one at a time, by keyboard or by hand."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from grunnmur.access.actions.reviews import answer_item, keep_all, pass_on_item, undo_answer
from grunnmur.access.actions.reviews.looking import snapshot_now
from grunnmur.access.forms.reviews import AnswerForm, ItemListForm, PassOnForm
from grunnmur.access.models import Review, ReviewItem, ReviewSnapshot
from grunnmur.access.queries import choices
from grunnmur.access.queries.reviews.listing import (
    AskedItem,
    asked,
    beside,
    find_item,
    is_reviewer,
    my_items,
    my_reviews,
    require_mine,
)
from grunnmur.access.queries.reviews.preview import preview_removal
from grunnmur.access.queries.reviews.told import lines_of, sentences_of
from grunnmur.access.queries.role_content import content_on, names_of_items
from grunnmur.access.rules.reviews import KEPT_TOGETHER, RISKY, Cause, LookAgainError
from grunnmur.access.views.shown import Context, exports, next_url, trail
from grunnmur.core import formats
from grunnmur.core.clock import today
from grunnmur.core.errors import DomainError
from grunnmur.core.history import record_reads
from grunnmur.core.http import Request, page
from grunnmur.core.ids import ids_in

RISK_COLORS = {1: "neutral", 2: "info", 3: "warning", 4: "danger"}
ANSWER_COLORS = {"keep": "success", "shorten": "info", "remove": "danger", "gone": "neutral", "not_attested": "warning"}
KEEP = "keep"


def mine(request: Request) -> HttpResponse:
    """Show the questions put to me, narrowed as the address says; keep those that are ticked."""
    require_mine(request.user)
    form = ItemListForm(request.GET)
    chosen = form.values()
    if request.method == "POST":
        _keep(request)
        return redirect(request.get_full_path())
    found = my_items(form.wanted(), seen_by=request.user, after=chosen["after"])
    rows = asked(found.rows, seen_by=request.user)
    record_reads([row.item.person_id for row in rows if row.item.person_id], by=request.user, what="access.review")
    shown = [_shown(row) for row in rows]
    context: Context = {
        "rows": shown,
        "may_keep": any(row["may_keep"] for row in shown),
        "reviews": [_review(review) for review in my_reviews(seen_by=request.user)],
        "chosen": chosen,
        "kinds": ReviewItem.Kind.choices,
        "states": [("answered", _("Answered")), ("all", _("All"))],
        "exports": exports("access:my_reviews_file", chosen),
        "has_filter": any(chosen[name] for name in ("review", "kind", "state", "risky")),
        "next_url": next_url(chosen, found.next),
        "first_url": next((row["url"] for row in shown if not row["answer"]), ""),
        "here": request.get_full_path(),
        "breadcrumbs": trail(last=_("My reviews")),
    }
    return page(request, "access/reviews/mine.html", context, partial="rows")


def _keep(request: Request) -> None:
    kept, left = keep_all(ids_in(request.POST.getlist("item")), by=request.user)
    told = ngettext("%(count)d is kept.", "%(count)d are kept.", kept) % {"count": kept}
    if left:
        told += " " + ngettext(
            "%(count)d has changed: look at it again.", "%(count)d have changed: look at them again.", left
        ) % {"count": left}
    messages.success(request, told)


def _review(review: Review) -> Context:
    asked_of_me, left = getattr(review, "asked", 0), getattr(review, "left", 0)
    return {
        "review": review,
        "due": formats.day(review.due_date),
        "done": asked_of_me - left,
        "items": asked_of_me,
        "text": _("%(done)s of %(all)s") % {"done": asked_of_me - left, "all": asked_of_me},
    }


def _shown(row: AskedItem) -> Context:
    item = row.item
    return {
        "row": row,
        "id": item.pk,
        "url": reverse("access:review_item", args=[item.pk]),
        "kind": item.get_kind_display(),
        "risk": _("Risk %(risk)s") % {"risk": item.risk},
        "risk_color": RISK_COLORS[item.risk],
        "answer": item.get_answer_display() if item.answer else "",
        "answer_color": ANSWER_COLORS.get(item.answer, "neutral"),
        "is_unconfirmed": is_unconfirmed(item),
        "may_keep": not item.answer and may_keep_together(item),
        "due": formats.short_day(item.due_date),
    }


def is_unconfirmed(item: ReviewItem) -> bool:
    """Tell whether something was removed, and nobody has confirmed yet that it is gone."""
    return item.answer == ReviewItem.Answer.REMOVE and item.confirmed_at is None


def may_keep_together(item: ReviewItem) -> bool:
    """Tell whether a question may be ticked and kept with others."""
    return item.risk <= KEPT_TOGETHER and not item.looks_again and item.kind != ReviewItem.Kind.DRIFT


def item(request: Request, item_id: UUID) -> HttpResponse:
    """Show one question with what helps to decide, and take the answer."""
    found = find_item(item_id, seen_by=request.user)
    before, following, left = beside(found, seen_by=request.user)
    contents = _contents(found)
    form = AnswerForm(request.POST if request.method == "POST" else None, contents=contents)
    is_answer = request.method == "POST" and form.is_valid()
    preview = _preview(request, found, form) if is_answer else []
    if is_answer and not preview:
        try:
            answer_item(item_id, form.given(), by=request.user)
        except LookAgainError as error:
            messages.warning(request, str(error))
            return redirect("access:review_item", item_id=item_id)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return _onwards(request, found, following)
    if found.person_id:
        record_reads([found.person_id], by=request.user, what="access.review")
    context = _one(request, found) | {
        "form": form,
        "preview": preview,
        "confirm": _chosen(request),
        "contents": contents,
        "chosen": request.POST.getlist("chosen"),
        "left": left,
        "before_url": reverse("access:review_item", args=[before]) if before else "",
        "next_url": reverse("access:review_item", args=[following]) if following else "",
    }
    return page(request, "access/reviews/item.html", context, status=422 if form.errors else 200)


def _preview(request: Request, found: ReviewItem, form: AnswerForm) -> list[str]:
    """Return what a removal would do, until it is confirmed: it is carried out at once, and cannot be undone."""
    given = form.given()
    if given.answer != ReviewItem.Answer.REMOVE or _is_confirmed(request):
        return []
    return preview_removal(found, chosen=given.chosen, seen_by=request.user)


def _is_confirmed(request: Request) -> bool:
    """Tell whether what is sent is what was previewed."""
    return request.POST.get("confirm") == _chosen(request)


def _chosen(request: Request) -> str:
    return ",".join(["chosen", *sorted(request.POST.getlist("chosen"))])


def _onwards(request: Request, answered: ReviewItem, following: UUID | None) -> HttpResponse:
    """Say what was done, and go on with the next question."""
    done = find_item(answered.pk, seen_by=request.user)
    told = {
        "keep": _("Kept: %(what)s."),
        "shorten": _("Shortened: %(what)s."),
        "remove": _("Removed: %(what)s."),
        "gone": _("%(what)s was gone already."),
    }
    if is_unconfirmed(done):
        told["remove"] = _("%(what)s is being taken away. It counts as removed when that is confirmed.")
    (shown,) = asked([done], seen_by=request.user)
    what = f"{shown.title}, {shown.person}" if shown.person else shown.title
    messages.success(request, told[done.answer] % {"what": what})
    if following:
        return redirect("access:review_item", item_id=following)
    return redirect("access:my_reviews")


def _contents(found: ReviewItem) -> list[tuple[str, str]]:
    """Return what may be taken out of the role that a question is about."""
    if found.kind != ReviewItem.Kind.ROLE:
        return []
    names = names_of_items(content_on(found.subject_id, today()))
    return [(str(one.permission_id or one.child_role_id), name) for one, name in names.items()]


def _one(request: Request, found: ReviewItem) -> Context:
    (shown,) = asked([found], seen_by=request.user)
    snapshot = None if found.answer else snapshot_now(found)
    is_mine = is_reviewer(found, seen_by=request.user) and not found.review.closed_at
    is_open = found.answer in {"", "not_attested"}
    return {
        "asked": shown,
        "item": found,
        "title": f"{shown.title}: {shown.person}" if shown.person else shown.title,
        "eyebrow": f"{found.get_kind_display()} · {found.review.name}",
        "risk": _("Risk %(risk)s") % {"risk": found.risk},
        "risk_color": RISK_COLORS[found.risk],
        "heading": _heading(found),
        "causes": _causes(found),
        "contents_shown": found.opened_on.content["shown"].get("contents", []),
        "change": _change(found, snapshot, shown.person),
        "seen": snapshot.content_hash if snapshot else found.opened_on.content_hash,
        "is_gone": snapshot is None and not found.answer,
        "may_answer": is_mine and is_open,
        "is_unconfirmed": is_unconfirmed(found),
        "may_undo": is_mine and found.answer == KEEP and found.kind != ReviewItem.Kind.DRIFT,
        "may_shorten": found.kind in {ReviewItem.Kind.GRANT, ReviewItem.Kind.DRIFT},
        "answer": found.get_answer_display() if found.answer else "",
        "answer_color": ANSWER_COLORS.get(found.answer, "neutral"),
        "due": formats.day(found.due_date),
        "breadcrumbs": trail((_("My reviews"), "access:my_reviews"), last=shown.title),
    }


def _heading(found: ReviewItem) -> str:
    kinds = ReviewItem.Kind
    headings = {
        kinds.EXCLUSION: _("Why it is kept away"),
        kinds.WAIVER: _("Why there is an exception"),
        kinds.DRIFT: _("What was found"),
    }
    about = _("Why she has it") if found.person_id else _("What is asked about")
    return headings.get(kinds(found.kind), about)


def _causes(found: ReviewItem) -> list[str]:
    told = {
        Cause.RISK: _("It is asked about by itself because the risk is %(risk)s.") % {"risk": found.risk},
        Cause.OUTLIER: _("It is asked about by itself because few with the same work have it."),
        Cause.OWN: _("The owner of the rule does not attest what she has herself, so you are asked."),
    }
    return [text for cause, text in told.items() if cause in found.causes]


def _change(found: ReviewItem, snapshot: ReviewSnapshot | None, person: str) -> list[str]:
    """Return what is true now, when it is not what it was when the review opened."""
    if snapshot is None or snapshot.content_hash == found.opened_on.content_hash:
        return []
    shown = snapshot.content["shown"]
    return [*sentences_of(shown, person=person), *lines_of(shown), *shown.get("contents", [])]


@require_POST
def undo(request: Request, item_id: UUID) -> HttpResponse:
    """Take back that something is kept."""
    undo_answer(item_id, by=request.user)
    messages.success(request, _("The answer is taken back."))
    return redirect("access:review_item", item_id=item_id)


def pass_on(request: Request, item_id: UUID) -> HttpResponse:
    """Ask who shall answer instead, and hand the question over."""
    found = find_item(item_id, seen_by=request.user)
    (shown,) = asked([found], seen_by=request.user)
    sources = {"person": choices.Directory(request.user)}
    form = PassOnForm(request.POST if request.method == "POST" else None, sources=sources)
    if request.method == "POST" and form.is_valid():
        try:
            pass_on_item(item_id, to_person=form.to_person(), by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Passed on: %(what)s.") % {"what": shown.title})
            return redirect("access:my_reviews")
    context: Context = {
        "form": form,
        "asked": shown,
        "is_risky": found.risk >= RISKY,
        "cancel_url": reverse("access:review_item", args=[item_id]),
        "breadcrumbs": trail((_("My reviews"), "access:my_reviews"), last=_("Pass on")),
    }
    return page(request, "access/reviews/pass_on.html", context, status=422 if form.errors else 200)
