"""What the pages of the audit share."""

from collections.abc import Mapping

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from grunnmur.access.actions.audit.exports import AuditFile
from grunnmur.access.views.shown import Context

FORMS = (("csv", "CSV"), ("xlsx", "Excel"), ("pdf", "PDF"))


def tabs(*, current: str) -> list[Context]:
    """Return the tabs of the audit."""
    pages = {
        "access:audit": _("On a day"),
        "access:audit_changes": _("Between two days"),
        "access:audit_reads": _("Who has looked"),
        "access:audit_exports": _("Files taken out"),
    }
    return [{"label": label, "url": reverse(name), "is_current": name == current} for name, label in pages.items()]


def way(*, last: str) -> list[Context]:
    """Return the breadcrumbs of a page of the audit."""
    return [{"label": _("Organisation"), "url": reverse("organisation:tree")}, {"label": last}]


def export_urls(name: str, chosen: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return (label, address) of the files, narrowed as the page is."""
    query = f"?{urlencode(dict(chosen))}" if chosen else ""
    return [(label, reverse(name, args=[form]) + query) for form, label in FORMS]


def as_attachment(file: AuditFile) -> HttpResponse:
    """Send a file."""
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return HttpResponse(file.content, content_type=file.content_type, headers=headers)
