"""Why somebody has a permission: every route to it, with all that a sentence or a program needs to name it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from grunnmur.access.derivation.compiled import Compiled
from grunnmur.access.derivation.content import Inside
from grunnmur.access.derivation.crowd import Crowd
from grunnmur.access.derivation.facts import Appointment, Employment, Grant, Id, Leadership
from grunnmur.access.derivation.holding import cuts_of, early_floor, grace_routes
from grunnmur.access.derivation.routes import NO_FLOOR, AnchorFact, Route, routes_of
from grunnmur.core.periods import Period, Span, intersect_spans, subtract_spans, union_spans

ACTING = "acting"
"""The kind of a Leadership that beats the leader on its days."""


class RouteKind(StrEnum):
    """What a route starts from."""

    EMPLOYMENT = "employment"
    FUNCTION = "function"
    LEADER = "leader"
    ACTING = "acting"
    DEPUTY = "deputy"
    GRANT = "grant"


class Phase(StrEnum):
    """Before the employment, as the route says, or after the move to hand over."""

    EARLY = "early"
    USUAL = "usual"
    GRACE = "grace"


class Carrier(NamedTuple):
    """The employment, appointment, leadership, deputy or grant that carries a route."""

    kind: RouteKind
    id: Id
    unit: Id | None = None
    position: Id | None = None
    function: Id | None = None
    stands_in_for: Id | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One route gives one permission on these days, before anything is withheld.

    source: the rule or grant. starts_on: the first day of the route itself, which comes after early days.
    """

    permission: Id
    role: Id | None
    source: Id
    carrier: Carrier
    phase: Phase
    scope_unit: Id | None
    ends_at: datetime | None
    starts_on: date | None
    valid: Period


class Piece(NamedTuple):
    """Days of one route on which its target may be held; earliest: how far an early start may reach, if it may."""

    route: Route
    phase: Phase
    span: Span
    earliest: int | None


def reasons_of(person: Id, crowd: Crowd, compiled: Compiled) -> list[Reason]:
    """Return every route of a person to every permission, sorted by permission, first day and source.

    Together they have exactly the days that `derive` gives before anything is withheld.
    """
    routes = routes_of(person, crowd, compiled)
    cuts = cuts_of(person, routes, crowd, compiled)
    employed = crowd.employed(person)
    found: list[Reason] = []
    for (number, scope), usual in routes.gives.items():
        target = compiled.targets[number]
        grace = grace_routes(usual, target.grace_days, employed)
        for piece in _pieces(usual, grace, subtract_spans(target.active, cuts.get(number, ()))):
            for inside in compiled.contents(target.role, target.permission):
                found += _reasons(piece, inside, target.role, scope or None)
    return sorted(found, key=lambda row: (row.permission, row.valid.span, row.source, row.carrier.id))


def _pieces(usual: list[Route], grace: list[Route], allowed: tuple[Span, ...]) -> Iterator[Piece]:
    joined = union_spans(route[:2] for route in (*usual, *grace))
    firsts = {lower for lower, _ in intersect_spans(joined, allowed)}
    for phase, routes in ((Phase.USUAL, usual), (Phase.GRACE, grace)):
        for route in routes:
            for span in intersect_spans((route[:2],), allowed):
                starts = route.floor != NO_FLOOR and span[0] == route.lower and span[0] in firsts
                earliest = early_floor(span[0], [route], allowed) if starts else None
                yield Piece(route, phase, span, earliest)


def _reasons(piece: Piece, inside: Inside, role: Id | None, scope_unit: Id | None) -> Iterator[Reason]:
    """Yield what one piece gives of one permission: its own days, and the early ones before them."""
    lower, upper = piece.span
    parts = [(piece.phase, lower, upper)]
    if piece.earliest is not None:
        parts.append((Phase.EARLY, max(piece.earliest, lower - inside.pre_start_days), lower))
    carrier = _carrier(piece.route.anchor)
    for phase, first, end in parts:
        span = (max(first, inside.lower), min(end, inside.upper))
        if span[0] < span[1]:
            yield Reason(
                phase=phase,
                permission=inside.permission,
                role=role,
                source=piece.route.via[0],
                scope_unit=scope_unit,
                ends_at=piece.route.ends_at,
                valid=Period.from_span(span),
                starts_on=Period.from_span(piece.span).lower,
                carrier=carrier,
            )


def _carrier(fact: AnchorFact) -> Carrier:
    """Say what a route starts from."""
    if isinstance(fact, Employment):
        return Carrier(RouteKind.EMPLOYMENT, fact.id, unit=fact.unit, position=fact.position)
    if isinstance(fact, Appointment):
        return Carrier(RouteKind.FUNCTION, fact.id, unit=fact.unit, function=fact.function)
    if isinstance(fact, Leadership):
        kind = RouteKind.ACTING if fact.kind == ACTING else RouteKind.LEADER
        return Carrier(kind, fact.id, unit=fact.unit)
    if isinstance(fact, Grant):
        return Carrier(RouteKind.GRANT, fact.id, unit=fact.scope_unit)
    leadership, deputy = fact
    return Carrier(RouteKind.DEPUTY, deputy.id, unit=leadership.unit, stands_in_for=deputy.for_person)
