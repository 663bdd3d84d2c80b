"""Licence pools, for programs: the list, the seats of one, making it, and its numbers."""

from datetime import date
from decimal import Decimal
from http import HTTPStatus
from typing import Literal
from uuid import UUID

from ninja import Field, Schema

from grunnmur.access.actions import pools as actions
from grunnmur.access.api.routes import router
from grunnmur.access.queries import pools as reads
from grunnmur.access.queries.pools import PoolRow
from grunnmur.access.rules import PoolFacts
from grunnmur.core.clock import today
from grunnmur.core.history import record_reads
from grunnmur.core.http import Request

MOST_SEATS = 1_000_000


class PoolChangeIn(Schema):
    """What is said of a pool. permission_ids: the levels whose holders take a seat.

    is_loss_meant: that some of those who have it come to wait for a seat.
    """

    name: str = Field(min_length=1, max_length=120)
    on_full: Literal["block", "queue", "warn"] = "block"
    unit_cost: Decimal | None = Field(None, ge=0, max_digits=10, decimal_places=2)
    permission_ids: list[UUID] = Field(min_length=1)
    is_loss_meant: bool = False

    def facts(self) -> PoolFacts:
        """Return what is said."""
        words = self.dict(include={"name", "on_full", "unit_cost"})
        return PoolFacts(permission_ids=tuple(self.permission_ids), **words)


class PoolIn(PoolChangeIn):
    """A pool with its first number of seats."""

    quantity: int = Field(ge=0, le=MOST_SEATS)
    from_day: date


class PoolOut(Schema):
    """A pool as it stands today. quantity is null on a day on which it does not count."""

    id: UUID
    name: str
    on_full: str
    unit_cost: Decimal | None
    permission_ids: list[UUID]
    quantity: int | None
    taken: int
    waiting: int
    over: int


class SeatOut(Schema):
    """Somebody who sits or waits today; place in the queue, 0 = sits."""

    person_id: UUID
    name: str
    is_seated: bool
    place: int
    share: str
    wanted_from: date | None
    last_day: date | None


class NumberIn(Schema):
    """A number of seats from a day on."""

    quantity: int = Field(ge=0, le=MOST_SEATS)
    from_day: date


@router.get("/pools", response=list[PoolOut])
def pools(request: Request) -> list[PoolOut]:
    """All pools, by name. 403 for those who do not work with access."""
    return [_out(row) for row in reads.pool_list(on=today(), seen_by=request.user)]


@router.get("/pools/{uuid:pool_id}", response=PoolOut)
def pool(request: Request, pool_id: UUID) -> PoolOut:
    """One pool. 403 for those who do not work with access."""
    return _out(reads.find_pool(pool_id, on=today(), seen_by=request.user))


@router.get("/pools/{pool_id}/seats", response=list[SeatOut])
def pool_seats(request: Request, pool_id: UUID) -> list[SeatOut]:
    """Who waits, by place, then who sits, by name; those whose access you may see."""
    reads.find_pool(pool_id, on=today(), seen_by=request.user)
    rows = reads.seats_of(pool_id, on=today(), seen_by=request.user)
    record_reads([row.person_id for row in rows], by=request.user, what="access.pool")
    return [
        SeatOut(
            person_id=row.person_id,
            name=row.name,
            is_seated=row.is_seated,
            place=row.place,
            share=row.payer,
            wanted_from=row.wanted_from,
            last_day=row.valid.last_day,
        )
        for row in rows
    ]


@router.post("/pools", response={HTTPStatus.CREATED: PoolOut})
def make_pool(request: Request, sent: PoolIn) -> tuple[int, PoolOut]:
    """Make a pool; needs access.define. 409 while some who have it would get no seat, unless `is_loss_meant`."""
    number = sent.dict(include={"quantity", "from_day", "is_loss_meant"})
    made = actions.make_pool(sent.facts(), by=request.user, **number)
    return HTTPStatus.CREATED, _out(reads.find_pool(made.pk, on=today(), seen_by=request.user))


@router.put("/pools/{uuid:pool_id}", response=PoolOut)
def change_pool(request: Request, pool_id: UUID, sent: PoolChangeIn) -> PoolOut:
    """Put right what is said of a pool; needs access.define. 409 as when it is made. Its number of seats stays."""
    actions.change_pool(pool_id, sent.facts(), by=request.user, is_loss_meant=sent.is_loss_meant)
    return _out(reads.find_pool(pool_id, on=today(), seen_by=request.user))


@router.post("/pools/{pool_id}/quantity", response={HTTPStatus.NO_CONTENT: None})
def set_quantity(request: Request, pool_id: UUID, sent: NumberIn) -> tuple[int, None]:
    """Set the number of seats from a day on; needs access.define. Nobody loses a seat by it."""
    actions.set_quantity(pool_id, sent.quantity, from_day=sent.from_day, by=request.user)
    return HTTPStatus.NO_CONTENT, None


@router.post("/pools/{pool_id}/shares/{unit_id}", response={HTTPStatus.NO_CONTENT: None})
def set_share(request: Request, pool_id: UUID, unit_id: UUID, sent: NumberIn) -> tuple[int, None]:
    """Keep so many of the seats for a unit and those below it; 0 ends the share. Needs access.define."""
    actions.set_share(pool_id, unit_id, sent.quantity, from_day=sent.from_day, by=request.user)
    return HTTPStatus.NO_CONTENT, None


def _out(row: PoolRow) -> PoolOut:
    return PoolOut(
        id=row.pool.pk,
        name=row.pool.name,
        on_full=row.pool.on_full,
        unit_cost=row.pool.unit_cost,
        permission_ids=[level for level, _name in row.levels],
        quantity=row.quantity,
        taken=row.taken,
        waiting=row.waiting,
        over=row.over,
    )
