"""The HR import on screen: earlier runs, upload, the plan with its findings, and what is decided about it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from grunnmur.core.history import record_reads
from grunnmur.core.http import Request, page
from grunnmur.core.imports.runs import remembered_mapping
from grunnmur.core.imports.screen import (
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
from grunnmur.core.links import Ref
from grunnmur.core.models import ImportRun
from grunnmur.core.panels import Panel, panels_for
from grunnmur.core.permissions import may, require
from grunnmur.core.tables.write import CSV_TYPE, XLSX_TYPE
from grunnmur.core.templatetags.dates import local_date
from grunnmur.organisation import tasks
from grunnmur.organisation.actions import imports as actions
from grunnmur.organisation.imports.samples import json_schema, sample_flat, sample_workbook
from grunnmur.organisation.queries import import_changes
from grunnmur.organisation.queries import imports as queries
from grunnmur.organisation.rules import IMPORT_PEOPLE, RELEASE_IMPORT, SEE_PROTECTED
from grunnmur.organisation.views.import_forms import UploadForm

Context = dict[str, Any]  # what a template shows
NAMESPACE = "organisation"


def runs(request: Request) -> HttpResponse:
    """Show the last imports, the newest first."""
    found = queries.import_runs(seen_by=request.user)
    lead = _("People, units and employments from the HR system. Nothing is changed before you have seen the plan.")
    context = {
        "runs": listed(found, namespace=NAMESPACE),
        "lead": lead,
        "may_import": may(request.user, IMPORT_PEOPLE),
        "new_url": reverse("organisation:import_upload"),
        "breadcrumbs": _way(),
    }
    return page(request, "imports/runs.html", context)


def upload(request: Request) -> HttpResponse:
    """Take a file, and plan it: at once, or by a job when it is long."""
    require(request.user, IMPORT_PEOPLE)
    form = _upload_form(request)
    context: Context = {
        "form": form,
        "back_url": reverse("organisation:imports"),
        "breadcrumbs": _way(_("New import")),
    }
    run = taken_in(form, lambda: actions.upload_import(form.upload(), by=request.user))
    if not run:
        return page(request, "organisation/import_upload.html", context, status=422 if form.is_bound else 200)
    tasks.plan_now_or_by_job(run)
    return redirect("organisation:import", run_id=run.pk)


def _upload_form(request: Request) -> UploadForm:
    if request.method == "POST":
        return UploadForm(request.POST, request.FILES)
    source = request.GET.get("source", "")[:40] or queries.last_source() or "hr"
    mapping = remembered_mapping(actions.IMPORTER, source=source)
    return UploadForm(initial=UploadForm.initial_of(mapping, source=source))


@require_POST
def plan(request: Request, run_id: UUID) -> HttpResponse:
    """Plan an uploaded file once more, after a job that failed."""
    require(request.user, IMPORT_PEOPLE)
    tasks.plan_now_or_by_job(queries.import_run(run_id, seen_by=request.user))
    return redirect("organisation:import", run_id=run_id)


def run(request: Request, run_id: UUID) -> HttpResponse:
    """Show what a file would change, what is wrong with it, and what the guard says."""
    found = queries.import_run(run_id, seen_by=request.user)
    allowed = permitted(
        request, found, may_import=may(request.user, IMPORT_PEOPLE), may_release=may(request.user, RELEASE_IMPORT)
    )
    context = {
        **state_of(found, namespace=NAMESPACE),
        **allowed,
        "may_apply": allowed["may_apply"] and bool(found.counts),  # a plan without changes has nothing to import
        "stale_text": _("The organisation changed after it was made. Nothing was imported."),
        "breadcrumbs": _way(found.file_name),
        "panels": _panels(request, found),
        **_changes(request, found),
        **_findings(request, found),
    }
    return page(request, "imports/run.html", context, partial="state")


def _panels(request: Request, found: ImportRun) -> list[Panel]:
    """Return what domains above tell of a plan, while somebody can still decide about it."""
    if not queries.waits(found):
        return []
    return panels_for(Ref(actions.IMPORTER.link_kind, found.pk), seen_by=request.user, request=request)


def _changes(request: Request, found: ImportRun) -> Context:
    def shown(table: str, lines: Sequence[import_changes.Change]) -> list[Context]:
        if table in {"people", "keys"} and request.method == "GET":
            record_reads([line.subject_id for line in lines], by=request.user, what="organisation.import")
        return [_shown(line) for line in lines]

    return changes(
        request,
        dict(import_changes.tables_of(found)),
        names=lambda table: str(import_changes.TABLE_NAMES.get(table, "")),
        words=import_changes.ACTION_NAMES,
        read=lambda table, after: import_changes.changes_of(
            found, seen_by=request.user, table=table, after=after, limit=PAGE
        ),
        shown=shown,
    )


def _shown(line: import_changes.Change) -> Context:
    return {
        "title": line.title,
        "action": import_changes.ACTION_NAMES[line.action],
        "fields": [
            {"label": each.label, "before": _text(each.before), "after": _text(each.after)} for each in line.fields
        ],
    }


def _text(value: import_changes.Shown) -> str:
    """Write a value, a period by its first and its last day."""
    if isinstance(value, str):
        return value
    first, last = (local_date(day, "medium") for day in value)
    end = last or _("no end")
    return f"{first} – {end}"


def _findings(request: Request, found: ImportRun) -> Context:
    start = number_in(request, "findings")
    return a_page_of(queries.findings_of(found, seen_by=request.user, after=start, limit=PAGE), start=start)


@require_POST
def apply(request: Request, run_id: UUID) -> HttpResponse:
    """Apply a plan: at once, or by a job when it is long."""
    done = tasks.apply_now_or_by_job(queries.import_run(run_id, seen_by=request.user), by=request.user)
    if done.job:
        return redirect("organisation:import", run_id=run_id)
    changed = _("The organisation has changed since the plan was made. Nothing was imported; look at the new plan.")
    return told_of_applying(request, done, namespace=NAMESPACE, changed=changed)


@require_POST
def release(request: Request, run_id: UUID) -> HttpResponse:
    """Release an import that was held back."""
    return answer_release(request, run_id, actions.release_import, namespace=NAMESPACE)


@require_POST
def reject(request: Request, run_id: UUID) -> HttpResponse:
    """Reject an import."""
    return answer_reject(request, run_id, actions.reject_import, back_url=reverse("organisation:imports"))


def errors(request: Request, run_id: UUID) -> HttpResponse:
    """Give the file back with a column that says what is wrong."""
    require(request.user, IMPORT_PEOPLE)
    queries.import_run(run_id, seen_by=request.user)
    return answer_errors(run_id, with_shielded=may(request.user, SEE_PROTECTED))


def sample(request: Request, name: str) -> HttpResponse:
    """Give a sample file, or the schema of the JSON form."""
    require(request.user, IMPORT_PEOPLE)
    if name == "hr.schema.json":
        return JsonResponse(json_schema(), json_dumps_params={"indent": 2})
    if name == "hr-flat.csv":
        return as_file(sample_flat(), name, CSV_TYPE)
    return as_file(sample_workbook(), "hr-sample.xlsx", XLSX_TYPE)


def _way(label: str = "") -> list[dict[str, str]]:
    tree = {"label": _("Organisation"), "url": reverse("organisation:tree")}
    here = {"label": _("Imports"), "url": reverse("organisation:imports")}
    return [tree, here, {"label": label}] if label else [tree, {"label": _("Imports")}]
