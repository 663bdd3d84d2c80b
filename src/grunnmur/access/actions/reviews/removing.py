"""Carrying out a removal: by the same deeds as always, and confirmed only when the thing is back."""

from collections.abc import Callable, Collection
from dataclasses import asdict
from datetime import timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from grunnmur.access.actions.exclusions import end_exclusion, write_exclusion
from grunnmur.access.actions.grants import end_grants
from grunnmur.access.actions.roles import change_content
from grunnmur.access.actions.rules import end_rule
from grunnmur.access.models import Exclusion, Grant, Held, IssuedThing, ReviewItem, ReviewRemoval, Rule
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
    waiting = ReviewRemoval.objects.filter(done_at=None)
    out = _out().filter(person_id=OuterRef("person_id"), permission_id=OuterRef("permission_id"))
    items = set(waiting.filter(~Exists(out)).values_list("item_id", flat=True))
    waiting.filter(~Exists(out)).update(done_at=now())
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


def _rule(item: ReviewItem, _reason: str) -> None:
    end_rule(item.subject_id, last_day=today() - DAY, by=SYSTEM)


DEEDS: dict[ReviewItem.Kind, Callable[[ReviewItem, str], None]] = {
    Kind.GRANT: _grant,
    Kind.MEMBERSHIP: _membership,
    Kind.ACCESS: _access,
    Kind.THING: _access,
    Kind.RULE: _rule,
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
    """Write down what somebody has to take back before the removal is confirmed; returns how much."""
    people = {person for person, _permission in pairs}
    out = set(_out().filter(person_id__in=people).values_list("person_id", "permission_id"))
    waiting = [ReviewRemoval(item=item, person_id=one[0], permission_id=one[1]) for one in sorted(out & set(pairs))]
    return len(ReviewRemoval.objects.bulk_create(waiting))


def _out() -> QuerySet[IssuedThing]:
    """Return what is out and is taken back by hand.

    A connected system that takes back by itself has to be asked here, too, before a removal counts as done.
    """
    return IssuedThing.objects.filter(returned_at=None).exclude(permission__resource__fulfil_key="")
