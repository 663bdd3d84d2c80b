"""Whether a question is still about what it was about: what changed is looked at again, what is gone is let go of."""

from collections.abc import Collection
from uuid import UUID

from grunnmur.access.actions.reviews.asking import sync_tasks
from grunnmur.access.actions.reviews.opening import snapshots_of
from grunnmur.access.models import ReviewItem, ReviewSnapshot
from grunnmur.access.queries.reviews.plan import PlannedItem
from grunnmur.access.queries.reviews.subjects import facts_now
from grunnmur.access.queries.reviews.ways import ways_on
from grunnmur.access.rules.reviews import Subject, fingerprint
from grunnmur.core.clock import now, today

Kept = ReviewItem.Answer.KEEP
STATE = ["answer", "answered_by", "answered_at", "answered_on", "confirmed_at", "looks_again"]


def look_again(item_ids: Collection[UUID] | None = None) -> None:
    """Reopen what was kept and then changed, mark what changed before its answer, and let go of what is gone.

    item_ids: None = everything in open reviews. Run twice, the second writes nothing.
    """
    rows = ReviewItem.objects.filter(review__closed_at=None, answer__in=("", Kept), suspension=None)
    rows = rows.exclude(kind=ReviewItem.Kind.DRIFT, answer=Kept)  # what was kept was given, and is no difference more
    if item_ids is not None:
        rows = rows.filter(pk__in=item_ids)
    items = list(rows.select_related("opened_on", "answered_on"))
    facts = facts_now([subject_of(item) for item in items], on=today())
    changed = []
    for item in items:
        found = facts.get(subject_of(item))
        if _marked(item, fingerprint(found) if found is not None else None):
            changed.append(item)
    ReviewItem.objects.bulk_update(changed, STATE, batch_size=1000)
    sync_tasks({item.review_id for item in changed})


def subject_of(item: ReviewItem) -> Subject:
    """Return what an item is about."""
    return Subject(item.kind, item.subject_id, item.person_id)


def _marked(item: ReviewItem, found: str | None) -> bool:
    """Put down what has become of an item; tell whether anything has."""
    if found is None:
        finish(item, ReviewItem.Answer.GONE)
        item.confirmed_at = item.answered_at
        return True
    seen = item.answered_on or item.opened_on
    if found == seen.content_hash or (item.looks_again and item.answer == ""):
        return False
    reopen(item)
    item.looks_again = True
    return True


def finish(item: ReviewItem, answer: str, *, by: UUID | None = None) -> None:
    """Set an answer; whoever calls saves it."""
    item.answer, item.answered_by_id, item.answered_at = answer, by, now()


def reopen(item: ReviewItem) -> None:
    """Take an answer back; whoever calls saves it."""
    item.answer, item.answered_by_id, item.answered_at = "", None, None
    item.answered_on_id, item.confirmed_at = None, None


def snapshot_now(item: ReviewItem) -> ReviewSnapshot | None:
    """Return what a question is about now: what was there when the review opened, if that is the same; None: gone.

    A new one is not saved yet. What is held back until it is answered is as it was.
    """
    if item.suspension:
        return item.opened_on
    subject = subject_of(item)
    facts = facts_now([subject], on=today()).get(subject)
    if facts is None:
        return None
    if fingerprint(facts) == item.opened_on.content_hash:
        return item.opened_on
    people = [subject.person] if subject.person else None
    ways = [way for way in ways_on(today(), persons=people) if subject.id in {way.permission, way.source}]
    planned = PlannedItem(subject, tuple(ways), item.reviewer_key, item.unit_id, item.risk)
    return snapshots_of([planned], peers={}, on=today())[subject]
