"""What people have and will have, each with its reason. Four statements for one person or for sixty."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from grunnmur.access.models import Fulfilment, IssuedThing, Resource, Withheld
from grunnmur.core import formats
from grunnmur.core.clock import now, today
from grunnmur.core.periods import Period, Span, subtract, union
from grunnmur.core.tenancy import current_tenant

ROUTES = """
    SELECT h.person_id, p.id, r.name, r.kind, p.level, r.fulfil_key, h.role_id, ro.name,
        CASE WHEN c.id IS NULL THEN h.valid ELSE h.valid * c.valid END,
        h.early_floor, p.pre_start_days,
        ARRAY(SELECT ru.name FROM access_rule ru WHERE ru.id = ANY (h.via) ORDER BY ru.name),
        ARRAY(SELECT g.reason || CASE g.case_number WHEN '' THEN '' ELSE ' (' || g.case_number || ')' END
              FROM access_grant g WHERE g.id = ANY (h.via) ORDER BY g.reason)
    FROM access_held h
    LEFT JOIN access_rolecontent c ON c.tenant_id = h.tenant_id AND c.role_id = h.role_id AND c.valid && h.valid
    LEFT JOIN access_role ro ON ro.id = h.role_id
    JOIN access_permission p ON p.id = coalesce(h.permission_id, c.permission_id)
    JOIN access_resource r ON r.id = p.resource_id
    WHERE h.person_id = ANY (%(persons)s) AND NOT r.is_own
        AND (upper_inf(h.valid) OR upper(h.valid) > %(day)s) AND (h.ends_at IS NULL OR h.ends_at > %(now)s)
    ORDER BY r.name, p.level, p.id, ro.name
"""


@dataclass(frozen=True)
class Route:
    """One way a person comes to a permission."""

    person: UUID
    permission: UUID
    resource: str
    kind: str
    level: str
    fulfil_key: str
    role_id: UUID | None
    role: str
    valid: Period
    early_floor: date | None
    pre_start_days: int
    rules: tuple[str, ...]
    reasons: tuple[str, ...]

    @property
    def early(self) -> Period:
        """The days, moved forward by what may be handed out before the start."""
        if self.early_floor is None or self.valid.lower is None:
            return self.valid
        lower = max(self.early_floor, self.valid.lower - timedelta(days=self.pre_start_days))
        return Period(lower, self.valid.upper)


@dataclass(frozen=True)
class Handling:
    """How far the handing out or taking back by hand has come."""

    is_out: bool = False
    operation: str = ""
    due_date: date | None = None
    issued_on: date | None = None


@dataclass(frozen=True)
class Access:
    """One permission of one person, for the days shown, by all its routes."""

    person: UUID
    permission: UUID
    resource: str
    kind: str
    level: str
    fulfil_key: str
    valid: Period
    routes: tuple[Route, ...]
    handling: Handling

    @property
    def name(self) -> str:
        """The permission as people call it: "CRM (bidra)"."""
        return f"{self.resource} ({self.level})" if self.level else self.resource

    @property
    def kind_label(self) -> str:
        """The kind of resource in the reader's language."""
        return str(Resource.Kind(self.kind).label)

    @property
    def role_names(self) -> str:
        """The roles that give it, for a line below the name."""
        return ", ".join(sorted({route.role for route in self.routes if route.role}))

    @property
    def reason(self) -> str:
        """Why she has it, in one sentence."""
        return reason_sentence(self)


def accesses_of(persons: Collection[UUID], *, on: date) -> dict[UUID, list[Access]]:
    """Return what each person has on the day or will get later, by resource name and level."""
    routes = _routes(persons, on)
    withheld = _withheld(persons)
    handlings = _handlings(persons)
    by_pair: defaultdict[tuple[UUID, UUID], list[Route]] = defaultdict(list)
    for route in routes:
        by_pair[route.person, route.permission].append(route)
    found: dict[UUID, list[Access]] = {person: [] for person in persons}
    for pair, ways in by_pair.items():
        days = subtract(union(way.valid for way in ways), withheld.get(pair, ()))
        found[pair[0]] += [
            _access(ways, period, handlings.get(pair, Handling())) for period in days if not period.is_over(on)
        ]
    return found


