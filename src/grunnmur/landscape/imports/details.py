"""What rows say of elements because of their type."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_noop

from grunnmur.core.imports.plan import Columns
from grunnmur.core.periods import Period
from grunnmur.landscape.imports.drafting import Draft, Item, Told, as_json, defaults_of, listed, plain_name, range_text
from grunnmur.landscape.imports.elements import whole_number
from grunnmur.landscape.imports.fields import DETAILS
from grunnmur.landscape.models import DETAIL_MODELS, Supplier

MOST_MONTHS = 12 * 1_000
_NOT_TOLD = frozenset({"id", "tenant_id", "element_id"})


def columns_of(element_type: str) -> tuple[str, ...]:
    """Return the columns of a type's details that a new row sets."""
    return ("element_id", *DEFAULTS[element_type])


DEFAULTS: Mapping[str, Columns] = {
    element_type: defaults_of(model, besides=_NOT_TOLD) for element_type, model in DETAIL_MODELS.items()
}
Stored = Mapping[UUID, Columns]
"""The details that are known, by element, as lines hold them; `id` among them."""


def stored_details(draft: Draft) -> Stored:
    """Return the details of all elements that rows are about. One statement for each type."""
    wanted: defaultdict[str, list[UUID]] = defaultdict(list)
    for item in draft.items:
        if not item.is_new and item.type in DETAIL_MODELS:
            wanted[item.type].append(item.id)
    found: dict[UUID, Columns] = {}
    for element_type, ids in wanted.items():
        rows = DETAIL_MODELS[element_type].objects.filter(element_id__in=ids)
        for row in rows.values("id", "element_id", *DEFAULTS[element_type]):
            found[row["element_id"]] = {name: as_json(value) for name, value in row.items()}
    return found


def said_of_details(draft: Draft, stored: Stored) -> dict[UUID, Columns]:
    """Return what the rows say of the details of their elements; rows that cannot be are refused."""
    said = {
        item.id: _said(draft, item, stored.get(item.id, {}))
        for item in draft.items
        if item.type in DETAIL_MODELS and not item.record.is_wrong
    }
    _refuse_doubled_numbers(draft, said)
    return said


def _said(draft: Draft, item: Item, stored: Columns) -> Columns:
    said: Columns = {}
    for field in DETAILS[item.type]:
        if field.name in item.record.values:
            read = _READERS.get(field.name, _as_it_is)
            said |= read(draft, item, field.name, stored)
    if item.type == "supplier" and ("org_number" in said or "country" in said):
        said |= _number(draft, item, {**stored, **said})
    return said


Reader = Callable[[Draft, Item, str, Columns], Columns]


def _as_it_is(_draft: Draft, item: Item, name: str, _stored: Columns) -> Columns:
    return {name: as_json(item.record.values[name])}


def _product(_draft: Draft, _item: Item, _name: str, _stored: Columns) -> Columns:
    return {}  # its id is known when all products are: see `with_product`


def _number_of_choice(_draft: Draft, item: Item, name: str, _stored: Columns) -> Columns:
    code = item.record.values[name]
    return {name: int(code) if code else None}


def _months(draft: Draft, item: Item, name: str, _stored: Columns) -> Columns:
    return {name: whole_number(draft, item.record, name, most=MOST_MONTHS)}


def _countries(draft: Draft, item: Item, name: str, _stored: Columns) -> Columns:
    parts = [part for cell in listed(item.record.values[name]) for part in cell.split(",")]
    codes = [_country_code(draft, item, name, part) for part in parts if part.strip()]
    return {name: list(dict.fromkeys(codes))}


def _country(draft: Draft, item: Item, name: str, _stored: Columns) -> Columns:
    text = item.record.values[name]
    return {name: _country_code(draft, item, name, text) if text else ""}


def _country_code(draft: Draft, item: Item, name: str, text: str) -> str:
    code = draft.setting.country(text)
    if code is None:
        message = gettext_noop("There is no country called %(country)s.")
        how = gettext_noop("Write its two letters, such as NO or DK.")
        draft.reading.refuse(item.record, message, at=name, how=how, country=text.strip())
    return code or ""


