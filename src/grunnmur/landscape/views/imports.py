"""Imports of the map on screen: earlier runs, upload, the plan with its findings, and what is decided about it."""

from collections import defaultdict
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from grunnmur.core.http import Request, page
from grunnmur.core.imports.runs import remembered_mapping
from grunnmur.core.imports.screen import (
    MOST_AT_ONCE,
    PAGE,
    a_page_of,
    answer_errors,
    answer_reject,
    answer_release,
    as_file,
    changes,
    listed,
    number_in,
    permitted,
    state_of,
    taken_in,
    told_of_applying,
)
from grunnmur.core.models import ImportRun
from grunnmur.core.permissions import require
from grunnmur.core.tables.write import CSV_TYPE, XLSX_TYPE
from grunnmur.landscape import tasks
from grunnmur.landscape.actions import imports as actions
from grunnmur.landscape.forms.imports import UploadForm
from grunnmur.landscape.imports.samples import sample_csv, sample_workbook
from grunnmur.landscape.imports.shapes import PROFILES, TABLES
from grunnmur.landscape.queries import import_changes
from grunnmur.landscape.queries import imports as queries
from grunnmur.landscape.rules import IMPORT
from grunnmur.landscape.views.shown import Context, rows, trail

NAMESPACE = "landscape"
WORKBOOK = "map.xlsx"
FIRST_SOURCE = "list"
OPEN = frozenset({ImportRun.State.PLANNED, ImportRun.State.HELD})


def runs(request: Request) -> HttpResponse:
    """Show the last imports, the newest first."""
    found = queries.import_runs(seen_by=request.user)
    context = {
        "runs": listed(found, namespace=NAMESPACE),
        "lead": _(
            "Systems, information, suppliers and relations from files. Nothing is changed before you see the plan."
        ),
        "may_import": True,
        "new_url": reverse("landscape:import_upload"),
        "breadcrumbs": trail(last=_("Imports")),
    }
    return page(request, "imports/runs.html", context)


def _url(name: str, run_id: UUID) -> str:
    return reverse(f"landscape:{name}", args=[run_id])


def upload(request: Request) -> HttpResponse:
    """Take a file, and plan it: at once, or by a job when it is long."""
    require(request.user, IMPORT)
    form = _upload_form(request)
    samples = [(str(TABLES[name].label), reverse("landscape:import_sample", args=[f"{name}.csv"])) for name in PROFILES]
    context: Context = {
        "form": form,
        "samples": samples,
        "workbook_url": reverse("landscape:import_sample", args=[WORKBOOK]),
        "back_url": reverse("landscape:imports"),
        "breadcrumbs": trail((_("Imports"), reverse("landscape:imports")), last=_("New import")),
    }
    run = taken_in(form, lambda: actions.upload_import(form.upload(), by=request.user))
    if not run:
        return page(request, "landscape/import_upload.html", context, status=422 if form.is_bound else 200)
    _plan(run)
    return redirect("landscape:import", run_id=run.pk)


def _upload_form(request: Request) -> UploadForm:
    if request.method == "POST":
        return UploadForm(request.POST, request.FILES)
    source = request.GET.get("source", "")[:40] or queries.last_source() or FIRST_SOURCE
    mapping = remembered_mapping(actions.IMPORTER, source=source)
    return UploadForm(initial=UploadForm.initial_of(mapping, source=source))


def _plan(run: ImportRun) -> None:
    if run.row_count > MOST_AT_ONCE:
        tasks.plan_import(run_id=str(run.pk))
    else:
        actions.plan_import(run.pk)


@require_POST
def plan(request: Request, run_id: UUID) -> HttpResponse:
    """Plan an uploaded file once more, after a job that failed."""
    _plan(queries.import_run(run_id, seen_by=request.user))
    return redirect("landscape:import", run_id=run_id)


def run(request: Request, run_id: UUID) -> HttpResponse:
    """Show what a file would change, what is wrong with it, and what the guard says."""
    found = queries.import_run(run_id, seen_by=request.user)
    is_open = found.state in OPEN and not found.job
    left = queries.left_out_of(found)
    context = {
        **state_of(found, namespace=NAMESPACE),
        **permitted(request, found, may_import=True, may_release=True),
        "stale_text": _("The map changed after it was made. Nothing was imported."),
        "leave_out_url": _url("import_rows", run_id) if is_open else "",
        "left_out": [_left_out(row) for row in left] if is_open else [],
        "missing_url": _url("import_missing", run_id) if found.state != ImportRun.State.UPLOADED else "",
        "breadcrumbs": trail((_("Imports"), reverse("landscape:imports")), last=found.file_name),
        **_changes(request, found),
        **_findings(request, found),
    }
    return page(request, "imports/run.html", context, partial="state")


