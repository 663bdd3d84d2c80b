"""The process library."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from grunnmur.core.http import Request, page
from grunnmur.core.permissions import may
from grunnmur.processes import queries
from grunnmur.processes.forms.library import SORTS, WantedForm
from grunnmur.processes.queries import Wanted
from grunnmur.processes.rules import IMPORT
from grunnmur.processes.views.linked import link_words

Context = dict[str, Any]  # what a template shows
PAGE = 50


def processes(request: Request) -> HttpResponse:
    """Show the library, narrowed by words, by role and by what is used, in the order that was asked for."""
    form = WantedForm(request.GET)
    wanted, sent = form.wanted(), form.sent()
    found = queries.library(wanted, seen_by=request.user, after=request.GET.get("after", ""), limit=PAGE)
    roles = [("mine", _("My roles")), *((str(role.pk), role.name) for role in queries.process_roles())]
    context = {
        "found": found,
        "wanted": wanted,
        "roles": roles,
        "things": _things(request, sent),
        "is_narrowed": any(value for name, value in sent.items() if name != "sort"),
        "columns": _columns(wanted, sent),
        "next_url": _address(sent, after=found.next) if found.next else "",
        "suggestion_url": _address(sent, q=found.suggestion) if found.suggestion else "",
        "may_bring": may(request.user, IMPORT),
        "breadcrumbs": [{"label": _("Processes")}],
    }
    return page(request, "processes/library.html", context, partial="rows")


def _things(request: Request, sent: Mapping[str, str]) -> list[Context]:
    """Return a choice for each kind of thing that some process uses."""
    used = queries.things_used(seen_by=request.user)
    words = link_words()
    every = {"system": _("All systems"), "law": _("All laws"), "document": _("All documents")}
    return [
        {
            "name": kind,
            "label": words[kind],
            "every": every[kind],
            "value": sent[kind],
            "options": [(str(link.ref.id), link.title) for link in links],
        }
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
