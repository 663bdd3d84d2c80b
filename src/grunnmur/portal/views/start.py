"""The start page: what waits for me, what I have and why, what I take part in."""

from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from grunnmur.access import queries as access
from grunnmur.core import formats
from grunnmur.core.clock import now, today
from grunnmur.core.http import Request, page
from grunnmur.core.panel_rows import PanelRow
from grunnmur.core.tenancy import current_tenant
from grunnmur.portal.queries.start import start_rows
from grunnmur.processes import queries as processes
from grunnmur.worklist.rules import told

MORNING_ENDS, DAY_ENDS = 10, 18
Shown = dict[str, Any]  # Any: what a template shows


@require_safe
def start(request: Request) -> HttpResponse:
    """Show the start page; its data is one statement."""
    rows = start_rows(seen_by=request.user)
    tasks = rows.get("tasks", [])
    accesses = [access.access_of_row(row) for row in rows.get("accesses", [])]
    context: Shown = {
        "greeting": greeting(request.user.name),
        "today": date_format(today(), "l j. F") if request.LANGUAGE_CODE != "en" else date_format(today(), "l j F"),
        "tasks": [shown_task(row) for row in tasks],
        "tasks_left": (tasks[0].detail["total"] - len(tasks)) if tasks else 0,
        "roles": [row.title for row in rows.get("roles", [])],
        "kinds": accesses_by_kind(accesses),
        "access_count": len(accesses),
        "waiting_count": sum(one.due is not None for one in accesses),
        "letters": processes_by_letter(rows.get("processes", [])),
        "moves": [shown_move(row) for row in rows.get("team", [])],
        "reviews": [shown_review(row) for row in rows.get("reviews", [])],
        "left": [shown_left(row) for row in rows.get("left", [])],
        "left_count": rows["left"][0].detail["total"] if rows.get("left") else 0,
        "is_empty": not any(rows.values()),
    }
    return page(request, "portal/start.html", context)


def greeting(name: str) -> str:
    """Greet by the hour of the municipality's day."""
    first = {"name": name.split(maxsplit=1)[0] if name else ""}
    hour = now().astimezone(current_tenant().zone).hour
    if hour < MORNING_ENDS:
        return _("Good morning, %(name)s") % first
    return (_("Hello, %(name)s") if hour < DAY_ENDS else _("Good evening, %(name)s")) % first


def shown_task(row: PanelRow) -> Shown:
    """Say a task in the reader's language, and how far its day is."""
    is_overdue = row.due is not None and row.due < today()
    names = {UUID(person): name for person, name in (row.detail["names"] or {}).items()}
    return {
        "title": told(row.title, row.detail["params"], names),
        "url": reverse("worklist:task", args=[row.id]),
        "meta": due_text(row.due),
        "tag": _("Overdue") if is_overdue else "",
        "tag_color": "danger" if is_overdue else "",
    }


def due_text(due: date | None) -> str:
    """Say when something is due."""
    if due is None:
        return ""
    if due == today():
        return _("Due today")
    return _("Due %(day)s") % {"day": formats.day(due)}


def accesses_by_kind(accesses: list[access.PanelAccess]) -> list[Shown]:
    """Group accesses by their kind of resource, kinds in the order of their names."""
    ordered = sorted(accesses, key=lambda one: one.kind)
    return [{"kind": kind, "accesses": list(members)} for kind, members in groupby(ordered, key=lambda one: one.kind)]


def processes_by_letter(rows: list[PanelRow]) -> list[Shown]:
    """Put each process under its weightiest letter, with the steps I do in it."""
    groups: list[Shown] = []
    left = list(rows)
    for letter, label in processes.WORDS:
        mine = [row for row in left if letter in row.detail["letters"]]
        left = [row for row in left if letter not in row.detail["letters"]]
        if mine:
            groups.append({"label": label, "rows": [shown_process(row) for row in mine]})
    return groups


def shown_process(row: PanelRow) -> Shown:
    """A process as a line: its title, and the numbers of my steps."""
    numbers = row.detail["numbers"] or []
    ordered = sorted(numbers, key=processes.by_number)
    text = _("Your steps: %(numbers)s") % {"numbers": ", ".join(ordered)} if ordered else ""
    return {"title": row.title, "url": reverse("processes:process", args=[row.detail["code"]]), "text": text}


def shown_move(row: PanelRow) -> Shown:
    """Somebody in the team who comes, moves or goes, and whether everything is ready."""
    what = row.detail["what"]
    words = {"starts": _("Starts %(day)s"), "moves": _("Moves %(day)s"), "leaves": _("Leaves %(day)s")}
    day = {"day": formats.day(row.due) if row.due else ""}
    waiting = row.detail["waiting"]
    return {
        "title": row.title,
        "url": reverse("organisation:person", args=[row.id]),
        "text": f"{words[what] % day} · {row.detail['unit']}",
        "tag": _("%(count)d not ready") % {"count": waiting} if waiting else (_("Ready") if what != "leaves" else ""),
        "tag_color": "warning" if waiting else "success",
    }


def shown_left(row: PanelRow) -> Shown:
    """Somebody who has left, and what is not removed yet."""
    return {
        "title": row.title or _("A protected person"),
        "url": reverse("organisation:person", args=[row.id]),
        "text": ", ".join(row.detail["things"]),
        "meta": _("Last day %(day)s") % {"day": formats.day(row.due) if row.due else ""},
    }


def shown_review(row: PanelRow) -> Shown:
    """A review that asks me, and how many of its questions I have not answered."""
    left = row.detail["left"]
    return {
        "title": row.title,
        "url": f"{reverse('access:my_reviews')}?review={row.id}",
        "text": ngettext("%(count)d question is not answered yet.", "%(count)d questions are not answered yet.", left)
        % {"count": left},
        "meta": due_text(row.due),
    }
