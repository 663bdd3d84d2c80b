"""Imports of old documents on screen: upload, how the columns are read, the plan, and what is decided about it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grunnmur.core.http import Request, page
from grunnmur.core.imports.asking import findings_of
from grunnmur.core.imports.screen import (
    MOST_AT_ONCE,
    PAGE,
    a_page_of,
    answer_errors,
    answer_reject,
    changes,
    listed,
    number_in,
    permitted,
    state_of,
    taken_in,
)
from grunnmur.core.models import ImportRun
from grunnmur.core.panels import Panel
from grunnmur.publishing import actions, queries, tasks
from grunnmur.publishing.forms.tidy import ListUploadForm
from grunnmur.publishing.imports.shape import FIELD_NAMES, SHAPE
from grunnmur.publishing.views.tidy import way_to_list

Context = dict[str, Any]  # what a template shows
NAMESPACE = "publishing"
OPEN = frozenset({ImportRun.State.PLANNED, ImportRun.State.HELD})


@require_safe
def imports(request: Request, production_line_id: UUID) -> HttpResponse:
    """Show the last imports of a line's old documents, the newest first."""
    line = queries.find_line(production_line_id)
    found = queries.tidy_runs(production_line_id, seen_by=request.user)
    context = {
        "runs": listed(found, namespace=NAMESPACE),
        "lead": _("Lists of old documents from files. Nothing is changed before you see the plan."),
        "may_import": True,
        "new_url": reverse("publishing:tidy_upload", args=[production_line_id]),
        "breadcrumbs": [*way_to_list(line), {"label": _("Imports")}],
    }
    return page(request, "imports/runs.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def tidy_upload(request: Request, production_line_id: UUID) -> HttpResponse:
    """Take a list of old documents, and plan it: at once, or by a job when it is long."""
    line = queries.find_line(production_line_id)
    if not queries.require_tidy_sight(production_line_id, seen_by=request.user):
        raise PermissionDenied(_("Only the flow chief of the line, or whoever runs the factory, may do this."))
    source = queries.last_tidy_source(production_line_id)
    is_sent = request.method == "POST"
    form = ListUploadForm(request.POST, request.FILES) if is_sent else ListUploadForm(initial={"source": source})
    run = taken_in(form, lambda: actions.upload_documents(production_line_id, form.sent(), by=request.user))
    if run:
        _plan(run)
        return redirect("publishing:import", run_id=run.pk)
    context = {
        "form": form,
        "line": line,
        "columns": [str(each.label) for each in SHAPE.fields],
        "back_url": reverse("publishing:tidy", args=[production_line_id]),
        "breadcrumbs": [*way_to_list(line), {"label": _("New import")}],
    }
    return page(request, "publishing/tidy_upload.html", context, status=422 if form.errors else 200)


def _url(name: str, run_id: UUID) -> str:
    return reverse(f"publishing:{name}", args=[run_id])


def _plan(run: ImportRun) -> None:
    if run.row_count > MOST_AT_ONCE:
        tasks.plan_documents(run_id=str(run.pk))
    else:
        actions.plan_documents(run.pk)


@require_safe
def run(request: Request, run_id: UUID) -> HttpResponse:
    """Show how a list was read, what it would change, and what is wrong with it."""
    found, line_id = queries.tidy_run(run_id, seen_by=request.user)
    line = queries.find_line(line_id)
    state = state_of(found, namespace=NAMESPACE)
    left_out = {_("What the file holds"), _("Effective day")}
    context = {
        **state,
        "facts": [fact for fact in state["facts"] if fact["label"] not in left_out],
        **permitted(request, found, may_import=True, may_release=False),
        "stale_text": _("The list changed after it was made. Nothing was imported."),
        "panels": _columns(found),
        "breadcrumbs": [
            *way_to_list(line),
            {"label": _("Imports"), "url": reverse("publishing:tidy_imports", args=[line_id])},
            {"label": found.file_name},
        ],
        **_changes(request, found),
        **_findings(request, found),
    }
    return page(request, "imports/run.html", context, partial="state")


def _columns(found: ImportRun) -> list[Panel]:
    """Return how the columns are read; to be said otherwise while the import waits for a decision."""
    columns = queries.columns_of(found.pk) if found.state != ImportRun.State.UPLOADED else []
    if not columns:
        return []
    fields = [(each.name, str(each.label)) for each in SHAPE.fields]
    labels = dict(fields)
    rows = [
        {
            "number": place,
            "header": one.header,
            "field": one.field,
            "label": labels.get(one.field, _("Left out")),
            "samples": " · ".join(one.samples),
        }
        for place, one in enumerate(columns)
    ]
    is_open = found.state in OPEN and not found.job
    action_url = _url("import_columns", found.pk) if is_open else ""
    return [
        Panel(
            _("How the columns are read"),
            "publishing/tidy_columns.html",
            {"rows": rows, "fields": fields, "action_url": action_url},
        )
    ]


def _changes(request: Request, found: ImportRun) -> Context:
    return changes(
        request,
        found.counts,
        names=lambda _table: str(SHAPE.label),
        words={"add": _("New"), "change": _("Changed")},
        read=lambda _table, after: queries.tidy_changes(found, after=after, limit=PAGE),
        shown=lambda _table, lines: list(lines),
    )


def _findings(request: Request, found: ImportRun) -> Context:
    start = number_in(request, "findings")
    return a_page_of(findings_of(found, with_shielded=True, after=start, limit=PAGE), start=start)


@require_POST
def columns(request: Request, run_id: UUID) -> HttpResponse:
    """Read the columns as the form says, and show the plan anew."""
    queries.tidy_run(run_id, seen_by=request.user)
    said = {
        one.header: field
        for place, one in enumerate(queries.columns_of(run_id))
        if (field := request.POST.get(f"column-{place}", "")) in {*FIELD_NAMES, ""}
    }
    actions.read_columns(run_id, said, by=request.user)
    messages.success(request, _("The columns are read like this now, and the next time too."))
    return redirect("publishing:import", run_id=run_id)


@require_POST
def plan(request: Request, run_id: UUID) -> HttpResponse:
    """Plan an uploaded list once more, after a job that failed."""
    found, _line = queries.tidy_run(run_id, seen_by=request.user)
    _plan(found)
    return redirect("publishing:import", run_id=run_id)


@require_POST
def apply(request: Request, run_id: UUID) -> HttpResponse:
    """Apply a plan: at once, or by a job when it is long."""
    found, line_id = queries.tidy_run(run_id, seen_by=request.user)
    if found.row_count > MOST_AT_ONCE:
        actions.begin_apply_documents(run_id, by=request.user)
        tasks.apply_documents(run_id=str(run_id), user_id=str(request.user.pk))
        return redirect("publishing:import", run_id=run_id)
    done = actions.apply_documents(run_id, by=request.user)
    if done.replaced_by_id:
        messages.warning(
            request, _("The list has changed since the plan was made. Nothing was imported; look at the new plan.")
        )
        return redirect("publishing:import", run_id=done.replaced_by_id)
    messages.success(request, _("The file is imported."))
    return redirect("publishing:tidy", production_line_id=line_id)


@require_POST
def release(request: Request, run_id: UUID) -> HttpResponse:
    """Answer that there is nothing to release: no guard holds these imports back."""
    queries.tidy_run(run_id, seen_by=request.user)
    return redirect("publishing:import", run_id=run_id)


@require_POST
def reject(request: Request, run_id: UUID) -> HttpResponse:
    """Decide that a list is not used."""
    _run, line_id = queries.tidy_run(run_id, seen_by=request.user)
    back_url = reverse("publishing:tidy_imports", args=[line_id])
    return answer_reject(request, run_id, actions.reject_documents, back_url=back_url)


@require_safe
def errors(request: Request, run_id: UUID) -> HttpResponse:
    """Give the list back with a column that says what is wrong."""
    queries.tidy_run(run_id, seen_by=request.user)
    return answer_errors(run_id, with_shielded=True)
