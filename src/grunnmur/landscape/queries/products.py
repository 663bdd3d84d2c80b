"""Products as the market sells them, and which systems here are one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from grunnmur.core.permissions import Actor, require
from grunnmur.core.sql import NordicKey
from grunnmur.landscape.catalogue import FACTS
from grunnmur.landscape.models import Element, System, SystemProduct
from grunnmur.landscape.queries.elements import visible
from grunnmur.landscape.rules import SEE
from grunnmur.landscape.rules.answers import Value
from grunnmur.landscape.rules.products import FACT


@dataclass(frozen=True)
class ProductRow:
    """A product with the systems here that are it, as far as the asker may know of them."""

    product: SystemProduct
    systems: Sequence[Element]


@dataclass(frozen=True)
class Word:
    """What is said of a product in one place, as a question's answer. catalogue: its word, where it differs."""

    place: str
    code: str
    value: Value | None
    catalogue: Value | None
    is_override: bool


def product_choices() -> list[tuple[str, str]]:
    """Return every product for a choice, by name. One statement."""
    rows = SystemProduct.objects.order_by(NordicKey("name"), "id").values_list("pk", "name")
    return [(str(pk), name) for pk, name in rows]


def all_products(*, seen_by: Actor) -> Sequence[ProductRow]:
    """Return every product with its systems here, by name. Two statements."""
    require(seen_by, SEE)
    products = list(SystemProduct.objects.order_by(NordicKey("name"), "id"))
    systems = _systems_of([row.pk for row in products], seen_by=seen_by)
    return [ProductRow(row, systems.get(row.pk, [])) for row in products]


def find_product(product_id: UUID, *, seen_by: Actor) -> ProductRow:
    """Return one product with its systems here. Raises SystemProduct.DoesNotExist. Two statements."""
    require(seen_by, SEE)
    product = SystemProduct.objects.get(pk=product_id)
    return ProductRow(product, _systems_of([product.pk], seen_by=seen_by).get(product.pk, []))


def _systems_of(product_ids: Sequence[UUID], *, seen_by: Actor) -> Mapping[UUID, list[Element]]:
    known = visible(seen_by=seen_by).filter(retired_at=None)
    rows = System.objects.filter(product_id__in=product_ids, element__in=known).select_related("element")
    found: dict[UUID, list[Element]] = {}
    for row in rows.order_by("element__sort_key", "element_id"):
        if row.product_id:
            found.setdefault(row.product_id, []).append(row.element)
    return found


def said_of(product: SystemProduct) -> Mapping[str, Value]:
    """Return what is said of a product, by question."""
    return {code: value for code, value in product.facts.items() if code in FACTS}


def words_of(product: SystemProduct) -> Sequence[Word]:
    """Return what is said of a product here and in its catalogue, question by question; none for what nobody says."""
    own, told = said_of(product), product.catalogue_values
    words = []
    for code in FACTS:
        place = f"{FACT}{code}"
        if code in own or place in told:
            is_override = place in product.local_overrides
            words.append(Word(place, code, own.get(code), told.get(place) if is_override else None, is_override))
    return words
