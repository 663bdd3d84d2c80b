"""Products as they are sold: typed in here, and brought up to date from a catalogue that never overwrites us."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from grunnmur.core.permissions import Actor, require, scope_of
from grunnmur.landscape.actions.fitting import require_fit
from grunnmur.landscape.models import Element, System, SystemProduct
from grunnmur.landscape.queries.elements import find_element, visible
from grunnmur.landscape.rules import EDIT, IMPORT, owns
from grunnmur.landscape.rules.products import (
    NothingSaidError,
    ProductFacts,
    ProductInUseError,
    facts_in,
    local_additions,
    merged,
    overrides,
)

NAME = "name"  # what the catalogue calls a product, among its values


@transaction.atomic
def add_product(facts: ProductFacts, *, by: Actor) -> SystemProduct:
    """Describe a product that no catalogue has told of.

    Raises PermissionDenied (needs landscape.edit anywhere), ProductInUseError, AnswerError, UnfitDetailError,
    Element.DoesNotExist (the supplier).
    """
    require(by, EDIT)
    _require_supplier(facts, by=by)
    row = SystemProduct(name=" ".join(facts.name.split()))
    _say(row, facts.said())
    _save(row)
    return row


@transaction.atomic
def change_product(product_id: UUID, facts: ProductFacts, *, by: Actor) -> SystemProduct:
    """Say something else of a product than before; what differs from its catalogue is kept when that is updated.

    Raises SystemProduct.DoesNotExist, PermissionDenied (see `may_change_product`), and what `add_product` raises.
    """
    row = _locked(product_id, by=by)
    if facts.supplier_id != row.supplier_id:
        _require_supplier(facts, by=by)
    row.name = " ".join(facts.name.split())
    _say(row, facts.said())
    if row.catalogue_source:
        row.local_overrides = sorted(overrides(facts.said(), _catalogue(row)))
    _save(row)
    return row


@transaction.atomic
def follow_catalogue(product_id: UUID, place: str, *, by: Actor) -> SystemProduct:
    """Let the catalogue's word count again in one place, as `description` or `facts.mfa`.

    Raises SystemProduct.DoesNotExist, PermissionDenied, NothingSaidError.
    """
    row = _locked(product_id, by=by)
    if place not in row.local_overrides:
        raise NothingSaidError(_("Nothing else is said here than in the catalogue."))
    kept = frozenset(row.local_overrides) - {place}
    _say(row, merged(said_here(row), _catalogue(row), kept))
    row.local_overrides = sorted(kept)
    _save(row)
    return row


@transaction.atomic
def update_from_catalogue(source: str, version: str, products: Iterable[ProductFacts], *, by: Actor) -> int:
    """Bring what a catalogue says of products up to date; what was said otherwise here stays, and both are shown.

    A product is known again by its name, or by the name the catalogue gave it before. Products that the catalogue no
    longer has stay as they are. Returns how many came or changed; an update taken twice changes nothing. Raises
    PermissionDenied (needs landscape.import), AnswerError, UnfitDetailError.
    """
    require(by, IMPORT)
    rows = _by_name(source)
    return sum(_take(rows, one, source=source, version=version) for one in products)


def _by_name(source: str) -> dict[str, SystemProduct]:
    rows = list(SystemProduct.objects.select_for_update())
    called = {row.name.casefold(): row for row in rows}
    named = {row.catalogue_values.get(NAME, "").casefold(): row for row in rows if row.catalogue_source == source}
    return called | {name: row for name, row in named.items() if name}


def _take(rows: dict[str, SystemProduct], one: ProductFacts, *, source: str, version: str) -> bool:
    """Write what a catalogue says of one product, and tell whether that changed anything."""
    name = " ".join(one.name.split())
    is_new = name.casefold() not in rows
    row = rows.setdefault(name.casefold(), SystemProduct(name=name))
    before, here = _columns(row), {} if is_new else said_here(row)
    told = one.said()
    kept = frozenset(row.local_overrides) if row.catalogue_source else local_additions(here, told)
    wanted = merged(here, told, kept)
    _say(row, wanted)
    row.catalogue_values = told | {NAME: name}
    row.local_overrides = sorted(kept & overrides(wanted, told))
    row.catalogue_source, row.catalogue_version = source, version
    if not is_new and _columns(row) == before:
        return False
    _save(row)
    return True


def _columns(row: SystemProduct) -> dict[str, Any]:  # Any: columns
    return {column.attname: getattr(row, column.attname) for column in row._meta.concrete_fields}


def _catalogue(row: SystemProduct) -> dict[str, Any]:  # Any: texts and answers
    """Return what the catalogue says of a product, its own name for it left out."""
    return {place: value for place, value in row.catalogue_values.items() if place != NAME}


def said_here(row: SystemProduct) -> dict[str, Any]:  # Any: texts and answers
    """Return what counts of a product now, by place."""
    facts = ProductFacts(
        name=row.name, supplier_id=row.supplier_id, kind=row.kind, description=row.description, facts=row.facts
    )
    return facts.said()


def may_change_product(row: SystemProduct, *, by: Actor) -> bool:
    """Tell whether she may: she owns a system that is this product, or keeps any part of the map if none is."""
    scope = scope_of(by, EDIT)
    if scope.is_everywhere:
        return True
    users = System.objects.filter(product=row).values("element_id")
    systems = list(Element.objects.filter(pk__in=users, retired_at=None))
    return any(owns(by, EDIT, system) for system in systems) if systems else bool(scope)


def _locked(product_id: UUID, *, by: Actor) -> SystemProduct:
    row = SystemProduct.objects.select_for_update().get(pk=product_id)
    if not may_change_product(row, by=by):
        raise PermissionDenied(_("Only those who own a system that is this product can change it."))
    return row


def _require_supplier(facts: ProductFacts, *, by: Actor) -> None:
    if facts.supplier_id and find_element(facts.supplier_id, seen_by=by).type != "supplier":
        raise visible(seen_by=by).model.DoesNotExist


def _say(row: SystemProduct, said: Mapping[str, Any]) -> None:  # Any: texts and answers
    row.kind = said.get("kind", SystemProduct.Kind.LINE_OF_BUSINESS)
    row.description = said.get("description", "")
    row.supplier_id = UUID(said["supplier"]) if said.get("supplier") else None
    row.facts = facts_in(said)


def _save(row: SystemProduct) -> None:
    require_fit(row, columns=("name", "kind", "description", "catalogue_source", "catalogue_version"))
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if "system_product_name" not in str(error):
            raise
        raise ProductInUseError(_("There is a product called %(name)s already.") % {"name": row.name}) from error
