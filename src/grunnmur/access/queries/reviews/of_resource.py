"""The reviews that ask about what somebody can have in a resource."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from grunnmur.access.models import Exclusion, Grant, Review, ReviewItem, Rule
from grunnmur.access.queries.resources import Level
from grunnmur.access.rules import REVIEW
from grunnmur.core.permissions import Actor, may

Kind = ReviewItem.Kind
MOST = 10  # open ones on one page


def reviews_of_levels(levels: Sequence[Level], *, seen_by: Actor) -> list[Review]:
    """Return the open reviews that ask about these levels, the earliest due first, and the last closed one.

    They ask of an access or a thing, or of a role, rule, grant or exclusion with such a level. None for who may not
    follow up reviews. Two statements.
    """
    if not may(seen_by, REVIEW):
        return []
    rows = Review.objects.filter(pk__in=_about(levels).values("review"))
    still_open = rows.filter(closed_at=None).order_by("due_date", "id")[:MOST]
    return [*still_open, *rows.filter(closed_at__isnull=False).order_by("-closed_at", "id")[:1]]


def _about(levels: Sequence[Level]) -> QuerySet[ReviewItem]:
    permissions = [level.permission.pk for level in levels]
    roles = {role.pk for level in levels for role in level.roles}
    target = Q(permission_id__in=permissions) | Q(role_id__in=roles)
    return ReviewItem.objects.filter(
        Q(kind__in=[Kind.ACCESS, Kind.THING], subject_id__in=permissions)
        | Q(kind=Kind.ROLE, subject_id__in=roles)
        | Q(kind__in=[Kind.RULE, Kind.MEMBERSHIP], subject_id__in=Rule.objects.filter(target).values("pk"))
        | Q(kind=Kind.GRANT, subject_id__in=Grant.objects.filter(target).values("pk"))
        | Q(kind=Kind.EXCLUSION, subject_id__in=Exclusion.objects.filter(target).values("pk"))
    )
