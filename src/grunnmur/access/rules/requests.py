"""Decisions about asking for access that need no database: which steps, when a step is through, when to remind."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grunnmur.access.rules.limits import HIGHEST_RISK
from grunnmur.access.rules.permissions import WAIVE
from grunnmur.core.errors import DomainError
from grunnmur.core.periods import Period
from grunnmur.core.permissions import Permission, StartRole, declare

DECIDE_LAST = "access.decide_last"
DECIDE_HIGH = "access.decide_high"
DECIDE_LAST_KEY = f"may:{DECIDE_LAST}"
DECIDE_HIGH_KEY = f"may:{DECIDE_HIGH}"
WAIVE_KEY = f"may:{WAIVE}"
DAYS_TO_ANSWER = 3  # working days until a step is reminded of, unless its policy says otherwise
DAYS_IN_ALL = 15  # working days from sending until a line is not decided
LEADERS_ALONE = 2  # risks up to here are the leader's alone
ONE_AT_A_TIME = 3  # risks from here on are never decided in bulk
ORDER = ("leader", "leaders_leader", "resource_owner", "role_owner", "key")

declare(
    Permission(
        DECIDE_LAST,
        gettext_lazy("Decide about access when no leader can be found"),
        is_audience=True,
        roles=(StartRole.ACCESS_OFFICER,),
    ),
    Permission(
        DECIDE_HIGH,
        gettext_lazy("Decide about access of the highest risk"),
        is_audience=True,
        roles=(StartRole.ACCESS_OFFICER,),
    ),
)


class NotRequestableError(DomainError):
    """This cannot be asked for, or not by this person."""


class NotDecidableError(DomainError):
    """This line waits for no answer, or not for this person's."""


class BadWishError(DomainError):
    """The days that were asked for do not fit; the text says how."""


class EmptyBasketError(DomainError):
    """There is nothing in the basket."""


class BadPolicyError(DomainError):
    """A policy whose steps do not fit together; the text says why."""


@dataclass(frozen=True, kw_only=True)
class StepFacts:
    """One step: who decides, and how many of them. key: the group, when it is not a leader; needed: for mode some.

    days: working days until those who are asked are reminded.
    """

    who: str
    key: str = ""
    mode: str = "any"
    needed: int = 1
    days: int = DAYS_TO_ANSWER

    @property
    def is_leaders(self) -> bool:
        """Whether leaders of the receiver decide."""
        return self.who in {"leader", "leaders_leader"}


@dataclass(frozen=True, kw_only=True)
class PolicyFacts:
    """What is said of a policy. risk: it counts for everything of this risk without a policy of its own."""

    name: str
    steps: tuple[StepFacts, ...]
    risk: int | None = None
    roles: tuple[UUID, ...] = ()
    permissions: tuple[UUID, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Wish:
    """One line of a basket: what is to change, and for which days. See `RequestLine`."""

    operation: str
    role_id: UUID | None = None
    permission_id: UUID | None = None
    scope_unit_id: UUID | None = None
    period: Period


def default_steps(risk: int) -> tuple[StepFacts, ...]:
    """Return who decides about something of this risk, where the municipality has not said otherwise.

    1: the leader; 2: the leader, and the owner is told; 3: leader and owner; 4: also who decides about highest risk.
    """
    leader = StepFacts(who="leader")
    owner = StepFacts(who="resource_owner")
    if risk < LEADERS_ALONE:
        return (leader,)
    if risk == LEADERS_ALONE:
        return (leader, replace(owner, mode="told"))
    return (leader, owner) if risk < HIGHEST_RISK else (leader, owner, StepFacts(who="key", key=DECIDE_HIGH_KEY))


def exception_steps() -> tuple[StepFacts, ...]:
    """Return who decides about an exception from a role conflict: the leader, then who may allow one."""
    return (StepFacts(who="leader"), StepFacts(who="key", key=WAIVE_KEY))


def joined(steps: Iterable[StepFacts]) -> tuple[StepFacts, ...]:
    """Return the distinct steps of several policies in the order of ORDER; of the same deciders the stricter one.

    Who decides anyway is not told besides.
    """
    found: dict[tuple[str, str], StepFacts] = {}
    for step in steps:
        place = (step.who, step.key)
        found[place] = max(found.get(place, step), step, key=_strictness)
    deciding = {step.key for step in found.values() if step.mode != "told" and step.key}
    kept = [step for step in found.values() if step.mode != "told" or step.key not in deciding]
    return tuple(sorted(kept, key=lambda step: (ORDER.index(step.who), step.key)))


def _strictness(step: StepFacts) -> tuple[int, int]:
    return ("told", "any", "some", "all").index(step.mode), step.needed


def verdict(*, mode: str, needed: int, answers: Mapping[UUID, bool], may_decide: Collection[UUID]) -> bool | None:
    """Return whether a step is through (True), refused (False), or waits (None).

    answers: what each who answered said. may_decide: who could answer, answered or not.
    """
    yes = sum(answers.values())
    no = len(answers) - yes
    everybody = len(set(may_decide) | set(answers))
    if mode == "any":
        return next(iter(answers.values()), None)
    wanted = everybody if mode == "all" else min(needed, everybody)
    if yes >= wanted > 0:
        return True
    return False if everybody - no < wanted else None


def level_of(*, days_open: int, days: int) -> int:
    """Return how far a step has escalated: 0 asked, 1 reminded and deputies asked, 2 the next leader asked too."""
    return min(days_open // days, 2) if days else 2


def days_problem(wish: Wish, *, risk: int, on: date) -> str:
    """Return why the days of a wish cannot be asked for; empty when they can."""
    if wish.period.is_over(on):
        return _("These days have passed. Choose today or later.")
    if wish.operation in {"add", "waive"}:
        if wish.period.lower and wish.period.lower < on:
            return _("The first day has passed. Choose today or later.")
        if risk >= HIGHEST_RISK and wish.period.upper is None:
            return _("What has the highest risk is given until a day. Set a last day.")
    if wish.operation == "shorten" and wish.period.upper is None:
        return _("Set the last day.")
    return ""
