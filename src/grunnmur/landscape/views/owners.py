"""What owners do with things on the map whatever their type: give them away, and take them off the map."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from grunnmur.core.clock import today
from grunnmur.core.http import Request, page
from grunnmur.core.ids import ids_in
from grunnmur.core.permissions import EVERYWHERE, require
from grunnmur.landscape.actions.own import retire_element
from grunnmur.landscape.actions.owners import change_owner
from grunnmur.landscape.actions.searching import OWN_TYPES
from grunnmur.landscape.forms.elements import OwnerForm
from grunnmur.landscape.models import Element
from grunnmur.landscape.queries.elements import visible
from grunnmur.landscape.queries.relations import ties_of
from grunnmur.landscape.rules import EDIT, type_names
from grunnmur.landscape.views.frame import element_of, may_edit
from grunnmur.landscape.views.shown import element_trail, element_url, list_url, trail
from grunnmur.organisation import queries as organisation

MOST_CHOSEN = 500


@require_http_methods(["GET", "HEAD", "POST"])
def owners(request: Request, element_type: str) -> HttpResponse:
    """Ask who shall own the elements that were chosen in a list, and let them."""
    if element_type not in OWN_TYPES:
        raise Http404
    require(request.user, EDIT)
    chosen = _chosen(request, element_type)
    if not chosen:
        messages.warning(request, _("Choose at least one in the list first."))
        return redirect(list_url(element_type))
    form = _owner_form(request)
    context = {
        "form": form,
        "chosen": chosen,
        "cancel_url": list_url(element_type),
        "breadcrumbs": trail((type_names(element_type), list_url(element_type)), last=_("Change owner")),
    }
    if request.method != "POST" or not form.is_valid():
        return page(request, "landscape/owners.html", context, status=422 if form.errors else 200)
    ids = [one.pk for one in chosen]
    count = change_owner(ids, unit_id=form.unit_id(), function_id=form.function_id(), by=request.user)
    told = ngettext("%(count)s thing has another owner now.", "%(count)s things have another owner now.", count)
    messages.success(request, told % {"count": count})
    return redirect(list_url(element_type))


def _owner_form(request: Request) -> OwnerForm:
    units = organisation.open_units(on=today(), within=EVERYWHERE).values_list("pk", "name")
    functions = organisation.functions().values_list("pk", "name")
    return OwnerForm(
        request.POST if request.method == "POST" else None,
        units=[(str(pk), name) for pk, name in units],
        functions=[(str(pk), name) for pk, name in functions],
    )


def _chosen(request: Request, element_type: str) -> list[Element]:
    """Return the elements that the address or the form names, by name; those she may not know of are left out."""
    sent = (request.POST or request.GET).getlist("element")[:MOST_CHOSEN]
    rows = visible(seen_by=request.user).filter(pk__in=ids_in(sent), type=element_type, retired_at=None)
    return list(rows.order_by("sort_key", "id"))


@require_http_methods(["GET", "HEAD", "POST"])
def retire(request: Request, element_id: UUID) -> HttpResponse:
    """Ask whether an element shall be taken off the map, telling what ends with it, and take it off."""
    element = element_of(request, element_id)
    if not may_edit(request, element):
        raise PermissionDenied(_("Only those who own this on the map can change it."))
    if request.method == "POST":
        retire_element(element_id, by=request.user)
        messages.success(request, _("%(name)s is no longer on the map.") % {"name": element.name})
        return redirect(list_url(element.type))
    ties = len(ties_of(element_id, seen_by=request.user))
    told = ngettext(
        "%(count)s relation that you see ends today. The history stays, and can be read.",
        "%(count)s relations that you see end today. The history stays, and can be read.",
        ties,
    )
    context = {
        "title": _("Take %(name)s off the map?") % {"name": element.name},
        "text": told % {"count": ties},
        "label": _("Take it off the map"),
        "action_url": reverse("landscape:retire_element", args=[element_id]),
        "cancel_url": element_url(element_id),
        "breadcrumbs": element_trail(element, last=_("Take off the map")),
    }
    return page(request, "core/confirm.html", context)
