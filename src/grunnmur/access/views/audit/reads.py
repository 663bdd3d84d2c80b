"""The log of who has looked at whom, the files taken out of the audit, and who has looked at me."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from grunnmur.access.actions.audit.exports import export_reads
from grunnmur.access.forms.audit import ReadsForm
from grunnmur.access.queries.audit import reads as queries
from grunnmur.access.views.audit.shown import as_attachment, export_urls, tabs, way
from grunnmur.access.views.shown import Context, next_url, trail
from grunnmur.core import formats
from grunnmur.core.history import record_reads
from grunnmur.core.http import Request, page
from grunnmur.core.permissions import person_of

HOME = "access:audit_reads"


@require_GET
def reads(request: Request) -> HttpResponse:
    """Show who has looked at whom, the newest first. To ask about one person is itself a look at her."""
    form = ReadsForm(request.GET)
    asked, chosen = form.asked(), form.values()
    found = queries.read_log(asked, seen_by=request.user, after=request.GET.get("after", ""))
    if asked.subject:
        record_reads([asked.subject], by=request.user, what="access.reads")
    begins = queries.log_begins(seen_by=request.user)
    narrowed = chosen.keys() - {"first", "last"}
    context: Context = {
        "rows": [(row, f"?{urlencode({**chosen, 'subject': str(row.subject_id)})}") for row in found.rows],
        "asked": asked,
        "chosen": chosen,
        "subject": found.rows[0].subject if asked.subject and found.rows else "",
        "pages": sorted(((code, str(label)) for code, label in queries.PAGES.items()), key=lambda row: row[1]),
        "begins": formats.day(begins) if begins else "",
        "has_filter": bool(narrowed),
        "clear_url": reverse(HOME) if narrowed else "",
        "next_url": next_url(chosen, found.next),
        "exports": export_urls("access:audit_reads_export", chosen),
        "tabs": tabs(current=HOME),
        "breadcrumbs": way(last=_("Audit")),
    }
    return page(request, "access/audit/reads.html", context, partial="rows")


@require_GET
def export(request: Request, form: str) -> HttpResponse:
    """Give the log as a file."""
    return as_attachment(export_reads(ReadsForm(request.GET).asked(), form, by=request.user))


@require_GET
def exports(request: Request) -> HttpResponse:
    """Show who took the audit out as files."""
    context: Context = {
        "rows": queries.exports(seen_by=request.user),
        "tabs": tabs(current="access:audit_exports"),
        "breadcrumbs": way(last=_("Audit")),
    }
    return page(request, "access/audit/exports.html", context)


@require_GET
def mine(request: Request) -> HttpResponse:
    """Show who has looked at me, and on what page."""
    person, after = person_of(request.user), request.GET.get("after", "")
    found = queries.looks_at(person, reader=request.user, after=after) if person else queries.ReadsPage((), "")
    context: Context = {
        "rows": found.rows,
        "next_url": next_url({}, found.next),
        "breadcrumbs": trail((_("My access"), "access:mine"), last=_("Who has looked at me")),
    }
    return page(request, "access/audit/mine.html", context)
