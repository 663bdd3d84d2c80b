"""The versions of a process: bringing in the next one, and what changed between two."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from grunnmur.core.http import Request, page
from grunnmur.core.permissions import require
from grunnmur.processes import actions, queries
from grunnmur.processes.forms.bringing import VersionForm
from grunnmur.processes.models import ProcessVersion
from grunnmur.processes.queries import ReadProcess
from grunnmur.processes.queries.differences import Difference, difference
from grunnmur.processes.rules import IMPORT, SameVersionError, UnreadableProcessError

Context = dict[str, Any]  # what a template shows


def new_version(request: Request, code: str) -> HttpResponse:
    """Bring in the next version of a process from a BPMN file, and go to what changed; in a line, to the draft."""
    read = queries.find_process(code.upper(), seen_by=request.user)
    return _bring(request, read, way=[*_way(read.item.title, read.item.code), {"label": _("New version")}])


def new_draft(request: Request, version_id: UUID) -> HttpResponse:
    """Bring another file into a draft."""
    read = queries.find_draft(version_id, seen_by=request.user)
    factory = {"label": _("Flow factory"), "url": reverse("publishing:factory")}
    draft = {"label": read.item.title, "url": reverse("publishing:version", args=[version_id])}
    return _bring(request, read, way=[factory, draft, {"label": _("Bring in another file")}])


def _bring(request: Request, read: ReadProcess, *, way: list[Context]) -> HttpResponse:
    require(request.user, IMPORT)
    form = VersionForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file, note = form.cleaned_data["file"], form.cleaned_data["change_note"]
        try:
            row = actions.import_version(
                read.process.pk, file.read(), name=file.name, change_note=note, by=request.user
            )
        except (UnreadableProcessError, SameVersionError) as error:
            form.add_error("file", str(error))
        else:
            return _brought(request, read, row)
    context = {
        "read": read,
        "form": form,
        "is_in_line": read.item.line_id is not None,
        "back_url": way[-2]["url"],
        "breadcrumbs": way,
    }
    return page(request, "processes/new_version.html", context, status=422 if form.errors else 200)


def _brought(request: Request, read: ReadProcess, row: ProcessVersion) -> HttpResponse:
    """Lead on from a file that was brought in: to the draft, or to what changed."""
    if row.is_draft:
        messages.success(request, _("The file is in the draft now. Nothing is valid before it is approved."))
        return redirect("publishing:version", version_id=row.version_id)
    messages.success(request, _("The new version is valid from today. The one before is kept."))
    newer = row.version.major
    return redirect("processes:compare", code=read.item.code, older=newer - 1, newer=newer)


def compare(request: Request, code: str, older: str, newer: str) -> HttpResponse:
    """Show what changed between two versions, in sentences and on the newer drawing."""
    read = queries.find_process(code.upper(), seen_by=request.user)
    try:
        found = difference(read.process.pk, older=older, newer=newer, seen_by=request.user)
    except (ProcessVersion.DoesNotExist, ValueError) as error:
        raise Http404 from error
    drawing = queries.drawing_of(found.newer_row, title=read.item.title, marks=found.marks)
    context = {
        "read": read,
        "found": found,
        "lead": _lead(found),
        "svg": mark_safe(drawing.svg),  # noqa: S308  # our own drawing, which escapes every text
        "heads": mark_safe(drawing.heads),  # noqa: S308  # the same
        "breadcrumbs": [*_way(read.item.title, read.item.code), {"label": _("What changed")}],
    }
    return page(request, "processes/compare.html", context)


def _lead(found: Difference) -> str:
    versions = {"older": found.older, "newer": found.newer}
    return _("From version %(older)s to version %(newer)s.") % versions


def _way(title: str, code: str) -> list[Context]:
    return [
        {"label": _("Processes"), "url": reverse("processes:library")},
        {"label": title, "url": reverse("processes:process", args=[code])},
        {"label": _("History"), "url": reverse("processes:history", args=[code])},
    ]
