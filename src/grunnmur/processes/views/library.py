"""The process library."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from grunnmur.core import formats
from grunnmur.core.http import Request, page
from grunnmur.core.permissions import may
from grunnmur.processes import queries
from grunnmur.processes.forms.library import SORTS, WantedForm
from grunnmur.processes.queries import FILTERS, Wanted
from grunnmur.processes.rules import IMPORT
from grunnmur.processes.views.linked import link_words
from grunnmur.publishing import queries as publishing

Context = dict[str, Any]  # what a template shows
PAGE = 50
FINER = (*FILTERS, "line", "owner", "state")


def processes(request: Request) -> HttpResponse:
    """Show the library, narrowed by words, by role and by what is used, in the order that was asked for."""
    form = WantedForm(request.GET)
    wanted, sent = form.wanted(), form.sent()
    found = queries.library(wanted, seen_by=request.user, after=request.GET.get("after", ""), limit=PAGE)
    roles = [("mine", _("My roles")), *((str(role.pk), role.name) for role in queries.process_roles())]
    is_narrowed = any(value for name, value in sent.items() if name != "sort")
    is_landing = not (is_narrowed or "after" in request.GET or "sort" in request.GET)
    places = _places(request, sent)
    context = {
        "found": found,
        "wanted": wanted,
        "roles": roles,
        "boxes": queries.process_map(seen_by=request.user) if is_landing else [],
        "areas": [one for one in places if one["name"] == "area"],
        "finer": [*(one for one in places if one["name"] != "area"), *_things(request, sent)],
        "is_finer": any(sent[name] for name in FINER),
        "areas_url": reverse("processes:areas") if queries.may_arrange(by=request.user) else "",
        "is_narrowed": is_narrowed,
        "columns": _columns(wanted, sent),
        "next_url": _address(sent, after=found.next) if found.next else "",
        "suggestion_url": _address(sent, q=found.suggestion) if found.suggestion else "",
        "bundle_said": _bundle_said(),
        "may_bring": may(request.user, IMPORT),
        "breadcrumbs": [{"label": _("Processes")}],
    }
    return page(request, "processes/library.html", context, partial="rows")


def _bundle_said() -> str:
    """Say when the copy for outages on the operator's disk was made; blank if there is none."""
    row = queries.last_bundle()
    if row is None:
        return ""
    said = {"time": formats.time_of(row.made_at), "size": formats.size(row.size)}
    return _("The copy for outages on the disk was made on %(time)s (%(size)s).") % said


def _choice(name: str, label: str, every: str, options: Iterable[tuple[str, str]], sent: Mapping[str, str]) -> Context:
    return {"name": name, "label": label, "every": every, "options": list(options), "value": sent[name]}


def _places(request: Request, sent: Mapping[str, str]) -> list[Context]:
    """Return the choices of where a process belongs: area, line and owner; and whether it is valid."""
    states = [("current", _("Valid")), ("withdrawn", _("Withdrawn"))]
    areas = [(str(one.row.pk), " / ".join(one.path)) for one in queries.areas()]
    lines = [(str(line.pk), line.name) for line in publishing.lines_to_choose()]
    owners = queries.owners_in_library(seen_by=request.user)
    found = [
        _choice("area", _("Area"), _("All areas"), areas, sent),
        _choice("line", _("Production line"), _("All lines"), lines, sent),
        _choice("owner", _("Owner"), _("All owners"), owners, sent),
        _choice("state", _("State"), _("All states"), states, sent),
    ]
    return [one for one in found if one["options"]]


def _things(request: Request, sent: Mapping[str, str]) -> list[Context]:
    """Return a choice for each kind of thing that some process uses."""
    used = queries.things_used(seen_by=request.user)
    words = link_words()
    every = {"system": _("All systems"), "law": _("All laws"), "document": _("All documents")}
    return [
        _choice(kind, words[kind], every[kind], [(str(link.ref.id), link.title) for link in links], sent)
        for kind, links in used.items()
        if links
    ]


def _columns(wanted: Wanted, sent: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Return the address that sorts by each column, and how it is sorted now."""
    ways = {"updated": "descending"}
    return {
        name: {
            "url": _address(sent, sort=name),
            "sort": ways.get(name, "ascending") if wanted.sort == name else "none",
        }
        for name in SORTS
    }


def _address(sent: Mapping[str, str], **changed: str) -> str:
    """Return the library's address with what is wanted, some of it changed."""
    now = dict(sent) | changed
    return f"{reverse('processes:library')}?{urlencode({name: value for name, value in now.items() if value})}"
