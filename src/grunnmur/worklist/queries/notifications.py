"""What one was told, how one wants to be told, and what waits to be mailed."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from grunnmur.core.permissions import Actor, person_of
from grunnmur.worklist.models import Delivery, Notification, Preference
from grunnmur.worklist.rules import Cadence, notice_kinds


def notifications(*, seen_by: Actor) -> QuerySet[Notification]:
    """Return what she was told, the latest first."""
    person = person_of(seen_by)
    rows = Notification.objects.filter(person_id=person) if person else Notification.objects.none()
    return rows.order_by("-made_at", "id")


def unread_count(*, seen_by: Actor) -> int:
    """Return how many notifications she has not read. One statement."""
    return notifications(seen_by=seen_by).filter(read_at=None).order_by().count()


def preferences(*, seen_by: Actor) -> dict[str, Cadence]:
    """Return how soon she is mailed of each kind, chosen or as the kind says. One statement."""
    person = person_of(seen_by)
    chosen = chosen_cadences([person] if person else [])
    return {kind.name: chosen.get((person, kind.name), kind.cadence) for kind in notice_kinds()}


def chosen_cadences(person_ids: Collection[UUID]) -> dict[tuple[UUID | None, str], Cadence]:
    """Return what these persons have chosen, by person and kind. One statement."""
    rows = Preference.objects.filter(person_id__in=person_ids).values_list("person_id", "kind", "cadence")
    return {(person, kind): Cadence(cadence) for person, kind, cadence in rows}


def due_deliveries(*, at: datetime) -> QuerySet[Delivery]:
    """Return the mails that fall due, those due first first."""
    return Delivery.objects.filter(state=Delivery.State.WAITING, due_at__lte=at).order_by("due_at", "id")


def failed_since(moment: datetime) -> int:
    """Return how many mails were given up since a moment. One statement."""
    return Delivery.objects.filter(state=Delivery.State.FAILED, ended_at__gte=moment).count()
