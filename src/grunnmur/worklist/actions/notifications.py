"""Telling people something, and what they do with it."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from grunnmur.core.clock import now
from grunnmur.core.permissions import Actor
from grunnmur.worklist import queries
from grunnmur.worklist.models import Notification

BATCH = 1000


def notify(
    person_ids: Iterable[UUID],
    *,
    kind: str,
    message: str,
    params: Mapping[str, Any] | None = None,  # Any: JSON
    subject: tuple[str, UUID] | None = None,
) -> None:
    """Tell these people something, in each one's language. One statement for each thousand.

    message: an English msgid (marked with gettext_noop) with named placeholders for `params`.
    """
    subject_kind, subject_id = subject or ("", None)
    about = {"subject_kind": subject_kind, "subject_id": subject_id, "params": dict(params or {})}
    rows = [
        Notification(person_id=person, kind=kind, message=message, made_at=now(), **about)
        for person in dict.fromkeys(person_ids)
    ]
    Notification.objects.bulk_create(rows, batch_size=BATCH)


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
