"""My processes: what I do, answer for, am asked about and am told of."""

from collections.abc import Collection
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from grunnmur.core.http import Request, page
from grunnmur.processes import queries
from grunnmur.processes.queries import MyProcess
from grunnmur.publishing import queries as publishing

Context = dict[str, Any]  # what a template shows


def mine(request: Request) -> HttpResponse:
    """Show the processes of the reader's roles, each under what asks most of her, and which she still has to read."""
    found = queries.my_processes(seen_by=request.user)
    unread = {duty.demand.version.item.code for duty in publishing.my_reading(seen_by=request.user)}
    groups = [
        {"letter": letter, "label": label, "rows": [_row(one, unread) for one in found if one.letter == letter]}
        for letter, label in queries.WORDS
    ]
    context = {
        "groups": [group for group in groups if group["rows"]],
        "breadcrumbs": [{"label": _("Processes"), "url": reverse("processes:library")}, {"label": _("My processes")}],
    }
    return page(request, "processes/mine.html", context)


def _row(one: MyProcess, unread: Collection[str]) -> Context:
    """A process as a line: why it is mine, which steps, and whether it is new to me."""
    numbers = sorted(one.numbers, key=queries.by_number)
    because = _("Because of the role %(roles)s") % {"roles": ", ".join(one.roles)}
    steps = _("Steps: %(numbers)s") % {"numbers": ", ".join(numbers)} if numbers else ""
    is_unread = one.code in unread
    return {
        "title": one.title,
        "url": f"{reverse('processes:process', args=[one.code])}?show=mine",
        "text": " · ".join(part for part in (steps, because) if part),
        "tag": _("To read") if is_unread else "",
        "tag_color": "info",
    }
