"""Who must be heard about a change: the owners of what it names, and of what it hits."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from grunnmur.core.permissions import Actor, keys_of
from grunnmur.landscape.models import ChangeStatement, Element
from grunnmur.landscape.queries.changes.comparing import Part
from grunnmur.landscape.queries.elements import seen
from grunnmur.landscape.rules.changes import ORDER, Outcome


class OwnerKey(NamedTuple):
    """Who owns something: a unit, else a function."""

    unit_id: UUID | None
    function_id: UUID | None

    @property
    def group_key(self) -> str:
        """Return the group key of those who answer for it."""
        return f"leader:{self.unit_id}" if self.unit_id else f"function:{self.function_id}"


@dataclass(frozen=True)
class Owner:
    """An owner to hear. reason: the element that is hit the worst; outcome: how, None for what a step names itself."""

    key: OwnerKey
    name: str
    reason: Element
    outcome: Outcome | None
    count: int


@dataclass(frozen=True)
class Hearing:
    """Who must be heard, those worst hit first, and how many elements that are hit nobody owns."""

    owners: Sequence[Owner]
    unowned: int


def hearing_of(named: Collection[UUID], parts: Iterable[Part], *, seen_by: Actor) -> Hearing:
    """Return the owners of the elements a case names and of those it hits, as far as the reader knows of them.

    One statement.
    """
    worst: dict[UUID, int] = dict.fromkeys(named, -1)
    for hit in (hit for part in parts for hit in part.hits):
        rank = ORDER.index(hit.outcome)
        worst[hit.thing.id] = min(rank, worst.get(hit.thing.id, rank))
    rows = Element.objects.filter(seen(seen_by), pk__in=worst).select_related("owner_unit", "owner_function")
    found: defaultdict[OwnerKey, list[Element]] = defaultdict(list)
    for row in sorted(rows, key=lambda one: (worst[one.pk], one.sort_key, one.pk)):
        found[owner_of(row)].append(row)
    unowned = found.pop(NOBODY, [])
    return Hearing([_owner(key, inside, worst) for key, inside in found.items()], len(unowned))


NOBODY = OwnerKey(None, None)


def owner_of(row: Element) -> OwnerKey:
    """Return who owns an element: its unit, else its function, else nobody."""
    return OwnerKey(row.owner_unit_id, None) if row.owner_unit_id else OwnerKey(None, row.owner_function_id)


def _owner(key: OwnerKey, rows: Sequence[Element], worst: Mapping[UUID, int]) -> Owner:
    first = rows[0]
    owner = first.owner_unit if key.unit_id else first.owner_function
    rank = worst[first.pk]
    return Owner(key, owner.name if owner else "", first, ORDER[rank] if rank >= 0 else None, len(rows))


def statements_of(case_id: UUID, *, seen_by: Actor) -> Sequence[ChangeStatement]:
    """Return what owners were asked and said, by owner, because of what the reader may know of. One statement."""
    rows = ChangeStatement.objects.filter(seen(seen_by, column="element__audience"), case_id=case_id)
    found = rows.select_related("unit", "function", "element", "stated_by")
    return sorted(found, key=lambda row: (owner_name(row).casefold(), row.pk))


def find_statement(statement_id: UUID) -> ChangeStatement:
    """Return what one owner was asked; the caller asks for its case. Raises ChangeStatement.DoesNotExist."""
    return ChangeStatement.objects.select_related("unit", "function").get(pk=statement_id)


def owner_name(row: ChangeStatement) -> str:
    """Return whose statement it is."""
    owner = row.unit or row.function
    return str(owner.name) if owner else ""


def answers_for(row: ChangeStatement, by: Actor) -> bool:
    """Tell whether the actor is one of those who answer for this owner."""
    return OwnerKey(row.unit_id, row.function_id).group_key in keys_of(by)
