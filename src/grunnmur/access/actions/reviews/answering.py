"""What a reviewer answers. Removing is carried out at once; keeping can be undone until the review closes."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from grunnmur.access.actions.grants import end_grants
from grunnmur.access.actions.reviews import drift
from grunnmur.access.actions.reviews.asking import sync_tasks
from grunnmur.access.actions.reviews.looking import finish, look_again, reopen, snapshot_now
from grunnmur.access.actions.reviews.removing import lift, remove
from grunnmur.access.models import Grant, Held, ReviewItem
from grunnmur.access.queries.reviews.reviewers import OFFICERS, PERSON
from grunnmur.access.rules import REVIEW, Target
from grunnmur.access.rules.reviews import (
    KEPT_TOGETHER,
    LookAgainError,
    NotAnswerableError,
    OwnAccessError,
    ReviewClosedError,
)
from grunnmur.core.clock import today
from grunnmur.core.periods import Period
from grunnmur.core.permissions import Actor, System, keys_of, may, person_of
from grunnmur.core.tenancy import current_tenant
from grunnmur.organisation import queries as organisation

Given = ReviewItem.Answer
ANSWERABLE = (Given.OPEN, Given.NOT_ATTESTED)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a reviewer says. answer: keep, shorten (with last_day) or remove. chosen: what goes out of a role.

    seen: the content hash of what she saw; blank = as it was when the review opened.
    """

    answer: str
    seen: str = ""
    note: str = ""
    last_day: date | None = None
    chosen: Collection[UUID] = ()


@transaction.atomic
def answer_item(item_id: UUID, given: Answer, *, by: Actor) -> ReviewItem:
    """Answer one question, and carry out what the answer says. One that is gone is let go of.

    Raises ReviewItem.DoesNotExist (also for one that is not for her), ReviewClosedError, OwnAccessError,
    LookAgainError, NotAnswerableError, NotRemovableError.
    """
    item = _answerable(item_id, by=by)
    seen = snapshot_now(item)
    if seen is None:
        finish(item, Given.GONE)
        item.confirmed_at = item.answered_at
        item.save()
        sync_tasks([item.review_id])
        return item
    if (given.seen or item.opened_on.content_hash) != seen.content_hash:
        raise LookAgainError(_("This has changed since you saw it. Look again before you answer."))
    if seen is not item.opened_on:
        seen.save()
    finish(item, given.answer, by=person_of(by))
    item.answered_on, item.note, item.looks_again, item.last_day = seen, given.note.strip(), False, None
    _carry_out(item, given, by=by)
    item.save()
    sync_tasks([item.review_id])
    return item


def _carry_out(item: ReviewItem, given: Answer, *, by: Actor) -> None:
    match given.answer:
        case Given.KEEP if item.kind == ReviewItem.Kind.DRIFT:
            drift.keep(item, None, reason=_kept_because(item), by=by)
        case Given.KEEP:
            lift(item)
        case Given.SHORTEN if item.kind == ReviewItem.Kind.DRIFT:
            drift.keep(item, given.last_day, reason=_kept_because(item), by=by)
            item.last_day = given.last_day
        case Given.SHORTEN:
            _shorten(item, given.last_day)
        case Given.REMOVE:
            is_done = remove(item, chosen=given.chosen, reason=_reason(item), by=by)
            item.suspension = None
            item.confirmed_at = item.answered_at if is_done else None
            return
        case _:
            raise NotAnswerableError(_("Answer keep, shorten or remove."))
    item.confirmed_at = item.answered_at


def _reason(item: ReviewItem) -> str:
    """Return why it is kept away, in the municipality's language: the person and the next leader read it."""
    with translation.override(current_tenant().language):
        sentence = _("Removed in the review “%(review)s”.") % {"review": item.review.name}
    return f"{sentence} {item.note}".strip()[:500]


def _kept_because(item: ReviewItem) -> str:
    """Return why she was given what was found, in the municipality's language."""
    with translation.override(current_tenant().language):
        sentence = _("Kept in the review “%(review)s”.") % {"review": item.review.name}
    return f"{sentence} {item.note}".strip()[:500]


def _shorten(item: ReviewItem, last_day: date | None) -> None:
    """Let what was given end sooner."""
    if item.kind != ReviewItem.Kind.GRANT:
        raise NotAnswerableError(_("Only what was given to one person can be given for a shorter time."))
    grant = Grant.objects.get(pk=item.subject_id)
    end = Period.from_range(grant.valid).last_day
    if last_day is None or last_day < today() or (end and last_day >= end):
        raise NotAnswerableError(_("Choose a last day from today on, before it ends by itself."))
    end_grants(grant.person_id, Target(grant.role_id, grant.permission_id), last_day=last_day)
    item.last_day = last_day


