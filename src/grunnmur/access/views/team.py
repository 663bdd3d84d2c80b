"""My team: what each of my people has, what is not ready, and who comes, moves and leaves."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from grunnmur.access import queries
from grunnmur.access.forms import ListForm
from grunnmur.access.queries import Readiness
from grunnmur.access.queries.roles import once
from grunnmur.access.queries.sight import sight
from grunnmur.access.queries.team import TeamRow, everyone_in_sight, team_page
from grunnmur.access.views.shown import FILES, Context, next_url, trail
from grunnmur.access.views.targets.left import left_notice, left_panel
from grunnmur.core import formats
from grunnmur.core.clock import today
from grunnmur.core.forms import DayForm
from grunnmur.core.history import record_reads
from grunnmur.core.http import Request, page
from grunnmur.core.periods import Period
from grunnmur.core.permissions import Scope, scope_of
from grunnmur.core.tables.write import CSV_TYPE, XLSX_TYPE, Table, write_csv, write_xlsx
from grunnmur.organisation.queries import workplaces
from grunnmur.organisation.queries.workplaces import Move, MoveKind
from grunnmur.organisation.rules import EDIT_PEOPLE

AHEAD = timedelta(days=60)
BEHIND = timedelta(days=30)
SOON = timedelta(days=30)
SHOWN = 3  # things named in one cell; the rest are counted


def team(request: Request) -> HttpResponse:
    """Show the people whose access I see, by name, a page at a time."""
    within, on = team_scope(request), DayForm(request.GET).day()
    chosen = ListForm(request.GET).values()
    rows, following = team_page(within, text=chosen["q"], on=on, seen_by=request.user, after=chosen["after"])
    record_reads([row.person_id for row in rows], by=request.user, what="access.team")
    on_text = {"on": request.GET["on"]} if "on" in request.GET else {}
    context: Context = _frame(is_changes=False) | {
        "rows": [_shown(row, on) for row in rows],
        "chosen": chosen,
        "next_url": next_url({"q": chosen["q"], **on_text}, following),
        "on": on,
        "is_today": on == today(),
        "left": left_notice(request),
        "may_hire": bool(scope_of(request.user, EDIT_PEOPLE)),
        "exports": [(word, reverse("access:team_export", args=[ending])) for ending, word in FILES.items()],
    }
    return page(request, "access/team.html", context, partial="rows")


def changes(request: Request) -> HttpResponse:
    """Show who comes, moves and leaves within sixty days, what is ready for them, and what was left undone."""
    within, on = team_scope(request), today()
    moves = workplaces.moves(within, during=Period(on - BEHIND, on + AHEAD), seen_by=request.user)
    people = list(dict.fromkeys(move.person.pk for move in moves))
    record_reads(people, by=request.user, what="access.team")
    found = queries.readiness(people, on)
    moves = [move for move in moves if move.day >= on or found[move.person.pk].open]
    context: Context = _frame(is_changes=True) | {
        "moves": [_move(move, found[move.person.pk], on) for move in moves],
        "days": AHEAD.days,
        "left": left_panel(request),
    }
    return page(request, "access/team_changes.html", context)


def team_scope(request: Request) -> Scope:
    """Return the units whose people's access the reader sees. Raises PermissionDenied when there is none."""
    within = sight(request.user)
    if not within:
        raise PermissionDenied(_("You lead no one today, and see nobody's access."))
    return within


def tabs(*, current: str) -> list[Context]:
    """Return the pages of the team; current: team, matrix or changes."""
    names = {"team": "team", "matrix": "team_matrix", "changes": "team_changes"}
    labels = {"team": _("My team"), "matrix": _("Roles by person"), "changes": _("New, moving, leaving")}
    return [
        {"label": labels[one], "url": reverse(f"access:{name}"), "is_current": one == current}
        for one, name in names.items()
    ]


def _frame(*, is_changes: bool) -> Context:
    return {
        "tabs": tabs(current="changes" if is_changes else "team"),
        "breadcrumbs": trail(last=_("My team"))
        if not is_changes
        else trail((_("My team"), "access:team"), last=_("New, moving, leaving")),
    }


