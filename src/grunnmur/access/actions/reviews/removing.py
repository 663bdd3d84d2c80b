"""Carrying out a removal: by the same deeds as always, and confirmed only when the thing is back."""

from collections.abc import Callable, Collection
from dataclasses import asdict
from datetime import timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from grunnmur.access.actions.conflicts import end_waiver
from grunnmur.access.actions.exclusions import end_exclusion, write_exclusion
from grunnmur.access.actions.grants import end_grants
from grunnmur.access.actions.reviews import drift
from grunnmur.access.actions.roles import change_content
from grunnmur.access.actions.rules import end_rule
from grunnmur.access.models import (
    Exclusion,
    Grant,
    Held,
    IssuedThing,
    ReviewItem,
    ReviewRemoval,
    Rule,
    TargetChange,
    TargetMember,
)
from grunnmur.access.models.targets import LIVE
from grunnmur.access.queries.people import touched_by_role
from grunnmur.access.queries.reviews.ways import ways_on
from grunnmur.access.queries.role_content import content_on
from grunnmur.access.queries.sight import live_on
from grunnmur.access.rules import Target
from grunnmur.access.rules.reviews import NotAnswerableError
from grunnmur.core.clock import now, today
from grunnmur.core.periods import Period, subtract
from grunnmur.core.permissions import Actor, System

SYSTEM = System("A review")  # the review has asked who may decide; the deed itself needs no other permission
DAY = timedelta(days=1)
Kind = ReviewItem.Kind
Pair = tuple[UUID, UUID]
ACCOUNT_PAIR = ("account__person_id", "permission_id")


def remove(item: ReviewItem, *, chosen: Collection[UUID], reason: str, by: Actor) -> bool:
    """Carry out a removal from today on; tell whether it is done in the world already.

    chosen: what goes out of a role. Raises NotAnswerableError, and NotRemovableError for an exclusion that is not hers
    to end.
    """
    people = _touched(item)
    before = _held(people)
    if item.kind == Kind.ROLE:
        _empty(item, chosen)
    elif item.kind == Kind.EXCLUSION:
        end_exclusion(item.subject_id, last_day=today() - DAY, by=by)
    elif item.kind == Kind.DRIFT:
        return not _await(item, {drift.take_away(item)})
    else:
        DEEDS[Kind(item.kind)](item, reason)
    gone = before - _held(people)
    if item.person_id and item.kind in {Kind.ACCESS, Kind.THING}:
        gone.add((item.person_id, item.subject_id))
    return not _await(item, gone)


def keep_away(person: UUID, target: Target, *, reason: str) -> Exclusion | None:
    """Keep something away from a person from today on, on the days on which it is not kept away already."""
    same = Exclusion.objects.filter(live_on(today()), person_id=person, **asdict(target))
    known = [Period.from_range(row.valid) for row in same]
    made = [write_exclusion(person, target, period=days, reason=reason) for days in subtract([Period(today())], known)]
    return made[0] if made else None


def lift(item: ReviewItem) -> None:
    """Give back what was held back until somebody answered."""
    if item.suspension and Exclusion.objects.filter(pk=item.suspension).exists():
        end_exclusion(item.suspension, last_day=today() - DAY, by=SYSTEM)
    item.suspension = None


def confirm_removals() -> set[UUID]:
    """Take as done what is back; returns the reviews it was about. Run twice, the second does nothing."""
    waiting = list(ReviewRemoval.objects.filter(done_at=None).select_for_update())
    out = _out({row.person_id for row in waiting}) if waiting else set()
    back = [row for row in waiting if (row.person_id, row.permission_id) not in out]
    items = {row.item_id for row in back}
    ReviewRemoval.objects.filter(pk__in=[row.pk for row in back]).update(done_at=now())
    left = set(ReviewRemoval.objects.filter(item_id__in=items, done_at=None).values_list("item_id", flat=True))
    confirmed = ReviewItem.objects.filter(pk__in=items - left, confirmed_at=None)
    reviews = set(confirmed.values_list("review_id", flat=True))
    confirmed.update(confirmed_at=now())
    return reviews


