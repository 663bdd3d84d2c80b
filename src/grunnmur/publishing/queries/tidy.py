"""The tidy list of a line: old documents, what was decided about them, and how far it has come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from grunnmur.core.paging import Slice, keyset
from grunnmur.core.permissions import Actor, may
from grunnmur.publishing.models import IntakeItem
from grunnmur.publishing.queries.standing import Part, parts_in
from grunnmur.publishing.rules import RUN_FACTORY, SEE

UNDATED = date(9999, 12, 31)  # sorts documents without a day last
ALONE = UUID(int=2**128 - 1)  # sorts documents that are like no other last
LONGEST = 50_000  # rows of a file, or of one decision
MOST_OWNERS = 200


class Doubles(StrEnum):
    """Which documents, by what they are like."""

    SAME = "same"
    ALIKE = "alike"
    ANY = "any"


class Order(StrEnum):
    """What the list is ordered by; `together` puts those that are alike beside each other."""

    TITLE = "title"
    TOGETHER = "together"
    PATH = "path"
    OLDEST = "oldest"
    LARGEST = "largest"


ORDERS = {
    Order.TITLE: ("sort_key", "id"),
    Order.TOGETHER: ("group_or_last", "sort_key", "id"),
    Order.PATH: ("path", "id"),
    Order.OLDEST: ("modified_or_last", "sort_key", "id"),
    Order.LARGEST: ("smallness", "sort_key", "id"),
}


@dataclass(frozen=True, kw_only=True)
class TidyFilter:
    """What is asked for; nothing chosen is everything. batch: those that were decided together."""

    decision: str = ""
    owner: str = ""
    doubles: str = ""
    text: str = ""
    group: UUID | None = None
    batch: UUID | None = None
    order: Order = Order.TITLE


@dataclass(frozen=True)
class Progress:
    """How many old documents a line has, and about how many somebody has decided."""

    decided: int = 0
    of: int = 0

    @property
    def percent(self) -> int:
        """Return the decided ones of a hundred, never 100 while one is left."""
        return self.decided * 100 // self.of if self.of else 0


@dataclass(frozen=True)
class TidyCounts:
    """How many fit what is asked for, and how many there are by decision."""

    fitting: int
    by_decision: dict[str, int]

    @property
    def progress(self) -> Progress:
        """Return how far the whole list has come."""
        total = sum(self.by_decision.values())
        return Progress(total - self.by_decision.get(IntakeItem.Decision.UNDECIDED, 0), total)


def require_tidy_sight(line_id: UUID, *, seen_by: Actor) -> bool:
    """Return whether the actor decides about the documents of a line. Two statements at most.

    Raises PermissionDenied for who neither sees the factory nor has a part in the line.
    """
    parts = parts_in(line_id, by=seen_by)
    leads = may(seen_by, RUN_FACTORY) or Part.CHIEF in parts
    if not (leads or parts or may(seen_by, SEE)):
        raise PermissionDenied(_("The tidy list is for those who work in the flow factory."))
    return leads


def tidy_page(line_id: UUID, wanted: TidyFilter, *, after: str = "", limit: int = 50) -> Slice[IntakeItem]:
    """Return one page of a line's old documents, as wanted. Raises BadCursorError. One statement."""
    rows = _keyed(_narrowed(line_id, wanted)).select_related("target", "card")
    return keyset(rows, by=ORDERS[wanted.order], after=after, limit=limit)


def tidy_rows(line_id: UUID, wanted: TidyFilter) -> QuerySet[IntakeItem]:
    """Return a line's old documents as wanted, for a file; 50,000 at most. One statement."""
    rows = _keyed(_narrowed(line_id, wanted)).select_related("target")
    return rows.order_by(*ORDERS[wanted.order])[:LONGEST]


def tidy_chosen(line_id: UUID, ids: Sequence[UUID]) -> list[IntakeItem]:
    """Return these documents of a line, by title; what is not on its list is left out. One statement."""
    rows = IntakeItem.objects.filter(line_id=line_id, pk__in=ids)
    return list(rows.order_by("sort_key", "pk"))


def tidy_counts(line_id: UUID, wanted: TidyFilter) -> TidyCounts:
    """Return how many there are. One statement."""
    counted = (
        IntakeItem.objects.filter(line_id=line_id)
        .order_by()
        .values("decision")
        .annotate(of=Count("pk"), fitting=Count("pk", filter=_condition(wanted)))
    )
    rows = list(counted)
    return TidyCounts(sum(row["fitting"] for row in rows), {row["decision"]: row["of"] for row in rows})


def tidy_owners(line_id: UUID) -> list[str]:
    """Return whom the sources name as owners in a line, by name; the first 200. One statement."""
    names = IntakeItem.objects.filter(line_id=line_id).exclude(owner_hint="").order_by("owner_hint")
    return list(names.values_list("owner_hint", flat=True).distinct()[:MOST_OWNERS])


def tidy_progress() -> dict[UUID, Progress]:
    """Return how far each line has come with its old documents; lines without any are left out. One statement."""
    decided = Count("pk", filter=~Q(decision=IntakeItem.Decision.UNDECIDED))
    rows = IntakeItem.objects.order_by().values("line_id").annotate(decided=decided, of=Count("pk"))
    return {row["line_id"]: Progress(row["decided"], row["of"]) for row in rows}


def _condition(wanted: TidyFilter) -> Q:
    found = Q()
    if wanted.decision:
        found &= Q(decision=wanted.decision)
    if wanted.owner:
        found &= Q(owner_hint=wanted.owner)
    if wanted.group:
        found &= Q(group=wanted.group)
    if wanted.batch:
        found &= Q(decision_batch=wanted.batch)
    if wanted.text:
        found &= Q(title__icontains=wanted.text) | Q(path__icontains=wanted.text)
    found &= _DOUBLES.get(wanted.doubles, Q())
    return found


_DOUBLES: Mapping[str, Q] = {
    Doubles.SAME: Q(has_twin=True),
    Doubles.ALIKE: Q(group__isnull=False, has_twin=False),
    Doubles.ANY: Q(group__isnull=False),
}


def _narrowed(line_id: UUID, wanted: TidyFilter) -> QuerySet[IntakeItem]:
    return IntakeItem.objects.filter(_condition(wanted), line_id=line_id)


def _keyed(rows: QuerySet[IntakeItem]) -> QuerySet[IntakeItem]:
    """Add what pages are ordered by: columns that are never empty."""
    return rows.annotate(
        group_or_last=Coalesce(F("group"), Value(ALONE)),
        modified_or_last=Coalesce(F("modified_date"), Value(UNDATED)),
        smallness=-Coalesce(F("size"), Value(-1)),
    )
