"""The process library."""

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

PAGE = 50


def processes(request: Request) -> HttpResponse:
    """Show the library, narrowed by words and by role, in the order that was asked for."""
    wanted = WantedForm(request.GET).wanted()
    found = queries.library(wanted, seen_by=request.user, after=request.GET.get("after", ""), limit=PAGE)
    roles = [("mine", _("My roles")), *((str(role.pk), role.name) for role in queries.process_roles())]
    context = {
        "found": found,
        "wanted": wanted,
        "roles": roles,
        "is_narrowed": bool(wanted.text or wanted.role),
        "columns": _columns(wanted),
        "next_url": _address(wanted, after=found.next) if found.next else "",
        "suggestion_url": _address(wanted, q=found.suggestion) if found.suggestion else "",
        "may_bring": may(request.user, IMPORT),
        "breadcrumbs": [{"label": _("Processes")}],
    }
    return page(request, "processes/library.html", context, partial="rows")


def _columns(wanted: Wanted) -> dict[str, dict[str, str]]:
    """Return the address that sorts by each column, and how it is sorted now."""
    ways = {"updated": "descending"}
    return {
        name: {
            "url": _address(wanted, sort=name),
            "sort": ways.get(name, "ascending") if wanted.sort == name else "none",
        }
        for name in SORTS
    }


def _address(wanted: Wanted, **changed: str) -> str:
    """Return the library's address with what is wanted, some of it changed."""
    now = {"q": wanted.text, "role": wanted.role, "sort": wanted.sort} | changed
    return f"{reverse('processes:library')}?{urlencode({name: value for name, value in now.items() if value})}"