def _grant(item: ReviewItem, _reason: str) -> None:
    grant = Grant.objects.get(pk=item.subject_id)
    end_grants(grant.person_id, Target(grant.role_id, grant.permission_id), last_day=today() - DAY)


def _membership(item: ReviewItem, reason: str) -> None:
    rule = Rule.objects.get(pk=item.subject_id)
    keep_away(_person(item), Target(rule.role_id, rule.permission_id), reason=reason)


def _access(item: ReviewItem, reason: str) -> None:
    """End what was given directly, and keep away what something else gives."""
    target, person = Target(permission_id=item.subject_id), _person(item)
    if Grant.objects.filter(live_on(today()), person_id=person, permission_id=item.subject_id).exists():
        end_grants(person, target, last_day=today() - DAY)
    if (person, item.subject_id) in _held([person]):
        keep_away(person, target, reason=reason)


def _waiver(item: ReviewItem, _reason: str) -> None:
    end_waiver(item.subject_id, last_day=today() - DAY, by=SYSTEM)


def _rule(item: ReviewItem, _reason: str) -> None:
    end_rule(item.subject_id, last_day=today() - DAY, by=SYSTEM)


DEEDS: dict[ReviewItem.Kind, Callable[[ReviewItem, str], None]] = {
    Kind.GRANT: _grant,
    Kind.MEMBERSHIP: _membership,
    Kind.ACCESS: _access,
    Kind.THING: _access,
    Kind.RULE: _rule,
    Kind.WAIVER: _waiver,
}


def _empty(item: ReviewItem, chosen: Collection[UUID]) -> None:
    """Take out of a role what was chosen."""
    inside = content_on(item.subject_id, today())
    kept = [one for one in inside if (one.permission_id or one.child_role_id) not in set(chosen)]
    if len(kept) == len(inside):
        raise NotAnswerableError(_("Choose what shall go out of the role."))
    change_content(item.subject_id, kept, by=SYSTEM)


def _person(item: ReviewItem) -> UUID:
    """Return whom an item is about. Raises LookupError for a rule or a role."""
    if item.person_id is None:
        raise LookupError(item.pk)
    return item.person_id


def _touched(item: ReviewItem) -> Collection[UUID]:
    if item.person_id:
        return [item.person_id]
    if item.kind == Kind.ROLE:
        return touched_by_role(item.subject_id)
    rule = Rule.objects.get(pk=item.subject_id)
    rows = Held.objects.filter(**asdict(Target(rule.role_id, rule.permission_id)), via__contains=[rule.pk])
    return set(rows.values_list("person_id", flat=True))


def _held(people: Collection[UUID]) -> set[Pair]:
    return {(way.person, way.permission) for way in ways_on(today(), persons=people) if way.permission}


def _await(item: ReviewItem, pairs: Collection[Pair]) -> int:
    """Write down what has to be taken back before the removal is confirmed; returns how much."""
    out = _out({person for person, _permission in pairs}) & set(pairs)
    waiting = [ReviewRemoval(item=item, person_id=person, permission_id=one) for person, one in sorted(out)]
    return len(ReviewRemoval.objects.bulk_create(waiting))


def _out(people: Collection[UUID]) -> set[Pair]:
    """Return what these persons have in the world. Three statements.

    Things that are taken back by hand; memberships that a target has, kept in step by us or not; and those it may have
    got and has not confirmed to be rid of.
    """
    things = IssuedThing.objects.filter(person_id__in=people, returned_at=None)
    by_hand = things.exclude(permission__resource__fulfil_key="").values_list("person_id", "permission_id")
    members = TargetMember.objects.filter(account__person_id__in=people)
    waiting = TargetChange.objects.filter(
        account__person_id__in=people, operation=TargetChange.Operation.REMOVE, state__in=LIVE
    )
    in_targets = (*members.values_list(*ACCOUNT_PAIR), *waiting.values_list(*ACCOUNT_PAIR))
    return {*by_hand, *((person, one) for person, one in in_targets if person and one)}
