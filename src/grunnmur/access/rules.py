"""The words of access: its permissions, its errors, and its pure decisions."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from grunnmur.core.errors import DomainError
from grunnmur.core.periods import ALWAYS, Period
from grunnmur.core.permissions import Permission, StartRole, declare

DEFINE = "access.define"
ROLES = "access.roles"
RULES = "access.rules"
GIVE = "access.give"
SEE = "access.see"
OFFICER = "access.officer"
TARGETS = "access.targets"

declare(
    Permission(DEFINE, _("Register systems and other resources"), roles=(StartRole.ACCESS_OFFICER,)),
    Permission(ROLES, _("Make roles and change what is in them"), roles=(StartRole.ACCESS_OFFICER,)),
    Permission(RULES, _("Make rules that give roles"), roles=(StartRole.ACCESS_OFFICER,)),
    Permission(
        GIVE,
        _("Give and take away access for people in a unit"),
        needs_unit=True,
        roles=(StartRole.LEADER, StartRole.ACCESS_OFFICER),
    ),
    Permission(
        SEE,
        _("See what people in a unit have access to"),
        needs_unit=True,
        roles=(StartRole.LEADER, StartRole.PERSONNEL, StartRole.ACCESS_OFFICER, StartRole.PRIVACY_OFFICER),
    ),
    Permission(
        OFFICER, _("Fulfil and follow up access everywhere"), is_audience=True, roles=(StartRole.ACCESS_OFFICER,)
    ),
    Permission(TARGETS, _("Connect other systems, and see what they tell"), roles=(StartRole.ACCESS_OFFICER,)),
)


class NotGivableError(DomainError):
    """This is not a leader's to give."""


class AlreadyHasError(DomainError):
    """She has it on these days already."""


class NotGrantedError(DomainError):
    """There is no grant to take away: it follows from a rule."""


class NotRemovableError(DomainError):
    """This is not a leader's to keep away."""


class OwnBenefitError(DomainError):
    """Nobody gives access to herself."""


class OwnResourceError(DomainError):
    """Grunnmur's own permissions are declared by the program, not typed in."""


class NameTakenError(DomainError):
    """Another one has this name."""


class EveryoneError(DomainError):
    """A rule without conditions means everyone; somebody must say that this is meant."""


class BadSelectorError(DomainError):
    """The conditions of a rule contradict themselves; the text says how."""


class NotChangeableError(DomainError):
    """What has ended is a fact, and stays as it was."""


class RoleRingError(DomainError):
    """Roles would lie inside each other in a ring, or too deep."""


class BadItemError(DomainError):
    """What is put into a role is not here, or lacks its unit."""


class StillHeldError(DomainError):
    """Somebody holds it yet; the text says how many."""


class BadLevelError(DomainError):
    """What is said of a level does not fit together; the text says why."""


class BadKeyError(DomainError):
    """A group key that says nothing."""


class BadMatrixError(DomainError):
    """A role matrix that cannot be read; the text says where and why."""


@dataclass(frozen=True, kw_only=True)
class Selector:
    """Whom a rule means: all conditions hold, any value of one will do, minus always wins; nothing = everyone.

    units take their subtree along unless `is_with_below` is off, not_units always; the `…_alone` count for
    themselves. has_deputies: with the anchor leadership, deputies who stand in for access get it too.
    """

    anchor: str = "employment"
    units: Sequence[UUID] = ()
    is_with_below: bool = True
    units_alone: Sequence[UUID] = ()
    not_units: Sequence[UUID] = ()
    not_units_alone: Sequence[UUID] = ()
    positions: Sequence[UUID] = ()
    functions: Sequence[UUID] = ()
    employment_kinds: Sequence[str] = ()
    persons: Sequence[UUID] = ()
    not_persons: Sequence[UUID] = ()
    has_deputies: bool = False

    @property
    def is_everyone(self) -> bool:
        """Whether nothing but exceptions narrows it."""
        narrowing = (self.units, self.units_alone, self.positions, self.functions, self.employment_kinds, self.persons)
        return self.anchor == "employment" and not any(narrowing)

    def named_units(self) -> list[tuple[UUID, bool, bool]]:
        """Return every unit it names: (unit, whether it is left out, whether its subtree goes along)."""
        plus = [(unit, False, self.is_with_below) for unit in self.units]
        alone = [(unit, False, False) for unit in self.units_alone]
        minus = [(unit, True, True) for unit in self.not_units]
        return [*plus, *alone, *minus, *((unit, True, False) for unit in self.not_units_alone)]

    @property
    def is_contradictory(self) -> bool:
        """Whether a unit or a person is named twice, save a unit of which all but itself is meant."""
        plus = [*self.units, *self.units_alone]
        minus = [*self.not_units, *self.not_units_alone]
        people = [*self.persons, *self.not_persons]
        is_twice = any(len(set(one)) < len(one) for one in (plus, minus, people))
        lost = set(plus) & set(self.not_units) | set(self.units_alone) & set(minus)
        return is_twice or bool(lost)

    def named_persons(self) -> list[tuple[UUID, bool]]:
        """Return every person it names: (person, whether she is left out)."""
        return [*((one, False) for one in self.persons), *((one, True) for one in self.not_persons)]


