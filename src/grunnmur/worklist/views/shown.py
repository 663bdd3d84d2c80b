"""How tasks and notifications are put for the screen, a fixed number of statements for any number of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from grunnmur.core.formats import day
from grunnmur.core.history import history_of
from grunnmur.core.links import Link, Ref, links_to
from grunnmur.core.permissions import Actor, keys_of, person_of
from grunnmur.organisation.queries import key_names
from grunnmur.worklist.models import Notification, Task
from grunnmur.worklist.queries import Due, names_in
from grunnmur.worklist.rules import TaskKind, kind_named, kinds, told


@dataclass(frozen=True)
class Shown:
    """A task as its reader sees it. `group` is whom it is for in words, empty when only she is meant.

    is_asked: it is hers or her group's; of others' tasks a leader sees the same page.
    """

    task: Task
    title: str
    kind: TaskKind
    subject: Link | None
    group: str
    is_overdue: bool
    is_due_today: bool
    is_mine: bool
    is_asked: bool
    is_closed: bool

    @property
    def may_claim(self) -> bool:
        """Whether nobody has taken it yet."""
        return self.is_asked and not self.is_closed and self.task.person_id is None

    @property
    def may_hand_back(self) -> bool:
        """Whether she took it from a group."""
        return not self.is_closed and self.is_mine and bool(self.task.group_key)


def shown_tasks(tasks: Sequence[Task], *, on: date, seen_by: Actor) -> list[Shown]:
    """Return the tasks in their order, each in the reader's language with a link to what it is about."""
    links = links_to(_refs(tasks), seen_by=seen_by)
    names = key_names({task.group_key for task in tasks if task.group_key})
    people = names_in(tasks, seen_by=seen_by)
    me, keys = person_of(seen_by), keys_of(seen_by)
    return [
        Shown(
            task=task,
            title=told(task.message, task.params, people),
            kind=kind_named(task.kind),
            subject=_link(task, links),
            group=names.get(task.group_key, ""),
            is_overdue=task.closed_at is None and task.due_date is not None and task.due_date < on,
            is_due_today=task.closed_at is None and task.due_date == on,
            is_asked=(task.group_key in keys and me not in task.spared)
            or (task.person_id is not None and task.person_id == me),
            is_mine=task.person_id is not None and task.person_id == me,
            is_closed=task.closed_at is not None,
        )
        for task in tasks
    ]


def kind_choices() -> list[tuple[str, str]]:
    """Return the kinds of tasks for a filter, by label."""
    return sorted(((one.name, str(one.label)) for one in kinds()), key=lambda pair: pair[1])


def due_choices() -> list[tuple[str, str]]:
    """Return when tasks fall due, for a filter."""
    return [
        (Due.OVERDUE, _("Overdue")),
        (Due.WEEK, _("Due within a week")),
        (Due.LATER, _("Later")),
        (Due.NONE, _("Without due date")),
    ]


def named_keys(keys: Collection[str]) -> dict[str, str]:
    """Return group keys in words; one that nobody puts into words stands as it is. Two statements at most."""
    names = key_names(keys)
    return {key: names.get(key, key) for key in keys}


def moves_of(task: Task) -> list[dict[str, Any]]:  # Any: what components/timeline.html shows
    """Return when the due date was moved, by whom and why, the latest first. One statement."""
    return [
        {
            "title": _("Due date moved"),
            "by": change.by or _("Grunnmur"),
            "at": change.at,
            "text": change.reason,
            "changes": [{"label": _("Due date"), "before": _day(before), "after": _day(after)}],
        }
        for change in history_of(task)
        for name, before, after in change.fields
        if name == "due date"
    ]


def _day(text: str) -> str:
    return "–" if text == "None" else day(date.fromisoformat(text))


@dataclass(frozen=True)
class Told:
    """A notification as its reader sees it."""

    row: Notification
    text: str
    subject: Link | None


def shown_notifications(rows: Sequence[Notification], *, seen_by: Actor) -> list[Told]:
    """Return the notifications in their order, each in the reader's language."""
    links = links_to(_refs(rows), seen_by=seen_by)
    people = names_in(rows, seen_by=seen_by)
    return [Told(row, told(row.message, row.params, people), _link(row, links)) for row in rows]


def _refs(rows: Sequence[Task | Notification]) -> list[Ref]:
    wanted = {(row.subject_kind, row.subject_id) for row in rows}
    return [Ref(kind, subject) for kind, subject in wanted if kind and subject is not None]


def _link(row: Task | Notification, links: dict[Ref, Link]) -> Link | None:
    subject: UUID | None = row.subject_id
    return links.get(Ref(row.subject_kind, subject)) if subject is not None else None
