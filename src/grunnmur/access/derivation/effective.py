"""What somebody may do at one moment: Held × RoleContent − Withheld, in memory."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import NamedTuple

from grunnmur.access.derivation.compiled import Compiled
from grunnmur.access.derivation.content import Inside
from grunnmur.access.derivation.facts import Id, Scope
from grunnmur.access.derivation.rows import Held, Withheld


class Allowed(NamedTuple):
    """A permission and where it counts; unit is where `here` or `at` is, None where the scope needs none."""

    permission: Id
    scope: Scope
    unit: Id | None


def effective(
    held: Iterable[Held],
    withheld: Iterable[Withheld],
    compiled: Compiled,
    *,
    on: date,
    now: datetime | None = None,
) -> frozenset[Allowed]:
    """Return what one person may do on a day; the scopes of all routes together.

    held, withheld: rows of that person. now: aware; given, access that has ended earlier the same day is out. A
    permission held directly counts where it was given: `here` at its scope unit, without one `everywhere`.
    """
    day = on.toordinal()
    stopped = {row.permission for row in withheld if row.lower <= day < row.upper}
    return frozenset(
        allowed
        for row in held
        if day < row.upper and not has_ended(row.ends_at, now)
        for allowed in _allowed(row, day, compiled)
        if allowed.permission not in stopped
    )


def has_ended(ends_at: datetime | None, now: datetime | None) -> bool:
    """Tell whether an hour has come, as instants: wall clocks of one zone go wrong in the night summer time ends."""
    return ends_at is not None and now is not None and ends_at.timestamp() <= now.timestamp()


def _allowed(row: Held, day: int, compiled: Compiled) -> Iterator[Allowed]:
    for inside in compiled.contents(row.role, row.permission):
        if max(row.lower_with(inside.pre_start_days), inside.lower) <= day < inside.upper:
            yield _resolved(inside, row)


def _resolved(inside: Inside, row: Held) -> Allowed:
    """Say where a permission of this row counts."""
    if inside.scope in {Scope.AT, Scope.AT_BELOW}:
        return Allowed(inside.permission, inside.scope, inside.unit)
    if inside.scope in {Scope.HERE, Scope.HERE_BELOW}:
        is_direct_everywhere = row.permission is not None and row.scope_unit is None
        scope = Scope.EVERYWHERE if is_direct_everywhere else inside.scope
        return Allowed(inside.permission, scope, row.scope_unit)
    return Allowed(inside.permission, inside.scope, None)
