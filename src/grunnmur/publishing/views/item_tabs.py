"""Tabs of an item: where it is used, two of its versions side by side, and all that happened to it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from grunnmur.core.http import Request, page
from grunnmur.core.links import Link, links_to
from grunnmur.core.panels import panels_for
from grunnmur.publishing import queries
from grunnmur.publishing.queries import Item, Version
from grunnmur.publishing.rules import item_ref, kind_named
from grunnmur.publishing.views.shown import item_tabs, shown_changes, way_to

Context = dict[str, Any]  # what a template shows


@require_safe
def used(request: Request, code: str) -> HttpResponse:
    """Show what leads to an item, what domains above say of its use, and what its valid version leads to."""
    item = queries.find_item(code.upper(), seen_by=request.user)
    ref = item_ref(item.pk)
    current = queries.current_versions([item.pk]).get(item.pk)
    found = queries.references_of(current) if current else ()
    sources = [item_ref(one.pk) for one in queries.items_leading_to(ref) if one.pk != item.pk]
    links = links_to({*sources, *(one.ref for one in found)}, seen_by=request.user)
    context = {
        "item": item,
        "tabs": item_tabs(item, queries.tabs_of(item, current="used"), is_readable=current is not None),
        "sources": _rows([links[one] for one in sources if one in links]),
        "targets": _rows(list({one.ref: links[one.ref] for one in found if one.ref in links}.values())),
        "panels": panels_for(ref, seen_by=request.user, request=request),
        "breadcrumbs": way_to(item, _("Where used")),
    }
    return page(request, "publishing/used.html", context)


def _rows(links: list[Link]) -> list[Context]:
    return [{"title": one.title, "url": one.url, "text": one.subtitle} for one in links]


@require_safe
def compare(request: Request, code: str) -> HttpResponse:
    """Show in sentences what changed between two versions: the last two, or those one chooses."""
    item = queries.find_item(code.upper(), seen_by=request.user)
    rows = queries.all_versions(item, seen_by=request.user)
    numbers = {str(row): row for row in reversed(rows)}
    newer = numbers.get(request.GET.get("newer", "")) or (rows[0] if rows else None)
    older = numbers.get(request.GET.get("older", "")) or next((row for row in rows if row != newer), None)
    context = {
        "item": item,
        "tabs": item_tabs(item, queries.tabs_of(item, current="compare_item"), is_readable=_is_readable(rows)),
        "choices": [(number, _named(row)) for number, row in reversed(numbers.items())],
        "older": str(older or ""),
        "newer": str(newer or ""),
        "is_same": older == newer,
        "changes": _changes(older, newer),
        "side_url": _side_by_side(item, older, newer),
        "breadcrumbs": way_to(item, _("Compare")),
    }
    return page(request, "publishing/compare.html", context)


@require_safe
def history(request: Request, code: str) -> HttpResponse:
    """Show who did what with an item that was never valid when; one that was has its history beside its content."""
    item = queries.find_item(code.upper(), seen_by=request.user)
    is_readable = _is_readable(queries.all_versions(item, seen_by=request.user))
    pages = kind_named(item.kind).pages
    if is_readable and pages:
        _before, after = pages(item.code)
        return redirect(after[-1][1])
    tabs = item_tabs(item, queries.tabs_of(item), is_readable=is_readable)
    context = {
        "item": item,
        "tabs": [*tabs[:-1], tabs[-1] | {"is_current": True}],
        "entries": queries.history_entries(item, seen_by=request.user),
        "breadcrumbs": way_to(item, _("History")),
    }
    return page(request, "publishing/history.html", context)


def _is_readable(rows: list[Version]) -> bool:
    return any(row.state in {Version.State.CURRENT, Version.State.WITHDRAWN} for row in rows)


def _named(row: Version) -> str:
    return _("Version %(number)s, %(state)s") % {"number": row, "state": row.get_state_display().lower()}


def _changes(older: Version | None, newer: Version | None) -> list[Context]:
    if older is None or newer is None or older == newer:
        return []
    return shown_changes(kind_named(newer.item.kind).changes(older.pk, newer.pk))


def _side_by_side(item: Item, older: Version | None, newer: Version | None) -> str:
    """Return where the content stands side by side; blank while one of the two was never valid."""
    shown = [row for row in (older, newer) if row and row.frozen_at]
    if older == newer or len(shown) != len((older, newer)):
        return ""
    return kind_named(item.kind).compare_url(item.code, str(older), str(newer))
