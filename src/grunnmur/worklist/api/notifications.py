"""What the caller was told."""

from datetime import datetime
from uuid import UUID

from ninja import Schema

from grunnmur.core.http import Request
from grunnmur.worklist import actions, queries
from grunnmur.worklist.api.routes import MOST, router
from grunnmur.worklist.models import Notification
from grunnmur.worklist.rules import told


class NotificationOut(Schema):
    """Something the caller was told, in her language."""

    id: UUID
    text: str
    subject_kind: str
    subject_id: UUID | None
    made_at: datetime
    read_at: datetime | None


@router.get("/notifications", response=list[NotificationOut])
def notifications(request: Request) -> list[NotificationOut]:
    """Return the latest 200 notifications."""
    return [_notification(row) for row in queries.notifications(seen_by=request.user)[:MOST]]


@router.post("/notifications/{uuid:notification_id}/read", response=NotificationOut)
def read(request: Request, notification_id: UUID) -> NotificationOut:
    """Mark a notification as read."""
    return _notification(actions.mark_read(notification_id, by=request.user))


def _notification(row: Notification) -> NotificationOut:
    return NotificationOut(
        id=row.pk,
        text=told(row.message, row.params),
        subject_kind=row.subject_kind,
        subject_id=row.subject_id,
        made_at=row.made_at,
        read_at=row.read_at,
    )
