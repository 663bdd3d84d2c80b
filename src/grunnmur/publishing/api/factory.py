"""Lines and their boards."""

from datetime import datetime
from uuid import UUID

from ninja import Schema

from grunnmur.core.clock import today
from grunnmur.core.http import Request
from grunnmur.publishing import queries
from grunnmur.publishing.api.routes import router


class FactoryLineOut(Schema):
    """A production line; times in days, over the last 90, from modelling to done."""

    id: UUID
    code: str
    name: str
    is_active: bool
    chiefs: list[str]
    open_cards: int
    p50: float | None
    p85: float | None
    late_revisions: int


class CardOut(Schema):
    """A card on a board; `days`: how long it has stood there."""

    id: UUID
    title: str
    kind: str
    item: str
    version: str
    owner: str
    days: int
    blocked: str
    done_at: datetime | None


class StationOut(Schema):
    """A station with its cards; `limit`: how many it takes, if there is a limit."""

    key: str
    limit: int | None
    cards: list[CardOut]


@router.get("/lines", response=list[FactoryLineOut])
def lines(request: Request) -> list[FactoryLineOut]:
    """Return the lines of the factory, active ones first."""
    return [
        FactoryLineOut(
            id=row.line.pk,
            code=row.line.code,
            name=row.line.name,
            is_active=row.line.is_active,
            chiefs=list(row.chiefs),
            open_cards=row.open_cards,
            p50=row.times.p50,
            p85=row.times.p85,
            late_revisions=row.late_revisions,
        )
        for row in queries.factory(on=today(), seen_by=request.user)
    ]


@router.get("/board/{line_id}", response=list[StationOut])
def board(request: Request, line_id: UUID) -> list[StationOut]:
    """Return the stations of a line in their order, with the cards that stand there."""
    found = queries.board(line_id, seen_by=request.user)
    return [
        StationOut(key=row.station.key, limit=row.station.wip_limit, cards=[_card(one) for one in row.cards])
        for row in found.stations
    ]


def _card(row: queries.CardRow) -> CardOut:
    return CardOut(
        id=row.card.pk,
        title=row.card.title,
        kind=row.card.kind,
        item=row.card.item.code if row.card.item else "",
        version=str(row.version) if row.version else "",
        owner=row.owner,
        days=row.days,
        blocked=row.card.blocked_reason,
        done_at=row.card.done_at,
    )
