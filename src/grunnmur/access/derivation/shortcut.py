"""The short way to Held rows for the many who have one employment and nothing else that counts.

It gives exactly what `routes` and `holding` give (a test compares them), without building routes first. More than
half of a municipality goes this way, which is what keeps a full derivation under a second.
"""

from collections.abc import Iterable, Sequence

from grunnmur.access.derivation.compiled import Compiled, Target
from grunnmur.access.derivation.crowd import Crowd
from grunnmur.access.derivation.facts import Anchor, Employment, Id
from grunnmur.access.derivation.rows import RawHeld
from grunnmur.access.derivation.selection import Candidate, Shape


def held_by_shortcut(person: Id, crowd: Crowd, compiled: Compiled) -> tuple[RawHeld, ...] | None:
    """Return the person's Held rows, or None if the person needs the long way."""
    employment = crowd.only_employment(person)
    if employment is None or compiled.selection.names_person(person):
        return None
    shape = Shape(Anchor.EMPLOYMENT, employment.unit, employment.position, employment.kind)
    gives, _, is_plain = compiled.selection.candidates(shape)
    return _held(employment, gives, compiled.targets) if is_plain else None


def _held(employment: Employment, candidates: Iterable[Candidate], targets: Sequence[Target]) -> tuple[RawHeld, ...]:
    """Cut each candidate to the employment; with only one there is no grace, and nothing takes away."""
    unit, first, end = employment.unit, employment.lower, employment.upper
    rows: list[RawHeld] = []
    for lower, upper, target, via, floor, rule in candidates:
        if rule is not None:
            continue  # it asks for a function, and the person has none
        role, permission, active, _ = targets[target]
        for start, stop in active:
            early = max(floor, start) if lower <= first and start <= first else None
            from_day, to_day = max(lower, first, start), min(upper, end, stop)
            if from_day < to_day:
                rows.append((role, permission, unit, from_day, to_day, early, None, via))
    return tuple(rows)
