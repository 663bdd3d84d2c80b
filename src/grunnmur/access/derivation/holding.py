"""From routes to Held rows: grace, the role's own days, exclusions (steps 2 and 3)."""

from collections import defaultdict
from datetime import datetime

from grunnmur.access.derivation.compiled import Compiled, Target
from grunnmur.access.derivation.crowd import Crowd
from grunnmur.access.derivation.facts import Id
from grunnmur.access.derivation.routes import NO_FLOOR, Route, Routes
from grunnmur.access.derivation.rows import RawHeld
from grunnmur.core.periods import END, Span, intersect_spans, subtract_spans, union_spans


def held_by(person: Id, routes: Routes, crowd: Crowd, compiled: Compiled) -> tuple[RawHeld, ...]:
    """Return the person's Held rows, sorted by role, permission, scope unit and first day."""
    rows: list[RawHeld] = []
    cuts = cuts_of(person, routes, crowd, compiled) if routes.takes or person in crowd.exclusions else {}
    has_others = len(crowd.employments.get(person, ())) > 1
    employed = crowd.employed(person) if has_others else ()
    for number, scope in sorted(routes.gives):
        found = routes.gives[number, scope]
        target = compiled.targets[number]
        allowed = subtract_spans(target.active, cuts[number]) if number in cuts else target.active
        if has_others and target.grace_days:
            found = [*found, *grace_routes(found, target.grace_days, employed)]
        rows += rows_of(target, scope or None, allowed, found)
    return tuple(rows)


def cuts_of(person: Id, routes: Routes, crowd: Crowd, compiled: Compiled) -> dict[int, tuple[Span, ...]]:
    """Return the days on which exclusions and exclude rules keep roles away, by target number.

    Permissions are no matter here: what keeps them away is withheld from the sum of all routes later.
    """
    cuts: dict[int, list[Span]] = defaultdict(list)
    for (number, _), found in routes.takes.items():
        if compiled.targets[number].role is not None:
            cuts[number] += [route[:2] for route in found]
    for row in crowd.exclusions.get(person, ()):
        excluded = compiled.target_number(row.role, None)
        if excluded is not None:
            cuts[excluded].append((row.lower, row.upper))
    return {number: union_spans(spans) for number, spans in cuts.items()}


def grace_routes(routes: list[Route], grace_days: int, employed: tuple[Span, ...]) -> list[Route]:
    """Return what is added where the routes together end with an employment and the person has others."""
    last = [route for route in routes if route.is_last and route.upper < END]
    if not last:
        return []
    ends = {upper for _, upper in union_spans(route[:2] for route in routes)}
    return [
        route._replace(lower=lower, upper=upper, floor=NO_FLOOR, is_last=False)
        for route in last
        if route.upper in ends
        for lower, upper in intersect_spans(((route.upper, route.upper + grace_days),), employed)
    ]


def rows_of(target: Target, scope_unit: Id | None, allowed: tuple[Span, ...], routes: list[Route]) -> list[RawHeld]:
    """Return the maximal intervals of one target and scope unit, on days when nothing keeps it away."""
    if len(routes) == 1 and len(allowed) == 1:
        return _row_of_one(target, scope_unit, allowed[0], routes[0])
    rows: list[RawHeld] = []
    joined = union_spans(route[:2] for route in routes)
    for lower, upper in intersect_spans(joined, allowed):
        found = [route for route in routes if route.lower < upper and lower < route.upper]
        early = early_floor(lower, found, allowed)
        via = tuple(sorted({route.via[0] for route in found}))
        rows.append((target.role, target.permission, scope_unit, lower, upper, early, _last_hour(found), via))
    return rows


def _row_of_one(target: Target, scope_unit: Id | None, allowed: Span, route: Route) -> list[RawHeld]:
    """Do the same as `rows_of` for one route, which is the common case."""
    lower, upper, via, floor, ends_at, _, _ = route
    first, end = allowed
    if lower < first:
        lower, floor = first, NO_FLOOR
    upper = min(upper, end)
    if lower >= upper:
        return []
    early = None if floor == NO_FLOOR else max(floor, first)
    return [(target.role, target.permission, scope_unit, lower, upper, early, ends_at, via)]


def _last_hour(routes: list[Route]) -> datetime | None:
    """Return the latest hour at which the routes end, if every one has such an hour."""
    hours = [route.ends_at for route in routes if route.ends_at is not None]
    return max(hours, key=datetime.timestamp) if len(hours) == len(routes) else None


def early_floor(lower: int, routes: list[Route], allowed: tuple[Span, ...]) -> int | None:
    """Return the first day a permission may start early, never before the role may be held without a break."""
    floor = min((route.floor for route in routes if route.lower == lower), default=NO_FLOOR)
    if floor == NO_FLOOR:
        return None
    return max(floor, *(first for first, end in allowed if first <= lower < end))
