"""Whom reading is for: the holders of roles on a day, for all or for some persons."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from grunnmur.core.permissions import EVERYWHERE, keys_of_person, members_of
from grunnmur.organisation import queries as organisation
from grunnmur.publishing.models import ReadingDemand, Version
from grunnmur.publishing.rules import LEADERS, Keys

FEW = 25  # so many persons are asked about one by one; for more, the holders of each key are fetched at once
Readers = Mapping[UUID, tuple[str, ...]]
"""Persons, each with the names of the roles that make it concern her."""


def holders(keys: Iterable[str], *, on: date) -> dict[str, set[UUID]]:
    """Return whom each key means on a day. One statement a key, two for all who lead."""
    return {key: _leaders(on) if key == LEADERS else members_of(key, on) for key in dict.fromkeys(keys)}


def _leaders(on: date) -> set[UUID]:
    units = [unit.pk for unit in organisation.open_units(on=on, within=EVERYWHERE)]
    return {row.person_id for row in organisation.named_leaders(units, on=on).values()}


def readers_of(keys: Keys, held: Mapping[str, Collection[UUID]]) -> Readers:
    """Return who shall read because of these keys; one who has three roles is there once, with three reasons."""
    found: defaultdict[UUID, dict[str, None]] = defaultdict(dict)
    for key, names in keys.items():
        for person in held.get(key, ()):
            found[person].update(dict.fromkeys(names))
    return {person: tuple(sorted(names)) for person, names in found.items()}


def held_by(persons: Collection[UUID], *, on: date) -> dict[str, set[UUID]]:
    """Return which keys each of a few persons has on a day, the other way round: key -> persons."""
    found: defaultdict[str, set[UUID]] = defaultdict(set)
    for person in persons:
        keys = keys_of_person(person, on)
        for key in keys:
            found[key].add(person)
        if any(key.startswith("leader:") for key in keys):
            found[LEADERS].add(person)
    return dict(found)


@dataclass(frozen=True)
class LiveDemand:
    """A demand whose item has a valid version."""

    demand: ReadingDemand
    item_id: UUID


def live_demands() -> list[LiveDemand]:
    """Return every demand whose item is valid, the newest first. One statement."""
    current = Version.objects.filter(state=Version.State.CURRENT).values("item_id")
    rows = ReadingDemand.objects.filter(version__item_id__in=current).select_related("version")
    return [LiveDemand(row, row.version.item_id) for row in rows.order_by("-made_at", "pk")]


def wanted_duties(
    demands: Sequence[LiveDemand], held: Mapping[str, Collection[UUID]]
) -> dict[tuple[UUID, UUID], tuple[str, ...]]:
    """Return (demand, person) -> reasons: for each person and item, the newest demand that concerns her."""
    wanted: dict[tuple[UUID, UUID], tuple[str, ...]] = {}
    seen: set[tuple[UUID, UUID]] = set()
    for live in demands:
        for person, names in readers_of(live.demand.keys, held).items():
            if (live.item_id, person) not in seen:
                seen.add((live.item_id, person))
                wanted[live.demand.pk, person] = names
    return wanted
