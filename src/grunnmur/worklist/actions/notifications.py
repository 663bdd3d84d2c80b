"""Telling people something, and what they do with it."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from grunnmur.core.clock import now
from grunnmur.core.permissions import Actor
from grunnmur.worklist import queries
from grunnmur.worklist.models import Notification
from grunnmur.worklist.rules import Notice

BATCH = 1000


def notify(
    person_ids: Iterable[UUID],
    *,
    kind: str,
    message: str,
    params: Mapping[str, Any] | None = None,  # Any: JSON
    subject: tuple[str, UUID] | None = None,
) -> None:
    """Tell these people something, in each one's language. See `rules.Notice` and `notify_all`."""
    notify_all([Notice(person_ids=person_ids, kind=kind, message=message, params=params or {}, subject=subject)])


def notify_all(notices: Iterable[Notice]) -> None:
    """Tell people many things at once. One statement for each thousand notifications."""
    at = now()
    rows = [row for notice in notices for row in _rows(notice, at=at)]
    Notification.objects.bulk_create(rows, batch_size=BATCH)


def _rows(notice: Notice, *, at: datetime) -> Iterator[Notification]:
    subject_kind, subject_id = notice.subject or ("", None)
    about = {"subject_kind": subject_kind, "subject_id": subject_id, "params": dict(notice.params)}
    for person in dict.fromkeys(notice.person_ids):
        yield Notification(person_id=person, kind=notice.kind, message=notice.message, made_at=at, **about)


def mark_read(notification_id: UUID, *, by: Actor) -> Notification:
    """Say that one read it. Raises Notification.DoesNotExist, also for another's."""
    row = queries.notifications(seen_by=by).get(pk=notification_id)
    if row.read_at is None:
        row.read_at = now()
        row.save(update_fields=["read_at"])
    return row


def mark_all_read(*, by: Actor) -> int:
    """Say that one read everything; returns how many."""
    return queries.notifications(seen_by=by).order_by().filter(read_at=None).update(read_at=now())
