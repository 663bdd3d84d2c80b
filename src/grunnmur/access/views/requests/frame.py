"""The pages about requests, as tabs for whom they are for."""

from django.urls import reverse
from django.utils.translation import gettext as _

from grunnmur.access.queries.requests.lists import count_to_decide
from grunnmur.access.rules import OFFICER
from grunnmur.access.views.shown import Context
from grunnmur.core.http import Request
from grunnmur.core.permissions import may


def tabs(request: Request, *, current: str) -> list[Context]:
    """Return the tabs the reader may open; current: requests, to_decide or all_requests. One statement."""
    waiting = count_to_decide(seen_by=request.user)
    pages = [("requests", _("My requests"), 0), ("to_decide", _("To decide"), waiting)]
    if may(request.user, OFFICER):
        pages.append(("all_requests", _("All requests"), 0))
    return [
        {"label": label, "url": reverse(f"access:{name}"), "is_current": name == current, "count": count or ""}
        for name, label, count in pages
    ]


def way(last: str) -> list[Context]:
    """Return the breadcrumbs of a page under the requests."""
    return [{"label": _("Requests"), "url": reverse("access:requests")}, {"label": last}]
