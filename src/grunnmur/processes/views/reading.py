"""Reading one process: its drawing and step list, who is what in each step, and its history."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header, urlencode
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from grunnmur.core.history import history_of
from grunnmur.core.http import Request, page
from grunnmur.core.links import Ref, related_to
from grunnmur.core.panels import panels_for
from grunnmur.core.periods import Period
from grunnmur.core.permissions import may
from grunnmur.core.templatetags.dates import local_date
from grunnmur.organisation.queries import key_names
from grunnmur.processes import actions, queries
from grunnmur.processes.models import ProcessArea, ProcessRole, Step
from grunnmur.processes.queries import NamedLink, ReadProcess
from grunnmur.processes.rules import BIND_ROLES, IMPORT, KIND
from grunnmur.processes.views.documents import roles_of
from grunnmur.processes.views.emphasis import emphasis_of
from grunnmur.processes.views.linked import groups_of
from grunnmur.processes.views.printing import BROWSER_PAGE, sheets_in_browser
from grunnmur.processes.views.shown import entries, letter_words, shown_steps
from grunnmur.publishing import queries as publishing
from grunnmur.publishing.queries import Version

Context = dict[str, Any]  # what a template shows
FILES = {"pdf": "PDF", "docx": "DOCX", "xlsx": "XLSX", "png": "PNG", "bpmn": "BPMN"}


def process(request: Request, code: str) -> HttpResponse:
    """Show a process: its facts, its drawing, and its steps as a list, with the reader's own steps marked."""
    read = queries.find_process(code.upper(), seen_by=request.user)
    links = queries.named_links(read.row, seen_by=request.user)
    emphasis = emphasis_of(read, request, links)
    drawing = queries.drawing_of(read.row, title=read.item.title, marks=emphasis.marks, links=links, room=BROWSER_PAGE)
    steps = shown_steps(
        drawing,
        rows={step.element_id: step for step in read.steps},
        letters=read.letters,
        mine=emphasis.mine,
        is_dimmed=emphasis.is_dimmed,
        code=read.item.code,
    )
    ref = Ref(KIND, read.process.pk)
    duty = publishing.my_duty_for(read.item.pk, seen_by=request.user)
    standing = publishing.standing(read.item, by=request.user)
    may_link = standing.may_draft or (read.item.line_id is None and may(request.user, IMPORT))
    context = frame_of(request, read, tab="process") | {
        "may_edit": read.item.line_id is not None and standing.may_draft,
        "links_url": reverse("processes:links", args=[read.item.code]) if may_link else "",
        "whole_links": groups_of(links.get("", ())),
        "is_withdrawn": read.version.state == Version.State.WITHDRAWN,
        "confirm_url": reverse("publishing:read", args=[duty.pk]) if duty else "",
        "feedback_url": reverse("publishing:feedback", args=[read.item.code]),
        "files": {label: reverse("processes:file", args=[read.item.code, form]) for form, label in FILES.items()},
        "facts": _facts(read, links.get("", ())),
        "facts_url": reverse("processes:facts", args=[read.item.code]) if may_link else "",
        "svg": mark_safe(drawing.svg),  # noqa: S308  # our own drawing, which escapes every text
        "heads": mark_safe(drawing.heads),  # noqa: S308  # the same
        "sheets": sheets_in_browser(drawing),
        "steps": steps,
        "emphasis": emphasis,
        "related": related_to(ref, seen_by=request.user),
        "panels": panels_for(ref, seen_by=request.user, request=request),
    }
    actions.visit_process(read.process.pk, by=request.user)
    return page(request, "processes/process.html", context)


def huki(request: Request, code: str) -> HttpResponse:
    """Show who is what in each step: steps down, roles across, letters in the cells."""
    read = queries.find_process(code.upper(), seen_by=request.user)
    roles = roles_of(read)
    context = frame_of(request, read, tab="huki") | {
        "roles": list(roles.values()),
        "rows": [_huki_row(read, step, roles) for step in read.steps if step.number],
        "words": letter_words(),
    }
    return page(request, "processes/huki.html", context)


