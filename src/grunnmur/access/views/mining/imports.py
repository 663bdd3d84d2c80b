"""A file of what people have today: earlier ones, upload, the plan, and what is decided about it."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from grunnmur.access.actions.mining import imports as actions
from grunnmur.access.forms.mining import ObservedUploadForm
from grunnmur.access.imports.shapes import sample as sample_table
from grunnmur.access.queries.mining import observed as queries
from grunnmur.access.rules import OFFICER
from grunnmur.access.rules.permissions import MINE
from grunnmur.access.views.shown import Context
from grunnmur.core.history import record_reads
from grunnmur.core.http import Request, page
from grunnmur.core.imports.asking import findings_of, last_source
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
)
from grunnmur.core.models import ImportLine, ImportRun
from grunnmur.core.permissions import may, require
from grunnmur.core.tables.write import CSV_TYPE, write_csv
from grunnmur.organisation.rules import SEE_PROTECTED

NAMESPACE = "access:mining"
HOME = "access:mining:home"


def way(label: str = "") -> list[Context]:
    """Return the breadcrumbs of these pages."""
    here = {"label": _("Start from what is"), "url": reverse(HOME)}
    return [here, {"label": label}] if label else [{"label": _("Start from what is")}]


def runs(request: Request) -> HttpResponse:
    """Show the last files."""
    found = queries.observed_runs(seen_by=request.user)
    context: Context = {
        "runs": listed(found, namespace=NAMESPACE),
        "lead": _("What people have today, as files tell it. Nobody gets or loses anything by it."),
        "may_import": may(request.user, MINE),
        "new_url": reverse(f"{NAMESPACE}:upload"),
        "breadcrumbs": way(_("Files")),
    }
    return page(request, "imports/runs.html", context)


def upload(request: Request) -> HttpResponse:
    """Take a file and plan it."""
    require(request.user, MINE)
    source = last_source(actions.IMPORTER.kind) or "it"
    mapping = remembered_mapping(actions.IMPORTER, source=source)
    initial = ObservedUploadForm.initial_of(mapping, source=source)
    is_sent = request.method == "POST"
    form = ObservedUploadForm(request.POST, request.FILES) if is_sent else ObservedUploadForm(initial=initial)
    context: Context = {"form": form, "back_url": reverse(HOME), "breadcrumbs": way(_("New file"))}
    run = taken_in(form, lambda: actions.upload_observed(form.upload(), by=request.user))
    if not run:
        return page(request, "access/mining/upload.html", context, status=422 if is_sent else 200)
    return redirect(f"{NAMESPACE}:import", run_id=run.pk)


def run(request: Request, run_id: UUID) -> HttpResponse:
    """Show what a file would change of what is observed."""
    found = queries.observed_run(run_id, seen_by=request.user)
    allowed = permitted(request, found, may_import=may(request.user, MINE), may_release=may(request.user, OFFICER))
    start = number_in(request, "findings")
    sees_all = may(request.user, SEE_PROTECTED)
    context: Context = {
        **state_of(found, namespace=NAMESPACE),
        **allowed,
        "may_apply": allowed["may_apply"] and bool(found.counts),
        "stale_text": _("What is observed changed after it was made. Nothing was imported."),
        "breadcrumbs": way(found.file_name),
        **_changes(request, found),
        **a_page_of(findings_of(found, with_shielded=sees_all, after=start, limit=PAGE), start=start),
    }
    return page(request, "imports/run.html", context, partial="state")


def _changes(request: Request, found: ImportRun) -> Context:
    names = {"people": _("Persons"), "things": _("Resources and levels"), "accesses": _("Accesses")}
    words = {"add": _("New"), "change": _("Changed"), "drop": _("No longer there")}

    def shown(_table: str, lines: Sequence[ImportLine]) -> list[Context]:
        people = {UUID(line.after["person_id"]) for line in lines if line.after and line.after.get("person_id")}
        record_reads(people, by=request.user, what="access.mining")
        return [_shown(line, words[line.action]) for line in lines]

    return changes(
        request,
        {name: found.counts[name] for name in names if name in found.counts},
        names=lambda table: names.get(table, ""),
        words=words,
        read=lambda table, after: queries.run_lines(found, table, seen_by=request.user, after=after, limit=PAGE),
        shown=shown,
    )


def _shown(line: ImportLine, action: str) -> Context:
    """Return one line: whether a new name is known here already, or when something was used last."""
    before, after = line.before or {}, line.after or {}
    fields = []
    if line.table != "accesses":
        is_known = after.get("person_id") or after.get("permission_id")
        fields = [{"label": _("Known here"), "before": "", "after": _("Yes") if is_known else _("No, to be matched")}]
    elif before.get("last_used") or after.get("last_used"):
        used = [side.get("last_used") or "" for side in (before, after)]
        fields = [{"label": _("Last used"), "before": used[0], "after": used[1]}]
    return {"title": line.title, "action": action, "fields": fields}


@require_POST
def plan(request: Request, run_id: UUID) -> HttpResponse:
    """Show the plan: it is made when the file comes in."""
    queries.observed_run(run_id, seen_by=request.user)
    return redirect(f"{NAMESPACE}:import", run_id=run_id)


@require_POST
def apply(request: Request, run_id: UUID) -> HttpResponse:
    """Apply a plan, and go on to the names that nobody knows."""
    done = actions.apply_observed(run_id, by=request.user)
    if done.replaced_by_id:
        messages.warning(
            request, _("Something changed since the plan was made. Nothing was imported; look at it anew.")
        )
        return redirect(f"{NAMESPACE}:import", run_id=done.replaced_by_id)
    messages.success(request, _("The file is imported. Nobody got or lost anything by it."))
    return redirect(HOME)


@require_POST
def release(request: Request, run_id: UUID) -> HttpResponse:
    """Release a file that was held back."""
    return answer_release(request, run_id, actions.release_observed, namespace=NAMESPACE)


@require_POST
def reject(request: Request, run_id: UUID) -> HttpResponse:
    """Reject a file."""
    return answer_reject(request, run_id, actions.reject_observed, back_url=reverse(f"{NAMESPACE}:imports"))


def errors(request: Request, run_id: UUID) -> HttpResponse:
    """Give the file back with a column that says what is wrong."""
    require(request.user, MINE)
    queries.observed_run(run_id, seen_by=request.user)
    return answer_errors(run_id, with_shielded=may(request.user, SEE_PROTECTED))


def sample(request: Request) -> HttpResponse:
    """Give a sample file."""
    require(request.user, MINE)
    return as_file(write_csv(sample_table()), "accesses.csv", CSV_TYPE)
