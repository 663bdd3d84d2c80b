"""Telling people something, and what they do with it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from grunnmur.core import mail
from grunnmur.core.clock import now
from grunnmur.core.events import publish
from grunnmur.core.links import require_kind
from grunnmur.core.permissions import Actor, person_of
from grunnmur.core.tenancy import current_tenant
from grunnmur.worklist import queries
from grunnmur.worklist.events import MailDue
from grunnmur.worklist.models import Delivery, Notification, Preference
from grunnmur.worklist.rules import Cadence, Notice, check_cadence, notice_named, send_at

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


@transaction.atomic
def notify_all(notices: Iterable[Notice]) -> None:
    """Tell people many things at once, on their pages and, as each has chosen, by mail.

    One statement for each thousand notifications; where mail can be sent, one more for what they chose, one for each
    thousand mails, and one job if any goes at once. Raises LookupError for a subject of no known kind.
    """
    at = now()
    rows = [row for notice in notices for row in _rows(notice, at=at)]
    Notification.objects.bulk_create(rows, batch_size=BATCH)
    if rows and mail.is_configured():
        _plan_mail(rows)


def _rows(notice: Notice, *, at: datetime) -> Iterator[Notification]:
    subject_kind, subject_id = notice.subject or ("", None)
    if subject_kind:
        require_kind(subject_kind)
    is_sensitive = notice.is_sensitive or notice_named(notice.kind).is_sensitive
    about = {"subject_kind": subject_kind, "subject_id": subject_id, "params": dict(notice.params)}
    for person in dict.fromkeys(notice.person_ids):
        yield Notification(
            person_id=person,
            kind=notice.kind,
            message=notice.message,
            is_sensitive=is_sensitive,
            made_at=at,
            **about,
        )


def _plan_mail(rows: Sequence[Notification]) -> None:
    """Say when each is mailed; start a job for those that go at once."""
    chosen = queries.chosen_cadences({row.person_id for row in rows})
    zone = current_tenant().zone
    planned = []
    for row in rows:
        kind = notice_named(row.kind)
        cadence = chosen.get((row.person_id, kind.name), kind.cadence)
        if cadence != Cadence.OFF:
            due_at = send_at(cadence, made_at=row.made_at, zone=zone)
            planned.append(Delivery(notification=row, cadence=cadence, due_at=due_at))
    Delivery.objects.bulk_create(planned, batch_size=BATCH)
    if any(delivery.cadence == Cadence.NOW for delivery in planned):
        publish(MailDue(at=now()))


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


@transaction.atomic
def set_preferences(chosen: Mapping[str, Cadence], *, by: Actor) -> None:
    """Say how soon one wants to be mailed, by kind. What waits of a kind turned off is not mailed any more.

    Raises SecurityNoticeError for a security kind turned off, PermissionDenied for a login without a person.
    """
    person = person_of(by)
    if person is None:
        raise PermissionDenied(_("This login belongs to no person, so nothing is mailed to it."))
    chosen = {notice_named(name).name: cadence for name, cadence in chosen.items()}
    for name, cadence in chosen.items():
        check_cadence(notice_named(name), cadence)
    rows = [Preference(person_id=person, kind=name, cadence=cadence) for name, cadence in chosen.items()]
    Preference.objects.filter(person_id=person, kind__in=chosen).delete()
    Preference.objects.bulk_create(rows)
    off = {name for name, cadence in chosen.items() if cadence == Cadence.OFF}
    waiting = Delivery.objects.filter(notification__person_id=person, state=Delivery.State.WAITING)
    stopped = [
        row.pk for row in waiting.select_related("notification") if notice_named(row.notification.kind).name in off
    ]
    Delivery.objects.filter(pk__in=stopped).update(state=Delivery.State.DROPPED, ended_at=now())
