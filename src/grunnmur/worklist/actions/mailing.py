"""Sending the mails that fall due: single ones at once, collected ones as one mail a person.

Run by jobs. A mail is marked in the transaction that sends it; if that breaks off in between, it is sent again, which
is better than never.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grunnmur.core import mail
from grunnmur.core.addresses import absolute
from grunnmur.core.clock import today
from grunnmur.core.links import Link, Ref, links_to
from grunnmur.core.mail import Mail, MailDelayedError, MailRefusedError
from grunnmur.core.models import LANGUAGES
from grunnmur.core.tenancy import current_tenant
from grunnmur.organisation import queries as organisation
from grunnmur.worklist import queries
from grunnmur.worklist.models import Delivery, Notification
from grunnmur.worklist.rules import MOST_TRIES, SUBJECT, Cadence, told, wait_after

MOST = 200  # mails of one run; a job that finds more is followed by another
MARKS = ["state", "tries", "error", "due_at", "ended_at"]


@dataclass(frozen=True)
class Item:
    """One thing a mail tells of, in the reader's language."""

    text: str
    url: str


@transaction.atomic
def send_due_mail(*, at: datetime) -> int:
    """Send what falls due, at most 200; returns how many were looked at. Two runs at once share the work."""
    rows = queries.due_deliveries(at=at).select_for_update(skip_locked=True, of=("self",))
    found = list(rows.select_related("notification__person__user")[:MOST])
    if not found:
        return 0
    needed = _drop_needless(found, at=at)
    _send_all(list(_mails(needed)), at=at)
    Delivery.objects.bulk_update(found, MARKS)
    return len(found)


def _drop_needless(found: Sequence[Delivery], *, at: datetime) -> list[Delivery]:
    """Mark what is not worth a mail (read by now, no address, gone from here); return the others."""
    people = {row.notification.person_id for row in found}
    gone = organisation.last_units(people, on=today())
    needed = []
    for row in found:
        told_of = row.notification
        was_read = told_of.read_at is not None and row.cadence != Cadence.NOW
        if was_read or told_of.person_id in gone or not told_of.person.work_email:
            row.state, row.ended_at = Delivery.State.DROPPED, at
        else:
            needed.append(row)
    return needed


def _mails(rows: Sequence[Delivery]) -> Iterator[list[Delivery]]:
    """Yield what goes into one mail each: every urgent one alone, the collected ones by person."""
    collected: defaultdict[UUID, list[Delivery]] = defaultdict(list)
    for row in rows:
        if row.cadence == Cadence.NOW:
            yield [row]
        else:
            collected[row.notification.person_id].append(row)
    yield from collected.values()


def _send_all(groups: Sequence[list[Delivery]], *, at: datetime) -> None:
    """Send each and mark it; when the server does not answer, everything waits."""
    left = list(groups)
    try:
        with mail.mail_server() as server:
            while left:
                group = left[0]
                try:
                    mail.send(_composed([row.notification for row in group]), through=server)
                except MailRefusedError as error:
                    _fail(group, str(error), at=at)
                else:
                    _end(group, Delivery.State.SENT, at=at)
                left.pop(0)
    except MailDelayedError as error:
        for group in left:
            _delay(group, str(error), at=at)


def _end(group: Sequence[Delivery], state: Delivery.State, *, at: datetime) -> None:
    for row in group:
        row.state, row.ended_at, row.tries = state, at, row.tries + 1


def _fail(group: Sequence[Delivery], why: str, *, at: datetime) -> None:
    _end(group, Delivery.State.FAILED, at=at)
    for row in group:
        row.error = why[:200]


def _delay(group: Sequence[Delivery], why: str, *, at: datetime) -> None:
    """Let a mail wait longer each time, and give up after four days or so."""
    for row in group:
        if row.tries + 1 >= MOST_TRIES:
            _fail([row], why, at=at)
        else:
            row.tries, row.error = row.tries + 1, why[:200]
            row.due_at = at + wait_after(row.tries)


def _composed(told_of: Sequence[Notification]) -> Mail:
    """Write one mail in its reader's language."""
    person = told_of[0].person
    with translation.override(_language(told_of[0])):
        items = list(_items(told_of))
        preferences = absolute(reverse("worklist:preferences"))
        context = {
            "items": items,
            "name": person.given_name,
            "municipality": current_tenant().name,
            "all_url": absolute(reverse("notifications")),
            "preferences_url": preferences,
            "language": translation.get_language(),
        }
        return Mail(
            to=person.work_email,
            subject=_subject(items),
            text=render_to_string("worklist/mail/message.txt", context),
            html=render_to_string("worklist/mail/message.html", context),
            unsubscribe=preferences,
        )


def _subject(items: Sequence[Item]) -> str:
    if len(items) == 1:
        return items[0].text
    count = len(items)
    return ngettext("%(number)s notification", "%(number)s notifications", count) % {"number": count}


def _language(told_of: Notification) -> str:
    """Return the language the reader has chosen, else hers, else the municipality's."""
    person = told_of.person
    wishes = (person.user.language if person.user else "", person.language)
    return next((one for one in wishes if one in dict(LANGUAGES)), current_tenant().language)


def _items(told_of: Sequence[Notification]) -> Iterator[Item]:
    """Yield what each says and where it leads; of sensitive ones only that there is something."""
    links, names = _links(told_of), queries.names_in(told_of, seen_by=told_of[0].person.user)
    for one in told_of:
        link = links.get(Ref(one.subject_kind, one.subject_id)) if one.subject_id else None
        url = absolute(link.url if link else reverse("notifications"))
        if one.is_sensitive:
            text = _("You have a task") if one.subject_kind == SUBJECT else _("You have a notification")
        else:
            text = told(one.message, one.params, names)
        yield Item(text, url)


def _links(told_of: Sequence[Notification]) -> dict[Ref, Link]:
    """Return what the reader herself may open; nothing for one without a login."""
    user = told_of[0].person.user
    refs = {Ref(one.subject_kind, one.subject_id) for one in told_of if one.subject_kind and one.subject_id}
    return links_to(refs, seen_by=user) if user else {}