def _access(ways: list[Route], period: Period, handling: Handling) -> Access:
    first = ways[0]
    routes = tuple(way for way in ways if way.valid.overlaps(period))
    return Access(
        first.person,
        first.permission,
        first.resource,
        first.kind,
        first.level,
        first.fulfil_key,
        period,
        routes,
        handling,
    )


def _routes(persons: Collection[UUID], on: date) -> list[Route]:
    with connection.cursor() as cursor:
        cursor.execute(ROUTES, {"persons": list(persons), "day": on, "now": moment_of(on)})
        return [_route(*row) for row in cursor.fetchall() if not row[8].isempty]


def moment_of(on: date) -> datetime:
    """Return when it is on the day: now, today; its beginning on any other, so that it tells all of the day."""
    return now() if on == today() else datetime.combine(on, time.min, current_tenant().zone)


def _route(*row: Any) -> Route:  # Any: the columns of ROUTES
    person, permission, resource, kind, level, fulfil_key, role_id, role, valid, floor, days, rules, reasons = row
    period = Period.from_range(valid)
    names = (person, permission, resource, kind, level, fulfil_key, role_id, role or "")
    return Route(*names, period, floor, days, tuple(rules), tuple(reasons))


def _withheld(persons: Collection[UUID]) -> Mapping[tuple[UUID, UUID], list[Period]]:
    found: defaultdict[tuple[UUID, UUID], list[Period]] = defaultdict(list)
    rows = Withheld.objects.filter(person_id__in=persons).values_list("person_id", "permission_id", "valid")
    for person, permission, valid in rows:
        found[person, permission].append(Period.from_range(valid))
    return found


def _handlings(persons: Collection[UUID]) -> Mapping[tuple[UUID, UUID], Handling]:
    issued = IssuedThing.objects.filter(person_id__in=persons, returned_at=None)
    zone = current_tenant().zone
    out = {
        (person, permission): Handling(is_out=True, issued_on=at.astimezone(zone).date())
        for person, permission, at in issued.values_list("person_id", "permission_id", "issued_at")
    }
    opened = Fulfilment.objects.filter(person_id__in=persons, state=Fulfilment.State.OPEN)
    for person, permission, operation, due in opened.values_list("person_id", "permission_id", "operation", "due_date"):
        known = out.get((person, permission), Handling())
        out[person, permission] = replace(known, operation=operation, due_date=due)
    return out


def reason_sentence(access: Access) -> str:
    """Say in one sentence why somebody has this, by the route that began first."""
    route = min(access.routes, key=lambda way: (way.valid.lower or date.min, way.role))
    return reason_text(role=route.role, rules=route.rules, reasons=route.reasons, period=access.valid)


def reason_text(*, role: str, rules: Sequence[str], reasons: Sequence[str], period: Period) -> str:
    """Say the role, the rule or the words of who gave it, and the days; role is blank for what is given directly."""
    days = days_text(period)
    if rules and role:
        facts = {"role": role, "rule": rules[0], "days": days}
        return _("Follows from the role %(role)s by the rule “%(rule)s”, %(days)s.") % facts
    if rules:
        return _("Follows from the rule “%(rule)s”, %(days)s.") % {"rule": rules[0], "days": days}
    given = {"reason": reasons[0] if reasons else "", "role": role, "days": days}
    if role:
        return _("Given with the role %(role)s: %(reason)s, %(days)s.") % given
    return _("Given directly: %(reason)s, %(days)s.") % given


def days_text(period: Period) -> str:
    """Say a period in words: from a day, until and with a day, or with no end."""
    first = formats.day(period.lower) if period.lower else ""
    last = formats.day(period.last_day) if period.last_day else ""
    if first and last:
        return _("from %(first)s through %(last)s") % {"first": first, "last": last}
    if first:
        return _("from %(first)s with no end") % {"first": first}
    return _("through %(last)s") % {"last": last} if last else _("with no end")


def span_text(span: Span) -> str:
    """Return the days on which something comes or goes in words: "from 1 March 2026", or as `days_text`."""
    period = Period.from_span(span)
    if period.upper is None and period.lower:
        return _("from %(day)s") % {"day": formats.day(period.lower)}
    return days_text(period)


def names_of(accesses: Iterable[Access]) -> list[str]:
    """Return the names of accesses, each once, in their order."""
    return list(dict.fromkeys(access.name for access in accesses))
