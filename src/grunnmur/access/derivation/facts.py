"""What the derivation reads: plain frozen rows, as the database has them.

`lower` and `upper` are day numbers (`core.periods.Span`): SQL can hand them over ready made, and comparing numbers
is what makes 10,000 persons a matter of tenths of a second. `Period.span` makes them from dates. Ids are text
(uuids in the product), because text is hashed and sorted in C.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

Id = str


class Effect(StrEnum):
    """What a rule does with its target."""

    GRANT = "grant"
    EXCLUDE = "exclude"


class Anchor(StrEnum):
    """What a rule starts from: each employment, appointment or leadership of a person is tried by itself."""

    EMPLOYMENT = "employment"
    FUNCTION = "function"
    LEADERSHIP = "leadership"


class Scope(StrEnum):
    """Where a permission inside a role counts."""

    NONE = "none"
    EVERYWHERE = "everywhere"
    HERE = "here"
    HERE_BELOW = "here_below"
    AT = "at"
    AT_BELOW = "at_below"


class Employment(NamedTuple):
    """A person works in a unit. External, elected and volunteer are kinds too."""

    id: Id
    person: Id
    unit: Id
    position: Id | None
    kind: str
    lower: int
    upper: int


class Leave(NamedTuple):
    """A person is away from one employment; 100 percent in one row is full leave."""

    id: Id
    employment: Id
    percent: float
    lower: int
    upper: int


class Appointment(NamedTuple):
    """A person holds a function for a unit."""

    id: Id
    person: Id
    function: Id
    unit: Id
    lower: int
    upper: int


class Leadership(NamedTuple):
    """A person leads a unit, as `leader` or `acting`."""

    id: Id
    person: Id
    unit: Id
    kind: str
    lower: int
    upper: int


class Deputy(NamedTuple):
    """A person stands in for another; `unit` limits it to that unit, `may` says in what."""

    id: Id
    for_person: Id
    deputy: Id
    unit: Id | None
    may: frozenset[str]
    lower: int
    upper: int


class Grant(NamedTuple):
    """Somebody gave a person a role or a permission; `employment` binds it to that employment's days."""

    id: Id
    person: Id
    employment: Id | None
    role: Id | None
    permission: Id | None
    scope_unit: Id | None
    ends_at: datetime | None
    lower: int
    upper: int


class Exclusion(NamedTuple):
    """A person shall not have a role or a permission on these days, whatever gives it."""

    id: Id
    person: Id
    role: Id | None
    permission: Id | None
    lower: int
    upper: int


class UnitParent(NamedTuple):
    """A unit lies under another in a structure; no row, or no parent, is a top unit."""

    unit: Id
    parent: Id | None
    structure: str
    lower: int
    upper: int


class RuleUnit(NamedTuple):
    """A unit that a rule asks for, or leaves out; `with_below` takes its subtree along."""

    unit: Id
    is_minus: bool
    with_below: bool


class Rule(NamedTuple):
    """Who shall have, or not have, a role or a permission. Conditions are AND, the values of one are OR."""

    id: Id
    effect: Effect
    role: Id | None
    permission: Id | None
    anchor: Anchor
    lower: int
    upper: int
    units: tuple[RuleUnit, ...] = ()
    positions: frozenset[Id] = frozenset()
    kinds: frozenset[str] = frozenset()
    functions: frozenset[Id] = frozenset()
    persons: frozenset[Id] = frozenset()
    not_persons: frozenset[Id] = frozenset()
    has_deputies: bool = False
    structure: str = "line"


class Role(NamedTuple):
    """A named set of permissions; gives nothing before it is active or after it is retired."""

    id: Id
    is_active: bool
    grace_days: int
    lower: int
    upper: int


class RoleItem(NamedTuple):
    """One permission or one child role inside a role; `unit` belongs to the scopes `at` and `at_below`."""

    role: Id
    permission: Id | None
    child_role: Id | None
    scope: Scope
    unit: Id | None
    lower: int
    upper: int


class Permission(NamedTuple):
    """One level in one resource; risk 1 to 4. Who has one with a pool takes a seat there."""

    id: Id
    pre_start_days: int
    is_suspended_on_leave: bool
    lower: int
    upper: int
    risk: int = 1
    pool: Id | None = None


class Severity(StrEnum):
    """What a conflict does: it is refused, needs a waiver, or is only listed."""

    BLOCK = "block"
    APPROVE = "approve"
    RECORD = "record"


class SideItem(NamedTuple):
    """A role or a permission on one side of a conflict; a role counts inside another role too."""

    role: Id | None
    permission: Id | None


class Conflict(NamedTuple):
    """Nobody shall have something of side a and something of side b on the same day."""

    id: Id
    severity: Severity
    a: tuple[SideItem, ...]
    b: tuple[SideItem, ...]
    lower: int
    upper: int


class Waiver(NamedTuple):
    """One person may have both sides of a conflict on these days."""

    id: Id
    conflict: Id
    person: Id
    lower: int
    upper: int


class Pool(NamedTuple):
    """A number of seats. Where more want one, they wait if it is strict; else they all sit."""

    id: Id
    is_strict: bool


class PoolQuantity(NamedTuple):
    """How many seats a pool has on these days; with a unit, the share of it that is for that unit and those below."""

    pool: Id
    unit: Id | None
    quantity: int
    lower: int
    upper: int


class Seat(NamedTuple):
    """A person has a seat in a pool on these days, or waits for one.

    As a fact it says what was so; the derivation answers with rows of the same kind. payer: the unit whose share it
    comes from, None for what no share takes. wanted_from: first day of the run of days on which she wants it.
    recorded: when the wish was first known; None = just now.
    """

    pool: Id
    person: Id
    payer: Id | None
    wanted_from: int
    recorded: datetime | None
    is_seated: bool
    lower: int
    upper: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Definitions:
    """What holds for everybody in a municipality; compiled once per version of it."""

    parents: tuple[UnitParent, ...] = ()
    rules: tuple[Rule, ...] = ()
    roles: tuple[Role, ...] = ()
    items: tuple[RoleItem, ...] = ()
    permissions: tuple[Permission, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    pools: tuple[Pool, ...] = ()
    quantities: tuple[PoolQuantity, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Facts about persons: all of them, or those to derive.

    To derive one person, bring every row of that person, and the leaderships of those she is a deputy for. To sweep a
    pool, bring every seat of it as it stands, also those of persons who are not derived.
    """

    employments: tuple[Employment, ...] = ()
    leaves: tuple[Leave, ...] = ()
    appointments: tuple[Appointment, ...] = ()
    leaderships: tuple[Leadership, ...] = ()
    deputies: tuple[Deputy, ...] = ()
    grants: tuple[Grant, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    seats: tuple[Seat, ...] = ()
