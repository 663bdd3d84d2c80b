"""Who had what on a day, what changed between two, and from decision to hand-over for one of them."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from grunnmur.access.actions.audit.exports import export_accesses
from grunnmur.access.forms.audit import AuditForm
from grunnmur.access.queries.audit.accesses import AuditRow, audit
from grunnmur.access.queries.audit.chain import Step, explained
from grunnmur.access.queries.audit.filters import audit_filters
from grunnmur.access.queries.audit.words import what_happened
from grunnmur.access.rules import HIGHEST_RISK, horizon
from grunnmur.access.rules.audit import Asked
from grunnmur.access.views.audit.shown import as_attachment, export_urls, tabs, way
from grunnmur.access.views.shown import Context, next_url, trail
from grunnmur.core import formats
from grunnmur.core.clock import today
from grunnmur.core.forms import DayForm
from grunnmur.core.history import record_reads
from grunnmur.core.http import Request, page

WHAT_COLORS = {"began": "success", "ended": "neutral", "withheld": "warning"}
RISK_COLORS = {1: "neutral", 2: "neutral", 3: "warning", 4: "danger"}
ON_A_DAY, BETWEEN = "access:audit", "access:audit_changes"


@require_GET
def on_a_day(request: Request) -> HttpResponse:
    """Show who has what on a day, narrowed as the address says."""
    return _listed(request, is_change=False)


@require_GET
def changes(request: Request) -> HttpResponse:
    """Show what began, ended and was held back between two days."""
    return _listed(request, is_change=True)


def _listed(request: Request, *, is_change: bool) -> HttpResponse:
    form = AuditForm(request.GET)
    asked, chosen = form.asked(is_change=is_change), form.values()
    found = audit(asked, seen_by=request.user, after=request.GET.get("after", ""))
    record_reads({row.person_id for row in found.rows}, by=request.user, what="access.audit")
    home, days = (BETWEEN, {"first", "last"}) if is_change else (ON_A_DAY, {"on"})
    narrowed = chosen.keys() - days
    address = "access:audit_changes_export" if is_change else "access:audit_export"
    context: Context = {
        "row_count": formats.number(found.row_count) if found.rows else "",
        "person_count": formats.number(found.person_count),
        "rows": [_shown(row, asked) for row in found.rows],
        "asked": asked,
        "chosen": chosen,
        "filters": audit_filters(chosen.get("resource", ""), seen_by=request.user),
        "risks": [(str(risk), str(risk)) for risk in range(2, HIGHEST_RISK + 1)],
        "person_name": found.rows[0].person if asked.person and found.rows else "",
        "is_change": is_change,
        "is_derived": asked.earliest < horizon(today()),
        "has_filter": bool(narrowed),
        "clear_url": f"{reverse(home)}?{urlencode({k: v for k, v in chosen.items() if k in days})}" if narrowed else "",
        "next_url": next_url(chosen, found.next),
        "exports": export_urls(address, chosen),
        "tabs": tabs(current=home),
        "breadcrumbs": way(last=_("Audit")),
    }
    return page(request, "access/audit/accesses.html", context, partial="rows")


def _shown(row: AuditRow, asked: Asked) -> Context:
    """Return one row; it opens the explanation of the day it is about."""
    address = reverse("access:audit_why", args=[row.person_id, row.permission_id])
    return {
        "row": row,
        "url": f"{address}?{urlencode({'on': row.day.isoformat()})}",
        "what": what_happened(row) if asked.first else "",
        "what_color": WHAT_COLORS.get(row.what, ""),
        "risk_color": RISK_COLORS[row.risk],
        "causes": list(dict.fromkeys(cause.origin.sentence for cause in row.causes)),
        "first": formats.short_day(row.valid.lower) if row.valid.lower else "",
        "last": formats.short_day(row.valid.last_day) if row.valid.last_day else "",
    }


@require_GET
def explanation(request: Request, person_id: UUID, permission_id: UUID) -> HttpResponse:
    """Show why somebody had something on a day by every route, and the chain from decision to hand-over."""
    on = DayForm(request.GET).day()
    why, steps = explained(person_id, permission_id, on=on, seen_by=request.user)
    record_reads([person_id], by=request.user, what="access.audit")
    context: Context = {
        "why": why,
        "entries": [_entry(step) for step in steps],
        "person_url": f"{reverse(ON_A_DAY)}?{urlencode({'person': str(person_id), 'on': on.isoformat()})}",
        "holders_url": f"{reverse(ON_A_DAY)}?{_holders(why.permission.resource_id, permission_id, on.isoformat())}",
        "on": on,
        "is_today": on == today(),
        "breadcrumbs": trail((_("Audit"), ON_A_DAY), last=why.person),
    }
    return page(request, "access/audit/why.html", context)


def _holders(resource: UUID, permission: UUID, on: str) -> str:
    return urlencode({"resource": str(resource), "level": str(permission), "on": on})


def _entry(step: Step) -> Context:
    url = reverse("access:rule", args=[step.rule_id]) if step.rule_id else ""
    return {"title": step.title, "text": step.text, "by": step.by or _("Grunnmur"), "at": step.at, "url": url}


@require_GET
def export(request: Request, form: str) -> HttpResponse:
    """Give who has what on a day as a file."""
    asked = AuditForm(request.GET).asked(is_change=False)
    return as_attachment(export_accesses(asked, form, by=request.user))


@require_GET
def export_changes(request: Request, form: str) -> HttpResponse:
    """Give what changed between two days as a file."""
    asked = AuditForm(request.GET).asked(is_change=True)
    return as_attachment(export_accesses(asked, form, by=request.user))
