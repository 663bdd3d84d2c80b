"""Laws, whether they are in force, and where they are used."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from grunnmur.core.clock import today
from grunnmur.core.paging import Slice, keyset
from grunnmur.core.periods import Period
from grunnmur.core.permissions import Actor, require
from grunnmur.landscape.models import Element, Law, Relation
from grunnmur.landscape.queries.elements import seen, visible
from grunnmur.landscape.rules import SEE

GOVERNS = "governs"
PAGE = 100


@dataclass(frozen=True)
class LawRow:
    """A law with its details, and how many things of each type have their legal basis in it."""

    element: Element
    details: Law | None
    used_by: Mapping[str, int]

    def is_in_force(self, on: date) -> bool | None:
        """Tell whether it is in force on a day; None where nobody has said."""
        days = self.details.in_force if self.details else None
        return None if days is None else on in Period.from_range(days)


@dataclass(frozen=True)
class Laws:
    """A page of laws, and the cursor of the next; empty on the last."""

    rows: Sequence[LawRow]
    next: str


def laws(*, seen_by: Actor, after: str = "") -> Laws:
    """Return the laws on the map, by name, 100 at a time. Three statements."""
    require(seen_by, SEE)
    found: Slice[Element] = keyset(
        visible(seen_by=seen_by).filter(type="law", retired_at=None), by=("sort_key", "id"), after=after, limit=PAGE
    )
    ids = [one.pk for one in found.rows]
    details = {row.element_id: row for row in Law.objects.filter(element__in=ids)}
    used = _used_by(ids, seen_by=seen_by)
    rows = [LawRow(one, details.get(one.pk), used.get(one.pk, {})) for one in found.rows]
    return Laws(rows, found.next)


def _used_by(law_ids: Sequence[UUID], *, seen_by: Actor) -> dict[UUID, Counter[str]]:
    known = seen(seen_by, column="dst__audience")
    rows = Relation.objects.filter(known, src__in=law_ids, kind=GOVERNS, valid__contains=today())
    used: dict[UUID, Counter[str]] = {}
    for law, dst_type in rows.values_list("src_id", "dst_type"):
        used.setdefault(law, Counter())[dst_type] += 1
    return used


def use_of(law_id: UUID, *, seen_by: Actor) -> Sequence[Element]:
    """Return what has its legal basis in a law today, type by type, then by name; for who may know of it."""
    known = seen(seen_by, column="dst__audience")
    rows = Relation.objects.filter(known, src_id=law_id, kind=GOVERNS, valid__contains=today())
    return [row.dst for row in rows.select_related("dst").order_by("dst_type", "dst__sort_key", "dst_id")]
