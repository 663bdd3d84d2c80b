"""Kinds of tasks and notifications, permissions, and refusals."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from grunnmur.core.errors import DomainError
from grunnmur.core.permissions import Permission, StartRole, declare

SEE_TEAM = "worklist.see_team"
ASSIGN = "worklist.assign"

declare(
    Permission(SEE_TEAM, _("See the tasks of a unit"), needs_unit=True, roles=(StartRole.LEADER,)),
    Permission(ASSIGN, _("Give tasks of a unit to people"), needs_unit=True, roles=(StartRole.LEADER,)),
)

DONE = "done"


class TaskClosedError(DomainError):
    """The task is done or cancelled."""


class TaskTakenError(DomainError):
    """Somebody else has taken the task."""


class OutcomeError(DomainError):
    """A task of this kind does not end like this, or its evidence is missing."""


class UnknownKindError(LookupError):
    """Nobody registered a task kind of this name: a programming error."""


@dataclass(frozen=True, kw_only=True)
class TaskKind:
    """A kind of task a domain registers: its label, how it may end, and whether the end needs evidence.

    outcomes: name -> label; the first is offered first. needs_evidence: a note on what shows that it is done.
    """

    name: str
    label: Promise | str
    outcomes: Mapping[str, Promise | str] = field(default_factory=lambda: {DONE: _("Done")})
    needs_evidence: bool = False


@dataclass(frozen=True, kw_only=True)
class NewTask:
    """A task to open, for a person or for whoever holds a group key.

    message: an English msgid (marked with gettext_noop) with named placeholders for `params`.
    dedupe_key: while one of this kind and key is open, opening it again is that one.
    """

    kind: str
    message: str
    dedupe_key: str
    params: Mapping[str, Any] = field(default_factory=dict)  # Any: JSON
    subject_kind: str = ""
    subject_id: UUID | None = None
    person_id: UUID | None = None
    group_key: str = ""
    unit_id: UUID | None = None
    due_date: date | None = None


def told(message: str, params: Mapping[str, Any]) -> str:  # Any: JSON
    """Return a stored message in the reader's language. What a parameter is missing for stands as a dash."""
    return gettext(message) % defaultdict(lambda: "–", params)


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


def check_finish(kind: TaskKind, *, outcome: str, evidence: str) -> None:
    """Do nothing if a task of the kind may end like this. Raises OutcomeError."""
    if outcome not in kind.outcomes:
        raise OutcomeError(_("This task cannot end like that."))
    if kind.needs_evidence and not evidence.strip():
        raise OutcomeError(_("Say what shows that it is done: a label, a receipt, or where it lies."))
