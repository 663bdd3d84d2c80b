"""The list of a type, on the screen and as a file."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grunnmur.core.clock import today
from grunnmur.core.formats import number
from grunnmur.core.http import Request, page
from grunnmur.core.permissions import EVERYWHERE, require, scope_of
from grunnmur.landscape.catalogue import TYPES
from grunnmur.landscape.forms.lists import ListForm
from grunnmur.landscape.models import Element
from grunnmur.landscape.queries.lists import (
    NOT_ASSESSED,
    ElementFilter,
    count_elements,
    element_list,
    whole_list,
)
from grunnmur.landscape.rules import EDIT, EXPORT, SEE, type_names
from grunnmur.landscape.rules.details import DETAILS
from grunnmur.landscape.rules.grades import GRADES, grade_name
from grunnmur.landscape.views.columns import COLUMNS, Column, as_table, chosen_columns
from grunnmur.landscape.views.own_tabs import OWN_PAGES
from grunnmur.landscape.views.shown import Context, address, element_url, list_url, trail
from grunnmur.landscape.views.taking import as_table_file, taken
from grunnmur.organisation import queries as organisation

OWNER = "landscape"
Chosen = dict[str, Any]  # what the address says: texts, an id, a yes, the keys of columns


def elements(request: Request, element_type: str) -> HttpResponse:
    """Show the elements of a type, narrowed, sorted and with the columns that the address says."""
    chosen = _chosen(request, element_type)
    wanted = _wanted(element_type, chosen)
    found = element_list(wanted, seen_by=request.user, after=chosen["after"])
    columns = chosen_columns(chosen["column"])
    may_edit = element_type in DETAILS and bool(scope_of(request.user, EDIT))
    context = {
        "type": element_type,
        "title": type_names(element_type),
        "rows": [_row(one, columns) for one in found.rows],
        "columns": _heads(chosen, columns, element_type),
        "all_columns": [(one.key, one.label, one in columns) for one in COLUMNS],
        "chosen": chosen,
        "text": _told(count_elements(wanted, seen_by=request.user)),
        "next_url": _address(element_type, chosen, after=found.next) if found.next else "",
        "is_own": TYPES[element_type].owner == OWNER,
        "may_edit": may_edit,
        "add_url": reverse(f"landscape:{element_type}_add") if may_edit else "",
        "pages": {label: reverse(f"landscape:{name}") for name, label in OWN_PAGES.get(element_type, {}).items()},
        "files": _files(request, element_type, chosen),
    }
    return page(request, "landscape/list.html", context | _choices(chosen, element_type), partial="rows")


def list_file(request: Request, element_type: str, file_format: str) -> HttpResponse:
    """Send the whole list, narrowed as the address says, with every column."""
    require(request.user, EXPORT)
    chosen = _chosen(request, element_type)
    rows = list(whole_list(_wanted(element_type, chosen), seen_by=request.user).iterator(1000))
    content = as_table_file(as_table(element_type, rows), file_format)
    name = type_names(element_type).lower()
    return taken(request, content, name=name, file_format=file_format, elements=len(rows))


def _chosen(request: Request, element_type: str) -> Chosen:
    """Return what the address says. Raises PermissionDenied, and Http404 for a type that is not in the catalogue."""
    require(request.user, SEE)
    if element_type not in TYPES:
        raise Http404
    return ListForm(request.GET).values() | {"column": request.GET.getlist("column")[: len(COLUMNS)]}


def _wanted(element_type: str, chosen: Chosen) -> ElementFilter:
    unit = chosen["unit"]
    return ElementFilter(
        type=element_type,
        text=chosen["q"],
        unit_ids=organisation.units_below([unit], on=today())[unit] if unit else None,
        lifecycle=chosen["lifecycle"],
        criticality=chosen["criticality"],
        is_without_owner=bool(chosen["unowned"]),
        sort=chosen["sort"] or "name",
    )


def _choices(chosen: Chosen, element_type: str) -> Context:
    """Return what the filters let one choose."""
    grades = [(str(grade), grade_name(grade)) for grade in sorted(GRADES, reverse=True)]
    is_narrowed = any(chosen[name] for name in ("q", "unit", "lifecycle", "criticality", "unowned"))
    units = organisation.open_units(on=today(), within=EVERYWHERE)
    return {
        "units": [(str(pk), name) for pk, name in units.values_list("pk", "name")],
        "unit": str(chosen["unit"]),
        "lifecycles": Element.Lifecycle.choices,
        "criticalities": [*grades, (NOT_ASSESSED, grade_name(None))],
        "is_narrowed": is_narrowed,
        "clear_url": list_url(element_type) if is_narrowed else "",
        "breadcrumbs": trail(last=type_names(element_type)),
    }


def _address(element_type: str, chosen: Chosen, **changed: str) -> str:
    """Return the address of the list as it is, some of it changed, from its first page."""
    return address(list_url(element_type), {**chosen, "after": "", **changed})


def _heads(chosen: Chosen, columns: Sequence[Column], element_type: str) -> list[Context]:
    heads = [("name", _("Name")), *((column.sort, column.label) for column in columns)]
    current = chosen["sort"] or "name"
    return [
        {
            "label": label,
            "sort_url": _address(element_type, chosen, sort=sort) if sort else "",
            "sort": _way(sort) if sort == current else "",
        }
        for sort, label in heads
    ]


def _way(sort: str) -> str:
    return "descending" if sort in {"criticality", "changed"} else "ascending"


def _row(element: Element, columns: Sequence[Column]) -> Context:
    cells = [{"label": one.label, "text": one.text(element), "color": one.color(element)} for one in columns]
    return {"id": element.pk, "name": element.name, "url": element_url(element.pk), "cells": cells}


def _told(count: int) -> str:
    return ngettext("%(number)s found", "%(number)s found", count) % {"number": number(count)}


def _files(request: Request, element_type: str, chosen: Chosen) -> Mapping[str, str]:
    """Return the addresses of the list as files, for those who may take them out."""
    if not scope_of(request.user, EXPORT):
        return {}
    kept = {name: chosen[name] for name in ("q", "unit", "lifecycle", "criticality", "unowned")}
    return {
        file_format.upper(): address(reverse(f"landscape:elements_{file_format}", args=[element_type]), kept)
        for file_format in ("csv", "xlsx")
    }
