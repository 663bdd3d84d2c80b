"""Pools, how many seats they have when, and who sits or waits."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils.translation import ngettext

from grunnmur.access.models import LicencePool, Permission, PoolQuantity, PoolShare, Seat
from grunnmur.access.queries.names import permission_name
from grunnmur.access.queries.roles import name_key
from grunnmur.access.queries.sight import live_on, may_read_catalogue, names_in_sight, owned_keys, require_catalogue
from grunnmur.core.history import Change, history_of
from grunnmur.core.models import TenantModel
from grunnmur.core.periods import Period
from grunnmur.core.permissions import Actor
from grunnmur.organisation import queries as organisation


@dataclass(frozen=True)
class PoolRow:
    """A pool on a day: its seats, how many are taken, how many wait, and how it goes on.

    quantity is None on a day on which the pool does not count. shares: unit, seats, days.
    """

    pool: LicencePool
    levels: tuple[tuple[UUID, str], ...]
    quantity: int | None
    taken: int
    waiting: int
    quantities: tuple[tuple[int, Period], ...]
    shares: tuple[tuple[str, int, Period], ...]

    @property
    def over(self) -> int:
        """How many sit beyond the number of seats."""
        return max(0, self.taken - self.quantity) if self.quantity is not None else 0

    @property
    def free(self) -> int:
        """How many seats nobody has."""
        return max(0, (self.quantity or 0) - self.taken)

    @property
    def cost(self) -> Decimal | None:
        """What the seats cost a year; None when nobody has said what one costs."""
        return None if self.pool.unit_cost is None else self.pool.unit_cost * (self.quantity or 0)

    @property
    def unused_cost(self) -> Decimal | None:
        """What the free seats cost a year."""
        return None if self.pool.unit_cost is None else self.pool.unit_cost * self.free


@dataclass(frozen=True)
class Sitting:
    """A person who sits or waits on a day; place in the queue among those whom the same share pays for, 0 = sits."""

    person_id: UUID
    name: str
    is_seated: bool
    place: int
    payer: str
    wanted_from: date | None
    valid: Period


SORTS: Mapping[str, Callable[[PoolRow], Decimal | int]] = {
    "seats": lambda row: -(row.quantity or 0),
    "taken": lambda row: -row.taken,
    "free": lambda row: -row.free,
    "waiting": lambda row: -row.waiting,
    "cost": lambda row: -(row.cost or 0),
}


def pool_list(*, on: date, seen_by: Actor, text: str = "", sort: str = "") -> list[PoolRow]:
    """Return all pools as they stand on a day, by name, or by a key of SORTS. Seven statements, whatever the number.

    Everybody who sits or waits is counted, and nobody named. Raises PermissionDenied for those who do not work with
    access.
    """
    require_catalogue(seen_by)
    rows = LicencePool.objects.filter(name__icontains=text).order_by(name_key("name"), "id")
    found = _told(list(rows), on=on)
    return sorted(found, key=SORTS[sort]) if sort in SORTS else found


def pools_about(permission_ids: Collection[UUID], *, on: date) -> list[PoolRow]:
    """Return the pools in which holders of these levels take a seat, as `pool_list`; for pages that show the levels."""
    ids = Permission.objects.filter(pk__in=permission_ids).exclude(pool=None).values("pool_id")
    return _told(list(LicencePool.objects.filter(pk__in=ids).order_by(name_key("name"), "id")), on=on)


def pools_among(ids: Collection[UUID], *, seen_by: Actor) -> dict[UUID, str]:
    """Return the names of these pools, if she may read them."""
    rows = LicencePool.objects.filter(pk__in=ids)
    return dict(rows.values_list("pk", "name")) if may_read_catalogue(seen_by) else {}


def owned_beside(ids: Collection[UUID], *, by: Actor) -> dict[UUID, tuple[str, UUID]]:
    """Return the pools for what the actor owns: the name, and the resource, the first by name. One statement."""
    rows = Permission.objects.filter(pool_id__in=ids, resource__owner_key__in=owned_keys(by), resource__is_own=False)
    named = rows.order_by("-resource__name", "-resource_id").values_list("pool_id", "pool__name", "resource_id")
    return {pool: (name, resource) for pool, name, resource in named}


def find_pool(pool_id: UUID, *, on: date, seen_by: Actor) -> PoolRow:
    """Return one pool. Raises LicencePool.DoesNotExist, and PermissionDenied as `pool_list`."""
    require_catalogue(seen_by)
    return _told([LicencePool.objects.get(pk=pool_id)], on=on)[0]


def _told(rows: list[LicencePool], *, on: date) -> list[PoolRow]:
    levels: defaultdict[UUID | None, list[tuple[UUID, str]]] = defaultdict(list)
    for level in Permission.objects.filter(pool__in=rows).select_related("resource").order_by("level", "id"):
        levels[level.pool_id].append((level.pk, permission_name(level)))
    quantities: defaultdict[UUID, list[tuple[int, Period]]] = defaultdict(list)
    for whole in PoolQuantity.objects.filter(pool__in=rows).order_by("valid"):
        quantities[whole.pool_id].append((whole.quantity, Period.from_range(whole.valid)))
    kept = list(PoolShare.objects.filter(pool__in=rows).order_by("valid", "id"))
    units = organisation.unit_names({share.unit_id for share in kept})
    shares: defaultdict[UUID, list[tuple[str, int, Period]]] = defaultdict(list)
    for share in kept:
        shares[share.pool_id].append((units[share.unit_id], share.quantity, Period.from_range(share.valid)))
    counts: defaultdict[tuple[UUID, bool], int] = defaultdict(int)
    for pool, is_seated in Seat.objects.filter(pool__in=rows, valid__contains=on).values_list("pool_id", "is_seated"):
        counts[pool, is_seated] += 1
    return [
        PoolRow(
            row,
            tuple(levels[row.pk]),
            next((quantity for quantity, valid in quantities[row.pk] if on in valid), None),
            counts[row.pk, True],
            counts[row.pk, False],
            tuple(quantities[row.pk]),
            tuple(shares[row.pk]),
        )
        for row in rows
    ]


def seats_of(pool_id: UUID, *, on: date, seen_by: Actor) -> list[Sitting]:
    """Return who waits, by place, then who sits, by name, on a day. Five statements.

    Those whose access the reader may not see are left out; they keep their places.
    """
    require_catalogue(seen_by)
    rows = list(Seat.objects.filter(pool_id=pool_id, valid__contains=on))
    names = names_in_sight({row.person_id for row in rows}, seen_by=seen_by)
    units = organisation.unit_names({row.payer_id for row in rows if row.payer_id})
    places: defaultdict[UUID | None, int] = defaultdict(int)
    found = []
    for row in sorted(rows, key=lambda one: (one.wanted_from or date.min, one.recorded_at, str(one.person_id))):
        if not row.is_seated:
            places[row.payer_id] += 1
        if row.person_id in names:
            place = 0 if row.is_seated else places[row.payer_id]
            payer = units.get(row.payer_id, "") if row.payer_id else ""
            valid = Period.from_range(row.valid)
            found.append(
                Sitting(row.person_id, names[row.person_id], row.is_seated, place, payer, row.wanted_from, valid)
            )
    return sorted(found, key=lambda one: (one.is_seated, one.payer, one.place, one.name.casefold()))


def pool_history(pool: LicencePool) -> list[tuple[Change, str]]:
    """Return who changed what is said of a pool and its number of seats, the latest first, each with what it was."""
    quantities = list(PoolQuantity.objects.filter(pool=pool))
    shares = list(PoolShare.objects.filter(pool=pool).select_related("unit"))
    seats = [(row, _seats_text(row.quantity)) for row in quantities]
    kept = [(row, f"{row.unit.name}: {_seats_text(row.quantity)}") for row in shares]
    rows: list[tuple[TenantModel, str]] = [(pool, pool.name), *seats, *kept]
    changes = [(change, what) for row, what in rows for change in history_of(row)]
    return sorted(changes, key=lambda one: one[0].at, reverse=True)


def _seats_text(count: int) -> str:
    return ngettext("%(count)d seat", "%(count)d seats", count) % {"count": count}


def level_choices(*, on: date) -> dict[str, str]:
    """Return the levels that may take a seat, by name: all in use but Grunnmur's own."""
    rows = Permission.objects.filter(live_on(on), resource__is_own=False).select_related("resource")
    return {str(row.pk): permission_name(row) for row in rows.order_by(name_key("resource__name"), "level", "id")}
