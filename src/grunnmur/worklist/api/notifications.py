"""What the caller was told."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from ninja import Schema

from grunnmur.core.http import Request
from grunnmur.worklist import actions, queries
from grunnmur.worklist.api.routes import MOST, router
from grunnmur.worklist.models import Notification
from grunnmur.worklist.rules import Cadence, notice_kinds, told


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
    return _notifications(list(queries.notifications(seen_by=request.user)[:MOST]), request)


@router.post("/notifications/{uuid:notification_id}/read", response=NotificationOut)
def read(request: Request, notification_id: UUID) -> NotificationOut:
    """Mark a notification as read."""
    return _notifications([actions.mark_read(notification_id, by=request.user)], request)[0]


def _notifications(rows: Sequence[Notification], request: Request) -> list[NotificationOut]:
    names = queries.names_in(rows, seen_by=request.user)
    return [
        NotificationOut(
            id=row.pk,
            text=told(row.message, row.params, names),
            subject_kind=row.subject_kind,
            subject_id=row.subject_id,
            made_at=row.made_at,
            read_at=row.read_at,
        )
        for row in rows
    ]


class NoticePreferenceOut(Schema):
    """How soon the caller is mailed of one kind of notification; `label` is in her language."""

    kind: str
    label: str
    cadence: Cadence
    is_security: bool


class NoticePreferenceIn(Schema):
    """How soon the caller wants to be mailed of one kind."""

    kind: str
    cadence: Cadence


@router.get("/preferences", response=list[NoticePreferenceOut])
def preferences(request: Request) -> list[NoticePreferenceOut]:
    """Return how soon the caller is mailed of each kind."""
    chosen = queries.preferences(seen_by=request.user)
    return [
        NoticePreferenceOut(
            kind=kind.name, label=str(kind.label), cadence=chosen[kind.name], is_security=kind.is_security
        )
        for kind in notice_kinds()
    ]


@router.put("/preferences", response=list[NoticePreferenceOut])
def choose(request: Request, sent: list[NoticePreferenceIn]) -> list[NoticePreferenceOut]:
    """Choose how soon to be mailed of some kinds; the others stay."""
    actions.set_preferences({one.kind: one.cadence for one in sent}, by=request.user)
    return preferences(request)
