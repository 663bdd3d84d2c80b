"""What the derivation answers: rows ready to be stored, compared and shown."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from grunnmur.access.derivation.facts import Id, Scope
from grunnmur.core.periods import Period


class Cause(StrEnum):
    """Why a permission is withheld, in the order in which the passes run."""

    EXCLUDED = "excluded"
    LEAVE = "leave"
    CONFLICT = "conflict"
    LICENCE = "licence"


class Held(NamedTuple):
    """A person has a role or a permission for these days; one row per maximal interval and scope unit.

    early_floor: set when it starts with an employment; permissions may start before, but not before this day.
    ends_at: the hour it ends, when every route has one. via: the rules and grants that give it, sorted.
    """

    person: Id
    role: Id | None
    permission: Id | None
    scope_unit: Id | None
    lower: int
    upper: int
    early_floor: int | None
    ends_at: datetime | None
    via: tuple[Id, ...]

    @property
    def valid(self) -> Period:
        """The days, as a period of dates."""
        return Period.from_span((self.lower, self.upper))

    def lower_with(self, pre_start_days: int) -> int:
        """Return the first day for a permission that may start so many days before the employment."""
        if self.early_floor is None:
            return self.lower
        return max(self.early_floor, self.lower - pre_start_days)


RawHeld = tuple[Id | None, Id | None, Id | None, int, int, int | None, datetime | None, tuple[Id, ...]]
"""The fields of Held after the person. Plain tuples are made faster, and the garbage collector lets them be."""


class HeldByPerson(Mapping[Id, tuple[Held, ...]]):
    """Held rows by person. `Held` is made when asked for, as most who derive only ask for those who changed."""

    def __init__(self, raw: dict[Id, tuple[RawHeld, ...]]) -> None:
        self.raw = raw

    def __getitem__(self, person: Id) -> tuple[Held, ...]:
        return tuple(Held(person, *row) for row in self.raw[person])

    def __iter__(self) -> Iterator[Id]:
        return iter(self.raw)

    def __len__(self) -> int:
        return len(self.raw)


class RoleContent(NamedTuple):
    """An active role contains a permission on these days, itself or through child roles."""

    role: Id
    permission: Id
    scope: Scope
    unit: Id | None
    lower: int
    upper: int

    @property
    def valid(self) -> Period:
        """The days, as a period of dates."""
        return Period.from_span((self.lower, self.upper))


class Withheld(NamedTuple):
    """A permission that routes give is held back on these days.

    source is the exclusion or rule, the leave, the conflict, or the pool.
    """

    person: Id
    permission: Id
    lower: int
    upper: int
    cause: Cause
    source: Id

    @property
    def valid(self) -> Period:
        """The days, as a period of dates."""
        return Period.from_span((self.lower, self.upper))


class Outcome(StrEnum):
    """What became of two sides that meet: one is held back, both are allowed by a waiver, or it is only listed."""

    WITHOUT_A = "without_a"
    WITHOUT_B = "without_b"
    WAIVED = "waived"
    RECORDED = "recorded"


class Clash(NamedTuple):
    """A person would have both sides of a conflict on these days; waiver is set where one allows it."""

    person: Id
    conflict: Id
    lower: int
    upper: int
    outcome: Outcome
    waiver: Id | None

    @property
    def valid(self) -> Period:
        """The days, as a period of dates."""
        return Period.from_span((self.lower, self.upper))
