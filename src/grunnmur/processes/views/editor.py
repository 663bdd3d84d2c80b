"""The drawing editor of a draft: its page, and the one address that gives the drawing and takes it back."""

import json
from datetime import datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grunnmur.core.clock import now
from grunnmur.core.errors import DomainError
from grunnmur.core.http import Request, page, sentence_of, status_of
from grunnmur.core.permissions import require
from grunnmur.core.tenancy import current_tenant
from grunnmur.processes import actions, queries
from grunnmur.processes.actions import DrawingFile
from grunnmur.processes.forms.bringing import BlankForm
from grunnmur.processes.rules import IMPORT, DrawingMovedOnError
from grunnmur.processes.views.bringing import line_choices, unit_choices
from grunnmur.processes.views.linked import link_words
from grunnmur.processes.views.shown import letter_words
from grunnmur.publishing import queries as publishing
from grunnmur.publishing.actions import start_version
from grunnmur.publishing.queries import Version
from grunnmur.publishing.rules import CodeTakenError, Level

Context = dict[str, Any]  # what a template shows
LARGEST = 11 * 1024 * 1024  # bytes of an answer of the editor: a file of 10 MB and what is said of it


@require_safe
def editor(request: Request, version_id: UUID) -> HttpResponse:
    """Show the editor of a draft; the drawing itself comes from its own address."""
    read = queries.find_draft_to_edit(version_id, seen_by=request.user)
    asked = request.GET.get("copy")
    copy = queries.find_copy(read.row, asked) if asked else None
    drawing_url = reverse("processes:draft_drawing", args=[version_id])
    context = {
        "read": read,
        "drawing_url": f"{drawing_url}?copy={copy.pk}" if copy else drawing_url,
        "is_copy": copy is not None,
        "table_url": reverse("processes:draft_table", args=[version_id]),
        "draft_url": reverse("processes:draft", args=[version_id]),
        "language": get_language(),
        "words": json.dumps(_words()),
        "roles": queries.process_roles(),
        "letters": letter_words().items(),
        "link_kinds": link_words().items(),
        "known": queries.names_on_the_map(seen_by=request.user),
        "breadcrumbs": [
            {"label": _("Flow factory"), "url": reverse("publishing:factory")},
            {"label": read.item.title, "url": reverse("publishing:version", args=[version_id])},
            {"label": _("Edit the drawing")},
        ],
    }
    return page(request, "processes/editor.html", context)


@require_POST
def edit(request: Request, code: str) -> HttpResponse:
    """Go to the editor of a process's draft, which is begun if nothing is on its way; else to where it stands."""
    read = queries.find_process(code.upper(), seen_by=request.user)
    version = publishing.open_version(read.item.pk) or start_version(read.item.pk, by=request.user)
    is_draft = version.state == Version.State.DRAFT
    return redirect("processes:edit_draft" if is_draft else "publishing:version", version_id=version.pk)


@require_http_methods(["GET", "PUT"])
def drawing(request: Request, version_id: UUID) -> HttpResponse:
    """Give a draft's drawing under its hash as ETag, or save what the editor holds if the hash still matches."""
    return _save(request, version_id) if request.method == "PUT" else _give(request, version_id)


def _give(request: Request, version_id: UUID) -> HttpResponse:
    read = queries.find_draft_to_edit(version_id, seen_by=request.user)
    asked = request.GET.get("copy")
    content = bytes(queries.find_copy(read.row, asked).xml) if asked else queries.file_to_edit(read)
    answer = HttpResponse(content, content_type="application/xml")
    answer["ETag"] = f'"{read.version.content_hash}"'
    answer["Cache-Control"] = "no-store"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _save(request: Request, version_id: UUID) -> HttpResponse:
    try:
        drawn = _drawn(request)
    except (ValueError, KeyError, TypeError):
        return JsonResponse({"sentence": _("This is not what the editor sends.")}, status=HTTPStatus.BAD_REQUEST)
    try:
        saved = actions.save_drawing(version_id, drawn, by=request.user)
    except DrawingMovedOnError as error:
        actions.keep_copy(version_id, drawn.content, by=request.user)
        read = queries.find_draft_to_edit(version_id, seen_by=request.user)
        answer = JsonResponse({"sentence": str(error)}, status=HTTPStatus.PRECONDITION_FAILED)
        answer["ETag"] = f'"{read.version.content_hash}"'
        return answer
    except DomainError as error:
        return JsonResponse({"sentence": sentence_of(error)}, status=status_of(error))
    told = {
        "saved": _("Saved %(time)s") % {"time": _clock(now())},
        "kept": _kept(saved.put_back),
        "findings": _findings(version_id),
    }
    answer = JsonResponse(told)
    answer["ETag"] = f'"{saved.content_hash}"'
    return answer


