"""What happened to an element: its own facts, and the relations that began and ended."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from grunnmur.core.history import Change, history_of
from grunnmur.core.permissions import Actor
from grunnmur.landscape.models import Element, RelationClaim
from grunnmur.landscape.queries.elements import seen

MOST = 50


@dataclass(frozen=True)
class TieChange:
    """A source began to say, or no longer says, that the element hangs together with another."""

    at: datetime
    is_end: bool
    kind: str
    is_inverse: bool
    other: Element
    source: str
    by: str


def changes_of(element: Element, *, limit: int = MOST) -> Sequence[Change]:
    """Return the changes of an element's own facts, the newest first. One statement."""
    return history_of(element, limit=limit)


def tie_changes_of(element_id: UUID, *, seen_by: Actor, limit: int = MOST) -> Sequence[TieChange]:
    """Return when relations with what the asker may know of began and ended, the newest first. One statement."""
    ends = Q(relation__src_id=element_id) | Q(relation__dst_id=element_id)
    known = seen(seen_by, column="relation__src__audience") & seen(seen_by, column="relation__dst__audience")
    claims = RelationClaim.objects.filter(ends, known).select_related("relation__src", "relation__dst")
    found = [
        change for claim in claims.order_by("-claimed_at", "-id")[:limit] for change in _changes(claim, element_id)
    ]
    return sorted(found, key=lambda one: one.at, reverse=True)[:limit]


def _changes(claim: RelationClaim, element_id: UUID) -> Sequence[TieChange]:
    is_inverse = claim.relation.dst_id == element_id
    began = TieChange(
        at=claim.claimed_at,
        is_end=False,
        kind=claim.relation.kind,
        is_inverse=is_inverse,
        other=claim.relation.src if is_inverse else claim.relation.dst,
        source=claim.source,
        by=claim.claimed_by,
    )
    return [began] if claim.ended_at is None else [began, replace(began, at=claim.ended_at, is_end=True, by="")]
