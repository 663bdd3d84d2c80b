"""Kinds of tasks, and a task to be opened."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from grunnmur.worklist.rules.errors import OutcomeError, UnknownKindError

DONE = "done"
SUBJECT = "task"  # how links name a task


@dataclass(frozen=True, kw_only=True)
class TaskKind:
    """A kind of task a domain registers: its label, how it may end, and what the end needs.

    outcomes: name -> label; the first is offered first.
    needs_evidence: a note or a file on what shows that it is done. needs_file: a file, a note is not enough.
    is_sensitive: outside Grunnmur, in mail, nothing is said but that there is a task.
    escalate_days: working days after the due date until it goes on to the next leader up; None: it stays.
    is_ended_there: what it asks for is done on the page it is about, and the domain that asked closes it then; nobody
    says here that it is done.
    """

    name: str
    label: Promise | str
    outcomes: Mapping[str, Promise | str] = field(default_factory=lambda: {DONE: _("Done")})
    needs_evidence: bool = False
    needs_file: bool = False
    is_sensitive: bool = False
    escalate_days: int | None = None
    is_ended_there: bool = False


@dataclass(frozen=True, kw_only=True)
class NewTask:
    """A task to open, for a person or for whoever holds a group key.

    message: an English msgid (marked with gettext_noop) with named placeholders for `params`.
    dedupe_key: while one of this kind and key is open, opening it again is that one.
    escalate_days: as of its kind where nothing is said.
    spared: persons of the group who are not asked.
    """

    kind: str
    message: str
    dedupe_key: str
    params: Mapping[str, Any] = field(default_factory=dict)  # Any: JSON
    subject_kind: str = ""
    subject_id: UUID | None = None
    person_id: UUID | None = None
    group_key: str = ""
    spared: Collection[UUID] = ()
    unit_id: UUID | None = None
    due_date: date | None = None
    escalate_days: int | None = None


@dataclass(frozen=True)
class NewFile:
    """A file somebody sent, as it came."""

    name: str
    content: bytes


_kinds: dict[str, TaskKind] = {}


def register_kind(kind: TaskKind) -> None:
    """Make a kind of task known; called when the domain loads."""
    _kinds[kind.name] = kind


def kind_named(name: str) -> TaskKind:
    """Return a registered kind. Raises UnknownKindError."""
    try:
        return _kinds[name]
    except KeyError:
        raise UnknownKindError(name) from None


def kinds() -> Collection[TaskKind]:
    """Return all kinds, by name."""
    return [kind for _name, kind in sorted(_kinds.items())]


def ended_there(title: str = "") -> str:
    """Return where a task is ended that is not ended here. title: of the page; blank where it may not be told."""
    if title:
        return gettext("This task closes by itself when it is done on the page it is about: “%(title)s”.") % {
            "title": title
        }
    return gettext("This task closes by itself when it is done on the page it is about.")


def check_finish(kind: TaskKind, *, outcome: str, evidence: str, has_file: bool = False) -> None:
    """Do nothing if a task of the kind may end like this. Raises OutcomeError."""
    if outcome not in kind.outcomes:
        raise OutcomeError(_("This task cannot end like that."))
    if kind.needs_file and not has_file:
        raise OutcomeError(_("Add a file that shows that it is done."))
    if kind.needs_evidence and not has_file and not evidence.strip():
        raise OutcomeError(_("Say what shows that it is done: a label, a receipt, or where it lies."))
