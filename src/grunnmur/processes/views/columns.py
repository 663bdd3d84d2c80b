"""Which table of a file is the checklist, and what its columns say: guessed, shown, and corrected by hand."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grunnmur.core.http import Request, page
from grunnmur.processes import actions, queries
from grunnmur.processes.bpmn.checklist import Column, FoundTable, Reading, State, Table, guessed
from grunnmur.processes.forms.columns import ColumnsForm, number_in
from grunnmur.processes.models import ChecklistProposal
from grunnmur.processes.rules import ProposalMovedOnError, UnreadableProcessError
from grunnmur.processes.views.guesses import column_words
from grunnmur.processes.views.proposals import closed, way_to

Context = dict[str, Any]  # what a template shows
EXAMPLES = 3  # cells shown of a column
LONGEST = 80  # letters shown of a cell


def columns(request: Request, proposal_id: UUID) -> HttpResponse:
    """Show the tables of a proposal's file and the columns of one; read it again as the person says."""
    row = queries.find_source(proposal_id, seen_by=request.user)
    if row.state != ChecklistProposal.State.OPEN:
        return closed(request, row)
    found = queries.tables_in(bytes(row.source), name=row.source_name)
    reading = queries.read_proposal(row).reading
    asked = (request.POST or request.GET).get("table", "")
    place = min(number_in(asked, default=reading.table), len(found) - 1)
    if request.method != "POST":
        return page(request, "processes/columns.html", _shown(row, found, _begun(found, place, reading)))
    form = ColumnsForm(request.POST, count=len(found[place].table.columns))
    chosen = form.reading(place)
    try:
        actions.read_again(row.pk, chosen, by=request.user, revision=form.revision)
    except (UnreadableProcessError, ProposalMovedOnError) as error:
        status = 409 if isinstance(error, ProposalMovedOnError) else 422
        shown = _shown(row, found, chosen) | {"error": str(error)}
        return page(request, "processes/columns.html", shown, status=status)
    messages.success(request, _("The checklist was read again."))
    return redirect("processes:proposal", proposal_id=row.pk)


def _begun(found: Sequence[FoundTable], place: int, reading: Reading) -> Reading:
    """Return what is shown first: what was read of this table, else what is guessed of it."""
    if place == reading.table and len(reading.columns) == len(found[place].table.columns):
        return reading
    return Reading(place, columns=tuple(guessed(found[place].table).columns))


def _shown(row: ChecklistProposal, found: Sequence[FoundTable], reading: Reading) -> Context:
    table = found[reading.table].table
    return {
        "row": row,
        "tables": [_table(place, one, is_chosen=place == reading.table) for place, one in enumerate(found)],
        "table": reading.table,
        "columns": [_column(table, place, chosen) for place, chosen in enumerate(reading.columns)],
        "choices": [(kind.value, words) for kind, words in column_words().items()],
        "may_be_headed": not any(table.headers) and not found[reading.table].is_outline,
        "is_headed": reading.is_headed,
        "is_decided": any(guess.state is not State.PROPOSED for guess in queries.read_proposal(row).guesses),
        "breadcrumbs": way_to(row, _("Table and columns")),
    }


def _table(place: int, found: FoundTable, *, is_chosen: bool) -> Context:
    """Return one table as a choice: its place, its heading, and what it begins with."""
    count = len(found.table.rows)
    label = _("Table %(number)s") % {"number": place + 1}
    if found.is_outline:
        label = _("The points below the headings") if found.is_routine else _("Headings with bullets")
    rows = ngettext("%(count)d row", "%(count)d rows", count) % {"count": count}
    begins = " · ".join(filter(None, found.table.headers)) or _cut(
        found.table.cell(found.table.rows[0], Column.WHAT).text
    )
    return {
        "place": place,
        "label": label,
        "title": found.table.title,
        "detail": f"{rows}: {begins}",
        "is_chosen": is_chosen,
    }


def _column(table: Table, place: int, chosen: str) -> Context:
    """Return one column: its heading, what it is taken for, and its first cells."""
    cells = [row.cells[place].text for row in table.rows if place < len(row.cells)]
    heading = table.headers[place] if place < len(table.headers) else ""
    return {
        "place": place,
        "label": heading or _("Column %(number)s") % {"number": place + 1},
        "chosen": Column(chosen).value,
        "examples": [_cut(cell) for cell in cells if cell][:EXAMPLES],
    }


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 2]} …"
