"""My tasks: what waits for me or my groups, narrowed and in pages; what I have closed.

Whoever hands things out for a whole municipality opens this page all day, so a row costs as little as it can: days are
written once, and nothing is asked for that the list does not show.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from grunnmur.core.clock import today
from grunnmur.core.formats import day, number
from grunnmur.core.http import Request, page
from grunnmur.organisation.queries import key_names
from grunnmur.worklist import queries
from grunnmur.worklist.forms.lists import MyForm
from grunnmur.worklist.models import Task
from grunnmur.worklist.queries import MyFilter, Which
from grunnmur.worklist.rules import kind_named, told
from grunnmur.worklist.views.shown import due_choices, kind_choices

Context = dict[str, Any]  # what a template shows
PAGE = 50
FILTERS = ("show", "q", "kind", "due")


@dataclass(frozen=True)
class Line:
    """A task as the list shows it. meta: its kind and due date; claim_url: blank for what is taken."""

    title: str
    url: str
    meta: str
    tag: str
    tag_color: str
    claim_url: str
    due: date | None
    is_overdue: bool


@require_safe
def my_tasks(request: Request) -> HttpResponse:
    """Show what waits for me: overdue, due within a week, later; or what I have closed; as the address narrows it."""
    on, chosen = today(), MyForm(request.GET).values()
    wanted = MyFilter(which=Which(chosen["show"]), text=chosen["q"], kind=chosen["kind"], due=chosen["due"])
    found = queries.my_list(wanted, on=on, seen_by=request.user, after=chosen["after"], limit=PAGE)
    counts = queries.task_counts(seen_by=request.user, on=on)
    kept = {name: chosen[name] for name in FILTERS if chosen[name]}
    lines = list(_lines(found.rows, on=on, request=request))
    is_closed = wanted.which == Which.CLOSED
    context = {
        "groups": [(_("Closed by me"), lines)] if is_closed and lines else _by_urgency(lines, on=on),
        "text": _text(wanted, counts, on=on, request=request),
        "tabs": _tabs(wanted.which, counts),
        "chosen": chosen,
        "is_narrowed": wanted.is_narrowed,
        "clear_url": _address(show=wanted.which) if wanted.is_narrowed else "",
        "next_url": _address(**kept, after=found.next) if found.next else "",
        "here": request.get_full_path(),
        "kinds": kind_choices(),
        "dues": due_choices(),
    }
    return page(request, "worklist/my_tasks.html", context, partial="rows")


def _address(**asked: str) -> str:
    return f"?{urlencode({name: value for name, value in asked.items() if value})}"


def _tabs(which: Which, counts: queries.Counts) -> list[Context]:
    tabs = [
        (_("To do"), Which.ALL, counts.all),
        (_("Mine"), Which.MINE, counts.mine),
        (_("Closed by me"), Which.CLOSED, None),
    ]
    return [
        {"label": label, "url": _address(show=one), "is_current": which == one, "count": count}
        for label, one, count in tabs
    ]


def _text(wanted: MyFilter, counts: queries.Counts, *, on: date, request: Request) -> str:
    """Say how many fit; the tabs tell how many there are, so only what is narrowed is counted again."""
    if not wanted.is_narrowed and wanted.which != Which.CLOSED:
        count = counts.mine if wanted.which == Which.MINE else counts.all
    else:
        count = queries.count_mine(wanted, on=on, seen_by=request.user)
    return ngettext("%(number)s task", "%(number)s tasks", count) % {"number": number(count)}


def _lines(tasks: Sequence[Task], *, on: date, request: Request) -> Iterator[Line]:
    """Yield the tasks as lines, in their order. Three statements at most: persons, units, functions."""
    names = queries.names_in(tasks, seen_by=request.user)
    groups = key_names({task.group_key for task in tasks if task.person_id is None})
    back = f"?{urlencode({'next': request.get_full_path()})}"
    written = cache(day)
    for task in tasks:
        tag, color = _tag(task, on=on, group=groups.get(task.group_key, ""))
        due = task.due_date
        kind = str(kind_named(task.kind).label)
        is_open = task.closed_at is None
        yield Line(
            title=told(task.message, task.params, names),
            url=f"{reverse('worklist:task', args=[task.pk])}{back}",
            meta=f"{kind} · {_('Due %(day)s') % {'day': written(due)}}" if due else kind,
            tag=tag,
            tag_color=color,
            claim_url=reverse("worklist:claim_task", args=[task.pk]) if is_open and task.person_id is None else "",
            due=due,
            is_overdue=is_open and due is not None and due < on,
        )


def _tag(task: Task, *, on: date, group: str) -> tuple[str, str]:
    """Return the one thing worth a tag, the most pressing first, and its colour."""
    if task.closed_at is None and task.due_date and task.due_date < on:
        return _("Overdue"), "danger"
    if task.closed_at is None and task.due_date == on:
        return _("Due today"), "warning"
    if task.closed_at is None and task.group_key:
        return (group or _("For your group"), "neutral") if task.person_id is None else (_("Yours"), "info")
    return "", ""


def _by_urgency(lines: Iterable[Line], *, on: date) -> list[tuple[str, list[Line]]]:
    """Return the lines under headings, leaving out headings without any."""
    groups: dict[str, list[Line]] = {_("Overdue"): [], _("Due within a week"): [], _("Later"): []}
    overdue, soon, later = groups.values()
    for one in lines:
        (overdue if one.is_overdue else soon if one.due and one.due <= on + queries.SOON else later).append(one)
    return [(heading, found) for heading, found in groups.items() if found]
