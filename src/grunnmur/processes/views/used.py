"""Where a thing is used: all steps of all processes, and a panel for the thing's own page."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grunnmur.core.http import Request, page
from grunnmur.core.links import Ref, links_to
from grunnmur.core.panels import Panel
from grunnmur.core.permissions import Actor
from grunnmur.processes import queries
from grunnmur.processes.models import StepLink
from grunnmur.processes.queries import UsingProcess, UsingStep
from grunnmur.processes.rules import ELEMENT
from grunnmur.publishing.rules import PUBLISHED_ITEM, item_ref

Context = dict[str, Any]  # what a template shows
THINGS = (ELEMENT, PUBLISHED_ITEM)
MOST = 10  # processes in a panel


def used(request: Request, kind: str, thing_id: UUID) -> HttpResponse:
    """Show every step of every process that uses a thing the reader may know of."""
    ref = Ref(kind, thing_id)
    thing = links_to([ref], seen_by=request.user).get(ref) if kind in THINGS else None
    if thing is None:
        raise Http404
    found = queries.where_used(ref, seen_by=request.user)
    context = {
        "thing": thing,
        "lead": _lead(found),
        "found": [_shown(one) for one in found],
        "breadcrumbs": [
            {"label": _("Processes"), "url": reverse("processes:library")},
            {"label": _("Where it is used")},
        ],
    }
    return page(request, "processes/used.html", context)


def _lead(found: Iterable[UsingProcess]) -> str:
    rows = list(found)
    steps = sum(1 for one in rows for use in one.steps if use.uid)
    told = ngettext("%(count)d process", "%(count)d processes", len(rows)) % {"count": len(rows)}
    return ngettext("%(steps)d step in %(processes)s.", "%(steps)d steps in %(processes)s.", steps) % {
        "steps": steps,
        "processes": told,
    }


def _shown(one: UsingProcess) -> Context:
    code = one.process.item.code
    return {
        "title": one.process.item.title,
        "url": reverse("processes:process", args=[code]),
        "uses": [_use(use, code) for use in one.steps],
    }


def _use(use: UsingStep, code: str) -> Context:
    words = dict(StepLink.Use.choices) | dict(StepLink.Strength.choices)
    details = [str(words[value]) for value in (use.use, use.strength) if value in words]
    return {
        "label": use.label or _("The whole process"),
        "url": reverse("processes:step", args=[code, use.uid]) if use.uid and use.label else "",
        "detail": ", ".join([*details, *filter(None, (use.note,))]),
    }


def of_thing(ref: Ref, seen_by: Actor, _request: Request) -> Panel | None:
    """Show the steps that use a thing on its own page."""
    found = queries.where_used(ref, seen_by=seen_by)
    if not found:
        return None
    more = reverse("processes:used", args=[ref.kind, ref.id]) if len(found) > MOST else ""
    context = {"found": [_shown(one) for one in found[:MOST]], "more_url": more}
    return Panel(_("Steps that use it"), "processes/using.html", context)


def of_process(ref: Ref, seen_by: Actor, request: Request) -> Panel | None:
    """Show the steps of other processes that lead to a process on its own page."""
    item = queries.item_of(ref.id)
    return of_thing(item_ref(item), seen_by, request) if item else None
