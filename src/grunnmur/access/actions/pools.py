"""Licence pools: how many seats there are, for whom, and what happens when there are too few."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grunnmur.access.actions.derive import derive_everyone
from grunnmur.access.models import LicencePool, Permission, PoolQuantity, PoolShare, Seat
from grunnmur.access.rules import DEFINE, BadPoolError, NameTakenError, PoolFacts, SeatsShortError
from grunnmur.core.clock import today
from grunnmur.core.periods import Period
from grunnmur.core.permissions import Actor, require
from grunnmur.organisation import queries as organisation


@transaction.atomic
def make_pool(
    facts: PoolFacts, *, quantity: int, from_day: date, by: Actor, is_loss_meant: bool = False
) -> LicencePool:
    """Make a pool with so many seats from a day on. Who has been waiting longest sits first.

    is_loss_meant: that some of those who have it get no seat. Raises PermissionDenied (needs access.define),
    NameTakenError, BadPoolError, SeatsShortError when some would lose it and nobody has said that it is meant.
    """
    require(by, DEFINE)
    _require_free(facts.name)
    _require_day(from_day)
    pool = LicencePool.objects.create(name=facts.name, on_full=facts.on_full, unit_cost=facts.unit_cost)
    _take_in(pool, facts.permission_ids)
    PoolQuantity.objects.create(pool=pool, quantity=quantity, valid=Period(from_day).to_range())
    derive_everyone()
    if not is_loss_meant:
        _require_seats(_waiting(pool, from_day))
    return pool


def _waiting(pool: LicencePool, on: date) -> frozenset[UUID]:
    rows = Seat.objects.filter(pool=pool, is_seated=False, valid__contains=on)
    return frozenset(rows.values_list("person_id", flat=True))


def _require_seats(without: Collection[UUID]) -> None:
    """Do nothing if nobody comes to wait for what she has. Raises SeatsShortError."""
    if without:
        text = ngettext(
            "There are too few seats: %(n)s person who has it today would lose it until a seat is free.",
            "There are too few seats: %(n)s people who have it today would lose it until a seat is free.",
            len(without),
        )
        raise SeatsShortError(text % {"n": len(without)})


@transaction.atomic
def change_pool(pool_id: UUID, facts: PoolFacts, *, by: Actor, is_loss_meant: bool = False) -> LicencePool:
    """Put right what is said of a pool, and which levels take a seat in it. Raises as `make_pool`."""
    require(by, DEFINE)
    pool = LicencePool.objects.select_for_update().get(pk=pool_id)
    _require_free(facts.name, same=pool)
    pool.name, pool.on_full, pool.unit_cost = facts.name, facts.on_full, facts.unit_cost
    pool.save(update_fields=["name", "on_full", "unit_cost"])
    waited = _waiting(pool, today())
    _take_in(pool, facts.permission_ids)
    derive_everyone()
    if not is_loss_meant:
        _require_seats(_waiting(pool, today()) - waited)
    return pool


def _require_free(name: str, *, same: LicencePool | None = None) -> None:
    if LicencePool.objects.filter(name__iexact=name).exclude(pk__in=[same.pk] if same else []).exists():
        raise NameTakenError(_("Another pool is called %(name)s. Choose another name.") % {"name": name})


def _require_day(day: date) -> None:
    if day < today():
        raise BadPoolError(_("The number of seats is changed from today or later; what was is a fact."))


def _take_in(pool: LicencePool, permission_ids: Collection[UUID]) -> None:
    chosen = Permission.objects.filter(pk__in=permission_ids, resource__is_own=False)
    if not permission_ids or chosen.count() < len(set(permission_ids)):
        raise BadPoolError(_("Choose at least one access that takes a seat."))
    taken = chosen.exclude(pool=None).exclude(pool=pool).select_related("resource").first()
    if taken:
        raise BadPoolError(_("%(what)s takes its seat in another pool already.") % {"what": taken})
    for permission in Permission.objects.filter(pool=pool).exclude(pk__in=permission_ids):
        permission.pool = None
        permission.save(update_fields=["pool"])
    for permission in chosen.filter(pool=None):
        permission.pool = pool
        permission.save(update_fields=["pool"])


@transaction.atomic
def set_quantity(pool_id: UUID, quantity: int, *, from_day: date, by: Actor) -> None:
    """Let a pool have so many seats from a day on. Fewer evict nobody: the pool is then over by some.

    Raises PermissionDenied (needs access.define), BadPoolError for a day that has been, or fewer than the shares.
    """
    require(by, DEFINE)
    pool = LicencePool.objects.select_for_update().get(pk=pool_id)
    _require_day(from_day)
    _end_before(list(PoolQuantity.objects.filter(pool=pool)), from_day)
    PoolQuantity.objects.create(pool=pool, quantity=quantity, valid=Period(from_day).to_range())
    _require_enough(pool)
    derive_everyone()


@transaction.atomic
def set_share(pool_id: UUID, unit_id: UUID, quantity: int, *, from_day: date, by: Actor) -> None:
    """Keep so many of the seats for a unit and those below it from a day on; 0 ends the share.

    Raises as `set_quantity`, and Unit.DoesNotExist.
    """
    require(by, DEFINE)
    pool = LicencePool.objects.select_for_update().get(pk=pool_id)
    _require_day(from_day)
    organisation.find_unit(unit_id)
    _end_before(list(PoolShare.objects.filter(pool=pool, unit_id=unit_id)), from_day)
    if quantity:
        PoolShare.objects.create(pool=pool, unit_id=unit_id, quantity=quantity, valid=Period(from_day).to_range())
    _require_enough(pool)
    derive_everyone()


def _end_before(rows: Collection[PoolQuantity] | Collection[PoolShare], day: date) -> None:
    """End rows the day before; those that had not begun are withdrawn."""
    for row in rows:
        period = Period.from_range(row.valid)
        if period.is_over(day):
            continue
        if period.lower and period.lower >= day:
            row.delete()
        else:
            row.valid = Period(period.lower, day).to_range()
            row.save(update_fields=["valid"])


def _require_enough(pool: LicencePool) -> None:
    """Do nothing if the shares together are no more than the seats on each day. Raises BadPoolError."""
    wholes = [(Period.from_range(row.valid), row.quantity) for row in PoolQuantity.objects.filter(pool=pool)]
    shares = [(Period.from_range(row.valid), row.quantity) for row in PoolShare.objects.filter(pool=pool)]
    for day in {period.lower for period, _quantity in (*wholes, *shares) if period.lower}:
        kept = sum(quantity for period, quantity in shares if day in period)
        seats = sum(quantity for period, quantity in wholes if day in period)
        if kept > seats and day >= today():
            facts = {"kept": kept, "count": seats}
            raise BadPoolError(_("%(kept)s seats are kept for units, and there are %(count)s.") % facts)
