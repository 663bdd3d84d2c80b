"""Read and understood: mine, and how far the readers of an item are."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from grunnmur.core.clock import today
from grunnmur.core.http import Request, page
from grunnmur.core.templatetags.dates import local_date, local_datetime
from grunnmur.publishing import actions, queries
from grunnmur.publishing.queries import Group, ReadingDuty
from grunnmur.publishing.rules import kind_named
from grunnmur.publishing.views.shown import item_tabs, shown_changes, way_to

Context = dict[str, Any]  # what a template shows
MOST = 100


def mine(request: Request) -> HttpResponse:
    """Show what I have to read, and what I have confirmed."""
    context = {
        "rows": [_row(duty) for duty in queries.my_reading(seen_by=request.user)[:MOST]],
        "confirmed": [_confirmed(duty) for duty in queries.my_confirmed_reading(seen_by=request.user)[:MOST]],
        "breadcrumbs": [{"label": _("My reading")}],
    }
    return page(request, "publishing/my_reading.html", context)


def _row(duty: ReadingDuty) -> Context:
    version = duty.demand.version
    is_late = duty.due_date < today()
    return {
        "title": version.item.title,
        "url": reverse("publishing:read", args=[duty.pk]),
        "text": version.change_note,
        "meta": _("by %(day)s") % {"day": local_date(duty.due_date, "medium")},
        "tag": _("Late") if is_late else "",
        "tag_color": "danger",
    }


def _confirmed(duty: ReadingDuty) -> Context:
    version = duty.demand.version
    return {
        "title": version.item.title,
        "url": kind_named(version.item.kind).url(version.item.code),
        "meta": _("Version %(number)s, confirmed %(day)s")
        % {"number": version, "day": local_datetime(duty.confirmed_at)},
    }


def read(request: Request, duty_id: UUID) -> HttpResponse:
    """Show what I have to read and why, and let me confirm that I have understood it."""
    duty = queries.find_duty(duty_id, seen_by=request.user)
    if request.method == "POST":
        actions.confirm_reading(duty_id, by=request.user)
        messages.success(request, _("Noted: you have read and understood it."))
        return redirect("publishing:reading")
    version = duty.demand.version
    kind = kind_named(version.item.kind)
    context = {
        "duty": duty,
        "version": version,
        "content_url": kind.url(version.item.code),
        "changes": shown_changes(queries.changes_of(version)),
        "is_open": duty.confirmed_at is None and duty.lapsed_at is None,
        "breadcrumbs": [
            {"label": _("My reading"), "url": reverse("publishing:reading")},
            {"label": version.item.title},
        ],
    }
    return page(request, "publishing/read.html", context)


def reading_of(request: Request, code: str) -> HttpResponse:
    """Show how far the readers of an item are, as much of it as I may know; and my own part."""
    item = queries.find_item(code.upper(), seen_by=request.user)
    status = queries.reading_status(item, seen_by=request.user)
    duty = queries.my_duty_for(item.pk, seen_by=request.user)
    context = {
        "item": item,
        "tabs": item_tabs(item, queries.tabs_of(item, current="reading_of"), is_readable=True),
        "status": status,
        "units": [_group(one) for one in status.units],
        "roles": [_group(one) for one in status.roles],
        "read_url": reverse("publishing:read", args=[duty.pk]) if duty else "",
        "breadcrumbs": way_to(item, _("Reading")),
    }
    return page(request, "publishing/reading_of.html", context)


def _group(one: Group) -> Context:
    told = {"confirmed": one.confirmed, "of": one.of}
    return {
        "name": one.name,
        "text": _("fewer than 5") if one.is_few else _("%(confirmed)s of %(of)s have confirmed") % told,
    }
