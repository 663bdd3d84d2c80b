"""What one was told."""

from django.db.models import QuerySet

from grunnmur.core.permissions import Actor, person_of
from grunnmur.worklist.models import Notification


def notifications(*, seen_by: Actor) -> QuerySet[Notification]:
    """Return what she was told, the latest first."""
    person = person_of(seen_by)
    rows = Notification.objects.filter(person_id=person) if person else Notification.objects.none()
    return rows.order_by("-made_at", "id")


def unread_count(*, seen_by: Actor) -> int:
    """Return how many notifications she has not read. One statement."""
    return notifications(seen_by=seen_by).filter(read_at=None).order_by().count()