@dataclass(frozen=True, kw_only=True)
class RuleFacts:
    """All that is said of a rule. Either role_id or permission_id; effect grant or exclude."""

    name: str
    selector: Selector
    role_id: UUID | None = None
    permission_id: UUID | None = None
    effect: str = "grant"
    reason: str = ""
    legal_basis: str = ""
    owner_key: str = ""
    valid: Period = ALWAYS


@dataclass(frozen=True, kw_only=True)
class RoleFacts:
    """What is said of a role, apart from what is in it. max_days: the longest it is given for; review_months: how often
    somebody looks whether its content is right; None = by risk.
    """

    name: str
    purpose: str = ""
    kind: str = "job"
    owner_key: str = ""
    grace_days: int = 0
    max_days: int | None = None
    requestable_by: str = "leader"
    review_months: int | None = None


@dataclass(frozen=True, kw_only=True)
class LevelFacts:
    """What is said of one level of a resource. risk: 1 (little harm if misused) to 4; max_days: given for at most."""

    level: str
    description: str = ""
    risk: int = 1
    privacy_class: str = "none"
    pre_start_days: int = 0
    max_days: int | None = None
    is_suspended_on_leave: bool = False
    must_return: bool = False
    leader_may_give: bool = False
    leader_may_remove: bool = False


@dataclass(frozen=True)
class Target:
    """What is given or kept away: a role, or else one permission."""

    role_id: UUID | None = None
    permission_id: UUID | None = None

    def __str__(self) -> str:
        return f"role:{self.role_id}" if self.role_id else f"permission:{self.permission_id}"


@dataclass(frozen=True, order=True)
class ItemFacts:
    """One thing in a role: a permission, or else another role; and where the permission counts."""

    permission_id: UUID | None = None
    child_role_id: UUID | None = None
    scope: str = "none"
    unit_id: UUID | None = None


@dataclass(frozen=True)
class KindGuess:
    """A kind of resource, told by the beginning or end of words in its name."""

    kind: str
    starts: tuple[str, ...]


# In this order; the first that fits wins, and the person who imports can choose another.
KIND_GUESSES = (
    KindGuess("list", ("distribusjonsliste", "distributionsliste", "e-postliste", "mailliste")),
    KindGuess("area", ("sharepoint", "fellesområde", "fællesdrev", "teams")),
    KindGuess("building", ("bygg", "bygning", "adgang til bygg", "bygningsadgang")),
    KindGuess("key", ("nøkkel", "nøgle")),
    KindGuess("equipment", ("pc", "mobil", "nettbrett", "tablet", "bærbar", "telefon")),
    KindGuess("card", ("visittkort", "visitkort", "adgangskort", "id-kort")),
    KindGuess("licence", ("visio", "lisens", "licens")),
)
_ID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
GROUP_KEY = re.compile(rf"everyone|may:[a-z_]+\.[a-z_]+|(person|unit|below|leader|role|function):{_ID}(@{_ID})?")
HIGHEST_RISK = 4
LEADERS_RISK = 2  # a leader gives up to here without asking
LONGEST_AT_HIGHEST = 365  # days
PHYSICAL_KINDS = frozenset({"key", "equipment", "card"})
PRE_START_DAYS = {"key": 1, "equipment": 5, "card": 5, "building": 1}
NO_MARKS = frozenset({"", "0", "nei", "nej", "no", "-"})
HAS = "har"  # the level of a permission that has no levels


def require_group_key(key: str) -> None:
    """Do nothing if a group key is blank or well formed. Raises BadKeyError."""
    if key and not GROUP_KEY.fullmatch(key):
        raise BadKeyError(gettext("%(key)s is no group: write unit:, function: or role: and an id.") % {"key": key})


def guess_kind(name: str) -> str:
    """Return the kind of resource a name sounds like; `system` when it sounds like nothing else."""
    lowered = name.casefold()
    fits = (guess.kind for guess in KIND_GUESSES if lowered.startswith(guess.starts))
    return next(fits, "system")


def is_marked(cell: str) -> bool:
    """Tell whether a cell of a role matrix means yes."""
    return cell.strip().casefold() not in NO_MARKS


def horizon(on: date) -> date:
    """Return the first day that derived rows are kept for: 1 January of last year."""
    return date(on.year - 1, 1, 1)
