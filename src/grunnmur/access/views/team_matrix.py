"""My team as a matrix: people down, roles across, a tick where they meet; many ticks are saved at once."""

import json
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from grunnmur.access import actions
from grunnmur.access.forms import CellForm, MatrixTicksForm, TeamMatrixForm
from grunnmur.access.queries.picture import Box, State, steps_of
from grunnmur.access.queries.team_matrix import (
    MatrixRow,
    TeamMatrix,
    ends_with,
    matrix_row,
    steps_by_person,
    team_matrix,
    whole_matrix,
)
from grunnmur.access.rules import GIVE
from grunnmur.access.views.shown import Context, next_url, trail
from grunnmur.access.views.team import tabs, team_scope
from grunnmur.core import formats
from grunnmur.core.clock import today
from grunnmur.core.errors import DomainError
from grunnmur.core.history import record_reads
from grunnmur.core.http import Request, page, sentence_of
from grunnmur.core.permissions import may
from grunnmur.core.tables.write import XLSX_TYPE, Table, write_xlsx

CELL = "access/team_cell.html"


def matrix(request: Request) -> HttpResponse:
    """Show who has which role, what changed ticks would do, and do it when that was confirmed."""
    within, narrowing = team_scope(request), TeamMatrixForm(request.GET)
    wanted, after = narrowing.wanted(), narrowing.value("after")
    found = team_matrix(within, wanted, on=today(), seen_by=request.user, after=after)
    record_reads([row.person_id for row in found.rows], by=request.user, what="access.team")
    form = MatrixTicksForm(request.POST if request.method == "POST" else None)
    context = _context(request, found, narrowing, form)
    if not form.is_bound or not form.is_valid():
        return page(request, "access/team_matrix.html", context, partial="editor", status=422 if form.errors else 200)
    ticks = steps_by_person(found.rows, form.ticks)
    changes = [(row, steps_of(row.picture, ticks.get(row.person_id, set()))) for row in found.rows]
    changes = [(row, steps) for row, steps in changes if steps]
    if "save" in request.POST and changes:
        try:
            wishes = {row.person_id: steps for row, steps in changes}
            told = {name: form.cleaned_data[name] for name in ("reason", "case_number")}
            actions.change_team(wishes, by=request.user, period=form.period(), **told)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The roles of your team are changed."))
            return redirect(request.get_full_path())
    context |= {"changes": changes, "is_preview": True}
    return page(request, "access/team_matrix.html", context, partial="editor", status=422 if form.errors else 200)


def _context(request: Request, found: TeamMatrix, narrowing: TeamMatrixForm, form: MatrixTicksForm) -> Context:
    chosen = narrowing.chosen()
    number = narrowing.wanted().role_page
    many = {name: value for name, value in (chosen | {"several": "1"}).items() if value}
    return {
        "form": form,
        "cell_url": "" if chosen["several"] else reverse("access:team_cell"),
        "mode_url": f"?{urlencode(many)}" if not chosen["several"] else reverse("access:team_matrix"),
        "here": request.get_full_path(),
        "roles": found.roles,
        "rows": [_row(row, form) for row in found.rows],
        "chosen": chosen,
        "may_give": may(request.user, GIVE),
        "has_later": any(row.first_day for row in found.rows),
        "next_url": next_url(chosen, found.next),
        "role_pages": [(one, _address(narrowing, one)) for one in range(1, found.role_pages + 1)]
        if found.role_pages > 1
        else [],
        "role_page": min(number, found.role_pages),
        "tabs": tabs(current="matrix"),
        "breadcrumbs": trail((_("My team"), "access:team"), last=_("Roles by person")),
    }


def _address(narrowing: TeamMatrixForm, number: int) -> str:
    """Return the address of the same people with another page of roles."""
    kept = narrowing.chosen() | {"after": narrowing.value("after"), "role_page": str(number)}
    return f"?{urlencode({name: value for name, value in kept.items() if value})}"


def _row(row: MatrixRow, form: MatrixTicksForm) -> Context:
    ticks = form.ticks
    cells = []
    for box in row.boxes:
        value = f"{row.person_id} {box.key}"
        is_ticked = value in ticks if form.is_bound and box.may_change else box.is_on
        cells.append(_cell(row, box, value) | {"is_ticked": is_ticked})
    return {"row": row, "cells": cells}


