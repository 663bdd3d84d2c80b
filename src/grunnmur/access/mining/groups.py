"""The groups of people that a rule can name, and who is in them.

Members are kept as one number each, a bit for a person: to ask how many of a group have something is then one
operation in C, whatever the size of the municipality.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

Id = str
LEAST_SUBTREE = 5  # persons; fewer share too much by chance


class Kind(IntEnum):
    """What a group is made of, the simplest first: of groups with the same members the simplest is kept."""

    EVERYONE = 0
    SUBTREE = 1
    POSITION = 2
    FUNCTION = 3
    LEADERS = 4
    UNIT_POSITION = 5


@dataclass(frozen=True, slots=True)
class Group:
    """Whom a rule can name: everyone, a unit with all below it, a position, both, a function, or the leaders.

    key: names the group, and stays the same as long as the ids do. members: a number, a bit for each person.
    """

    key: str
    kind: Kind
    members: int
    unit: Id | None = None
    position: Id | None = None
    function: Id | None = None

    @property
    def size(self) -> int:
        """How many are in it."""
        return self.members.bit_count()


@dataclass(frozen=True, kw_only=True)
class Workforce:
    """Who works where on one day. Each row is an employment, an appointment or a leadership of that day.

    ancestors: a unit → itself and all above it, the nearest first. persons is who works here on the day; rows about
    others count for nothing.
    """

    employments: Sequence[tuple[Id, Id, Id | None]]  # person, unit, position
    appointments: Sequence[tuple[Id, Id]]  # person, function
    leaders: Sequence[Id]
    ancestors: Mapping[Id, Sequence[Id]]

    @property
    def persons(self) -> tuple[Id, ...]:
        """Everyone who works here, sorted; the place is a person's bit."""
        return tuple(sorted({person for person, _unit, _position in self.employments}))


def groups_of(workforce: Workforce, *, least_subtree: int = LEAST_SUBTREE) -> tuple[Group, ...]:
    """Return every group once, the largest first; of those with the same members the simplest and lowest."""
    bits = {person: 1 << place for place, person in enumerate(workforce.persons)}
    found = [*_of_employments(workforce, bits, least_subtree), *_of_positions(workforce, bits)]
    found += _of_functions(workforce, bits)
    led = _mask(workforce.leaders, bits)
    if led:
        found.append(Group("leaders", Kind.LEADERS, led))
    depths = {unit: len(above) for unit, above in workforce.ancestors.items()}
    by_members: dict[int, Group] = {}
    for group in sorted(found, key=lambda one: (one.kind, -depths.get(one.unit or "", 0), one.key)):
        by_members.setdefault(group.members, group)
    return tuple(sorted(by_members.values(), key=lambda one: (-one.size, one.kind, one.key)))


def _mask(persons: Iterable[Id], bits: Mapping[Id, int]) -> int:
    found = 0
    for person in persons:
        found |= bits.get(person, 0)
    return found


def _of_employments(workforce: Workforce, bits: Mapping[Id, int], least_subtree: int) -> Iterable[Group]:
    units: defaultdict[Id, int] = defaultdict(int)
    both: defaultdict[tuple[Id, Id], int] = defaultdict(int)
    for person, unit, position in workforce.employments:
        for one in workforce.ancestors.get(unit, (unit,)):
            units[one] |= bits[person]
            if position is not None:
                both[one, position] |= bits[person]
    if bits:
        yield Group("everyone", Kind.EVERYONE, (1 << len(bits)) - 1)
    for unit, members in units.items():
        if members.bit_count() >= least_subtree:
            yield Group(f"below:{unit}", Kind.SUBTREE, members, unit=unit)
    for (unit, position), members in both.items():
        yield Group(f"below:{unit}+position:{position}", Kind.UNIT_POSITION, members, unit=unit, position=position)


def _of_positions(workforce: Workforce, bits: Mapping[Id, int]) -> Iterable[Group]:
    positions: defaultdict[Id, int] = defaultdict(int)
    for person, _unit, position in workforce.employments:
        if position is not None:
            positions[position] |= bits[person]
    for position, members in positions.items():
        yield Group(f"position:{position}", Kind.POSITION, members, position=position)


def _of_functions(workforce: Workforce, bits: Mapping[Id, int]) -> Iterable[Group]:
    functions: defaultdict[Id, int] = defaultdict(int)
    for person, function in workforce.appointments:
        functions[function] |= bits.get(person, 0)
    for function, members in functions.items():
        if members:
            yield Group(f"function:{function}", Kind.FUNCTION, members, function=function)