def history(request: Request, code: str) -> HttpResponse:
    """Show the versions of a process, and who did what with it when."""
    read = queries.find_process(code.upper(), seen_by=request.user)
    changes = [
        *publishing.history_entries(read.item, seen_by=request.user),
        *entries(history_of(read.process), about=_("kind and purpose")),
    ]
    context = frame_of(request, read, tab="history") | {
        "versions": publishing.version_entries(read.item),
        "new_version_url": reverse("processes:new_version", args=[read.item.code]) if may(request.user, IMPORT) else "",
        "entries": sorted(changes, key=lambda entry: entry["at"], reverse=True),
    }
    return page(request, "processes/history.html", context)


def drawing(request: Request, code: str) -> HttpResponse:
    """Send the drawing as an SVG file that needs nothing round it."""
    read = queries.find_process(code.upper(), seen_by=request.user)
    return svg_file(queries.file_drawing_of(read.row, title=read.item.title), name=f"{read.item.code.lower()}.svg")


def svg_file(svg: str, *, name: str) -> HttpResponse:
    """Answer with an SVG to download, in which no browser runs anything."""
    response = HttpResponse(svg, content_type="image/svg+xml; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def pages(code: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return the tabs of a process beside its own that stand before those of its versions, and after them."""
    huki = (_("Who does what"), reverse("processes:huki", args=[code]))
    return [huki], [(_("History"), reverse("processes:history", args=[code]))]


def frame_of(request: Request, read: ReadProcess, *, tab: str) -> Context:
    """Return what stands around every page of a process."""
    code = read.item.code
    tabs = {"process": _("Process"), "huki": _("Who does what")}
    history = {"label": _("History"), "url": reverse("processes:history", args=[code]), "is_current": tab == "history"}
    unbound = [lane for lane in read.lanes if lane.process_role_id is None]
    return {
        "read": read,
        "tabs": [
            {"label": label, "url": reverse(f"processes:{name}", args=[code]), "is_current": name == tab}
            for name, label in tabs.items()
        ]
        + [*publishing.tabs_of(read.item), history],
        "lanes_url": reverse("processes:lanes", args=[code]) if may(request.user, BIND_ROLES) else "",
        "unbound": len(unbound),
        "breadcrumbs": [
            {"label": _("Processes"), "url": reverse("processes:library")},
            {"label": read.item.title},
        ],
    }


def _area(area: ProcessArea | None) -> Context:
    address = f"{reverse('processes:library')}?{urlencode({'area': str(area.pk)})}" if area else ""
    return {"label": _("Area"), "text": area.name if area else "", "url": address}


def _facts(read: ReadProcess, whole: Iterable[NamedLink]) -> list[Context]:
    """Return what is said of the process beside its drawing; its legal basis are laws it is linked to.

    What nobody has said is left out.
    """
    process = read.process
    owner = key_names({read.item.owner_key} if read.item.owner_key else ()).get(read.item.owner_key, "")
    first = Period.from_range(read.version.valid).lower if read.version.valid else None
    original = read.row.original
    facts = [
        {"label": _("Kind"), "text": process.get_kind_display()},
        _area(process.area),
        {"label": _("Owner"), "text": owner or _("Not decided yet")},
        {"label": _("What begins it"), "text": process.trigger},
        {"label": _("What comes of it"), "text": process.result},
        {"label": _("For whom"), "text": process.customer},
        {"label": _("Legal basis"), "text": ", ".join(one.name for one in whole if one.kind == "law")},
        {"label": _("Version"), "text": str(read.version)},
        {"label": _("Valid from"), "text": local_date(first, "medium") if first else ""},
        {
            "label": _("Original file"),
            "text": original.name if original else "",
            "url": reverse("file", args=[original.pk]) if original else "",
        },
    ]
    return [fact for fact in facts if fact["text"]]


def _huki_row(read: ReadProcess, step: Step, roles: Mapping[UUID, ProcessRole]) -> Context:
    """Return a step with a cell for each role: its letters with their words."""
    letters: dict[UUID, list[str]] = {}
    for row in read.letters.get(step.pk, ()):
        letters.setdefault(row.process_role_id, []).append(row.letter)
    words = letter_words()
    cells = [
        {"role": role.name, "letters": [(letter, words[letter]) for letter in words if letter in letters.get(pk, ())]}
        for pk, role in roles.items()
    ]
    return {"step": step, "cells": cells}
