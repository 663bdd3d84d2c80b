"""Closing a review: when everything is answered, and what was removed is gone."""

from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grunnmur.access.actions.reviews.asking import sync_tasks
from grunnmur.access.actions.reviews.looking import look_again
from grunnmur.access.events import ReviewClosed
from grunnmur.access.models import Review, ReviewItem
from grunnmur.access.rules import REVIEW
from grunnmur.access.rules.reviews import ReviewClosedError, StillOpenError
from grunnmur.core.clock import now
from grunnmur.core.events import publish
from grunnmur.core.permissions import Actor, person_of, require

UNANSWERED, UNCONFIRMED = Q(answer=""), Q(confirmed_at=None)
LEFT = Q(items__confirmed_at=None)


@transaction.atomic
def close_review(review_id: UUID, *, by: Actor) -> Review:
    """Close a review; from then on its answers stand.

    Raises PermissionDenied (needs access.review), ReviewClosedError, StillOpenError while something is not answered, or
    removed but not back yet.
    """
    require(by, REVIEW)
    review = Review.objects.select_for_update().get(pk=review_id)
    if review.closed_at:
        raise ReviewClosedError(_("The review is closed. Its answers stand."))
    look_again(ReviewItem.objects.filter(review=review).values_list("pk", flat=True))
    _require_finished(review)
    _close(review, by=person_of(by))
    return review


def close_finished() -> None:
    """Close the open reviews in which nothing is left to do."""
    rows = Review.objects.filter(closed_at=None).annotate(left=Count("items", filter=LEFT))
    for review in rows.filter(left=0):
        _close(review, by=None)


def _require_finished(review: Review) -> None:
    rows = ReviewItem.objects.filter(review=review)
    unanswered, unconfirmed = rows.filter(UNANSWERED).count(), rows.filter(~UNANSWERED & UNCONFIRMED).count()
    if unanswered:
        sentence = ngettext(
            "%(count)d question is not answered yet.", "%(count)d questions are not answered yet.", unanswered
        )
        raise StillOpenError(sentence % {"count": unanswered})
    if unconfirmed:
        sentence = ngettext(
            "%(count)d removal is not confirmed yet: the thing or the account is still out.",
            "%(count)d removals are not confirmed yet: the things or accounts are still out.",
            unconfirmed,
        )
        raise StillOpenError(sentence % {"count": unconfirmed})


def _close(review: Review, *, by: UUID | None) -> None:
    review.closed_at, review.closed_by_id = now(), by
    review.save(update_fields=["closed_at", "closed_by"])
    sync_tasks([review.pk])
    publish(ReviewClosed(review.pk))
