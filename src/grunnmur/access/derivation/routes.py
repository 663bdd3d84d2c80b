"""Every way by which a person comes to a role or a permission, or loses it by a rule."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from grunnmur.access.derivation.compiled import Compiled
from grunnmur.access.derivation.crowd import Crowd
from grunnmur.access.derivation.facts import (
    Anchor,
    Appointment,
    Deputy,
    Employment,
    Grant,
    Id,
    Leadership,
    Rule,
)
from grunnmur.access.derivation.selection import Candidate, Shape, meets_employment
from grunnmur.core.periods import END, Span, intersect_spans, union_spans

NO_FLOOR = END
"""The floor of a route that does not start with an employment: no day is that late."""

AnchorFact = Employment | Appointment | Leadership | tuple[Leadership, Deputy] | Grant


class Route(NamedTuple):
    """One rule or grant gives or takes something on these days.

    via: the rule's or grant's id. floor: its own first day if the route starts with an employment, else NO_FLOOR.
    is_last: the route ends with an employment. anchor: the fact that carries it.
    """

    lower: int
    upper: int
    via: tuple[Id]
    floor: int
    ends_at: datetime | None
    is_last: bool
    anchor: AnchorFact


class Stand(NamedTuple):
    """An anchor that rules may start from, with its shape and its own days."""

    shape: Shape
    days: Span
    fact: AnchorFact


Side = dict[tuple[int, Id], list[Route]]
"""Routes by (target number, scope unit or "")."""


class Routes(NamedTuple):
    """All routes of one person: those that give, and the rules that take away."""

    gives: Side
    takes: Side


def routes_of(person: Id, crowd: Crowd, compiled: Compiled) -> Routes:
    """Return every route of the person, before grace, exclusions and the days on which roles are active."""
    routes = Routes({}, {})
    for stand in stands_of(person, crowd):
        gives, takes, _ = compiled.selection.candidates(stand.shape)
        if stand.shape.anchor == Anchor.EMPLOYMENT:
            add_through_employment(gives, stand, routes.gives, (person, crowd))
            add_through_employment(takes, stand, routes.takes, (person, crowd))
        else:
            _add(gives, stand, routes.gives, (person, crowd))
            _add(takes, stand, routes.takes, (person, crowd))
        if compiled.selection.names_person(person):
            gives, takes, _ = compiled.selection.naming(person, stand.shape)
            _add(gives, stand, routes.gives, (person, crowd))
            _add(takes, stand, routes.takes, (person, crowd))
    if person in crowd.grants:
        _add_grants(person, crowd, compiled, routes.gives)
    return routes


def stands_of(person: Id, crowd: Crowd) -> Iterator[Stand]:
    """Yield every anchor of the person: employments, appointments, leaderships, and those she stands in for."""
    for row in crowd.employments.get(person, ()):
        yield Stand(Shape(Anchor.EMPLOYMENT, row.unit, row.position, row.kind), (row.lower, row.upper), row)
    for held in crowd.appointments.get(person, ()):
        shape = Shape(Anchor.FUNCTION, held.unit, function=held.function)
        yield Stand(shape, (held.lower, held.upper), held)
    for led in crowd.leaderships.get(person, ()):
        yield Stand(Shape(Anchor.LEADERSHIP, led.unit), (led.lower, led.upper), led)
    for led, deputy in crowd.stands_in(person):
        days = (max(led.lower, deputy.lower), min(led.upper, deputy.upper))
        if days[0] < days[1]:
            yield Stand(Shape(Anchor.LEADERSHIP, led.unit, is_deputy=True), days, (led, deputy))


def add_through_employment(candidates: Iterable[Candidate], stand: Stand, side: Side, asked: tuple[Id, Crowd]) -> None:
    """Add the routes that rules have through an employment: `_add`, unrolled for the innermost loop."""
    unit, fact = stand.shape.unit, stand.fact
    first, end = stand.days
    for candidate in candidates:
        lower, upper, target, via, floor, rule = candidate
        if rule is not None:
            _add((candidate,), stand, side, asked)
            continue
        if lower <= first:
            lower = first
        else:
            floor = NO_FLOOR
        is_last = upper >= end
        if is_last:
            upper = end
        if lower < upper:
            route = Route(lower, upper, via, floor, None, is_last, fact)
            side.setdefault((target, unit), []).append(route)


def _add(candidates: Iterable[Candidate], stand: Stand, side: Side, asked: tuple[Id, Crowd]) -> None:
    """Add the routes that rules have through an anchor, after asking the person what the anchor cannot tell."""
    person, crowd = asked
    for candidate in candidates:
        days = intersect_spans((stand.days,), ((candidate.lower, candidate.upper),))
        if candidate.rule is not None:
            days = intersect_spans(days, _personal_days(candidate.rule, person, crowd))
        if not days:
            continue
        employed = standing_days(candidate.rule, stand, person, crowd)
        found = _cut(days, employed, candidate.via, candidate.floor, stand.fact)
        if found:
            side.setdefault((candidate.target, stand.shape.unit), []).extend(found)


def standing_days(rule: Rule | None, stand: Stand, person: Id, crowd: Crowd) -> tuple[Span, ...]:
    """Return the days of the employments that let this anchor meet the rule.

    An employment stands for itself; another anchor stands on any employment the rule asks for.
    """
    if stand.shape.anchor == Anchor.EMPLOYMENT:
        return union_spans((stand.days,))
    if rule is None:
        return crowd.employed(person)
    return union_spans(
        (row.lower, row.upper)
        for row in crowd.employments.get(person, ())
        if meets_employment(rule, position=row.position, kind=row.kind)
    )


def _personal_days(rule: Rule, person: Id, crowd: Crowd) -> tuple[Span, ...]:
    """Return the days on which the person meets what the rule asks about her, not about her anchor."""
    if person in rule.not_persons or (rule.persons and person not in rule.persons):
        return ()
    if rule.functions and rule.anchor != Anchor.FUNCTION:
        return crowd.has_function(person, rule.functions)
    return ((rule.lower, rule.upper),)


def _cut(
    days: tuple[Span, ...], employed: tuple[Span, ...], via: tuple[Id], floor: int, fact: AnchorFact
) -> list[Route]:
    """Return one route for each run of days on which the person is employed too."""
    firsts = {lower for lower, _ in employed}
    ends = {upper for _, upper in employed}
    ends_at = fact.ends_at if isinstance(fact, Grant) else None
    return [
        Route(lower, upper, via, floor if lower in firsts else NO_FLOOR, ends_at, upper in ends, fact)
        for lower, upper in intersect_spans(days, employed)
    ]


def _add_grants(person: Id, crowd: Crowd, compiled: Compiled, side: Side) -> None:
    """Add the person's grants, on the days of the employment they are bound to, or of any."""
    for grant in crowd.grants[person]:
        target = compiled.target_number(grant.role, grant.permission)
        if target is None:
            continue
        found = _cut(
            union_spans([(grant.lower, grant.upper)]),
            bound_days(grant, crowd),
            (grant.id,),
            grant.lower,
            grant,
        )
        if found:
            side.setdefault((target, grant.scope_unit or ""), []).extend(found)


def bound_days(grant: Grant, crowd: Crowd) -> tuple[Span, ...]:
    """Return the days of the employment a grant is bound to; of all the person's employments if unbound."""
    return union_spans(
        (row.lower, row.upper) for row in crowd.employments.get(grant.person, ()) if grant.employment in {None, row.id}
    )
