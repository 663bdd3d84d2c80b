"""Cards on the boards of the lines."""

from collections.abc import Sequence
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from grunnmur.core.clock import now
from grunnmur.core.permissions import Actor, person_of
from grunnmur.publishing.actions.checks import require_words
from grunnmur.publishing.models import Card, Item, Station, StationStay
from grunnmur.publishing.queries.standing import Part, parts_in
from grunnmur.publishing.rules import CardMoveError, StationFullError

Key = Station.Key
OF_ITEMS = (Card.Kind.NEW, Card.Kind.REVISE)


@transaction.atomic
def add_card(line_id: UUID, title: str, *, kind: str = Card.Kind.NEW, item_id: UUID | None = None, by: Actor) -> Card:
    """Put a card into a line's intake.

    Raises PermissionDenied for who has no part in the line, MissingWordsError, Station.DoesNotExist.
    """
    if not parts_in(line_id, by=by):
        raise PermissionDenied(_("Only those with a part in the line put cards on its board."))
    title = require_words(title, _("Write what the card is about."))
    return put_card(line_id, title, kind=kind, item_id=item_id, station=Key.INTAKE)


def put_card(line_id: UUID, title: str, *, kind: str, item_id: UUID | None, station: str) -> Card:
    """Make a card at a station; who asks has checked that she may."""
    place = Station.objects.get(line_id=line_id, key=station)
    card = Card.objects.create(
        line_id=line_id, item_id=item_id, kind=kind, title=title[:200], station=place, started_at=now()
    )
    StationStay.objects.create(card=card, station=place, entered_at=card.started_at)
    return card


def put_cards(line_id: UUID, titles: Sequence[str], *, kind: str) -> list[Card]:
    """Put cards into a line's intake, in this order. Three statements; who asks has checked that she may."""
    place = Station.objects.get(line_id=line_id, key=Key.INTAKE)
    at = now()
    cards = Card.objects.bulk_create(
        Card(line_id=line_id, kind=kind, title=title[:200], station=place, started_at=at) for title in titles
    )
    StationStay.objects.bulk_create(StationStay(card=card, station=place, entered_at=at) for card in cards)
    return cards


@transaction.atomic
def move_card(card_id: UUID, station: str, *, override: str = "", by: Actor) -> Card:
    """Move a card by hand to another station of its line.

    override: why the station takes one more than its limit; only a flow chief may. A card whose item has a version on
    its way follows that version and is not moved by hand. Raises PermissionDenied, CardMoveError, StationFullError.
    """
    card = Card.objects.select_for_update().get(pk=card_id)
    parts = parts_in(card.line_id, by=by)
    if not parts:
        raise PermissionDenied(_("Only those with a part in the line move its cards."))
    if card.done_at:
        raise CardMoveError(_("This card is done."))
    if card.item_id and card.kind in OF_ITEMS:
        raise CardMoveError(_("This card follows its version. Send in, pass or approve the version instead."))
    place = Station.objects.select_for_update().get(line_id=card.line_id, key=station)
    if override.strip() and Part.CHIEF not in parts:
        raise PermissionDenied(_("Only the flow chief lets a station take more than its limit."))
    if not override.strip():
        require_room(place, besides=card)
    go_to(card, place)
    return card


@transaction.atomic
def change_card(card_id: UUID, *, blocked_reason: str, is_mine: bool, by: Actor) -> Card:
    """Say what blocks a card (blank: nothing), and whether the actor works on it. Raises PermissionDenied."""
    card = Card.objects.select_for_update().get(pk=card_id)
    if not parts_in(card.line_id, by=by):
        raise PermissionDenied(_("Only those with a part in the line change its cards."))
    me = person_of(by)
    card.blocked_reason = blocked_reason.strip()[:300]
    if is_mine:
        card.owner_id = me
    elif card.owner_id == me:
        card.owner_id = None
    card.save(update_fields=["blocked_reason", "owner"])
    return card


def follow(item: Item, station: str, *, is_first: bool = False) -> None:
    """Let the card of an item's open version stand where the version is; it is made if there is none.

    Raises StationFullError when quality control or approval takes no more: their limits hold for versions too.
    """
    if item.line_id is None:
        return
    card = Card.objects.select_for_update().filter(item=item, done_at=None, kind__in=OF_ITEMS).first()
    place = Station.objects.select_for_update().get(line_id=item.line_id, key=station)
    if card is None:
        kind = Card.Kind.NEW if is_first else Card.Kind.REVISE
        put_card(item.line_id, item.title, kind=kind, item_id=item.pk, station=station)
        return
    if station in {Key.QUALITY, Key.APPROVAL}:
        require_room(place, besides=card)
    go_to(card, place)


def go_to(card: Card, place: Station) -> None:
    """Let a card leave where it stands and enter a station; at the last one it is done."""
    if card.station_id == place.pk:
        return
    at = now()
    StationStay.objects.filter(card=card, left_at=None).update(left_at=at)
    is_done = place.key == Key.DONE
    StationStay.objects.create(card=card, station=place, entered_at=at, left_at=at if is_done else None)
    card.station, card.done_at = place, at if is_done else None
    card.save(update_fields=["station", "done_at"])


def require_room(place: Station, *, besides: Card) -> None:
    """Do nothing if a station takes one card more. Raises StationFullError."""
    if place.wip_limit is None or besides.station_id == place.pk:
        return
    count = Card.objects.filter(station=place, done_at=None).count()
    if count >= place.wip_limit:
        told = {"station": place.get_key_display(), "count": count, "limit": place.wip_limit}
        raise StationFullError(
            _("“%(station)s” is full: %(count)s of %(limit)s. Help a card out of it first, or ask the flow chief.")
            % told
        )
