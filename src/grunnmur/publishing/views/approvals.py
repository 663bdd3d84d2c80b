"""What waits for my yes."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from grunnmur.core.clock import today
from grunnmur.core.http import Request, page
from grunnmur.core.templatetags.dates import local_date
from grunnmur.publishing import queries
from grunnmur.publishing.queries import Waiting


def approvals(request: Request) -> HttpResponse:
    """Show what waits for my yes, mine and as somebody's stand-in."""
    rows = [_row(one) for one in queries.waiting_for(seen_by=request.user)]
    way = [{"label": _("Flow factory"), "url": reverse("publishing:factory")}, {"label": _("Versions to approve")}]
    return page(request, "publishing/approvals.html", {"rows": rows, "breadcrumbs": way})


def _row(one: Waiting) -> dict[str, Any]:  # Any: what a template shows
    is_late = one.request.due_date < today()
    told = {"name": one.deciding.principal_name}
    return {
        "title": one.version.item.title,
        "url": reverse("publishing:version", args=[one.version.pk]),
        "text": one.version.change_note,
        "meta": " · ".join(
            filter(
                None,
                (
                    _("Version %(number)s") % {"number": one.version},
                    _("by %(day)s") % {"day": local_date(one.request.due_date, "medium")},
                    _("for %(name)s") % told if one.deciding.principal else "",
                ),
            )
        ),
        "tag": _("Late") if is_late else "",
        "tag_color": "danger",
    }
