"""Levels, conflicts and pools for tests, made through the actions. Enter a municipality first."""

from datetime import UTC, date, datetime

from grunnmur.access import actions
from grunnmur.access.actions import conflicts, pools
from grunnmur.access.models import Conflict, LicencePool, Permission, Role, Seat
from grunnmur.access.queries import accesses_of
from grunnmur.access.rules import ConflictFacts, LevelFacts, PoolFacts, Target
from grunnmur.core.periods import Period
from tests.factories_organisation import SYSTEM

TODAY = date(2026, 3, 2)  # as in `tests.access.conftest`
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def make_level(resource: str, level: str = "", *, risk: int = 1) -> Permission:
    """Register a level that leaders may give."""
    new = actions.make_resource(actions.NewResource(name=resource, kind="system"), by=SYSTEM)
    return actions.make_permission(
        new.pk, LevelFacts(level=level, risk=risk, leader_may_give=True, leader_may_remove=True), by=SYSTEM
    )


def make_role(name: str, *levels: Permission) -> Role:
    """Draft a role with these levels, and activate it."""
    role = actions.draft_role(name, by=SYSTEM)
    actions.set_items(role.pk, [level.pk for level in levels], by=SYSTEM)
    return actions.activate_role(role.pk, by=SYSTEM)


def of(thing: Permission | Role) -> Target:
    """Return what is given or put on a side."""
    return Target(role_id=thing.pk) if isinstance(thing, Role) else Target(permission_id=thing.pk)


def make_conflict(a: Permission | Role, b: Permission | Role, *, severity: str = "block", name: str = "") -> Conflict:
    """Define a conflict between two things."""
    facts = ConflictFacts(name=name or f"{a} × {b}", a=(of(a),), b=(of(b),), severity=severity)
    return conflicts.define_conflict(facts, by=SYSTEM)


def make_pool(*levels: Permission, seats: int = 1, on_full: str = "block", name: str = "Seats") -> LicencePool:
    """Make a pool with so many seats from today."""
    facts = PoolFacts(name=name, on_full=on_full, permission_ids=tuple(level.pk for level in levels))
    return pools.make_pool(facts, quantity=seats, from_day=TODAY, by=SYSTEM, is_loss_meant=True)


def give(person, thing, *, period=None, by=SYSTEM):
    """Give a level or a role from today."""
    return actions.give(person.pk, of(thing), by=by, period=period or Period(TODAY), reason="Needed")


def seating(pool, on=TODAY):
    """Return who sits and who waits in a pool on a day, by the family name."""
    rows = Seat.objects.filter(pool=pool, valid__contains=on).select_related("person")
    found = {row.person.family_name: row.is_seated for row in rows}
    sits = sorted(name for name, is_seated in found.items() if is_seated)
    return sits, sorted(found.keys() - set(sits))


def has(person, level, on=TODAY):
    """Tell whether a person has a level on a day."""
    return any(row.permission == level.pk and on in row.valid for row in accesses_of([person.pk], on=on)[person.pk])
