"""Everything that was asked for, for the officer: narrowed, sorted, and as a file."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from grunnmur.access.forms.requests import LinesForm
from grunnmur.access.models import RequestLine
from grunnmur.access.queries.requests.lists import LineFilter, all_lines, every_line
from grunnmur.access.queries.requests.shown import OPERATIONS, ShownLine
from grunnmur.access.views.requests.frame import tabs, way
from grunnmur.access.views.shown import Context, columns, exports, next_url
from grunnmur.core.history import record_reads
from grunnmur.core.http import Request, page
from grunnmur.core.periods import Period
from grunnmur.core.tables.sheet import Cell
from grunnmur.core.tables.write import CSV_TYPE, XLSX_TYPE, Table, write_csv, write_xlsx
from grunnmur.core.tenancy import current_tenant

RISKS = [(str(risk), str(risk)) for risk in range(1, 5)]


def all_requests(request: Request) -> HttpResponse:
    """Show every line, narrowed and sorted as the address says."""
    chosen = LinesForm(request.GET).values()
    rows, following = all_lines(_wanted(chosen), seen_by=request.user, after=chosen["after"])
    heads = [
        ("receiver", _("For"), False),
        ("", _("What"), False),
        ("risk", _("Risk"), True),
        ("oldest", _("Sent"), False),
        ("", _("State"), False),
        ("", _("Waits for"), False),
    ]
    context: Context = {
        "rows": rows,
        "columns": columns(chosen, heads, default="oldest"),
        "chosen": chosen,
        "states": [one for one in RequestLine.State.choices if one[0] != RequestLine.State.DRAFT],
        "operations": list(OPERATIONS.items()),
        "risks": RISKS,
        "next_url": next_url(chosen, following),
        "has_filter": any(chosen[name] for name in ("q", "state", "operation", "risk")),
        "exports": exports("access:requests_export", chosen),
        "tabs": tabs(request, current="all_requests"),
        "breadcrumbs": way(_("All requests")),
    }
    return page(request, "access/requests/all.html", context, partial="rows")


def _wanted(chosen: dict[str, str]) -> LineFilter:
    return LineFilter(
        text=chosen["q"],
        state=chosen["state"],
        operation=chosen["operation"],
        risk=chosen["risk"],
        sort=chosen["sort"] or "oldest",
    )


@require_GET
def export(request: Request, form: str) -> HttpResponse:
    """Give the list as it is narrowed as csv or xlsx."""
    rows = every_line(_wanted(LinesForm(request.GET).values()), seen_by=request.user)
    people = {row.line.request.receiver_id for row in rows}
    record_reads(sorted(people), by=request.user, what="access.requests_export")
    table = Table(_("Requests"), _header(), (_cells(row) for row in rows))
    content, media_type = (write_csv(table), CSV_TYPE) if form == "csv" else (write_xlsx([table]), XLSX_TYPE)
    headers = {"Content-Disposition": f'attachment; filename="requests.{form}"'}
    return HttpResponse(content, content_type=media_type, headers=headers)


def _header() -> list[str]:
    return [
        _("Asked by"),
        _("For"),
        _("Change"),
        _("What"),
        _("First day"),
        _("Last day"),
        _("Risk"),
        _("Why"),
        _("Sent"),
        _("State"),
        _("Waits for"),
        _("Answers"),
    ]


def _cells(row: ShownLine) -> list[Cell]:
    period = Period.from_range(row.line.valid)
    sent = row.line.request.sent_at
    return [
        row.requester,
        row.receiver,
        row.operation,
        row.name,
        period.lower if row.line.operation == RequestLine.Operation.ADD else None,
        period.last_day,
        row.line.risk,
        row.line.request.reason,
        sent.astimezone(current_tenant().zone).date() if sent else None,
        row.state,
        row.waits_for,
        _answers(row),
    ]


def _answers(row: ShownLine) -> str:
    said = [(one, _("yes") if one.is_yes else _("no")) for step in row.steps for one in step.answers]
    return "; ".join(f"{one.name}: {answer} {one.note}".strip() for one, answer in said)
