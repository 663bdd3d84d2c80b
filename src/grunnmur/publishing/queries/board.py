"""The board of one line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from grunnmur.core.clock import now
from grunnmur.core.permissions import Actor, person_of
from grunnmur.organisation import queries as organisation
from grunnmur.publishing.models import Card, ProductionLine, Station, StationStay, Version
from grunnmur.publishing.models.version import OPEN
from grunnmur.publishing.queries.factory import Times, lead_times, median_stays
from grunnmur.publishing.queries.standing import Part, parts_in
from grunnmur.publishing.queries.tidy import Progress, tidy_progress

LEAST_FOR_PACE = 5  # done in 90 days
SHOWN_DONE = timedelta(days=30)
MOST = 200


@dataclass(frozen=True)
class CardRow:
    """A card with its item's open version, its owner by name, and how many days it has stood where it is."""

    card: Card
    version: Version | None
    owner: str
    days: int
    is_slow: bool
    is_mine: bool


@dataclass(frozen=True)
class StationRow:
    """A station with its cards, the longest there first, and half of the stays' length in days."""

    station: Station
    cards: Sequence[CardRow]
    median_days: float | None

    @property
    def is_full(self) -> bool:
        """Whether it takes no more."""
        return self.station.wip_limit is not None and len(self.cards) >= self.station.wip_limit


@dataclass(frozen=True)
class Board:
    """A line's stations in their order.

    wait_weeks: how long what comes last may wait, by the pace of 90 days; not told of one's own cards only, and not
    when too little was done to speak of a pace.
    """

    line: ProductionLine
    stations: Sequence[StationRow]
    times: Times
    wait_weeks: float | None
    is_member: bool
    is_chief: bool
    may_draft: bool
    tidied: Progress


def board(line_id: UUID, *, only_mine: bool = False, seen_by: Actor) -> Board:
    """Return a line's board; what was done in the last 30 days stands at the end. Eleven statements, whatever its size.

    Raises ProductionLine.DoesNotExist.
    """
    line = ProductionLine.objects.get(pk=line_id)
    cards = _cards(line, only_mine=only_mine, seen_by=seen_by)
    medians = median_stays(line.pk)
    times = lead_times().get(line.pk, Times())
    stations = [
        StationRow(station, [row for row in cards if row.card.station_id == station.pk], medians.get(station.pk))
        for station in Station.objects.filter(line=line).order_by("ordinal")
    ]
    waiting = len([row for row in cards if row.card.done_at is None])
    parts = parts_in(line.pk, by=seen_by)
    return Board(
        line,
        stations,
        times,
        wait_weeks=None if only_mine or times.done < LEAST_FOR_PACE else waiting / times.a_week,
        is_member=bool(parts),
        is_chief=Part.CHIEF in parts,
        may_draft=bool(parts & {Part.CHIEF, Part.MODELLER}),
        tidied=tidy_progress().get(line.pk, Progress()),
    )


def _cards(line: ProductionLine, *, only_mine: bool, seen_by: Actor) -> list[CardRow]:
    me = person_of(seen_by)
    rows = Card.objects.filter(line=line).select_related("item", "station")
    rows = rows.filter(done_at=None) | rows.filter(done_at__gte=now() - SHOWN_DONE)
    if only_mine:
        rows = rows.filter(owner_id=me, owner__isnull=False)
    cards = list(rows.order_by("done_at", "started_at", "pk")[:MOST])
    entered = dict(StationStay.objects.filter(card__in=cards, left_at=None).values_list("card_id", "entered_at"))
    items = [card.item_id for card in cards if card.item_id]
    versions = {
        row.item_id: row for row in Version.objects.filter(item_id__in=items, state__in=OPEN).select_related("item")
    }
    owners = {card.owner_id for card in cards if card.owner_id}
    names = organisation.names_of(owners, seen_by=seen_by) if owners else {}
    return [_row(card, entered, versions, names, me) for card in cards]


def _row(
    card: Card,
    entered: dict[UUID, datetime],
    versions: dict[UUID, Version],
    names: dict[UUID, str],
    me: UUID | None,
) -> CardRow:
    days = (now() - entered.get(card.pk, card.done_at or card.started_at)).days
    target = card.station.target_days
    return CardRow(
        card,
        versions.get(card.item_id) if card.item_id else None,
        names.get(card.owner_id, "") if card.owner_id else "",
        days,
        is_slow=target is not None and days > target and card.done_at is None,
        is_mine=card.owner_id is not None and card.owner_id == me,
    )


def line_of_card(card_id: UUID) -> UUID:
    """Return the line a card is on. Raises Card.DoesNotExist."""
    return Card.objects.values_list("line_id", flat=True).get(pk=card_id)
