"""Suppliers: who stands behind them, what they deliver in the end, and from which countries."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from grunnmur.core.clock import today
from grunnmur.core.formats import day
from grunnmur.core.http import Request, page
from grunnmur.landscape.actions.suppliers import confirm_subsuppliers
from grunnmur.landscape.models import Element, Supplier
from grunnmur.landscape.queries.details import detail_row
from grunnmur.landscape.queries.suppliers import Country, Link, supplier_chain, suppliers_by_country
from grunnmur.landscape.rules import type_name, type_names
from grunnmur.landscape.rules.countries import country_name
from grunnmur.landscape.rules.mapping import Completeness, completeness, holds_until
from grunnmur.landscape.views.frame import element_of, frame
from grunnmur.landscape.views.shown import Context, element_url, list_url, trail


def chain(request: Request, element_id: UUID) -> HttpResponse:
    """Show the suppliers behind one as a tree, and what hangs on it in the end."""
    element = element_of(request, element_id)
    if element.type != "supplier":
        raise Element.DoesNotExist
    found = supplier_chain(element, seen_by=request.user)
    context = frame(request, element, tab="supplier_chain") | {
        "own": _named(found.link.delivers),
        "link": _link(found.link),
        "in_front": _named(found.in_front),
        "in_the_end": _named(found.in_the_end),
        "confirmed": _confirmed(element),
        "confirm_url": reverse("landscape:confirm_subsuppliers", args=[element.pk]),
    }
    return page(request, "landscape/chain.html", context)


@require_POST
def confirm(request: Request, element_id: UUID) -> HttpResponse:
    """Write down that all suppliers behind one are known today."""
    confirm_subsuppliers(element_id, by=request.user)
    messages.success(request, _("The list is marked as complete as of today."))
    return redirect("landscape:supplier_chain", element_id)


def countries(request: Request) -> HttpResponse:
    """Show which countries suppliers are from, and what is delivered from there, also through others."""
    context = {
        "countries": [_country(one) for one in suppliers_by_country(seen_by=request.user)],
        "list_url": list_url("supplier"),
        "breadcrumbs": trail((type_names("supplier"), list_url("supplier")), last=_("Suppliers by country")),
    }
    return page(request, "landscape/countries.html", context)


def _country(one: Country) -> Context:
    return {
        "name": country_name(one.code) if one.code else _("Unknown country"),
        "suppliers": _named(one.suppliers),
        "delivers": _named(one.delivers),
        "through_others": _named(one.through_others),
    }


def _link(one: Link) -> Context:
    return {
        "name": one.element.name,
        "url": element_url(one.element.pk),
        "country": country_name(one.country) if one.country else _("Unknown country"),
        "delivers": _named(one.delivers),
        "behind": [_link(other) for other in one.behind],
        "is_again": one.is_again,
    }


def _named(elements: Sequence[Element]) -> list[Context]:
    return [{"name": one.name, "url": element_url(one.pk), "type": type_name(one.type)} for one in elements]


def _confirmed(element: Element) -> Context:
    row = detail_row(element)
    at = row.subsuppliers_confirmed_at if isinstance(row, Supplier) else None
    marks = {
        Completeness.COMPLETE: (_("Complete"), "success"),
        Completeness.EXPIRED: (_("Confirmed too long ago"), "warning"),
        Completeness.UNCONFIRMED: (_("Nobody has said that it is complete"), "warning"),
    }
    label, color = marks[completeness(at, on=today())]
    line = _("Confirm again by %(until)s.") % {"until": day(holds_until(at))} if at else ""
    return {"label": label, "color": color, "line": line}
