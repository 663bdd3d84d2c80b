"""What is withheld although routes give it (step 5): ordered passes, each over what the earlier ones left.

A pass is one function. It reads, and returns rows; it never changes what it reads. Within a pass several sources
may name the same days; a later pass only sees days that no earlier pass took, and no pass runs twice.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from grunnmur.access.derivation.clashes import conflict
from grunnmur.access.derivation.compiled import Compiled
from grunnmur.access.derivation.crowd import Crowd
from grunnmur.access.derivation.facts import Id, Leave, Seat
from grunnmur.access.derivation.licences import licence
from grunnmur.access.derivation.routes import NO_FLOOR, Routes
from grunnmur.access.derivation.rows import Cause, Clash, Withheld
from grunnmur.access.derivation.scene import Pass, Scene
from grunnmur.core.periods import Span, intersect_spans, subtract_spans, union_spans

FULL_LEAVE = 100

Claims = dict[tuple[Id, Id], list[Span]]
"""Days by (permission, source)."""


class Restrained(NamedTuple):
    """What the passes found: withheld sorted within each pass, clashes and seats sorted."""

    withheld: tuple[Withheld, ...]
    clashes: tuple[Clash, ...]
    seats: tuple[Seat, ...]


def withhold(scene: Scene) -> Restrained:
    """Run the passes in order and return what they found."""
    every: list[Withheld] = []
    found: list[Withheld] = []
    others: list[Clash | Seat] = []
    for run in PASSES:
        scene.remaining.take(found)
        rows = list(run(scene))
        found = sorted(row for row in rows if isinstance(row, Withheld))
        others += (row for row in rows if not isinstance(row, Withheld))
        every += found
    clashes = sorted(row for row in others if isinstance(row, Clash))
    seats = [row for row in others if isinstance(row, Seat)]
    return Restrained(tuple(every), tuple(clashes), tuple(seats))


def excluded(scene: Scene) -> Iterator[Withheld]:
    """Withhold a permission from those whom an exclusion or an exclude rule names for that permission.

    Exclusions and exclude rules on a role are no matter of this pass: they cut Held itself.
    """
    for person in sorted(scene.crowd.exclusions.keys() | scene.takes.keys()):
        claims: Claims = defaultdict(list)
        for row in scene.crowd.exclusions.get(person, ()):
            if row.permission is not None:
                claims[row.permission, row.id].append((row.lower, row.upper))
        if person in scene.takes:
            _claim_by_rules(scene.takes[person], scene.compiled, claims)
        left = scene.remaining.of(person) if claims else {}
        for (permission, source), spans in claims.items():
            for lower, upper in intersect_spans(left.get(permission, ()), union_spans(spans)):
                yield Withheld(person, permission, lower, upper, Cause.EXCLUDED, source)


def _claim_by_rules(routes: Routes, compiled: Compiled, claims: Claims) -> None:
    """Add the permissions that exclude rules take; one that starts with an employment takes the early days too."""
    for (number, _), group in routes.takes.items():
        permission = compiled.targets[number].permission
        if permission is None:
            continue
        for route in group:
            lower = route.lower
            if route.floor != NO_FLOOR:
                lower = max(route.floor, lower - compiled.permissions[permission].pre_start_days)
            claims[permission, route.via[0]].append((lower, route.upper))


def on_leave(scene: Scene) -> Iterator[Withheld]:
    """Withhold permissions flagged for it on days when the person is on full leave from every employment.

    One with a pool counts as flagged: whoever is on full leave leaves the seat to others.
    """
    flagged = {row.id for row in scene.compiled.permissions.values() if row.is_suspended_on_leave or row.pool}
    if not flagged:
        return
    for person, absences in absent(scene.crowd).items():
        for permission, days in scene.remaining.of(person).items():
            if permission not in flagged:
                continue
            for absence, source in absences:
                for lower, upper in intersect_spans(days, (absence,)):
                    yield Withheld(person, permission, lower, upper, Cause.LEAVE, source)


def absent(crowd: Crowd) -> dict[Id, list[tuple[Span, Id]]]:
    """Return the days on which persons are on full leave from all active employments, each with the leave that says so.

    Where several leaves follow each other or overlap, the run is named by the one that began first.
    """
    found: dict[Id, list[tuple[Span, Id]]] = {}
    on_the_list = {row.id: row.person for rows in crowd.employments.values() for row in rows if row.id in crowd.leaves}
    for person in sorted(set(on_the_list.values())):
        away: list[Leave] = []
        present: list[Span] = []
        for employment in crowd.employments[person]:
            leaves = [row for row in crowd.leaves.get(employment.id, ()) if row.percent >= FULL_LEAVE]
            days = union_spans((row.lower, row.upper) for row in leaves)
            present += subtract_spans(union_spans([(employment.lower, employment.upper)]), days)
            away += leaves
        absences = subtract_spans(crowd.employed(person), union_spans(present))
        if absences:
            found[person] = [(span, _first_leave(span, away)) for span in absences]
    return found


def _first_leave(span: Span, leaves: Iterable[Leave]) -> Id:
    """Return the leave that began first among those on these days."""
    lower, upper = span
    return min((row.lower, row.id) for row in leaves if row.lower < upper and lower < row.upper)[1]


PASSES: tuple[Pass, ...] = (excluded, on_leave, conflict, licence)
"""The order decides: what leave or a conflict takes needs no seat."""
