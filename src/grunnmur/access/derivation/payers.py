"""Which share of a pool pays for somebody's seat: the nearest above a unit she works in."""

from grunnmur.access.derivation.compiled import Compiled
from grunnmur.access.derivation.crowd import Crowd
from grunnmur.access.derivation.facts import Employment, Id, PoolQuantity
from grunnmur.core.periods import Span

STRUCTURE = "line"
Payer = tuple[int, int, Id | None]
"""First day, the day after the last, and the unit whose share pays; None = no share."""


def payers_of(person: Id, span: Span, pool: Id, crowd: Crowd, compiled: Compiled) -> tuple[Payer, ...]:
    """Return who pays on each day of a span, as runs of days.

    The nearest share above any of the units she works in that day; before her first employment, above the one to
    come. Of two equally near, that of the employment which began first.
    """
    shares = compiled.pools.shares.get(pool, [])
    jobs = crowd.employments.get(person, ())
    if not any(_has_share(row.unit, pool, compiled) for row in jobs if shares):
        return ((*span, None),)
    jobs = sorted(jobs, key=lambda row: (row.lower, row.id))
    days = {span[0], *(day for day in _changes(jobs, shares, compiled) if span[0] < day < span[1])}
    starts = sorted(days)
    found: list[Payer] = []
    for lower, upper in zip(starts, (*starts[1:], span[1]), strict=True):
        payer = _payer(lower, jobs, shares, compiled)
        if found and found[-1][2] == payer:
            lower = found.pop()[0]  # noqa: PLW2901  # the run goes on
        found.append((lower, upper, payer))
    return tuple(found)


def _has_share(unit: Id, pool: Id, compiled: Compiled) -> bool:
    """Tell whether a share may pay for a unit on any day; remembered, as most units of a pool have none."""
    known = compiled.pools.is_paid.get((pool, unit))
    if known is None:
        above = compiled.ancestry.of(unit, structure=STRUCTURE)
        known = compiled.pools.is_paid[pool, unit] = any(row.unit in above for row in compiled.pools.shares[pool])
    return known


def _changes(jobs: list[Employment], shares: list[PoolQuantity], compiled: Compiled) -> set[int]:
    """Return the days on which another share may begin to pay."""
    days = {day for row in jobs for day in (row.lower, row.upper)}
    days |= {day for row in shares for day in (row.lower, row.upper)}
    for job in jobs:
        for spans in compiled.ancestry.of(job.unit, structure=STRUCTURE).values():
            days |= {day for span in spans for day in span}
    return days


def _payer(day: int, jobs: list[Employment], shares: list[PoolQuantity], compiled: Compiled) -> Id | None:
    active = [row for row in jobs if row.lower <= day < row.upper]
    coming = [row for row in jobs if row.lower > day][:1]
    units = {row.unit for row in shares if row.lower <= day < row.upper and row.unit}
    found = [near for row in active or coming for near in _above(row.unit, units, day, compiled)]
    return min(found, key=lambda near: near[0])[1] if found else None


def _above(unit: Id, wanted: set[Id], day: int, compiled: Compiled) -> list[tuple[int, Id]]:
    """Return the wanted units at or above a unit on a day, each with how far up it is."""
    return [
        (_depth(unit, day, compiled) - _depth(above, day, compiled), above)
        for above, spans in compiled.ancestry.of(unit, structure=STRUCTURE).items()
        if above in wanted and any(lower <= day < upper for lower, upper in spans)
    ]


def _depth(unit: Id, day: int, compiled: Compiled) -> int:
    paths = compiled.ancestry.of(unit, structure=STRUCTURE).values()
    return sum(any(lower <= day < upper for lower, upper in spans) for spans in paths)
