"""What the pages of every import have in common; `templates/imports/` holds the pages themselves."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol, TypeVar
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from grunnmur.core.formats import number
from grunnmur.core.http import Request
from grunnmur.core.imports.asking import Told, measures_of, notes_of
from grunnmur.core.imports.error_file import error_file
from grunnmur.core.imports.errors import NothingToReadError
from grunnmur.core.imports.progress import progress_of
from grunnmur.core.models import ImportRun
from grunnmur.core.tables.sheet import UnreadableFileError
from grunnmur.core.tables.write import XLSX_TYPE
from grunnmur.core.templatetags.dates import local_date

Context = dict[str, Any]  # what a template shows
State = ImportRun.State
PAGE = 50
MOST_AT_ONCE = 2_000  # rows; more are planned and applied by a job
COLORS = {
    "uploaded": "neutral",
    "planned": "info",
    "held": "warning",
    "applied": "success",
    "rejected": "neutral",
    "stale": "neutral",
}


class Line(Protocol):
    """A line of a plan, by its place in it."""

    @property
    def number(self) -> int:
        """Its place."""


AnyLine = TypeVar("AnyLine", bound=Line)


def listed(found: Iterable[ImportRun], *, namespace: str) -> list[Context]:
    """Return imports as the list of them shows each."""
    return [
        {"run": run, "color": COLORS[run.state], "url": reverse(f"{namespace}:import", args=[run.pk])} for run in found
    ]


def taken_in(form: Form, upload: Callable[[], ImportRun]) -> ImportRun | None:
    """Take in what a form brings; None when nothing was sent, or when form or file cannot be read, as the form says."""
    if not form.is_valid():
        return None
    try:
        return upload()
    except (UnreadableFileError, NothingToReadError) as error:
        form.add_error("file", str(error))
        return None


def urls_of(namespace: str, run_id: UUID) -> dict[str, str]:
    """Return the addresses of one import: its page as `here`, and what can be done with it."""
    names = ("plan", "apply", "release", "reject", "errors")
    return {"here": reverse(f"{namespace}:import", args=[run_id])} | {
        name: reverse(f"{namespace}:import_{name}", args=[run_id]) for name in names
    }


def state_of(found: ImportRun, *, namespace: str) -> Context:
    """Return what every page about one import shows of its state, its guard and its reading."""
    is_stale = found.state == State.STALE and found.replaced_by_id
    return {
        "run": found,
        "color": COLORS[found.state],
        "urls": urls_of(namespace, found.pk),
        "new_plan_url": reverse(f"{namespace}:import", args=[found.replaced_by_id]) if is_stale else "",
        "facts": _facts(found),
        "notes": notes_of(found),
        "measures": measures_of(found),
        "is_waiting": found.state == State.UPLOADED or bool(found.job),
        "progress": _progress(found),
    }


def _progress(found: ImportRun) -> Context:
    """Return how far an import that is being applied has come, for components/progress.html; empty for others."""
    progress = progress_of(found)
    if progress is None:
        return {}
    told = {"done": number(progress.done), "total": number(progress.total)}
    return {"value": progress.done, "max": progress.total, "text": _("%(done)s of %(total)s") % told}


def permitted(request: Request, found: ImportRun, *, may_import: bool, may_release: bool) -> Context:
    """Return what the person may do with an import as it is now."""
    is_open = found.state in {State.UPLOADED, State.PLANNED, State.HELD}
    is_own = found.uploader_id == request.user.pk
    return {
        "may_import": may_import,
        "may_apply": may_import and found.state == State.PLANNED and not found.job,
        "may_reject": may_import and is_open and not found.job,
        "may_release": found.state == State.HELD and may_release and not is_own,
        "may_download": may_import and bool(found.error_count or found.warning_count),
    }


def _facts(found: ImportRun) -> list[dict[str, str]]:
    facts = [
        (_("Source"), found.source),
        (_("What the file holds"), found.get_mode_display()),
        (_("Effective day"), local_date(found.effective_date)),
        (_("Rows"), str(found.row_count)),
        (_("Uploaded by"), found.uploader_name),
        (_("Released by"), found.releaser_name),
        (_("Decided by"), found.settler_name),
        (_("Reason"), found.reason),
    ]
    return [{"label": label, "text": text} for label, text in facts if text]


def changes(
    request: Request,
    counts: Mapping[str, Mapping[str, int]],
    *,
    names: Callable[[str], str],
    words: Mapping[str, Any],
    read: Callable[[str, int], Sequence[AnyLine]],
    shown: Callable[[str, Sequence[AnyLine]], Sequence[object]],
) -> Context:
    """Return one page of what a plan changes, with a tab for each table; the address says which and after what.

    counts: lines by action, by table; names, words: tables and actions on screen; read: a table's lines after a number,
    one more than a page holds if there are more; shown: lines as the page wants them.
    """
    table = request.GET["table"] if request.GET.get("table") in counts else next(iter(counts), "")
    lines = read(table, number_in(request, "after"))
    following = urlencode({"table": table, "after": str(lines[PAGE - 1].number)}) if len(lines) > PAGE else ""
    return {
        "tabs": [
            {
                "label": names(name),
                "url": f"?{urlencode({'table': name})}#changes",
                "is_current": name == table,
                "count": number(sum(each.values())),
            }
            for name, each in counts.items()
        ],
        "table_name": names(table) if table else "",
        "counts": [(words[action], number(count)) for action, count in counts.get(table, {}).items()],
        "changes": shown(table, lines[:PAGE]),
        "next_changes_url": f"?{following}#changes" if following else "",
    }


def told_of_applying(request: Request, done: ImportRun, *, namespace: str, changed: str) -> HttpResponse:
    """Say how applying a plan went, and lead to it; to the new plan when `changed` is why it was not applied."""
    if done.replaced_by_id:
        messages.warning(request, changed)
        return redirect(f"{namespace}:import", run_id=done.replaced_by_id)
    messages.success(request, _("The file is imported."))
    return redirect(f"{namespace}:import", run_id=done.pk)


def answer_release(request: Request, run_id: UUID, release: Callable[..., object], *, namespace: str) -> HttpResponse:
    """Release an import that was held back, for the reason that was sent, say so, and lead to it.

    release: the action of the import's kind, called with the id, `reason` and `by`.
    """
    release(run_id, reason=request.POST.get("reason", ""), by=request.user)
    messages.success(request, _("The import is released. It can be applied now."))
    return redirect(f"{namespace}:import", run_id=run_id)


def answer_reject(request: Request, run_id: UUID, reject: Callable[..., object], *, back_url: str) -> HttpResponse:
    """Reject an import for the reason that was sent, say so, and lead back; `reject` as in answer_release."""
    reject(run_id, reason=request.POST.get("reason", ""), by=request.user)
    messages.success(request, _("The import is rejected. Nothing was changed."))
    return redirect(back_url)


def answer_errors(run_id: UUID, *, with_shielded: bool) -> HttpResponse:
    """Give a file back with a column that says what is wrong. Whether the person may see it, the caller has asked."""
    found = ImportRun.objects.get(pk=run_id)
    return as_file(error_file(found, with_shielded=with_shielded), _error_file_name(found), XLSX_TYPE)


def a_page_of(rows: Sequence[Told], *, start: int) -> Context:
    """Return one page of findings, asked for with one more than a page holds."""
    return {
        "findings": rows[:PAGE],
        "next_findings_url": f"?findings={start + PAGE}#findings" if len(rows) > PAGE else "",
    }


def number_in(request: Request, name: str) -> int:
    """Return a number of the address; 0 for anything else."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < len("1000000000") else 0


def as_file(content: bytes, name: str, kind: str) -> HttpResponse:
    """Send a file under a name that every system takes."""
    plain = "".join(mark if mark.isascii() and (mark.isalnum() or mark in "-_.") else "_" for mark in name)
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{plain}"'
    return response


def _error_file_name(found: ImportRun) -> str:
    """Return the name under which a file goes back with what is wrong in it."""
    return f"{found.file_name.rpartition('.')[0] or 'import'}-errors.xlsx"