def _number(draft: Draft, item: Item, row: Columns) -> Columns:
    """Return the organisation number as it is kept, with its country: the municipality's own where none is told."""
    written = row.get("org_number") or ""
    if not written or item.record.is_wrong:
        return {}
    country = row.get("country") or draft.setting.home
    kept = draft.setting.org_number(written, country)
    if not kept:
        message = gettext_noop("%(number)s is not an organisation number of %(country)s: its check digit does not fit.")
        how = gettext_noop("Correct the number, or the country.")
        draft.reading.refuse(item.record, message, at="org_number", how=how, number=written, country=country)
    return {"org_number": kept, "country": country}


def _url(draft: Draft, item: Item, name: str, _stored: Columns) -> Columns:
    address = item.record.values[name]
    try:
        if address:
            URLValidator(schemes=["http", "https"])(address)
    except ValidationError:
        message = gettext_noop("This is not an address on the web.")
        draft.reading.refuse(item.record, message, at=name, how=gettext_noop("Write it with https:// in front."))
    return {name: address}


def _in_force(draft: Draft, item: Item, _name: str, _stored: Columns) -> Columns:
    first: date | None = item.record.get("in_force_from")
    last: date | None = item.record.get("in_force_to")
    if first and last and last < first:
        message = gettext_noop("The last day lies before the first day.")
        draft.reading.refuse(item.record, message, at="in_force_to", how=gettext_noop("Correct one of the days."))
        return {}
    return {"in_force": range_text(Period.through(first, last)) if first or last else None}


_READERS: Mapping[str, Reader] = {
    "product": _product,
    "users_band": _number_of_choice,
    "retention_months": _months,
    "hosting_countries": _countries,
    "country": _country,
    "url": _url,
    "in_force_from": _in_force,
    "in_force_to": _in_force,
}


def _refuse_doubled_numbers(draft: Draft, said: Mapping[UUID, Columns]) -> None:
    """Refuse suppliers whose number another has, on the map or in the file."""
    numbers: defaultdict[tuple[str, str], list[Item]] = defaultdict(list)
    for item in draft.items:
        columns = said.get(item.id, {})
        if item.type == "supplier" and columns.get("org_number") and not item.record.is_wrong:
            numbers[columns["country"], columns["org_number"]].append(item)
    wanted = {number for _country, number in numbers}
    rows = Supplier.objects.filter(org_number__in=wanted).values_list("country", "org_number", "element_id")
    taken = {(country, number): pk for country, number, pk in rows} if wanted else {}
    for key, items in numbers.items():
        for item in items:
            if len(items) > 1 or taken.get(key, item.id) != item.id:
                message = gettext_noop("Another supplier has this organisation number already.")
                how = gettext_noop("Correct the number, or give the row the name or code of that supplier.")
                draft.reading.refuse(item.record, message, at="org_number", how=how)


def with_products(draft: Draft, said: dict[UUID, Columns], products: Mapping[str, UUID]) -> None:
    """Put the products' ids into what is said of systems."""
    for item in draft.items:
        name = item.record.get("product")
        if item.type == "system" and name is not None and item.id in said:
            said[item.id]["product_id"] = as_json(products.get(plain_name(name)))


def plan_details(draft: Draft, said: Mapping[UUID, Columns], stored: Stored) -> None:
    """Add the lines about details. A row that says nothing else than what is unknown anyway makes none."""
    for item in draft.items:
        columns: dict[str, Any] = said.get(item.id, {})  # Any: JSON
        if item.record.is_wrong or not columns:
            continue
        told = Told(table=item.type, title=item.record.values["name"], record=item.record, is_shielded=item.is_shielded)
        before = stored.get(item.id)
        if before is not None:
            told.change(draft, UUID(before["id"]), before, columns)
        elif any(columns[name] != DEFAULTS[item.type][name] for name in columns):
            new = DEFAULTS[item.type] | columns | {"element_id": str(item.id)}
            told.add(draft, draft.new_id(item.type, str(item.id)), new)
