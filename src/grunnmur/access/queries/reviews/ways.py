"""Every way by which people have something on a day, and where they work: what reviews are made of."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection

from grunnmur.access.rules.reviews import Scope, Way
from grunnmur.core.clock import now
from grunnmur.organisation import queries as organisation

WAYS = """
    SELECT DISTINCT h.person_id, h.role_id, p.id, coalesce(p.risk, 1), s.id, g.id IS NOT NULL,
        CASE WHEN bool_or(lower_inf(h.valid)) OVER pair THEN NULL ELSE min(lower(h.valid)) OVER pair END
    FROM access_held h
    LEFT JOIN access_rolecontent c ON c.role_id = h.role_id AND c.valid @> %(day)s::date
    LEFT JOIN access_permission p ON p.id = coalesce(h.permission_id, c.permission_id)
    CROSS JOIN LATERAL unnest(h.via) AS s(id)
    LEFT JOIN access_grant g ON g.id = s.id
    WHERE h.valid @> %(day)s::date AND (h.ends_at IS NULL OR h.ends_at > %(now)s)
        AND (%(persons)s::uuid[] IS NULL OR h.person_id = ANY (%(persons)s))
        AND NOT EXISTS (
            SELECT FROM access_withheld w
            WHERE w.person_id = h.person_id AND w.permission_id = p.id AND w.cause <> 'leave'
                AND w.valid @> %(day)s::date
        )
    WINDOW pair AS (PARTITION BY h.person_id, h.role_id, p.id, s.id)
"""
PLACES = """
    SELECT person_id, unit_id, position_id FROM organisation_employment
    WHERE valid @> %(day)s::date
    ORDER BY person_id, is_primary DESC, percent DESC, lower(valid), id
"""


@dataclass(frozen=True)
class Places:
    """Where people work on a day: unit and position of the employment that counts first, and all units."""

    first: Mapping[UUID, tuple[UUID, UUID | None]]
    units: Mapping[UUID, frozenset[UUID]]

    def within(self, units: Collection[UUID]) -> frozenset[UUID]:
        """Return who works in any of these units."""
        wanted = set(units)
        return frozenset(person for person, own in self.units.items() if own & wanted)


def ways_on(on: date, *, persons: Collection[UUID] | None = None) -> list[Way]:
    """Return every way of these people, or of everyone, to what they have on a day. One statement.

    What leave holds back is had; what is held back for another cause is not.
    """
    with connection.cursor() as cursor:
        cursor.execute(WAYS, {"day": on, "now": now(), "persons": None if persons is None else list(persons)})
        return [Way(*row) for row in cursor.fetchall()]


def places_on(on: date) -> Places:
    """Return where everyone works on a day. One statement."""
    first: dict[UUID, tuple[UUID, UUID | None]] = {}
    units: defaultdict[UUID, set[UUID]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(PLACES, {"day": on})
        for person, unit, position in cursor.fetchall():
            first.setdefault(person, (unit, position))
            units[person].add(unit)
    return Places(first, {person: frozenset(own) for person, own in units.items()})


def persons_within(scope: Scope, places: Places, *, on: date) -> frozenset[UUID] | None:
    """Return whom a scope names by unit or by name; None = everyone. One statement when units are named."""
    if not scope.units and not scope.persons:
        return None
    below = organisation.units_below(scope.units, on=on) if scope.units else {}
    by_unit = places.within(frozenset[UUID]().union(*below.values())) if scope.units else frozenset(places.units)
    return by_unit & frozenset(scope.persons) if scope.persons else by_unit


def narrowed(
    ways: Iterable[Way], scope: Scope, *, persons: Collection[UUID] | None, permissions: Collection[UUID] | None
) -> list[Way]:
    """Leave the ways that a scope means. permissions: those of the scope's resources and levels; None = all."""
    roles = set(scope.roles)
    return [
        way
        for way in ways
        if (persons is None or way.person in persons)
        and (permissions is None or way.permission in permissions)
        and (not roles or way.role in roles)
    ]
