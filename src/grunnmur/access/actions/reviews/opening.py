"""Opening a review: what people have on the day becomes questions, frozen as it is."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from grunnmur.access.actions.reviews.asking import sync_tasks
from grunnmur.access.models import Review, ReviewItem, ReviewScope, ReviewSnapshot
from grunnmur.access.queries.reviews.plan import Plan, PlannedItem, plan_review
from grunnmur.access.queries.reviews.shown import shown_of
from grunnmur.access.queries.reviews.subjects import facts_now
from grunnmur.access.rules import REVIEW
from grunnmur.access.rules.reviews import EmptyReviewError, NotAnswerableError, PeerCount, Scope, Subject, fingerprint
from grunnmur.core.calendar import working_days_after
from grunnmur.core.clock import now, today
from grunnmur.core.permissions import Actor, person_of, require
from grunnmur.core.tenancy import current_tenant

BATCH = 1000
DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class NewReview:
    """What is said of a review when it opens. due_date moves to the next working day when it is none."""

    name: str
    due_date: date
    scope: Scope = field(default_factory=Scope)
    trigger: str = Review.Trigger.CAMPAIGN
    dedupe_key: str = ""


@transaction.atomic
def open_review(new: NewReview, *, by: Actor) -> Review:
    """Ask everybody who should know about what is had within a scope today.

    Raises PermissionDenied (needs access.review), EmptyReviewError, NotAnswerableError for a deadline that has passed.
    """
    require(by, REVIEW)
    if new.due_date < today():
        raise NotAnswerableError(_("Choose a deadline that lies ahead."))
    return write_review(new, plan_review(new.scope, on=today()), by=by)


def write_review(new: NewReview, plan: Plan, *, by: Actor) -> Review:
    """Write a planned review and ask its reviewers; whoever calls has made sure that it may be opened.

    Raises EmptyReviewError.
    """
    if not plan.items:
        raise EmptyReviewError(_("Nobody has anything within what you chose, so there is nothing to review."))
    review = Review.objects.create(
        name=new.name,
        trigger=new.trigger,
        dedupe_key=new.dedupe_key,
        due_date=working_day_from(new.due_date),
        opened_at=now(),
        opened_by_id=person_of(by),
    )
    _write_scope(review, new.scope)
    _write_items(review, plan)
    sync_tasks([review.pk])
    return review


def working_day_from(day: date) -> date:
    """Return the day, or the next working day when it is none."""
    return working_days_after(day - DAY, 1)


def _write_scope(review: Review, scope: Scope) -> None:
    columns = {
        "unit_id": scope.units,
        "resource_id": scope.resources,
        "role_id": scope.roles,
        "permission_id": scope.permissions,
        "person_id": scope.persons,
    }
    ReviewScope.objects.bulk_create(
        ReviewScope(review=review, **{column: one}) for column, ids in columns.items() for one in ids
    )


def _write_items(review: Review, plan: Plan) -> None:
    snapshots = snapshots_of(plan.items, peers=plan.peers, on=today())
    ReviewSnapshot.objects.bulk_create(snapshots.values(), batch_size=BATCH)
    ReviewItem.objects.bulk_create(
        (_item(review, one, snapshots[one.subject]) for one in plan.items if one.subject in snapshots),
        batch_size=BATCH,
    )


def _item(review: Review, planned: PlannedItem, snapshot: ReviewSnapshot) -> ReviewItem:
    return ReviewItem(
        review=review,
        kind=planned.subject.kind,
        subject_id=planned.subject.id,
        person_id=planned.subject.person,
        unit_id=planned.unit,
        risk=planned.risk,
        causes=list(planned.causes),
        reviewer_key=planned.reviewer_key,
        due_date=review.due_date,
        opened_on=snapshot,
    )


def snapshots_of(
    items: Collection[PlannedItem], *, peers: Mapping[tuple[UUID, UUID], PeerCount], on: date
) -> dict[Subject, ReviewSnapshot]:
    """Return an unsaved snapshot of what each question is about, in the municipality's language."""
    facts = facts_now([item.subject for item in items], on=on)
    with translation.override(current_tenant().language):
        shown = shown_of([item for item in items if item.subject in facts], peers=peers, on=on)
    return {
        subject: ReviewSnapshot(
            taken_at=now(), content_hash=fingerprint(found), content={"facts": found, "shown": shown[subject]}
        )
        for subject, found in facts.items()
    }
