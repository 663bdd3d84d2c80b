"""What nearly all of a group have becomes a rule; what is left is named, person by person.

Greedy: for each permission the largest group of whom enough have it, then the next largest for those still left. What
one group is given of several permissions is one proposal. Everything is sorted, so the same facts give the same answer.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from grunnmur.access.mining.groups import Group, Id, Workforce, groups_of

SHARE = 80  # percent
LEAST = 3  # persons


@dataclass(frozen=True, kw_only=True)
class Settings:
    """share: percent of a group that must have something. least: how many of them no larger group accounts for.

    left_out: keys of groups that are not proposed.
    """

    share: int = SHARE
    least: int = LEAST
    left_out: frozenset[str] = frozenset()


class Membership(NamedTuple):
    """A person has a permission."""

    person: Id
    permission: Id


@dataclass(frozen=True)
class Proposal:
    """A group that shall have some permissions. covers: who has them and is accounted for by this; newly: who has not.

    left: how many have one of these permissions and no rule accounts for them.
    """

    group: Group
    members: tuple[Id, ...]
    permissions: tuple[Id, ...]
    covers: tuple[Membership, ...]
    newly: tuple[Membership, ...]
    left: int = 0


@dataclass(frozen=True)
class Mined:
    """All proposals, the largest first, and every membership that none of them accounts for, sorted.

    observed: how many memberships there are; given: how many rules and grants give already.
    """

    proposals: tuple[Proposal, ...]
    exceptions: tuple[Membership, ...]
    observed: int
    given: int

    @property
    def covered(self) -> int:
        """How many memberships are accounted for: by proposals, or given already."""
        return self.observed - len(self.exceptions)


def propose(
    observed: Iterable[tuple[Id, Id]],
    workforce: Workforce,
    *,
    settings: Settings | None = None,
    given: Collection[tuple[Id, Id]] = (),
) -> Mined:
    """Return rules that account for what people are seen to have: (person, permission), each pair once or more.

    given: what rules and grants give already; it needs no rule, and nobody gets it newly. Every observed membership is
    in exactly one of: given, the `covers` of one proposal, the exceptions.
    """
    chosen = settings or Settings()
    seen = {Membership(*pair) for pair in observed}
    had = seen & {Membership(*pair) for pair in given}
    sized = ((group, group.size) for group in groups_of(workforce) if group.key not in chosen.left_out)
    groups = [(group, size) for group, size in sized if size >= chosen.least]
    crowd = _Crowd(workforce.persons)
    holding, having = crowd.masks(seen), crowd.masks(given)
    drafts: dict[str, _Draft] = {}
    for permission in sorted(holding):
        _draft(permission, (holding[permission], having.get(permission, 0)), groups, chosen, drafts)
    proposals = tuple(_proposal(draft, crowd) for draft in drafts.values())
    covered = {one for proposal in proposals for one in proposal.covers}
    exceptions = tuple(sorted(seen - had - covered))
    ranked = sorted(proposals, key=lambda one: (-len(one.covers), one.group.key))
    left = Counter(one.permission for one in exceptions)
    counted = (replace(one, left=sum(left[each] for each in one.permissions)) for one in ranked)
    return Mined(tuple(counted), exceptions, len(seen), len(had))


class _Crowd:
    """Persons as bits, both ways."""

    def __init__(self, persons: Sequence[Id]) -> None:
        self.persons = persons
        self.bits = {person: 1 << place for place, person in enumerate(persons)}

    def masks(self, pairs: Iterable[tuple[Id, Id]]) -> dict[Id, int]:
        """Return who has each permission, as a number; those who do not work here are in none."""
        found: defaultdict[Id, bytearray] = defaultdict(lambda: bytearray(len(self.persons) // 8 + 1))
        for person, permission in pairs:
            bit = self.bits.get(person)
            if bit:
                place = bit.bit_length() - 1
                found[permission][place >> 3] |= 1 << (place & 7)
        return {permission: int.from_bytes(mask, "little") for permission, mask in found.items()}

    def named(self, mask: int) -> list[Id]:
        """Return the persons of a number, in order."""
        digits = f"{mask:b}"[::-1]
        return [self.persons[place] for place, digit in enumerate(digits) if digit == "1"]


@dataclass
class _Draft:
    """A proposal in the making: for each permission, who is covered and who is new, as numbers."""

    group: Group
    parts: dict[Id, tuple[int, int]] = field(default_factory=dict)


def _draft(
    permission: Id,
    masks: tuple[int, int],
    groups: Sequence[tuple[Group, int]],
    settings: Settings,
    drafts: dict[str, _Draft],
) -> None:
    """Find the groups of one permission. The share never changes on the way, so one pass over the groups is enough."""
    held, given = masks
    uncovered, has, most = held & ~given, given | held, held.bit_count() * 100
    left = uncovered.bit_count()
    for group, size in groups:
        if left < settings.least:
            return
        enough = settings.share * size
        if most < enough or (held & group.members).bit_count() * 100 < enough:
            continue
        fits = uncovered & group.members
        if fits.bit_count() >= settings.least:
            draft = drafts.setdefault(group.key, _Draft(group))
            draft.parts[permission] = (fits, group.members & ~has)
            uncovered &= ~group.members
            has |= group.members
            left = uncovered.bit_count()


def _proposal(draft: _Draft, crowd: _Crowd) -> Proposal:
    return Proposal(
        group=draft.group,
        members=tuple(crowd.named(draft.group.members)),
        permissions=tuple(draft.parts),
        covers=_memberships(((permission, fits) for permission, (fits, _new) in draft.parts.items()), crowd),
        newly=_memberships(((permission, new) for permission, (_fits, new) in draft.parts.items()), crowd),
    )


def _memberships(parts: Iterable[tuple[Id, int]], crowd: _Crowd) -> tuple[Membership, ...]:
    return tuple(Membership(person, permission) for permission, mask in parts for person in crowd.named(mask))
