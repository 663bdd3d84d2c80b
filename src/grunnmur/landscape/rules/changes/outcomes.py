"""What a change means for one element: how it was reached before and is after, in one word."""

from enum import StrEnum

from grunnmur.landscape.rules.propagation.stepping import DEGRADED, STOPS


class Outcome(StrEnum):
    """Worst first: it loses what it cannot do without, it is weakened, it must be checked, it depends on more."""

    GONE = "gone"
    DEGRADED = "degraded"
    RECHECK = "recheck"
    NEW = "new"


ORDER = tuple(Outcome)


def outcome_of(before: int | None, after: int | None) -> Outcome:
    """Return what becomes of an element that was reached at one level and is at another; None: not reached."""
    if before is None:
        return Outcome.NEW
    if after is None:
        return {STOPS: Outcome.GONE, DEGRADED: Outcome.DEGRADED}.get(before, Outcome.RECHECK)
    return Outcome.DEGRADED if after < before else Outcome.RECHECK