def _shown(row: TeamRow, on: date) -> Context:
    return {
        "row": row,
        "url": reverse("organisation:person", args=[row.person_id]),
        "roles": ", ".join(role.name for role in once(row.roles)),
        "soon": _soon(row.readiness, on),
        "waiting": [thing.name for thing in row.readiness.waiting[:SHOWN]],
        "more": max(len(row.readiness.waiting) - SHOWN, 0),
        "is_late": any(thing.is_late(today()) for thing in row.readiness.waiting),
    }


def _soon(found: Readiness, on: date) -> Context | None:
    if found.starts and found.starts > on:
        return {"label": _("Starts %(day)s") % {"day": formats.short_day(found.starts)}, "color": "info"}
    if found.ends and found.ends <= on + SOON:
        return {"label": _("Last day %(day)s") % {"day": formats.short_day(found.ends)}, "color": "warning"}
    return None


def _move(move: Move, found: Readiness, on: date) -> Context:
    ahead = {MoveKind.STARTS: _("Starting"), MoveKind.MOVES: _("Moving"), MoveKind.LEAVES: _("Leaving")}
    behind = {MoveKind.STARTS: _("Has started"), MoveKind.MOVES: _("Has moved"), MoveKind.LEAVES: _("Has left")}
    label = (behind if move.day < on else ahead)[move.kind]
    color = {MoveKind.STARTS: "info", MoveKind.MOVES: "accent", MoveKind.LEAVES: "warning"}[move.kind]
    return {
        "move": move,
        "label": label,
        "color": color,
        "url": reverse("organisation:person", args=[move.person.pk]),
        "days_left": (move.day - on).days,
        "found": found,
        "jobs": _jobs(found, on),
    }


def _jobs(found: Readiness, on: date) -> list[Context]:
    """Return what is to be done for a person: one line for each group, day and direction, the earliest first."""
    jobs: dict[tuple[bool, date, str], Context] = {}
    for thing in found.open:
        key = (thing.is_return, thing.due_date, thing.group)
        line = {"names": [], "day": formats.day(thing.due_date), "is_late": thing.is_late(on)}
        job = jobs.setdefault(key, line | {"is_return": thing.is_return, "group": thing.group})
        job["names"].append(thing.name)
    return [job | {"things": ", ".join(job["names"])} for job in jobs.values()]


@require_GET
def export(request: Request, form: str) -> HttpResponse:
    """Give the whole team as csv or xlsx; the workbook also lists each access with its reason."""
    within, on = team_scope(request), today()
    rows = everyone_in_sight(within, on=on, seen_by=request.user)
    record_reads([row.person_id for row in rows], by=request.user, what="access.team_export")
    content, media_type = _written(rows, on, form)
    headers = {"Content-Disposition": f'attachment; filename="team.{form}"'}
    return HttpResponse(content, content_type=media_type, headers=headers)


def _written(rows: Sequence[TeamRow], on: date, form: str) -> tuple[bytes, str]:
    overview = _overview(rows)
    if form == "csv":
        return write_csv(overview), CSV_TYPE
    return write_xlsx([overview, _accesses(rows, on)]), XLSX_TYPE


def _overview(rows: Sequence[TeamRow]) -> Table:
    header = [_("Name"), _("Unit"), _("Roles"), _("Accesses"), _("Not ready"), _("First day"), _("Last day")]
    lines = [
        [
            row.name,
            row.unit,
            ", ".join(role.name for role in once(row.roles)),
            row.readiness.access_count,
            row.readiness.access_count - row.readiness.ready_count,
            row.readiness.starts,
            row.readiness.ends,
        ]
        for row in rows
    ]
    return Table(_("My team"), header, lines)


def _accesses(rows: Sequence[TeamRow], on: date) -> Table:
    header = [_("Name"), _("Kind"), _("Access"), _("State"), _("First day"), _("Last day"), _("Reason")]
    keys = {access.fulfil_key for row in rows for access in row.readiness.accesses}
    names = queries.key_names(keys)
    lines: list[list[Any]] = []  # Any: text and days
    for row in rows:
        for access in row.readiness.accesses:
            state = queries.state_of(access, on=on, names=names)
            days = [access.valid.lower, access.valid.last_day]
            lines.append([row.name, access.kind_label, access.name, state.text, *days, access.reason])
    return Table(_("Accesses"), header, lines)
