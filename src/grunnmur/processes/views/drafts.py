"""A version that is not valid yet, as it would be read."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from grunnmur.core.http import Request, page
from grunnmur.core.permissions import may
from grunnmur.processes import queries
from grunnmur.processes.queries import ReadProcess
from grunnmur.processes.rules import BIND_ROLES, IMPORT
from grunnmur.processes.views.printing import BROWSER_PAGE, sheets_in_browser
from grunnmur.processes.views.shown import shown_steps
from grunnmur.publishing import queries as publishing
from grunnmur.publishing.queries import Version


def draft(request: Request, version_id: UUID) -> HttpResponse:
    """Show a version that is on its way: its drawing, and its steps as a list."""
    read = queries.find_draft(version_id, seen_by=request.user)
    links = queries.named_links(read.row, seen_by=request.user)
    drawing = queries.drawing_of(read.row, title=read.item.title, links=links, room=BROWSER_PAGE)
    rows = {step.element_id: step for step in read.steps}
    version_url = reverse("publishing:version", args=[version_id])
    found = publishing.find_version(version_id, seen_by=request.user).standing
    may_edit = found.may_draft
    can_edit = may_edit and read.version.state == Version.State.DRAFT
    can_bind = can_edit or (found.is_assurer and read.version.state == Version.State.QUALITY)
    can_upload = can_edit and may(request.user, IMPORT)
    context = {
        "read": read,
        "svg": mark_safe(drawing.svg),  # noqa: S308  # our own drawing, which escapes every text
        "heads": mark_safe(drawing.heads),  # noqa: S308  # the same
        "sheets": sheets_in_browser(drawing),
        "steps": shown_steps(drawing, rows=rows, letters=read.letters),
        "version_url": version_url,
        "table_url": reverse("processes:draft_table", args=[version_id]) if can_edit else "",
        "edit_url": reverse("processes:edit_draft", args=[version_id]) if can_edit else "",
        "copies": _copies(read) if can_edit else [],
        "lanes_url": reverse("processes:draft_lanes", args=[version_id])
        if can_bind and may(request.user, BIND_ROLES)
        else "",
        "links_url": reverse("processes:links", args=[read.item.code]) if may_edit else "",
        "upload_url": reverse("processes:new_draft", args=[version_id]) if can_upload else "",
        "breadcrumbs": [
            {"label": _("Flow factory"), "url": reverse("publishing:factory")},
            {"label": read.item.title, "url": version_url},
            {"label": _("The draft")},
        ],
    }
    return page(request, "processes/draft.html", context)


def _copies(read: ReadProcess) -> list[dict[str, Any]]:  # Any: what a template shows
    """Return the drawings that gave way to others, as publishing/copies.html shows them."""
    address = reverse("processes:edit_draft", args=[read.version.pk])
    return [
        {
            "url": f"{address}?copy={copy.pk}",
            "label": _("Drawing by %(name)s") % {"name": copy.drawn_by},
            "kept_at": copy.kept_at,
        }
        for copy in queries.copies_of(read.row)
    ]
