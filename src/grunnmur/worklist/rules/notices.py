"""Kinds of notifications, and one to be given."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from grunnmur.worklist.models import Cadence
from grunnmur.worklist.rules.errors import SecurityNoticeError

TASK_ASSIGNED = "task.assigned"
TASK_MOVED = "task.moved"
TASK_DUE = "task.due"
TASK_OVERDUE = "task.overdue"
TASK_PASSED_ON = "task.passed_on"
DEPUTIES = "deputies"
OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class NoticeKind:
    """A kind of notification a domain registers, and how soon it is mailed to who has not said otherwise.

    is_security: cannot be turned off. is_sensitive: a mail says nothing but that there is something.
    """

    name: str
    label: Promise | str
    cadence: Cadence = Cadence.DAILY
    is_security: bool = False
    is_sensitive: bool = False


@dataclass(frozen=True, kw_only=True)
class Notice:
    """Something to tell people.

    message: an English msgid (marked with gettext_noop) with named placeholders for `params`, see `rules.told`.
    subject: (kind, id) of what it is about. is_sensitive: a mail says nothing but that there is something.
    """

    person_ids: Iterable[UUID]
    kind: str
    message: str
    params: Mapping[str, Any] = field(default_factory=dict)  # Any: JSON
    subject: tuple[str, UUID] | None = None
    is_sensitive: bool = False


_kinds: dict[str, NoticeKind] = {}


def register_notice(kind: NoticeKind) -> None:
    """Make a kind of notification known; called when the domain loads."""
    _kinds[kind.name] = kind


def notice_named(name: str) -> NoticeKind:
    """Return a registered kind; what nobody registered counts as “Other”, under which its preference stands too."""
    return _kinds.get(name) or _kinds[OTHER]


def notice_kinds() -> Collection[NoticeKind]:
    """Return all kinds, “Other” last, else as they were registered."""
    return sorted(_kinds.values(), key=lambda kind: kind.name == OTHER)


def check_cadence(kind: NoticeKind, cadence: Cadence) -> None:
    """Do nothing if a kind may be told like this. Raises SecurityNoticeError."""
    if kind.is_security and cadence == Cadence.OFF:
        raise SecurityNoticeError(_("What concerns your security is always told; choose how soon."))


for _kind in (
    NoticeKind(name=TASK_ASSIGNED, label=_("Somebody gives me a task"), cadence=Cadence.NOW),
    NoticeKind(name=TASK_PASSED_ON, label=_("A task is passed on after its due date"), cadence=Cadence.NOW),
    NoticeKind(name=TASK_DUE, label=_("A task of mine is due soon")),
    NoticeKind(name=TASK_OVERDUE, label=_("A task of mine is overdue")),
    NoticeKind(name=TASK_MOVED, label=_("The due date of a task of mine is moved")),
    NoticeKind(name=DEPUTIES, label=_("Who stands in for whom, when it is about me"), cadence=Cadence.NOW),
    NoticeKind(name=OTHER, label=_("Other notifications")),
):
    register_notice(_kind)
