"""Why somebody has a permission on a day, or why not."""

from dataclasses import dataclass
from datetime import date, datetime

from grunnmur.access.derivation.compiled import Compiled
from grunnmur.access.derivation.crowd import Crowd
from grunnmur.access.derivation.derive import derive
from grunnmur.access.derivation.effective import effective, has_ended
from grunnmur.access.derivation.facts import Id, People
from grunnmur.access.derivation.messages import Key, Message, Params
from grunnmur.access.derivation.obstacles import Inquiry, obstacles
from grunnmur.access.derivation.reasons import Phase, Reason, RouteKind, reasons_of
from grunnmur.access.derivation.rows import Withheld

ROUTE_KEYS = {
    RouteKind.FUNCTION: Key.AS_FUNCTION,
    RouteKind.LEADER: Key.AS_LEADER,
    RouteKind.ACTING: Key.AS_ACTING,
    RouteKind.DEPUTY: Key.AS_DEPUTY,
    RouteKind.GRANT: Key.BY_GRANT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """The answer for one person, permission and day.

    reasons: the routes that hold on the day, for programs. messages: what to say; the routes in the order of the
    reasons, or, when has is False, what stands in the way, the most decisive first; never empty.
    """

    person: Id
    permission: Id
    on: date
    has: bool
    reasons: tuple[Reason, ...]
    withheld: tuple[Withheld, ...]
    messages: tuple[Message, ...]


def explain(
    people: People,
    compiled: Compiled,
    *,
    person: Id,
    permission: Id,
    on: date,
    now: datetime | None = None,
) -> Explanation:
    """Return why the person has the permission on a day, or why not.

    people: that person's facts, with her seats as they stand. now: aware; given, access that ended earlier the same
    day is out.
    """
    derived = derive(people, compiled, persons=[person])
    inquiry = Inquiry(person, permission, Crowd(people), compiled, on, derived.clashes)
    allowed = effective(derived.held[person], derived.withheld, compiled, on=on, now=now)
    has = any(row.permission == permission for row in allowed)
    every = [row for row in reasons_of(person, inquiry.crowd, compiled) if row.permission == permission]
    today = [row for row in every if on in row.valid]
    reasons = [row for row in today if not has_ended(row.ends_at, now)] or today
    withheld = [row for row in derived.withheld if row.permission == permission and on in row.valid]
    messages = map(message_of, reasons) if has else obstacles(inquiry, every, withheld)
    return Explanation(
        person=person,
        permission=permission,
        on=on,
        has=has,
        reasons=tuple(reasons),
        withheld=tuple(withheld),
        messages=tuple(messages),
    )


def message_of(reason: Reason) -> Message:
    """Return the sentence that tells one route."""
    carrier = reason.carrier
    params = Params(
        permission=reason.permission,
        role=reason.role,
        rule=None if carrier.kind == RouteKind.GRANT else reason.source,
        unit=carrier.unit,
        position=carrier.position,
        function=carrier.function,
        leader=carrier.stands_in_for,
        day=reason.starts_on,
        valid=reason.valid,
    )
    if reason.phase == Phase.EARLY:
        return Message(Key.EARLY, params)
    if reason.phase == Phase.GRACE:
        return Message(Key.GRACE, params)
    if carrier.kind == RouteKind.EMPLOYMENT:
        return Message(Key.AS_POSITION if carrier.position else Key.AS_EMPLOYED, params)
    return Message(ROUTE_KEYS[carrier.kind], params)
