"""Bringing a process into the library: from a BPMN file or a checklist, and what was read from the file."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from grunnmur.core.clock import today
from grunnmur.core.http import Request, page
from grunnmur.core.permissions import EVERYWHERE, may, require
from grunnmur.organisation.queries import open_units
from grunnmur.processes import actions, queries
from grunnmur.processes.forms.bringing import ChecklistForm, DrawingForm
from grunnmur.processes.models import ProcessRole
from grunnmur.processes.queries import ReadProcess
from grunnmur.processes.rules import BIND_ROLES, IMPORT, UnreadableProcessError
from grunnmur.publishing import queries as publishing
from grunnmur.publishing.rules import CodeTakenError

Context = dict[str, Any]  # what a template shows
NEW = "new"  # the choice of a role that is made of the lane's name


def new(request: Request) -> HttpResponse:
    """Show the ways a process can come, and the proposals that wait."""
    require(request.user, IMPORT)
    return _new(request, ChecklistForm(auto_id="id_checklist-%s"), _drawing_form(request))


@require_POST
def upload_checklist(request: Request) -> HttpResponse:
    """Read a checklist, and go to the review of what was guessed."""
    require(request.user, IMPORT)
    form = ChecklistForm(request.POST, request.FILES, auto_id="id_checklist-%s")
    if form.is_valid():
        content, name = form.content()
        try:
            title = form.cleaned_data["name"]
            row = actions.propose_from_checklist(content, name=name or _("Checklist"), title=title, by=request.user)
        except UnreadableProcessError as error:
            form.add_error("file" if form.cleaned_data["file"] else "text", str(error))
        else:
            is_sure = queries.read_proposal(row).reading.is_sure
            return redirect("processes:proposal" if is_sure else "processes:proposal_columns", proposal_id=row.pk)
    return _new(request, form, _drawing_form(request), status=422)


@require_POST
def upload_drawing(request: Request) -> HttpResponse:
    """Read a BPMN file into the library, and go to what was found in it."""
    require(request.user, IMPORT)
    form = _drawing_form(request, is_sent=True)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            version = actions.import_model(file.read(), name=file.name, new=form.new_process(), by=request.user)
        except UnreadableProcessError as error:
            form.add_error("file", str(error))
        except CodeTakenError as error:
            form.add_error("code", str(error))
        else:
            if version.is_draft:
                messages.success(request, _("The draft is in its line. Say which roles its lanes are, and send it in."))
                return redirect("processes:draft_lanes", version_id=version.version_id)
            messages.success(request, _("The process is in the library."))
            return redirect("processes:lanes", code=version.process.item.code)
    return _new(request, ChecklistForm(auto_id="id_checklist-%s"), form, status=422)


def lanes(request: Request, code: str) -> HttpResponse:
    """Show what was read from the file, and let those who may say which role each lane is."""
    return _lanes(request, queries.find_process(code.upper(), seen_by=request.user))


def draft_lanes(request: Request, version_id: UUID) -> HttpResponse:
    """Show what was read from the file of a draft, and let those who may say which role each lane is."""
    return _lanes(request, queries.find_draft(version_id, seen_by=request.user))


def _lanes(request: Request, read: ReadProcess) -> HttpResponse:
    may_bind = may(request.user, BIND_ROLES)
    if not (may_bind or may(request.user, IMPORT)):
        raise PermissionDenied(_("Only those who draw processes see how a file was read."))
    if request.method == "POST":
        return _bind(request, read)
    context = {
        "read": read,
        "process_url": _address(read),
        "found": _found(read),
        "remarks": queries.remarks_of(read.row),
        "lanes": [_lane(lane.pk, lane.name, lane.process_role_id) for lane in read.lanes],
        "roles": [(str(role.pk), role.name) for role in queries.process_roles()] if may_bind else [],
        "may_bind": may_bind,
        "breadcrumbs": [
            {"label": _("Processes"), "url": reverse("processes:library")},
            {"label": read.item.title, "url": _address(read)},
            {"label": _("Lanes and roles")},
        ],
    }
    return page(request, "processes/lanes.html", context)


def _bind(request: Request, read: ReadProcess) -> HttpResponse:
    sent = {lane.pk: request.POST.get(f"lane-{lane.pk}", "") for lane in read.lanes}
    made = [lane for lane, choice in sent.items() if choice == NEW]
    roles = {lane: _role_id(choice) for lane, choice in sent.items() if choice not in {"", NEW}}
    changed = actions.confirm_lanes(read.row.pk, roles, new=made, by=request.user)
    if changed:
        count = len(changed)
        told = ngettext("%(count)d lane has got its role.", "%(count)d lanes have got their roles.", count)
        messages.success(request, told % {"count": count})
    return redirect(_address(read))


def _address(read: ReadProcess) -> str:
    """Return where a process is read, or where its draft is worked on."""
    if read.version.is_open:
        return reverse("publishing:version", args=[read.version.pk])
    return reverse("processes:process", args=[read.item.code])


def _role_id(choice: str) -> UUID:
    try:
        return UUID(choice)
    except ValueError as error:
        raise ProcessRole.DoesNotExist from error


def _lane(lane: UUID, name: str, role: UUID | None) -> Context:
    return {"id": lane, "name": name, "role": str(role) if role else ""}


def _found(read: ReadProcess) -> list[Context]:
    """Return what is in the drawing, as numbers with words."""
    found = queries.found_in(read.row)
    words = {
        _("Pools"): found.pools,
        _("Lanes"): found.lanes,
        _("Steps"): found.steps,
        _("Flows"): found.flows,
    }
    return [{"label": label, "value": count} for label, count in words.items()]


def _new(request: Request, checklist: ChecklistForm, drawing: DrawingForm, *, status: int = 200) -> HttpResponse:
    context = {
        "checklist_form": checklist,
        "drawing_form": drawing,
        "proposals": list(queries.open_proposals(seen_by=request.user)[:50]),
        "breadcrumbs": [
            {"label": _("Processes"), "url": reverse("processes:library")},
            {"label": _("New process")},
        ],
    }
    return page(request, "processes/new.html", context, status=status)


def _drawing_form(request: Request, *, is_sent: bool = False) -> DrawingForm:
    sent = (request.POST, request.FILES) if is_sent else ()
    lines = line_choices(request)
    return DrawingForm(*sent, units=unit_choices(), lines=lines, auto_id="id_drawing-%s")


def line_choices(request: Request) -> list[tuple[str, str]]:
    """Return the production lines the reader may begin something in, by name."""
    return [(str(line.pk), line.name) for line in publishing.lines_to_draft_in(by=request.user)]


def unit_choices() -> list[tuple[str, str]]:
    """Return the units of today for a choice, by name."""
    return [(str(unit.pk), unit.name) for unit in open_units(on=today(), within=EVERYWHERE)]
