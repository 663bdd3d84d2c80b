"""Products as they are sold, with what a catalogue says of them beside what is said here."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from grunnmur.core.http import Request, page
from grunnmur.core.permissions import require, scope_of
from grunnmur.landscape.actions.products import add_product, change_product, follow_catalogue, may_change_product
from grunnmur.landscape.catalogue import FACTS
from grunnmur.landscape.forms.products import ProductForm
from grunnmur.landscape.models import SystemProduct
from grunnmur.landscape.queries.elements import visible
from grunnmur.landscape.queries.products import ProductRow, Word, all_products, find_product, words_of
from grunnmur.landscape.rules import EDIT, spoken
from grunnmur.landscape.rules.answers import value_text
from grunnmur.landscape.rules.details import UnfitDetailError
from grunnmur.landscape.rules.products import ProductInUseError
from grunnmur.landscape.views.details import READ_OR_SEND
from grunnmur.landscape.views.shown import Context, Step, element_url, list_url, trail


def products(request: Request) -> HttpResponse:
    """Show every product with the systems here that are it."""
    context = {
        "rows": [_row(one) for one in all_products(seen_by=request.user)],
        "add_url": reverse("landscape:product_add") if scope_of(request.user, EDIT) else "",
        "breadcrumbs": _way(last=_("Products")),
    }
    return page(request, "landscape/products.html", context)


def product(request: Request, product_id: UUID) -> HttpResponse:
    """Show what is said of a product, here and in its catalogue."""
    found = find_product(product_id, seen_by=request.user)
    row = found.product
    supplier = visible(seen_by=request.user).filter(pk=row.supplier_id).first() if row.supplier_id else None
    may_change = may_change_product(row, by=request.user)
    facts = [
        {"label": _("Kind"), "text": row.get_kind_display()},
        {"label": _("Supplier"), "text": supplier.name, "url": element_url(supplier.pk)} if supplier else None,
        {"label": _("Catalogue"), "text": f"{row.catalogue_source} {row.catalogue_version}".strip()},
    ]
    context = {
        "product": row,
        "facts": [fact for fact in facts if fact and fact["text"]],
        "elsewhere": row.catalogue_values.get("description", "") if "description" in row.local_overrides else "",
        "words": [_word(row, one) for one in words_of(row)],
        "systems": [{"name": one.name, "url": element_url(one.pk)} for one in found.systems],
        "change_url": reverse("landscape:product_change", args=[row.pk]) if may_change else "",
        "follow_url": reverse("landscape:product_follow", args=[row.pk]) if may_change else "",
        "breadcrumbs": _way((_("Products"), reverse("landscape:products")), last=row.name),
    }
    return page(request, "landscape/product.html", context)


@READ_OR_SEND
def add(request: Request) -> HttpResponse:
    """Ask what a product is, and describe it."""
    require(request.user, EDIT)
    form = _form(request)
    if form.is_bound and form.is_valid():
        try:
            row = add_product(form.product(), by=request.user)
        except (ProductInUseError, UnfitDetailError) as error:
            form.add_error("name" if isinstance(error, ProductInUseError) else None, str(error))
        else:
            messages.success(request, _("%(name)s is saved.") % {"name": row.name})
            return redirect("landscape:product", row.pk)
    return _show(request, form, title=_("New product"), cancel_url=reverse("landscape:products"))


@READ_OR_SEND
def change(request: Request, product_id: UUID) -> HttpResponse:
    """Ask what is said of a product now, and write it down."""
    row = find_product(product_id, seen_by=request.user).product
    if not may_change_product(row, by=request.user):
        raise PermissionDenied(_("Only those who own a system that is this product can change it."))
    form = _form(request, row)
    if form.is_bound and form.is_valid():
        try:
            change_product(row.pk, form.product(), by=request.user)
        except (ProductInUseError, UnfitDetailError) as error:
            form.add_error("name" if isinstance(error, ProductInUseError) else None, str(error))
        else:
            messages.success(request, _("%(name)s is saved.") % {"name": form.cleaned_data["name"]})
            return redirect("landscape:product", row.pk)
    title = _("Change %(name)s") % {"name": row.name}
    return _show(request, form, title=title, cancel_url=reverse("landscape:product", args=[row.pk]))


@require_POST
def follow(request: Request, product_id: UUID) -> HttpResponse:
    """Let the catalogue's word count again in one place."""
    follow_catalogue(product_id, request.POST.get("place", ""), by=request.user)
    messages.success(request, _("The catalogue's word counts again."))
    return redirect("landscape:product", product_id)


def _form(request: Request, row: SystemProduct | None = None) -> ProductForm:
    known = visible(seen_by=request.user).filter(type="supplier", retired_at=None).order_by("sort_key", "id")
    suppliers = [(str(pk), name) for pk, name in known.values_list("pk", "name")]
    sent = request.POST if request.method == "POST" else None
    return ProductForm(sent, suppliers=suppliers, initial=ProductForm.begin(row) if row else {})


def _show(request: Request, form: ProductForm, *, title: str, cancel_url: str) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "cancel_url": cancel_url,
        "breadcrumbs": _way((_("Products"), reverse("landscape:products")), last=title),
    }
    return page(request, "landscape/product_change.html", context, status=422 if form.errors else 200)


def _way(*steps: tuple[str, str], last: str) -> list[Step]:
    return trail((_("Systems"), list_url("system")), *steps, last=last)


def _row(one: ProductRow) -> Context:
    return {
        "name": one.product.name,
        "url": reverse("landscape:product", args=[one.product.pk]),
        "kind": one.product.get_kind_display(),
        "source": one.product.catalogue_source,
        "systems": [{"name": system.name, "url": element_url(system.pk)} for system in one.systems],
    }


def _word(row: SystemProduct, one: Word) -> dict[str, Any]:  # Any: texts and a yes
    key = FACTS[one.code]
    return {
        "place": one.place,
        "question": spoken(key.question),
        "text": value_text(key, one.value) if one.value is not None else _("Nothing is said"),
        "catalogue": value_text(key, one.catalogue) if one.catalogue is not None else "",
        "is_override": one.is_override,
        "source": row.catalogue_source,
    }