def _drawn(request: Request) -> DrawingFile:
    """Return what the editor sent. Raises ValueError, KeyError or TypeError for anything else."""
    sent = json.loads(request.read(LARGEST))
    return DrawingFile(
        content=str(sent["xml"]).encode(),
        based_on=request.headers.get("If-Match", "").strip('"'),
        removed=frozenset(str(name) for name in sent["removed"]),
        is_over=sent.get("over") is True,
    )


def _words() -> dict[str, str]:
    """Return what the editor says by itself."""
    return {
        "changed": _("Not saved yet"),
        "saving": _("Saving …"),
        "lost": _("Not saved: there is no connection. This browser keeps the drawing and tries again."),
        "refused": _("Not saved. The drawing is kept in this browser."),
        "loggedOut": _("Not saved: you are logged out. Log in in another tab; this browser keeps the drawing."),
        "unreadable": _("The drawing cannot be opened in the editor."),
        "kept": _("This browser has changes from %(time)s that were not saved."),
        "none": _("Nothing is chosen"),
        "unnamed": _("without a name"),
        "fromLane": _("Done by %(role)s, because it lies in that lane."),
        "noLane": _("It lies in no lane, so nobody does it yet."),
        "unknownRole": _("Not in the register of roles."),
        "name": _("Name"),
        "question": _("Question"),
        "role": _("Role"),
        "meet": _("Ways meet"),
        "way": _("%(answer)s: to “%(target)s”"),
        "wayOf": _("%(question)s – %(answer)s: to “%(target)s”"),
        "notNamed": _("not named"),
        "otherwise": _("in all other cases"),
        "otherwiseNow": _("Now it is the way to “%(target)s”; a tick here moves it."),
        "noAnswer": _("Write the answer that leads this way, or tick “In all other cases”."),
        "sameAnswer": _("The way to “%(target)s” has the same answer. Write what tells the two apart."),
        "bareNumber": _("Not saved: write what the number counts, such as “3 weeks” and not “3”."),
        "clear": _("The checks find nothing to mend."),
    }


def _kept(put_back: tuple[str, ...]) -> str:
    if not put_back:
        return ""
    return _("Details of other tools that the editor cannot show are kept in the file.")


def _findings(version_id: UUID) -> list[Context]:
    levels = {Level.ERROR: _("Must be mended"), Level.WARNING: _("Look at this")}
    return [
        {"element": one.anchor, "level": one.level, "word": levels.get(one.level, ""), "sentence": one.sentence}
        for one in queries.findings_in(version_id)
    ]


def _clock(moment: datetime) -> str:
    return f"{moment.astimezone(current_tenant().zone):%H:%M}"


@require_POST
def present(request: Request, version_id: UUID) -> HttpResponse:
    """Take notice that the editor is open, and tell who else has it open; if asked, what the checks say too."""
    visit = actions.visit_draft(version_id, by=request.user)
    others = queries.others_at_work(visit.process_version, seen_by=request.user)
    told = _("%(name)s has this draft open too, since %(time)s. Agree on who draws; the later one to save is asked.")
    sentences = [told % {"name": one.name, "time": _clock(one.since)} for one in others]
    return JsonResponse({"others": sentences, "findings": _findings(version_id) if "findings" in request.POST else []})


def blank(request: Request) -> HttpResponse:
    """Begin a process in a line with an empty drawing, and go to the editor."""
    require(request.user, IMPORT)
    form = BlankForm(request.POST or None, units=unit_choices(), lines=line_choices(request), auto_id="id_blank-%s")
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.start_drawing(form.new_process(), by=request.user)
        except CodeTakenError as error:
            form.add_error("code", str(error))
        else:
            return redirect("processes:edit_draft", version_id=row.version_id)
    context = {
        "form": form,
        "breadcrumbs": [
            {"label": _("Processes"), "url": reverse("processes:library")},
            {"label": _("New process"), "url": reverse("processes:new")},
            {"label": _("Draw it yourself")},
        ],
    }
    return page(request, "processes/blank.html", context, status=422 if form.errors else 200)
