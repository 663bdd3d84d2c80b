"""Reviews: which question covers what somebody has, when it is asked again, and what may be answered."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from grunnmur.core.errors import DomainError

RISKY = 3  # from here on each access is looked at by itself, and held back when nobody answers
KEPT_TOGETHER = 2  # up to here many may be kept at once
LEAST_PEERS = 5
UNUSUAL = 0.10  # held by a smaller share of one's peers than this, it is looked at by itself
MONTHS = {1: 24, 2: 12, 3: 6, 4: 3}
SECOND_CHANCE_DAYS = 14
TRIGGER_WORKING_DAYS = 10  # for reviews that no person gave a deadline
MOVER_DAYS = 14  # before somebody moves


class Kind(StrEnum):
    """What one question of a review is about."""

    RULE = "rule"
    ROLE = "role"
    GRANT = "grant"
    MEMBERSHIP = "membership"
    ACCESS = "access"
    EXCLUSION = "exclusion"
    THING = "thing"
    WAIVER = "waiver"
    DRIFT = "drift"


class Cause(StrEnum):
    """Why an access is asked about by itself."""

    RISK = "risk"
    OUTLIER = "outlier"
    OWN = "own"


class Subject(NamedTuple):
    """What a question is about; two questions of one review never share it. person: None for a rule or a role."""

    kind: str
    id: UUID
    person: UUID | None


class Way(NamedTuple):
    """One way a person comes to a permission today; permission None: the role has nothing in it.

    role: None for what is held directly. source: the rule or grant. since: the first day of the run; None = always.
    """

    person: UUID
    role: UUID | None
    permission: UUID | None
    risk: int
    source: UUID
    is_grant: bool
    since: date | None


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What a review is narrowed to: values of one sort widen each other, the sorts narrow each other; empty = all."""

    units: Sequence[UUID] = ()
    resources: Sequence[UUID] = ()
    roles: Sequence[UUID] = ()
    permissions: Sequence[UUID] = ()
    persons: Sequence[UUID] = ()


class ReviewClosedError(DomainError):
    """The review is closed; its answers stand."""


class LookAgainError(DomainError):
    """What the question is about is not what the reviewer saw."""


class NotAnswerableError(DomainError):
    """The question cannot be answered like this; the text says why."""


class OwnAccessError(DomainError):
    """Nobody attests what she has herself."""


class StillOpenError(DomainError):
    """The review cannot be closed yet; the text says what is missing."""


class EmptyReviewError(DomainError):
    """There is nothing to look at within what was chosen."""


class PeerCount(NamedTuple):
    """How many of those with the same unit and position have something, and how many they are, oneself included."""

    having: int
    all: int

    @property
    def is_unusual(self) -> bool:
        """Whether so few have it that somebody should ask."""
        return self.all >= LEAST_PEERS and self.having < UNUSUAL * self.all


def peer_counts(
    ways: Iterable[Way], places: Mapping[UUID, tuple[UUID, UUID | None]]
) -> dict[tuple[UUID, UUID], PeerCount]:
    """Count, for each (person, permission), how many of her unit and position have it; not of who has no place.

    ways: of everybody at these places.
    """
    sizes = Counter(places.values())
    pairs = {(way.person, way.permission) for way in ways if way.permission and way.person in places}
    having = Counter((places[person], permission) for person, permission in pairs)
    return {
        (person, permission): PeerCount(having[places[person], permission], sizes[places[person]])
        for person, permission in pairs
        if permission
    }


def collapse(
    ways: Iterable[Way], *, unusual: Collection[tuple[UUID, UUID]], own: Collection[tuple[UUID, UUID]]
) -> dict[Subject, list[Way]]:
    """Give each way to exactly one question, as few as still let somebody see what matters.

    unusual: (person, permission) that her peers lack. own: (person, rule) where the rule's reviewer is she herself.
    """
    found: defaultdict[Subject, list[Way]] = defaultdict(list)
    for way in ways:
        found[_subject_of(way, unusual, own)].append(way)
    return dict(found)


def _subject_of(way: Way, unusual: Collection[tuple[UUID, UUID]], own: Collection[tuple[UUID, UUID]]) -> Subject:
    if way.permission and (way.risk >= RISKY or (way.person, way.permission) in unusual):
        return Subject(Kind.ACCESS, way.permission, way.person)
    if way.is_grant:
        return Subject(Kind.GRANT, way.source, way.person)
    if (way.person, way.source) in own:
        return Subject(Kind.MEMBERSHIP, way.source, way.person)
    return Subject(Kind.RULE, way.source, None)


def fingerprint(facts: Mapping[str, Any]) -> str:  # Any: JSON
    """Return the SHA-256 of facts as hex, whatever the order of their names."""
    return hashlib.sha256(json.dumps(facts, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def months_between(risk: int, review_months: int | None = None) -> int:
    """Return how many months pass between two reviews: as said of the role, else by the highest risk in it."""
    return review_months or MONTHS[min(max(risk, 1), max(MONTHS))]
