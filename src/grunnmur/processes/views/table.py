"""The step table of a draft: what the drawing says, in lines that are changed by keyboard and without scripts."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from grunnmur.core.errors import DomainError
from grunnmur.core.http import Request, page, status_of
from grunnmur.processes import actions, queries
from grunnmur.processes.bpmn.table.words import LETTERS, Words
from grunnmur.processes.forms.table import change_in, parts_in, words_in
from grunnmur.processes.queries import ReadTable
from grunnmur.processes.rules import ArrangedByHandError, TableMovedOnError, TableRefusedError
from grunnmur.processes.views.shown import letter_words
from grunnmur.processes.views.table_rows import Line, inside_of, lines_of, places_in, step_lines

Context = dict[str, Any]  # what a template shows
REFUSED = (TableMovedOnError, TableRefusedError, ArrangedByHandError)


def table(request: Request, version_id: UUID) -> HttpResponse:
    """Show the steps of a draft with the drawing beside, and make one change."""
    if request.method != "POST":
        found = queries.read_table(version_id, seen_by=request.user)
        opened, below = request.GET.get("step", ""), request.GET.get("below", "")
        return page(request, "processes/table.html", _shown(request, found, opened) | {"below": below})
    kind, _colon, target = request.POST.get("do", "").partition(":")
    try:
        _change(request, version_id, kind, target)
    except REFUSED as error:
        return _refused(request, version_id, kind, target, error)
    address = reverse("processes:draft_table", args=[version_id])
    messages.success(request, _("Saved. The drawing follows the table."))
    return redirect(f"{address}#line-{target.partition(':')[0]}" if target and kind != "remove" else address)


def _change(request: Request, version_id: UUID, kind: str, target: str) -> None:
    """Make the change a form asks for. Raises what the action raises, and TableRefusedError for nonsense."""
    sent = request.POST.dict()
    based_on = sent.get("based_on", "")
    match kind:
        case "say":
            actions.say_step(version_id, target, words_in(sent), based_on=based_on, by=request.user)
        case "name":
            actions.name_parts(version_id, parts_in(sent), based_on=based_on, by=request.user)
        case "tidy":
            actions.tidy_drawing(version_id, based_on=based_on, by=request.user)
        case "undo":
            actions.undo_table(version_id, based_on=based_on, by=request.user)
        case _:
            change = change_in(kind, target, sent, yes=_("Yes"), no=_("No"))
            if change is None:
                raise TableRefusedError(_("This cannot be done to the table."))
            actions.change_table(version_id, change, based_on=based_on, by=request.user)


def _refused(request: Request, version_id: UUID, kind: str, target: str, error: DomainError) -> HttpResponse:
    """Show the table as it is now; what was written stands in the form, to be saved once more."""
    found = queries.read_table(version_id, seen_by=request.user)
    written = words_in(request.POST.dict()) if kind == "say" else None
    shown = _shown(request, found, target, written=written)
    shown |= {"error": str(error), "is_moved_on": isinstance(error, TableMovedOnError)}
    if written:
        shown["is_lost"] = not any(line.is_open for line in shown["lines"])
        shown["written"] = _told(written)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if isinstance(error, TableRefusedError) else status_of(error)
    return page(request, "processes/table.html", shown, status=status)


def _shown(request: Request, found: ReadTable, opened: str, *, written: Words | None = None) -> Context:
    version_id = found.read.version.pk
    drawing = queries.drawing_of_model(found.model, title=found.read.item.title)
    findings = queries.findings_in(version_id)
    if found.table:
        lines = lines_of(found.table, drawing.steps, findings)
    else:
        lines = step_lines(found.rows, drawing.steps, findings)
    at_lines = {id(finding) for line in lines for finding in line.findings}
    steps = [line for line in lines if line.kind == "step"]
    return {
        "read": found.read,
        "reason": found.reason,
        "is_tidy": found.is_tidy,
        "lines": _opened(lines, opened, written),
        "steps": [(line.id, f"{line.number} {line.text}".strip()) for line in steps],
        "places": places_in(lines),
        "moves": places_in(lines, but=inside_of(found.table, opened)),
        "other_findings": [finding for finding in findings if id(finding) not in at_lines],
        "based_on": found.read.version.content_hash,
        "can_undo": queries.visit_to_undo(
            found.read.row, content_hash=found.read.version.content_hash, seen_by=request.user
        )
        is not None,
        "letters": letter_words().items(),
        "role_names": sorted(
            {role.name for role in queries.process_roles()} | {lane.name for lane in found.read.lanes}
        ),
        "svg": mark_safe(drawing.svg),  # noqa: S308  # our own drawing, which escapes every text
        "heads": mark_safe(drawing.heads),  # noqa: S308  # the same
        "table_url": reverse("processes:draft_table", args=[version_id]),
        "draft_url": reverse("processes:draft", args=[version_id]),
        "edit_url": reverse("processes:edit_draft", args=[version_id]),
        "breadcrumbs": [
            {"label": _("Flow factory"), "url": reverse("publishing:factory")},
            {"label": found.read.item.title, "url": reverse("publishing:version", args=[version_id])},
            {"label": _("Step table")},
        ],
    }


def _opened(lines: list[Line], opened: str, written: Words | None) -> list[Line]:
    """Return the lines with one of them open, saying what somebody wrote already."""
    for line in lines:
        if line.id == opened:
            line.is_open = True
            line.words = written or line.words
    return lines


def _told(words: Words) -> list[tuple[str, str]]:
    """Return what somebody wrote of a step, to be copied where the step itself is gone."""
    letters = ((word, ", ".join(words.letters[letter])) for letter, word in letter_words().items() if letter in LETTERS)
    told = [
        (_("Name"), words.name),
        (_("Done by"), words.role),
        *letters,
        (_("What is done, and how"), words.doc),
        (_("Checklist"), "\n".join(words.items)),
        (_("Deadline"), words.deadline),
    ]
    return [(label, text) for label, text in told if text]
