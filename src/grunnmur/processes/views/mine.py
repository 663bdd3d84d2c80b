"""My processes: what I do, answer for, am asked about and am told of, why, and what changed since I was there."""

from collections.abc import Collection
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grunnmur.core import formats
from grunnmur.core.http import Request, page
from grunnmur.processes import queries
from grunnmur.processes.queries import MyProcess, Reason
from grunnmur.publishing import queries as publishing

Context = dict[str, Any]  # what a template shows
CHANGED = "changed"
BECAUSE = {
    "role": gettext_lazy("you have the role %(name)s since %(day)s"),
    "function": gettext_lazy("you are %(name)s since %(day)s"),
    "unit": gettext_lazy("you work at %(name)s since %(day)s"),
    "leader": gettext_lazy("you lead people since %(day)s"),
}


def mine(request: Request) -> HttpResponse:
    """Show the processes of the reader's roles, each under what asks most of her, and which she still has to read.

    With `?show=changed` only those that changed since she last read them.
    """
    every = queries.my_processes(seen_by=request.user)
    is_narrowed = request.GET.get("show") == CHANGED
    found = [one for one in every if one.is_changed] if is_narrowed else every
    unread = {duty.demand.version.item.code for duty in publishing.my_reading(seen_by=request.user)}
    groups = [
        {"letter": letter, "label": label, "rows": [_row(one, unread) for one in found if one.letter == letter]}
        for letter, label in queries.WORDS
    ]
    context = {
        "groups": [group for group in groups if group["rows"]],
        "choices": _choices(every, is_narrowed=is_narrowed) if every else [],
        "breadcrumbs": [{"label": _("Processes"), "url": reverse("processes:library")}, {"label": _("My processes")}],
    }
    return page(request, "processes/mine.html", context)


def _choices(every: Collection[MyProcess], *, is_narrowed: bool) -> list[Context]:
    """Return the links that narrow the page: all, and what changed, each with how many there are."""
    changed = sum(one.is_changed for one in every)
    address = reverse("processes:mine")
    return [
        {"label": _("All (%(count)d)") % {"count": len(every)}, "url": address, "is_current": not is_narrowed},
        {
            "label": _("Changed since you were there (%(count)d)") % {"count": changed},
            "url": f"{address}?show={CHANGED}",
            "is_current": is_narrowed,
        },
    ]


def _row(one: MyProcess, unread: Collection[str]) -> Context:
    """A process as a line: which steps, why it is mine since when, and whether it is new to me."""
    numbers = sorted(one.numbers, key=queries.by_number)
    steps = _("Steps: %(numbers)s") % {"numbers": ", ".join(numbers)} if numbers else ""
    mark = _("To read") if one.code in unread else _("Changed") if one.is_changed else ""
    return {
        "title": one.title,
        "url": f"{reverse('processes:process', args=[one.code])}?show=mine",
        "text": " · ".join(part for part in (steps, *map(_because, one.reasons)) if part),
        "tag": mark,
        "tag_color": "info",
    }


def _because(reason: Reason) -> str:
    """Say why: the role in the process, and what the reader has that makes it hers."""
    role = _("Because of the role %(roles)s") % {"roles": reason.role}
    if reason.since is None or reason.binding not in BECAUSE:
        return role
    said = str(BECAUSE[reason.binding]) % {"name": reason.name, "day": formats.day(reason.since)}
    return _("%(because)s: %(said)s") % {"because": role, "said": said}
