"""A made-up municipality's map in layers, with hubs: for benches of what hangs together."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from uuid import UUID

import psycopg

from grunnmur.landscape.catalogue import KINDS, PAIRS

# Of 100,000 elements.
SHARES = {
    "goal": 300,
    "law": 400,
    "requirement": 1_500,
    "service": 2_000,
    "contact_point": 500,
    "process": 7_000,
    "activity": 62_000,
    "role": 1_500,
    "competence": 500,
    "function": 500,
    "unit": 1_200,
    "information": 7_000,
    "processing": 1_500,
    "system": 4_000,
    "interface": 4_000,
    "technology": 1_200,
    "supplier": 900,
    "agreement": 1_000,
    "assessment": 1_500,
    "document": 1_500,
}
# Of 500,000 relations, beside one step in each process and one step after another; reading fills up the rest.
RELATIONS = (
    ("performs", "role", "activity", 70_000),
    ("performs", "unit", "activity", 10_000),
    ("supports", "system", "activity", 85_000),
    ("supports", "system", "service", 3_000),
    ("writes", "activity", "information", 40_000),
    ("masters", "system", "information", 7_000),
    ("copies", "system", "information", 12_000),
    ("offers", "system", "interface", 4_000),
    ("feeds", "interface", "system", 8_000),
    ("carries", "interface", "information", 8_000),
    ("runs_on", "technology", "system", 6_000),
    ("supplies", "supplier", "system", 6_000),
    ("sub_supplies", "supplier", "supplier", 600),
    ("realizes", "process", "service", 9_000),
    ("contributes", "service", "goal", 6_000),
    ("calls", "process", "process", 3_000),
    ("governs", "law", "process", 14_000),
    ("governs", "law", "requirement", 2_000),
    ("applies_to", "requirement", "process", 5_000),
    ("documents", "document", "process", 9_000),
    ("assesses", "assessment", "system", 4_000),
    ("handles", "processing", "information", 5_000),
    ("groups", "processing", "process", 4_000),
    ("covers", "agreement", "system", 3_000),
    ("party_to", "supplier", "agreement", 1_500),
    ("needs", "activity", "competence", 4_000),
    ("entitles", "role", "system", 6_000),
    ("channels", "contact_point", "service", 2_000),
    ("has_role", "unit", "role", 2_000),
    ("contains", "information", "information", 1_400),
)
SECTORS = 40
RELATIONS_EACH = 5
IN_SECTOR, ENDED, NARROW = 0.9, 0.05, 0.05  # shares: within one sector, no longer valid, of a narrower audience
STRENGTHS = (2, 2, 2, 2, 1, 1, 1, 0)
ELEMENTS_IN = """COPY landscape_element (id, tenant_id, type, ref, name, code, summary, lifecycle, audience, changed_at,
    has_double_a) FROM STDIN"""
RELATIONS_IN = """COPY landscape_relation (id, tenant_id, src_id, dst_id, src_type, dst_type, kind, strength, note,
    valid) FROM STDIN"""


@dataclass(frozen=True)
class Landscape:
    """Elements by type, and relations as (kind, source, destination, strength, period)."""

    elements: dict[str, list[UUID]]
    relations: list[tuple[str, UUID, UUID, int, str]]

    @property
    def type_of(self) -> dict[UUID, str]:
        """Return every element's type."""
        return {each: element_type for element_type, ids in self.elements.items() for each in ids}


def make_landscape(size: int, *, seed: int) -> Landscape:
    """Return a map of so many elements, and five times as many relations; the same for the same seed."""
    chance = random.Random(seed)
    elements = {
        element_type: [UUID(int=chance.getrandbits(128), version=4) for _ in range(share * size // 100_000)]
        for element_type, share in SHARES.items()
    }
    pairs: dict[tuple[str, UUID, UUID], None] = {}
    for pair in _flow(elements, chance):
        pairs[pair] = None
    for kind, src_type, dst_type, share in RELATIONS:
        assert (kind, src_type, dst_type) in PAIRS
        for _ in range(share * size // 100_000):
            src, dst = _two(elements[src_type], elements[dst_type], chance)
            if src != dst:
                pairs[kind, src, dst] = None
    while len(pairs) < size * RELATIONS_EACH:
        pairs["reads", *_two(elements["activity"], elements["information"], chance)] = None
    relations = [(*pair, _strength(pair[0], chance), _period(chance)) for pair in pairs]
    return Landscape(elements, relations)


def _flow(elements: dict[str, list[UUID]], chance: random.Random) -> Iterator[tuple[str, UUID, UUID]]:
    """Yield the steps of every process, one after another."""
    steps, processes = elements["activity"], elements["process"]
    cuts = sorted(chance.sample(range(1, len(steps)), len(processes) - 1))
    for process, (first, last) in zip(processes, pairwise([0, *cuts, len(steps)]), strict=True):
        yield from (("has_step", process, step) for step in steps[first:last])
        yield from (("followed_by", *two) for two in pairwise(steps[first:last]))


def _two(sources: Sequence[UUID], destinations: Sequence[UUID], chance: random.Random) -> tuple[UUID, UUID]:
    """Return two ends: mostly of one sector, and some of each sector far more often than others."""
    sector = chance.random()
    return _one(sources, sector, chance), _one(destinations, sector, chance)


def _one(ids: Sequence[UUID], sector: float, chance: random.Random) -> UUID:
    if chance.random() < IN_SECTOR:
        width = max(len(ids) // SECTORS, 1)
        first = int(sector * SECTORS) * width
        return ids[(first + int(width * chance.random() ** 2)) % len(ids)]
    return ids[int(len(ids) * chance.random() ** 4)]


def _strength(kind: str, chance: random.Random) -> int:
    return KINDS[kind].strength if chance.random() < 0.5 else chance.choice(STRENGTHS)


def _period(chance: random.Random) -> str:
    return "[2020-01-01,2024-01-01)" if chance.random() < ENDED else "[2020-01-01,)"


def load(landscape: Landscape, *, tenant: UUID, key: str, connection: psycopg.Connection) -> None:
    """Copy a map into a municipality, past triggers and checks: one element in twenty for the audience `key` alone."""
    connection.execute("SET session_replication_role = replica")
    type_of = landscape.type_of
    fresh = _ids(tenant)
    with connection.cursor() as cursor, cursor.copy(ELEMENTS_IN) as copy:
        for number, (each, of_type) in enumerate(type_of.items()):
            audience = [key] if number % int(1 / NARROW) == 0 else ["everyone"]
            name = f"{of_type} {number}"
            row = (each, tenant, of_type, each, name, "", "", "active", audience, "2024-01-01T00:00:00Z", False)
            copy.write_row(row)
    with connection.cursor() as cursor, cursor.copy(RELATIONS_IN) as copy:
        for kind, src, dst, strength, period in landscape.relations:
            ends = (src, dst, type_of[src], type_of[dst])
            copy.write_row((fresh(), tenant, *ends, kind, strength, "", period))


def _ids(tenant: UUID) -> Callable[[], UUID]:
    chance = random.Random(tenant.int)
    return lambda: UUID(int=chance.getrandbits(128), version=4)