def _left_out(row: queries.Row) -> Context:
    label = _("%(sheet)s, row %(row)s") % {"sheet": row.sheet, "row": row.number}
    return {"label": label, "row_key": f"{row.number}:{row.sheet}"}


def _changes(request: Request, found: ImportRun) -> Context:
    return changes(
        request,
        dict(import_changes.tables_of(found)),
        names=import_changes.table_name,
        words=import_changes.ACTION_NAMES,
        read=lambda table, after: import_changes.changes_of(
            found, seen_by=request.user, table=table, after=after, limit=PAGE
        ),
        shown=lambda _table, lines: [_shown(line) for line in lines],
    )


def _shown(line: import_changes.Change) -> Context:
    return {
        "title": line.title,
        "action": import_changes.ACTION_NAMES[line.action],
        "row_key": line.row_key,
        "fields": line.fields,
    }


def _findings(request: Request, found: ImportRun) -> Context:
    start = number_in(request, "findings")
    return a_page_of(queries.findings_of(found, seen_by=request.user, after=start, limit=PAGE), start=start)


@require_POST
def leave_out(request: Request, run_id: UUID) -> HttpResponse:
    """Leave the chosen rows of the file out, or take them in again, and show the plan anew."""
    found = queries.import_run(run_id, seen_by=request.user)
    keys = {f"{row.number}:{row.sheet}" for row in queries.left_out_of(found)}
    keys = (keys | set(request.POST.getlist("row"))) - set(request.POST.getlist("back"))
    left: defaultdict[str, list[int]] = defaultdict(list)
    for key in keys:
        number, _colon, sheet = key.partition(":")
        if number.isascii() and number.isdigit() and len(number) < len("1000000000"):
            left[sheet].append(int(number))
    actions.leave_out_rows(run_id, left, by=request.user)
    return redirect("landscape:import", run_id=run_id)


def missing(request: Request, run_id: UUID) -> HttpResponse:
    """Show what the source has named before, and this file does not."""
    found = queries.import_run(run_id, seen_by=request.user)
    context = {
        "rows": rows(queries.missing_in(run_id, seen_by=request.user)),
        "run": found,
        "back_url": _url("import", run_id),
        "breadcrumbs": trail(
            (_("Imports"), reverse("landscape:imports")),
            (found.file_name, _url("import", run_id)),
            last=_("Not in the file"),
        ),
    }
    return page(request, "landscape/import_missing.html", context)


@require_POST
def apply(request: Request, run_id: UUID) -> HttpResponse:
    """Apply a plan: at once, or by a job when it is long."""
    found = queries.import_run(run_id, seen_by=request.user)
    if found.row_count > MOST_AT_ONCE:
        actions.begin_apply_import(run_id, by=request.user)
        tasks.apply_import(run_id=str(run_id), user_id=str(request.user.pk))
        return redirect("landscape:import", run_id=run_id)
    done = actions.apply_import(run_id, by=request.user)
    changed = _("The map has changed since the plan was made. Nothing was imported; look at the new plan.")
    return told_of_applying(request, done, namespace=NAMESPACE, changed=changed)


@require_POST
def release(request: Request, run_id: UUID) -> HttpResponse:
    """Release an import that was held back."""
    return answer_release(request, run_id, actions.release_import, namespace=NAMESPACE)


@require_POST
def reject(request: Request, run_id: UUID) -> HttpResponse:
    """Reject an import."""
    return answer_reject(request, run_id, actions.reject_import, back_url=reverse("landscape:imports"))


def errors(request: Request, run_id: UUID) -> HttpResponse:
    """Give the file back with a column that says what is wrong."""
    found = queries.import_run(run_id, seen_by=request.user)
    return answer_errors(run_id, with_shielded=queries.sees_shielded(found, seen_by=request.user))


def sample(request: Request, name: str) -> HttpResponse:
    """Give a sample file: one table as CSV, or a workbook of them."""
    require(request.user, IMPORT)
    if name == WORKBOOK:
        return as_file(sample_workbook(), name, XLSX_TYPE)
    if name.removesuffix(".csv") not in PROFILES:
        raise Http404
    return as_file(sample_csv(name.removesuffix(".csv")), name, CSV_TYPE)
