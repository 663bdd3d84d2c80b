"""How one element hangs together with others today, and who says so."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from grunnmur.core.clock import today
from grunnmur.core.periods import Period
from grunnmur.core.permissions import Actor
from grunnmur.landscape.catalogue import KINDS
from grunnmur.landscape.models import Element, Relation, RelationClaim
from grunnmur.landscape.queries.elements import seen
from grunnmur.landscape.queries.finding import MOST, matching

MOST_SHOWN = 500


@dataclass(frozen=True)
class Tie:
    """A relation as it reads from one of its ends, to the other. is_inverse: it reads from the destination."""

    relation_id: UUID
    kind: str
    is_inverse: bool
    other: Element
    strength: int
    note: str
    since: date | None


@dataclass(frozen=True)
class Ground:
    """Who says that there is a relation: of RelationClaim.Source, and which process or file of it, if not all."""

    source: str
    ref: str
    strength: int


def ties_of(element_id: UUID, *, seen_by: Actor, limit: int = MOST_SHOWN) -> Sequence[Tie]:
    """Return the relations of today with what the asker may know of, kind by kind, then by name. One statement."""
    rows = _live(seen_by).filter(Q(src_id=element_id) | Q(dst_id=element_id)).order_by("kind", "id")
    ties = [_tie(row, element_id) for row in rows[:limit]]
    return sorted(ties, key=lambda one: (KINDS[one.kind].order, one.is_inverse, one.other.sort_key, one.other.pk))


def _live(seen_by: Actor) -> QuerySet[Relation]:
    known = seen(seen_by, column="src__audience") & seen(seen_by, column="dst__audience")
    return Relation.objects.filter(known, valid__contains=today()).select_related("src", "dst")


def _tie(row: Relation, element_id: UUID) -> Tie:
    is_inverse = row.dst_id == element_id
    return Tie(
        relation_id=row.pk,
        kind=row.kind,
        is_inverse=is_inverse,
        other=row.src if is_inverse else row.dst,
        strength=row.strength,
        note=row.note,
        since=Period.from_range(row.valid).lower,
    )


def find_relation(relation_id: UUID, *, seen_by: Actor) -> Relation:
    """Return a relation of today with both ends and their owners.

    Raises Relation.DoesNotExist, also when she may not know of an end.
    """
    return _live(seen_by).select_related("src__owner_unit", "dst__owner_unit").get(pk=relation_id)


def grounds_of(relation_ids: Collection[UUID]) -> Mapping[UUID, Sequence[Ground]]:
    """Return who says that each of these is, by hand first. The caller may see the relations. One statement."""
    claims = RelationClaim.objects.filter(relation_id__in=relation_ids, ended_at=None).order_by("claimed_at", "id")
    found: defaultdict[UUID, list[Ground]] = defaultdict(list)
    for claim in sorted(claims, key=lambda one: one.source != RelationClaim.Source.MANUAL):
        found[claim.relation_id].append(Ground(claim.source, claim.source_ref, claim.strength))
    return found


def possible_ends(
    element: Element, kind: str, *, is_inverse: bool, text: str = "", seen_by: Actor, limit: int = MOST
) -> Sequence[Element]:
    """Return what an element may be related to by a kind and is not yet: of the legal types, by name. One statement.

    is_inverse: the element is the destination.
    """
    types = other_types(kind, element.type, is_inverse=is_inverse)
    mine, others = ("dst_id", "src_id") if is_inverse else ("src_id", "dst_id")
    there = Relation.objects.filter(**{mine: element.pk}, kind=kind, valid__contains=today()).values(others)
    where = ~Q(pk=element.pk) & ~Q(pk__in=there)
    return list(matching(text, types=types, where=where, seen_by=seen_by, limit=limit))


def other_types(kind: str, element_type: str, *, is_inverse: bool) -> frozenset[str]:
    """Return the types at the other end of a kind. is_inverse: the element of this type is the destination."""
    pairs = KINDS[kind].pairs
    if is_inverse:
        return frozenset(src for src, dst in pairs if dst == element_type)
    return frozenset(dst for src, dst in pairs if src == element_type)
