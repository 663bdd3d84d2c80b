"""Why somebody does not have a permission on a day: what stands in the way, the most decisive first."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from grunnmur.access.derivation.compiled import Compiled
from grunnmur.access.derivation.crowd import Crowd
from grunnmur.access.derivation.facts import Id
from grunnmur.access.derivation.holding import grace_routes, held_by
from grunnmur.access.derivation.messages import Key, Message, Params
from grunnmur.access.derivation.nearest import nearest_rule
from grunnmur.access.derivation.reasons import Reason
from grunnmur.access.derivation.remaining import days_inside
from grunnmur.access.derivation.routes import Routes, routes_of
from grunnmur.access.derivation.rows import Cause, Clash, Outcome, Withheld
from grunnmur.core.periods import Period, to_periods, union

CAUSE_KEYS = {
    Cause.EXCLUDED: Key.EXCLUDED,
    Cause.LEAVE: Key.ON_LEAVE,
    Cause.CONFLICT: Key.IN_CONFLICT,
    Cause.LICENCE: Key.WAITING,
}


@dataclass(frozen=True, slots=True)
class Inquiry:
    """One person, one permission, one day. clashes: of that person."""

    person: Id
    permission: Id
    crowd: Crowd
    compiled: Compiled
    on: date
    clashes: Sequence[Clash] = ()

    @property
    def params(self) -> Params:
        """The beginning of every message: which permission it is about."""
        return Params(permission=self.permission)


def obstacles(inquiry: Inquiry, reasons: Sequence[Reason], withheld: Iterable[Withheld]) -> Iterator[Message]:
    """Yield what stands in the way; at least one message.

    reasons: all routes to the permission on any day. withheld: the rows of this permission on the day.
    """
    held_back = [_held_back(row, inquiry) for row in withheld]
    if held_back:
        yield from held_back
        return
    if any(inquiry.on in row.valid for row in reasons):
        yield Message(Key.HOUR_HAS_COME, inquiry.params)
        return
    found = [*_roles_kept_away(inquiry), *_employment(inquiry), *_other_days(inquiry, reasons)]
    yield from found
    if inquiry.person not in inquiry.crowd.employments:
        return
    nearest = nearest_rule(inquiry.person, inquiry.permission, inquiry.crowd, inquiry.compiled, on=inquiry.on)
    if not found and nearest is None:
        yield Message(Key.NO_RULE, inquiry.params)
    yield from nearest or ()


def _held_back(row: Withheld, inquiry: Inquiry) -> Message:
    params = replace(inquiry.params, valid=row.valid)
    if row.cause == Cause.CONFLICT:
        params = replace(params, conflict=row.source, other=_other_side(row, inquiry))
    if row.cause == Cause.LICENCE:
        params = replace(params, pool=row.source)
    if row.source in inquiry.compiled.rules:
        return Message(Key.EXCLUDED_BY_RULE, replace(params, rule=row.source))
    return Message(CAUSE_KEYS[row.cause], params)


def _other_side(row: Withheld, inquiry: Inquiry) -> Id | None:
    """Return what the person has on the side of a conflict that is not held back on the day."""
    compiled, day = inquiry.compiled, inquiry.on.toordinal()
    clash = next(one for one in inquiry.clashes if one.conflict == row.source and inquiry.on in one.valid)
    conflict = next(one for one in compiled.sides.conflicts if one.id == row.source)
    items = conflict.b if clash.outcome == Outcome.WITHOUT_A else conflict.a
    routes = routes_of(inquiry.person, inquiry.crowd, compiled)
    held = held_by(inquiry.person, routes, inquiry.crowd, compiled)
    roles = {one[0] for one in held if one[0] and one[3] <= day < one[4]}
    levels = days_inside(held, compiled.watched_contents)
    for item in items:
        if item.permission and any(lower <= day < upper for lower, upper in levels.get(item.permission, ())):
            return item.permission
        if item.role and not roles.isdisjoint(compiled.sides.containers[item.role]):
            return item.role
    return None


def _roles_kept_away(inquiry: Inquiry) -> Iterator[Message]:
    """Yield why a role that routes give on the day does not bring the permission."""
    compiled, day = inquiry.compiled, inquiry.on.toordinal()
    routes = routes_of(inquiry.person, inquiry.crowd, compiled)
    for number in sorted({number for number, _ in routes.gives}):
        target = compiled.targets[number]
        contents = compiled.contents(target.role, target.permission)
        inside = [row for row in contents if row.permission == inquiry.permission]
        if not inside or not _is_given(number, routes, inquiry):
            continue
        params = replace(inquiry.params, role=target.role)
        if not any(lower <= day < upper for lower, upper in target.active):
            yield Message(Key.ROLE_INACTIVE if target.role else Key.NOT_IN_USE, params)
        elif not any(row.lower <= day < row.upper for row in inside):
            yield Message(Key.NOT_IN_ROLE, params)
        else:
            yield from _cuts(number, routes, inquiry, params)


def _is_given(number: int, routes: Routes, inquiry: Inquiry) -> bool:
    """Tell whether routes, or the days of grace after them, give the target on the day."""
    day, grace_days = inquiry.on.toordinal(), inquiry.compiled.targets[number].grace_days
    employed = inquiry.crowd.employed(inquiry.person)
    return any(
        route.lower <= day < route.upper
        for (one, _), usual in routes.gives.items()
        if one == number
        for route in (*usual, *grace_routes(usual, grace_days, employed))
    )


def _cuts(number: int, routes: Routes, inquiry: Inquiry, params: Params) -> Iterator[Message]:
    """Yield the exclusions and exclude rules that keep a role away on the day."""
    for row in inquiry.crowd.exclusions.get(inquiry.person, ()):
        valid = Period.from_span((row.lower, row.upper))
        if row.role == params.role and inquiry.on in valid:
            yield Message(Key.ROLE_EXCLUDED, replace(params, valid=valid))
    rules = {
        (route.via[0], Period.from_span(route[:2]))
        for (taken, _), found in routes.takes.items()
        if taken == number
        for route in found
    }
    for rule, valid in sorted(rules, key=lambda pair: (pair[0], pair[1].span)):
        if inquiry.on in valid:
            yield Message(Key.ROLE_EXCLUDED_BY_RULE, replace(params, rule=rule, valid=valid))


def _employment(inquiry: Inquiry) -> Iterator[Message]:
    """Yield that nobody is employed on the day: never, not yet, or no longer."""
    employed = to_periods(inquiry.crowd.employed(inquiry.person))
    if any(inquiry.on in period for period in employed):
        return
    coming = [period.lower for period in employed if period.is_future(inquiry.on)]
    gone = [period.last_day for period in employed if period.is_over(inquiry.on)]
    if coming:
        yield Message(Key.NOT_EMPLOYED_YET, replace(inquiry.params, day=coming[0]))
    elif gone:
        yield Message(Key.EMPLOYMENT_ENDED, replace(inquiry.params, day=gone[-1]))
    else:
        yield Message(Key.NEVER_EMPLOYED, inquiry.params)


def _other_days(inquiry: Inquiry, reasons: Iterable[Reason]) -> Iterator[Message]:
    """Yield when the permission starts next, else when it was last there."""
    there = union(reason.valid for reason in reasons)
    coming = [period.lower for period in there if period.is_future(inquiry.on)]
    gone = [period.last_day for period in there if period.is_over(inquiry.on)]
    if coming:
        yield Message(Key.STARTS_LATER, replace(inquiry.params, day=coming[0]))
    elif gone:
        yield Message(Key.HAS_ENDED, replace(inquiry.params, day=gone[-1]))
