"""My team as a matrix: people down, roles across, a tick where they meet; many ticks are saved at once."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from grunnmur.access import actions
from grunnmur.access.forms import MatrixTicksForm, TeamMatrixForm
from grunnmur.access.queries.picture import State, steps_of
from grunnmur.access.queries.team_matrix import MatrixRow, TeamMatrix, steps_by_person, team_matrix, whole_matrix
from grunnmur.access.rules import GIVE
from grunnmur.access.views.shown import Context, next_url, trail
from grunnmur.access.views.team import tabs, team_scope
from grunnmur.core.clock import today
from grunnmur.core.errors import DomainError
from grunnmur.core.history import record_reads
from grunnmur.core.http import Request, page
from grunnmur.core.permissions import may
from grunnmur.core.tables.write import XLSX_TYPE, Table, write_xlsx


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
            actions.change_team(wishes, by=request.user, period=form.period(), reason=form.cleaned_data["reason"])
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
    return {
        "form": form,
        "here": request.get_full_path(),
        "roles": found.roles,
        "rows": [_row(row, form) for row in found.rows],
        "chosen": chosen,
        "may_give": may(request.user, GIVE),
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
        cells.append({"box": box, "value": value, "is_ticked": is_ticked})
    return {"row": row, "cells": cells}


def words() -> dict[State, str]:
    """Return what each state is called."""
    return {
        State.RULE: _("By a rule"),
        State.GRANTED: _("Given"),
        State.EXCLUDED: _("Kept away"),
        State.WAITING: _("Later"),
        State.NONE: "",
    }


@require_GET
def export(request: Request) -> HttpResponse:
    """Give the whole matrix as a workbook."""
    found = whole_matrix(team_scope(request), on=today(), seen_by=request.user)
    record_reads([row.person_id for row in found.rows], by=request.user, what="access.team_export")
    told = words()
    header = [_("Name"), *(role.name for role in found.roles)]
    lines = [[row.name, *(told[box.state] for box in row.boxes)] for row in found.rows]
    headers = {"Content-Disposition": 'attachment; filename="team-matrix.xlsx"'}
    content = write_xlsx([Table(_("Roles by person"), header, lines)])
    return HttpResponse(content, content_type=XLSX_TYPE, headers=headers)
