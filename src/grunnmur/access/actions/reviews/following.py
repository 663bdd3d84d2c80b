"""What happens when nobody answers: the next leader is asked once, then what is risky is held back."""

from datetime import date, timedelta
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from grunnmur.access.actions.reviews import drift
from grunnmur.access.actions.reviews.asking import sync_tasks
from grunnmur.access.actions.reviews.looking import finish
from grunnmur.access.actions.reviews.opening import working_day_from
from grunnmur.access.actions.reviews.removing import keep_away
from grunnmur.access.models import ReviewItem
from grunnmur.access.queries.reviews.reviewers import LEADER, chains_of
from grunnmur.access.rules import Target
from grunnmur.access.rules.reviews import RISKY, SECOND_CHANCE_DAYS
from grunnmur.core.clock import now
from grunnmur.core.tenancy import current_tenant

HELD_BACK = (ReviewItem.Kind.ACCESS, ReviewItem.Kind.THING)


def follow_up(on: date) -> None:
    """Ask the next leader about what is overdue; hold back, or close without attest, what she did not answer either.

    Each step is taken once, however often it runs.
    """
    _give_up(on)
    _escalate(on)


def _escalate(on: date) -> None:
    rows = ReviewItem.objects.filter(review__closed_at=None, answer="", due_date__lt=on, escalated_at=None)
    items = list(rows.select_for_update(of=("self",)))
    asked = {UUID(item.reviewer_key.removeprefix(LEADER)) for item in items if item.reviewer_key.startswith(LEADER)}
    chains = chains_of(asked | {item.unit_id for item in items if item.unit_id}, on=on)
    due = working_day_from(on + timedelta(days=SECOND_CHANCE_DAYS))
    for item in items:
        item.reviewer_key = chains.next_key(item.reviewer_key, unit=item.unit_id, of=item.person_id)
        item.due_date, item.escalated_at = due, now()
    ReviewItem.objects.bulk_update(items, ["reviewer_key", "due_date", "escalated_at"], batch_size=1000)
    sync_tasks({item.review_id for item in items})


def _give_up(on: date) -> None:
    rows = ReviewItem.objects.filter(review__closed_at=None, answer="", due_date__lt=on, escalated_at__isnull=False)
    items = list(rows.filter(suspension=None).select_for_update(of=("self",)).select_related("review"))
    for item in items:
        if item.risk >= RISKY and item.kind in HELD_BACK and item.person_id:
            made = keep_away(item.person_id, Target(permission_id=item.subject_id), reason=_reason(item))
            item.suspension = made.pk if made else None
        else:
            finish(item, ReviewItem.Answer.NOT_ATTESTED)
            item.confirmed_at = item.answered_at
    ReviewItem.objects.bulk_update(
        items, ["suspension", "answer", "answered_by", "answered_at", "confirmed_at"], batch_size=1000
    )
    drift.hand_back(items)
    sync_tasks({item.review_id for item in items})


def _reason(item: ReviewItem) -> str:
    with translation.override(current_tenant().language):
        return _("Held back until the review “%(review)s” is answered.") % {"review": item.review.name}
