"""Who did which duty when: on the screen and as a file."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from grunnmur.core.clock import today
from grunnmur.core.http import Request, page
from grunnmur.core.permissions import EVERYWHERE
from grunnmur.core.tables.sheet import Cell
from grunnmur.core.tables.write import Table
from grunnmur.organisation import queries as organisation
from grunnmur.worklist import queries
from grunnmur.worklist.forms.wheel import WheelFilterForm
from grunnmur.worklist.models import Task
from grunnmur.worklist.queries.wheel import LONGEST
from grunnmur.worklist.rules import told
from grunnmur.worklist.views.files import table_file

MOST = 200  # on the page; the file has them all


@require_safe
def wheel_report(request: Request) -> HttpResponse:
    """Show the reported duties that were done in a year, where I lead, may see the tasks, or plan."""
    chosen, rows = _asked(request)
    kept = {name: str(chosen[name]) for name in ("year", "unit") if chosen[name]}
    units = organisation.open_units(on=today(), within=EVERYWHERE).values_list("pk", "name")
    context = {
        "rows": [(told(row.message, row.params), row, _is_late(row)) for row in rows[:MOST]],
        "year": chosen["year"],
        "units": [(str(pk), name) for pk, name in units],
        "unit": str(chosen["unit"]),
        "files": {
            one.upper(): f"{reverse(f'worklist:wheel_report_{one}')}?{urlencode(kept)}" for one in ("csv", "xlsx")
        },
        "breadcrumbs": [
            {"label": _("Yearly wheel"), "url": reverse("worklist:wheel")},
            {"label": _("What was done")},
        ],
    }
    return page(request, "worklist/wheel_report.html", context, partial="rows")


def _asked(request: Request) -> tuple[dict[str, Any], Any]:  # Any: what the address says; the rows
    chosen = WheelFilterForm(request.GET).values()
    unit, year = chosen["unit"], chosen["year"]
    units = organisation.units_below([unit], on=today())[unit] if unit else None
    first, last = date(year, 1, 1), date(year, 12, 31)
    return chosen, queries.done_duties(first=first, last=last, seen_by=request.user, unit_ids=units)


def _is_late(row: Task) -> bool:
    return bool(row.due_date and row.closed_at and row.closed_at.date() > row.due_date)


@require_safe
def wheel_report_file(request: Request, file_format: str) -> HttpResponse:
    """Send the whole report, narrowed as the address says."""
    _chosen, rows = _asked(request)
    header = [_("Duty"), _("Unit"), _("Due date"), _("Done"), _("Done by"), _("Late"), _("Evidence"), _("Note")]
    table = Table(_("What was done"), header, (_cells(row) for row in rows[:LONGEST].iterator(1000)))
    return table_file(table, file_format=file_format)


def _cells(row: Task) -> list[Cell]:
    unit = row.unit.name if row.unit else ""
    person = row.closed_by.display_name if row.closed_by else ""
    done = row.closed_at.date() if row.closed_at else None
    late = _("yes") if _is_late(row) else _("no")
    return [told(row.message, row.params), unit, row.due_date, done, person, late, row.evidence, row.note]
