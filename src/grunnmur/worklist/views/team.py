"""The tasks of those I lead: narrowed, sorted, in pages, and as a file; giving one to somebody, moving its due date."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from grunnmur.core.clock import today
from grunnmur.core.errors import DomainError
from grunnmur.core.formats import number
from grunnmur.core.http import Request, page
from grunnmur.core.permissions import EVERYWHERE, Scope, require, scope_of
from grunnmur.core.tables.sheet import Cell
from grunnmur.core.tables.write import Table
from grunnmur.organisation import queries as organisation
from grunnmur.worklist import actions, queries
from grunnmur.worklist.forms.lists import FREE, TeamForm
from grunnmur.worklist.forms.tasks import AssignForm, DueDateForm
from grunnmur.worklist.models import Task
from grunnmur.worklist.rules import ASSIGN, SEE_TEAM, kind_named, told
from grunnmur.worklist.views.files import table_file
from grunnmur.worklist.views.shown import due_choices, kind_choices, shown_tasks

Context = dict[str, Any]  # what a template shows
Chosen = dict[str, Any]  # what the address says: texts, an id
PAGE = 50
FILTERS = ("unit", "person", "kind", "due")


@require_safe
def team_tasks(request: Request) -> HttpResponse:
    """Show the open tasks at the units I lead or may see the tasks of, as the address narrows and sorts them."""
    on, chosen = today(), TeamForm(request.GET).values()
    wanted = _wanted(chosen)
    found = queries.team_list(wanted, on=on, seen_by=request.user, after=chosen["after"], limit=PAGE)
    kept = {name: str(chosen[name]) for name in FILTERS if chosen[name]}
    count = queries.count_team(wanted, on=on, seen_by=request.user)
    context = {
        "tasks": shown_tasks(found.rows, on=on, seen_by=request.user),
        "text": ngettext("%(number)s task", "%(number)s tasks", count) % {"number": number(count)},
        "heads": _heads(kept, wanted.order),
        "chosen": chosen,
        "is_narrowed": bool(kept),
        "clear_url": reverse("worklist:team_tasks") if kept else "",
        "next_url": f"?{urlencode(kept | {'sort': wanted.order, 'after': found.next})}" if found.next else "",
        "files": _files(kept, wanted.order),
        "here": request.get_full_path(),
        "breadcrumbs": [{"label": _("My tasks"), "url": reverse("worklist:my_tasks")}, {"label": _("Team tasks")}],
    }
    return page(request, "worklist/team_tasks.html", context | _choices(request, chosen), partial="rows")


@require_safe
def team_file(request: Request, file_format: str) -> HttpResponse:
    """Send the whole list, narrowed and sorted as the address says."""
    on, chosen = today(), TeamForm(request.GET).values()
    rows = list(queries.whole_team_list(_wanted(chosen), on=on, seen_by=request.user))
    names = queries.names_in(rows, seen_by=request.user)
    header = [_("Task"), _("Kind"), _("Unit"), _("Taken by"), _("Opened"), _("Due date"), _("Overdue")]
    cells = (_cells(row, names, is_overdue=bool(row.due_date and row.due_date < on)) for row in rows)
    return table_file(Table(_("Team tasks"), header, cells), file_format=file_format)


def _cells(row: Task, names: Mapping[UUID, str], *, is_overdue: bool) -> list[Cell]:
    taker = row.person.display_name if row.person else ""
    unit = row.unit.name if row.unit else ""
    title, kind = told(row.message, row.params, names), str(kind_named(row.kind).label)
    return [title, kind, unit, taker, row.opened_at.date(), row.due_date, _("yes") if is_overdue else _("no")]


def _wanted(chosen: Chosen) -> queries.TeamFilter:
    unit, person = chosen["unit"], chosen["person"]
    return queries.TeamFilter(
        unit_ids=organisation.units_below([unit], on=today())[unit] if unit else None,
        person_id=_id_of(person),
        is_free=person == FREE,
        kind=chosen["kind"],
        due=chosen["due"],
        order=queries.Order(chosen["sort"] or queries.Order.DUE),
    )


def _id_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _heads(kept: dict[str, str], order: str) -> list[Context]:
    """Return the columns: label, and how to sort by it."""
    columns = [
        (_("Task"), ""),
        (_("Unit"), ""),
        (_("Taken by"), queries.Order.PERSON),
        (_("Opened"), queries.Order.OPENED),
        (_("Due date"), queries.Order.DUE),
    ]
    return [
        {
            "label": label,
            "sort_url": f"?{urlencode(kept | {'sort': sort})}" if sort else "",
            "sort": "ascending" if sort and sort == order else "",
        }
        for label, sort in columns
    ]


def _files(kept: dict[str, str], order: str) -> dict[str, str]:
    query = urlencode(kept | {"sort": order})
    return {one.upper(): f"{reverse(f'worklist:team_{one}')}?{query}" for one in ("csv", "xlsx")}


def _choices(request: Request, chosen: Chosen) -> Context:
    """Return what the filters let one choose."""
    scope = scope_of(request.user, SEE_TEAM)
    within = EVERYWHERE if scope.is_everywhere else Scope(units=scope.units | organisation.led_by(request.user))
    units = organisation.open_units(on=today(), within=within).values_list("pk", "name")
    takers = queries.team_takers(seen_by=request.user)
    return {
        "units": [(str(pk), name) for pk, name in units],
        "unit": str(chosen["unit"]),
        "people": [(FREE, _("Nobody yet")), *((str(pk), name) for pk, name in takers)],
        "kinds": kind_choices(),
        "dues": due_choices(),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def assign(request: Request, task_id: UUID) -> HttpResponse:
    """Give a task to one of the people near its unit, or to somebody whose name begins as typed."""
    row = _task_here(request, task_id)
    text = request.GET.get("q", "").strip()[:100]
    near = organisation.choosable(seen_by=request.user, starts_with=text, near=row.unit_id)
    people = [(str(one.person.pk), _named(one)) for one in near]
    form = AssignForm(request.POST if request.method == "POST" else None, people=people)
    if request.method == "POST" and form.is_valid():
        person = UUID(form.cleaned_data["person_id"])
        try:
            actions.assign_task(task_id, person_id=person, by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The task is given away, and the person is told."))
            return redirect("worklist:team_tasks")
    context = _frame(request, row, last=_("Give to somebody")) | {"form": form, "text": text, "people": people}
    return page(request, "worklist/task_assign.html", context, status=422 if form.errors else 200)


def _named(one: organisation.PersonRow) -> str:
    if one.employment is None:
        return one.person.display_name
    return f"{one.person.display_name}, {one.employment.unit.name}"


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: Request, task_id: UUID) -> HttpResponse:
    """Give a task another due date, with a reason."""
    row = _task_here(request, task_id)
    form = DueDateForm(request.POST if request.method == "POST" else None, initial={"due_date": row.due_date})
    if request.method == "POST" and form.is_valid():
        try:
            actions.move_due_date(task_id, **form.cleaned_data, by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The due date is moved."))
            return redirect("worklist:task", task_id)
    context = _frame(request, row, last=_("Move the due date")) | {"form": form}
    return page(request, "worklist/task_move.html", context, status=422 if form.errors else 200)


def _task_here(request: Request, task_id: UUID) -> Task:
    """Return an open task of a unit where I may give tasks. Raises as the actions."""
    row = queries.see_task(task_id, seen_by=request.user)
    if row.unit_id is None:
        raise Task.DoesNotExist
    require(request.user, ASSIGN, at=row.unit_id)
    return row


def _frame(request: Request, row: Task, *, last: str) -> Context:
    (shown,) = shown_tasks([row], on=today(), seen_by=request.user)
    address = reverse("worklist:task", args=[row.pk])
    way = [
        {"label": _("Team tasks"), "url": reverse("worklist:team_tasks")},
        {"label": shown.title, "url": address},
        {"label": last},
    ]
    return {"shown": shown, "back_url": address, "breadcrumbs": way}
