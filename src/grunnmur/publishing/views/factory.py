"""The factory: its lines, and what should be looked through."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from grunnmur.core.clock import today
from grunnmur.core.http import Request, page
from grunnmur.core.permissions import may
from grunnmur.core.templatetags.dates import local_date
from grunnmur.publishing import actions, queries
from grunnmur.publishing.queries import LineRow
from grunnmur.publishing.rules import RUN_FACTORY
from grunnmur.publishing.views.shown import days_said, tidied_said

Context = dict[str, Any]  # what a template shows
COLORS = {"green": "success", "yellow": "warning", "red": "danger"}


def factory(request: Request) -> HttpResponse:
    """Show the lines: who leads them, how much lies on them, how long things take."""
    context = {
        "lines": [_line(row) for row in queries.factory(on=today(), seen_by=request.user)],
        "may_run": may(request.user, RUN_FACTORY),
        "two_persons": may(request.user, RUN_FACTORY) and queries.two_persons_are_enough(),
        "breadcrumbs": [{"label": _("Flow factory")}],
    }
    return page(request, "publishing/factory.html", context)


def _line(row: LineRow) -> Context:
    return {
        "row": row,
        "url": reverse("publishing:board", args=[row.line.pk]),
        "facts": [
            {
                "label": _("Flow chief"),
                "text": ", ".join(row.chiefs) or _("Nobody today"),
                "tag_color": "" if row.chiefs else "danger",
            },
            {"label": _("Open cards"), "text": _load(row)},
            {"label": _("Half are done within"), "text": days_said(row.times.p50)},
            {"label": _("85 of 100 are done within"), "text": days_said(row.times.p85)},
            {
                "label": _("Late revisions"),
                "text": str(row.late_revisions),
                "tag_color": "danger" if row.late_revisions else "",
            },
            *_tidied(row),
        ],
    }


def _tidied(row: LineRow) -> list[Context]:
    said = tidied_said(row.tidied)
    return [{"label": _("Tidy list"), "text": said}] if said else []


def _load(row: LineRow) -> str:
    if not row.limit:
        return str(row.open_cards)
    return _("%(count)s of %(limit)s that there is room for") % {"count": row.open_cards, "limit": row.limit}


@require_POST
def factory_rules(request: Request) -> HttpResponse:
    """Say what holds for all lines."""
    actions.let_two_persons_be_enough(is_enough="two_persons" in request.POST, by=request.user)
    messages.success(request, _("It is noted."))
    return redirect("publishing:factory")


def revisions(request: Request) -> HttpResponse:
    """Show what should be looked through, the earliest first."""
    day = today()
    words = {"green": _("Later"), "yellow": _("Soon"), "red": _("Late")}
    rows = [
        {
            "item": item,
            "url": reverse("publishing:versions", args=[item.code]),
            "day": local_date(item.next_revision_date, "medium"),
            "word": words[queries.light(item, on=day)],
            "color": COLORS[queries.light(item, on=day)],
        }
        for item in queries.coming_revisions(on=day, seen_by=request.user)
    ]
    way = [{"label": _("Flow factory"), "url": reverse("publishing:factory")}, {"label": _("Revisions")}]
    return page(request, "publishing/revisions.html", {"rows": rows, "breadcrumbs": way})
