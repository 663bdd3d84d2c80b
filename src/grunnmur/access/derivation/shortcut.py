"""The short way to Held rows for the many who have one employment and nothing else that counts.

It gives exactly what `routes` and `holding` give (a test compares them), without building routes first. More than
half of a municipality goes this way, which is what keeps a full derivation under a second.
"""

from collections.abc import Iterable

from grunnmur.access.derivation.compiled import Compiled, Group
from grunnmur.access.derivation.crowd import Crowd
from grunnmur.access.derivation.facts import Anchor, Employment, Id
from grunnmur.access.derivation.holding import rows_of
from grunnmur.access.derivation.routes import Side, Stand, add_through_employment
from grunnmur.access.derivation.rows import RawHeld
from grunnmur.access.derivation.selection import Shape


def held_by_shortcut(person: Id, crowd: Crowd, compiled: Compiled) -> tuple[RawHeld, ...] | None:
    """Return the person's Held rows, or None if the person needs the long way."""
    employment = crowd.only_employment(person)
    if employment is None or compiled.selection.names_person(person):
        return None
    shape = Shape(Anchor.EMPLOYMENT, employment.unit, employment.position, employment.kind)
    groups = compiled.groups(shape)
    return None if groups is None else _held(employment, shape, groups, crowd)


def _held(employment: Employment, shape: Shape, groups: Iterable[Group], crowd: Crowd) -> tuple[RawHeld, ...]:
    """With one employment there is no grace, and nothing here is cut."""
    person, unit = employment.person, employment.unit
    first, end = employment.lower, employment.upper
    rows: list[RawHeld] = []
    for target, candidates in groups:
        if len(candidates) > 1 or len(target.active) != 1:
            stand, side = Stand(shape, (first, end), employment), Side()
            add_through_employment(candidates, stand, side, (person, crowd))
            for found in side.values():
                rows += rows_of(target, unit, target.active, found)
            continue
        lower, upper, _, via, floor, _ = candidates[0]
        start, stop = target.active[0]
        early = max(floor, start) if lower <= first and start <= first else None
        lower, upper = max(lower, first, start), min(upper, end, stop)
        if lower < upper:
            rows.append((target.role, target.permission, unit, lower, upper, early, None, via))
    return tuple(rows)
