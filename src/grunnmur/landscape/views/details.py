"""Putting things on the map and changing them: what every element has and what its type has, in one form."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from grunnmur.core.clock import today
from grunnmur.core.errors import DomainError
from grunnmur.core.http import Request, page
from grunnmur.core.permissions import EVERYWHERE, Scope, require, scope_of
from grunnmur.landscape.actions.details import add_described, change_described
from grunnmur.landscape.forms.details import DetailedForm
from grunnmur.landscape.forms.facts import Offered
from grunnmur.landscape.forms.fields import ContactField, told
from grunnmur.landscape.forms.types import FORMS
from grunnmur.landscape.models import Element
from grunnmur.landscape.queries.details import detail_row, details_in
from grunnmur.landscape.queries.elements import find_element
from grunnmur.landscape.queries.products import product_choices
from grunnmur.landscape.rules import EDIT, ElementInUseError, RetiredElementError, require_owner, type_name, type_names
from grunnmur.landscape.rules.audience import HiddenFromOneselfError
from grunnmur.landscape.rules.countries import UnknownCountryError
from grunnmur.landscape.rules.details import UnfitDetailError
from grunnmur.landscape.rules.numbers import OrgNumberError
from grunnmur.landscape.views.shown import Context, element_trail, element_url, list_url, trail
from grunnmur.organisation import queries as organisation

FIELD_OF: Mapping[type[DomainError], str] = {OrgNumberError: "org_number", HiddenFromOneselfError: "audience"}
REFUSALS = (ElementInUseError, UnfitDetailError, UnknownCountryError, OrgNumberError, HiddenFromOneselfError)
READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])
Values = dict[str, Any]  # what a form begins with


@READ_OR_SEND
def add(request: Request, element_type: str) -> HttpResponse:
    """Ask what a new thing is and who owns it, and put it on the map."""
    require(request.user, EDIT)
    scope = scope_of(request.user, EDIT)
    only_unit = str(next(iter(scope.units))) if len(scope.units) == 1 else ""
    offered = Offered(
        choices=_choices(element_type, within=scope),
        needs_unit=not scope.is_everywhere,
    )
    form = _form(request, element_type, offered, {"audience": "everyone", "owner_unit": only_unit})
    if form.is_bound and form.is_valid():
        try:
            element = add_described(form.facts(), form.details(), by=request.user)
        except REFUSALS as error:
            _refuse(form, error)
        else:
            messages.success(request, _("%(name)s is on the map.") % {"name": element.name})
            return redirect("landscape:element", element.pk)
    context = {
        "title": _("New on the map: %(type)s") % {"type": type_name(element_type).lower()},
        "label": _("Put it on the map"),
        "cancel_url": list_url(element_type),
        "breadcrumbs": trail((type_names(element_type), list_url(element_type)), last=_("New")),
    }
    return _show(request, form, context)


@READ_OR_SEND
def details(request: Request, element_id: UUID, element_type: str) -> HttpResponse:
    """Ask what is known of a thing now, and write it down."""
    element = owned(request, element_id, element_type=element_type)
    form = _form_of(request, element)
    if form.is_bound and form.is_valid():
        try:
            element = change_described(element.pk, form.facts(), form.details(), by=request.user)
        except REFUSALS as error:
            _refuse(form, error)
        else:
            messages.success(request, _("%(name)s is saved.") % {"name": element.name})
            return redirect("landscape:element", element.pk)
    context = {
        "title": _("Change %(name)s") % {"name": element.name},
        "label": _("Save"),
        "cancel_url": element_url(element.pk),
        "retire_url": reverse("landscape:retire_element", args=[element.pk]),
        "breadcrumbs": element_trail(element, last=_("Change")),
    }
    return _show(request, form, context)


def owned(request: Request, element_id: UUID, *, element_type: str) -> Element:
    """Return an element of a type that she may change.

    Raises Element.DoesNotExist (also for another type), PermissionDenied, RetiredElementError.
    """
    element = find_element(element_id, seen_by=request.user)
    if element.type != element_type:
        raise Element.DoesNotExist
    require_owner(request.user, EDIT, of=(element,))
    if element.retired_at:
        raise RetiredElementError(_("%(name)s is no longer on the map.") % {"name": element.name})
    return element


def _form_of(request: Request, element: Element) -> DetailedForm:
    """Return the form of what is known. Whoever owns a thing may give it to any unit, not leave it without one."""
    contact = element.contact_person_id
    names = organisation.names_of([contact], seen_by=request.user) if contact else {}
    is_everywhere = scope_of(request.user, EDIT).is_everywhere
    offered = Offered(
        choices=_choices(element.type, within=EVERYWHERE, element=element),
        needs_unit=element.owner_unit_id is not None and not is_everywhere,
        audience=tuple(element.audience),
        hidden_contact=None if names else contact,
    )
    known = details_in(detail_row(element), element_type=element.type)
    form = FORMS[element.type]
    begun = form.begin_with(element) | form.begin(known) | {"contact_person": "".join(names.values())}
    return _form(request, element.type, offered, begun, near=element.owner_unit_id)


def _form(
    request: Request, element_type: str, offered: Offered, initial: Values, *, near: UUID | None = None
) -> DetailedForm:
    form = FORMS[element_type](request.POST if request.method == "POST" else None, offered=offered, initial=initial)
    contact = form.fields["contact_person"]
    if isinstance(contact, ContactField):
        contact.asked_by = request.user
        contact.names = [told(row) for row in organisation.choosable(near=near, seen_by=request.user)] if near else []
    return form


def _choices(element_type: str, *, within: Scope, element: Element | None = None) -> dict[str, list[tuple[str, str]]]:
    """Return what the form offers; a unit that owns the thing now is offered although it is closed."""
    every = [(str(unit.pk), unit.name) for unit in organisation.open_units(on=today(), within=EVERYWHERE)]
    functions = [(str(one.pk), one.name) for one in organisation.functions()]
    owner = element.owner_unit if element else None
    units = [unit for unit in every if UUID(unit[0]) in within]
    if owner and str(owner.pk) not in dict(units):
        units.insert(0, (str(owner.pk), _("%(unit)s (closed)") % {"unit": owner.name}))
    choices = {"owner_unit": units, "owner_function": functions}
    choices |= {"audience_unit": every, "audience_function": functions}
    return choices | ({"product": product_choices()} if element_type == "system" else {})


def _refuse(form: DetailedForm, error: DomainError) -> None:
    form.add_error(FIELD_OF.get(type(error)), str(error))


def _show(request: Request, form: DetailedForm, context: Context) -> HttpResponse:
    return page(request, "landscape/change.html", context | {"form": form}, status=422 if form.errors else 200)
