"""What a target has too much, put to the leaders as a review, and what becomes of it by their answers."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from grunnmur.access.actions.reviews.opening import NewReview, write_review
from grunnmur.access.actions.targets.answers import extra, let_keep, send_right
from grunnmur.access.actions.targets.telling import BY_HAND_TASK, ask_about, forget_what_is_over
from grunnmur.access.events import TargetToBeSent
from grunnmur.access.models import DriftItem, Review, ReviewItem, Target
from grunnmur.access.queries.reviews.drift import plan_of_drift
from grunnmur.access.rules import TARGETS
from grunnmur.access.rules.reviews import TRIGGER_WORKING_DAYS
from grunnmur.access.rules.targets import LONGEST_ADOPTION, NotAnswerableError
from grunnmur.core.calendar import working_days_after
from grunnmur.core.clock import now, today
from grunnmur.core.events import publish
from grunnmur.core.models import User
from grunnmur.core.permissions import Actor, require
from grunnmur.core.tenancy import current_tenant

A = DriftItem.Answer


@transaction.atomic
def ask_leaders(item_ids: Collection[UUID], *, by: User) -> Review:
    """Open a review that asks each one's leader whether she shall have what a target has too much.

    Raises PermissionDenied (needs access.targets), DriftItem.DoesNotExist, NotAnswerableError for what is nothing
    extra, or is asked about already.
    """
    require(by, TARGETS)
    rows = DriftItem.objects.select_for_update(of=("self",)).filter(pk__in=item_ids, gone_at=None)
    items = list(rows.select_related("target", "account", "permission__resource").order_by("id"))
    if len(items) != len(set(item_ids)) or not items:
        raise DriftItem.DoesNotExist
    for item in items:
        extra(item)
    if any(item.answer == A.ASKED for item in items):
        raise NotAnswerableError(_("The leader is asked about one of them already."))
    names = sorted({item.target.name for item in items})
    with translation.override(current_tenant().language):
        title = _("Found in %(targets)s") % {"targets": ", ".join(names)}
    new = NewReview(
        name=title[:200], due_date=working_days_after(today(), TRIGGER_WORKING_DAYS), trigger=Review.Trigger.DRIFT
    )
    _answered(items, A.ASKED, by=by)
    return write_review(new, plan_of_drift(items, on=today()), by=by)


def keep(item: ReviewItem, last_day: date | None, *, reason: str, by: Actor) -> None:
    """Let somebody keep what was found, for a year at most; last_day: None = as long as may be."""
    found = _found(item)
    _person, permission = extra(found)
    longest = today() + timedelta(days=min(permission.max_days or LONGEST_ADOPTION, LONGEST_ADOPTION) - 1)
    if last_day is not None and not today() <= last_day <= longest:
        raise NotAnswerableError(_("Choose a last day within a year."))
    let_keep(found, last_day=last_day or longest, reason=reason, by=by)
    _answered([found], A.ADOPTED)


def take_away(item: ReviewItem) -> tuple[UUID, UUID]:
    """Let what was found be taken away where we manage; elsewhere it is put right there. Returns person and level."""
    found = _found(item)
    person, permission = extra(found)
    if found.target.mode == Target.Mode.MANAGED:
        send_right(found)
        publish(TargetToBeSent(found.target_id))
    _answered([found], A.PUT_RIGHT)
    if found.target.mode != Target.Mode.MANAGED:
        ask_about(BY_HAND_TASK, found.target_id)
    return person, permission.pk


def hand_back(items: Iterable[ReviewItem]) -> None:
    """Let differences wait for an answer again that no leader gave."""
    ids = [item.subject_id for item in items if item.kind == ReviewItem.Kind.DRIFT]
    rows = DriftItem.objects.filter(pk__in=ids, gone_at=None, answer=A.ASKED)
    rows.update(answer="", answered_at=None, answered_by=None)


def _found(item: ReviewItem) -> DriftItem:
    rows = DriftItem.objects.select_for_update(of=("self",)).select_related("target", "account", "permission__resource")
    return rows.get(pk=item.subject_id)


def _answered(items: Collection[DriftItem], answer: str, *, by: User | None = None) -> None:
    rows = DriftItem.objects.filter(pk__in=[item.pk for item in items])
    rows.update(answer=answer, answered_at=now(), answered_by=by, ignored_until=None)
    for target in {item.target_id for item in items}:
        forget_what_is_over(target)