@transaction.atomic
def keep_all(item_ids: Collection[UUID], *, by: Actor) -> tuple[int, int]:
    """Keep several at once as they were when the review opened; returns how many, and how many are to be looked at.

    Raises as `answer_item`, and NotAnswerableError when one of them has risk 3 or 4, or was found in a target.
    """
    items = list(_locked().filter(pk__in=item_ids).order_by("id"))
    for item in items:
        _require_answerable(item, by=by)
    if any(item.risk > KEPT_TOGETHER for item in items):
        raise NotAnswerableError(_("What has risk 3 or 4 is looked at one by one."))
    if any(item.kind == ReviewItem.Kind.DRIFT for item in items):
        raise NotAnswerableError(_("What was found in a target is looked at one by one."))
    look_again([item.pk for item in items])
    unchanged = ReviewItem.objects.filter(pk__in=item_ids, answer__in=ANSWERABLE, looks_again=False)
    kept = list(unchanged.select_related("opened_on"))
    for item in kept:
        finish(item, Given.KEEP, by=person_of(by))
        item.answered_on, item.confirmed_at = item.opened_on, item.answered_at
    ReviewItem.objects.bulk_update(kept, ["answer", "answered_by", "answered_at", "answered_on", "confirmed_at"])
    sync_tasks({item.review_id for item in items})
    return len(kept), len(items) - len(kept)


@transaction.atomic
def undo_answer(item_id: UUID, *, by: Actor) -> ReviewItem:
    """Take back that something is kept, while the review is open.

    Raises as `answer_item`; NotAnswerableError for what has been carried out.
    """
    item = _locked().get(pk=item_id)
    _require_hers(item, by=by)
    if item.answer != Given.KEEP or item.kind == ReviewItem.Kind.DRIFT:
        raise NotAnswerableError(_("This is carried out and cannot be undone here. Give it anew instead."))
    reopen(item)
    item.note = ""
    item.save()
    sync_tasks([item.review_id])
    return item


@transaction.atomic
def pass_on_item(item_id: UUID, *, to_person: UUID | None, by: Actor) -> ReviewItem:
    """Let somebody else answer; None = the access officers. Whoever may open reviews may pass on any question.

    Raises as `answer_item`, OwnAccessError when it would go to whom it is about, DoesNotExist for an unknown person.
    """
    item = _locked().get(pk=item_id)
    _require_hers(item, by=by, is_any_allowed=may(by, REVIEW))
    if item.answer not in ANSWERABLE:
        raise NotAnswerableError(_("This is answered already."))
    if to_person:
        organisation.find_person(to_person, seen_by=by)
        if to_person == item.person_id:
            raise OwnAccessError(_("Nobody attests what she has herself. Choose somebody else."))
    item.reviewer_key = f"{PERSON}{to_person}" if to_person else OFFICERS
    item.save(update_fields=["reviewer_key"])
    sync_tasks([item.review_id])
    return item


def _answerable(item_id: UUID, *, by: Actor) -> ReviewItem:
    item = _locked().get(pk=item_id)
    _require_answerable(item, by=by)
    return item


def _require_answerable(item: ReviewItem, *, by: Actor) -> None:
    _require_hers(item, by=by)
    if item.answer not in ANSWERABLE:
        raise NotAnswerableError(_("This is answered already. Undo the answer first."))
    require_not_own(item, by=by)


def _locked() -> QuerySet[ReviewItem]:
    return ReviewItem.objects.select_for_update(of=("self",)).select_related("review", "opened_on")


def _require_hers(item: ReviewItem, *, by: Actor, is_any_allowed: bool = False) -> None:
    """Do nothing if a question is hers to answer, in a review that is open."""
    is_hers = item.reviewer_key in keys_of(by) or isinstance(by, System)
    if not (is_hers or is_any_allowed):
        raise ReviewItem.DoesNotExist
    if item.review.closed_at:
        raise ReviewClosedError(_("The review is closed. Its answers stand."))


def require_not_own(item: ReviewItem, *, by: Actor) -> None:
    """Do nothing if it is not about what the reviewer has herself. Raises OwnAccessError."""
    person = person_of(by)
    if person is None:
        return
    if item.person_id == person or (item.kind == ReviewItem.Kind.RULE and _is_covered(item, person)):
        raise OwnAccessError(_("Nobody attests what she has herself. Pass it on."))


def _is_covered(item: ReviewItem, person: UUID) -> bool:
    """Tell whether somebody has something by the rule, and no other question of the review is about that."""
    apart = ReviewItem.objects.filter(
        review_id=item.review_id, kind=ReviewItem.Kind.MEMBERSHIP, subject_id=item.subject_id, person_id=person
    )
    held = Held.objects.filter(person_id=person, via__contains=[item.subject_id], valid__contains=today())
    return held.exists() and not apart.exists()