def _cell(row: MatrixRow, box: Box, value: str) -> Context:
    """Return one cell: its box, what screen readers call it, and what a tick asks for."""
    begins = _("from %(day)s") % {"day": formats.day(row.first_day)} if row.first_day else ""
    label = ", ".join(one for one in (box.name, row.name, begins, marks().get(box.state, "")) if one)
    want = "off" if box.is_on else "on"
    vals = json.dumps({"cell": value, "want": want})
    shown = {"box": box, "value": value, "is_ticked": box.is_on, "label": label, "vals": vals, "id": slugify(value)}
    return shown | {"from_day": formats.short_day(row.first_day) if row.first_day else ""}


def marks() -> dict[State, str]:
    """Return what is said of a box that does not show it by its tick."""
    return {State.RULE: _("by a rule"), State.EXCLUDED: _("kept away")}


@require_POST
def cell(request: Request) -> HttpResponse:
    """Do what one tick asks for, from today, and show its cell anew with a way back; what is refused is told there."""
    form = CellForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    person_id, key = form.key
    row = _row_of(request, person_id)
    record_reads([person_id], by=request.user, what="access.team")
    box = row.picture.boxes.get(key)
    if box is None:
        raise Http404
    others = {one.key for one in row.boxes if one.is_on and one.key != key}
    steps = steps_of(row.picture, others | {key} if form.is_wanted else others)
    until = ends_with(person_id, box, on=row.first_day or today())
    said = _told(row, box, [step.sentence for step in steps])
    try:
        reason = _("Ticked in “My team”")
        actions.change_team({person_id: steps}, by=request.user, period=form.period(), reason=reason)
    except (DomainError, PermissionDenied) as error:
        refusal = sentence_of(error)
        shown = _cell(row, box, form.cleaned_data["cell"]) | {"error": refusal}
        return page(request, CELL, {"cell": shown, "said": _told(row, box, [refusal])}, status=422)
    row = _row_of(request, person_id)
    shown = _cell(row, row.picture.boxes.get(key, box), form.cleaned_data["cell"])
    back = {"cell": form.cleaned_data["cell"], "want": "off" if form.is_wanted else "on"}
    back |= {"last_day": until.isoformat()} if until else {}
    return page(request, CELL, {"cell": shown | {"back": json.dumps(back) if steps else ""}, "said": said})


def _row_of(request: Request, person_id: UUID) -> MatrixRow:
    return matrix_row(team_scope(request), person_id, on=today(), seen_by=request.user)


def _told(row: MatrixRow, box: Box, sentences: Sequence[str]) -> str:
    """Return what happened to whom, in one line for the screen reader."""
    text = " ".join(sentences) or _("%(what)s stays as it is.") % {"what": box.name}
    return _("%(name)s: %(text)s") % {"name": row.name, "text": text}


def words() -> dict[State, str]:
    """Return what each state is called."""
    return {
        State.RULE: _("By a rule"),
        State.GRANTED: _("Given"),
        State.EXCLUDED: _("Kept away"),
        State.WAITING: _("Later"),
        State.NONE: "",
    }


def _word(row: MatrixRow, box: Box, told: Mapping[State, str]) -> str:
    """Return the state of a box for a file; what somebody has when she begins, she has later."""
    return told[State.WAITING if row.first_day and box.is_on else box.state]


@require_GET
def export(request: Request) -> HttpResponse:
    """Give the whole matrix as a workbook."""
    found = whole_matrix(team_scope(request), on=today(), seen_by=request.user)
    record_reads([row.person_id for row in found.rows], by=request.user, what="access.team_export")
    told = words()
    header = [_("Name"), *(role.name for role in found.roles)]
    lines = [[row.name, *(_word(row, box, told) for box in row.boxes)] for row in found.rows]
    headers = {"Content-Disposition": 'attachment; filename="team-matrix.xlsx"'}
    content = write_xlsx([Table(_("Roles by person"), header, lines)])
    return HttpResponse(content, content_type=XLSX_TYPE, headers=headers)
