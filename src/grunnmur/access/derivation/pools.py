"""Licence pools made ready: who may want a seat, how many there are, and which share pays for whom."""

from collections import defaultdict
from collections.abc import Iterable
from math import inf

from grunnmur.access.derivation.facts import Definitions, Id, Pool, PoolQuantity
from grunnmur.access.derivation.rows import RoleContent
from grunnmur.core.periods import Span, union_spans


class Pools:
    """The pools of a municipality. A pool counts on the days for which it has a number of seats."""

    def __init__(self, definitions: Definitions, content: Iterable[RoleContent]) -> None:
        self.by_id: dict[Id, Pool] = {row.id: row for row in sorted(definitions.pools)}
        self.permissions_in: dict[Id, list[Id]] = defaultdict(list)
        for permission in sorted(definitions.permissions):
            if permission.pool in self.by_id:
                self.permissions_in[permission.pool].append(permission.id)
        self.wholes: dict[Id, list[PoolQuantity]] = defaultdict(list)
        self.shares: dict[Id, list[PoolQuantity]] = defaultdict(list)
        for row in definitions.quantities:
            (self.wholes if row.unit is None else self.shares)[row.pool].append(row)
        self.days: dict[Id, tuple[Span, ...]] = {
            pool: union_spans((row.lower, row.upper) for row in self.wholes.get(pool, ())) for pool in self.by_id
        }
        self.wanting = self._wanting(content)
        self.is_paid: dict[tuple[Id, Id], bool] = {}  # by pool and unit; kept by `payers`

    @property
    def permissions(self) -> set[Id]:
        """The permissions that take a seat somewhere."""
        return {permission for found in self.permissions_in.values() for permission in found}

    def _wanting(self, content: Iterable[RoleContent]) -> dict[Id, frozenset[Id]]:
        """Return for each role or permission that can be held the pools it may lead to, on any day."""
        pool_of = {permission: pool for pool, found in self.permissions_in.items() for permission in found}
        wanting: dict[Id, set[Id]] = defaultdict(set)
        for permission, pool in pool_of.items():
            wanting[permission].add(pool)
        for row in content if pool_of else ():
            if row.permission in pool_of:
                wanting[row.role].add(pool_of[row.permission])
        return {holder: frozenset(pools) for holder, pools in wanting.items()}

    def seats(self, pool: Id, payer: Id | None, day: int) -> float:
        """Return how many may sit on a day, paid by a share; payer None: by what the shares leave of the whole."""
        return self.kept_for(pool, payer, day) if self.by_id[pool].is_strict else inf

    def kept_for(self, pool: Id, payer: Id | None, day: int) -> int:
        """Return how many seats a share has on a day, or the shares leave (payer None), also where nobody waits."""
        shares = sum(row.quantity for row in self.shares.get(pool, ()) if _on(row, day) and payer in (None, row.unit))
        if payer is not None:
            return shares
        return max(0, self.quantity(pool, day) - shares)

    def quantity(self, pool: Id, day: int) -> int:
        """Return how many seats a pool has on a day, shares included."""
        return sum(row.quantity for row in self.wholes.get(pool, ()) if _on(row, day))

    def changes(self, pool: Id) -> set[int]:
        """Return the days on which a number of seats begins or ends."""
        return {day for row in (*self.wholes.get(pool, ()), *self.shares.get(pool, ())) for day in row[3:5]}


def _on(row: PoolQuantity, day: int) -> bool:
    return row.lower <= day < row.upper
