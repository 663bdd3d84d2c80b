"""The details of elements as pairs of column and text: the columns are those that imports read."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from psycopg.types.range import Range

from grunnmur.core.clock import today
from grunnmur.core.periods import Period
from grunnmur.landscape.exchange.model import Property
from grunnmur.landscape.imports.details import DEFAULTS
from grunnmur.landscape.imports.drafting import as_json
from grunnmur.landscape.imports.fields import DETAILS, FACT, FACT_FIELDS
from grunnmur.landscape.models import DETAIL_MODELS, InformationContent, SystemFact, SystemProduct

Told = Mapping[UUID, list[Property]]


def told_details(elements: Mapping[str, Collection[UUID]]) -> Told:
    """Return what is known of elements because of their type, by element; elements: ids by type.

    What is as if nobody had said anything is left out. One statement for each type, and three more.
    """
    found: defaultdict[UUID, list[Property]] = defaultdict(list)
    products = dict(SystemProduct.objects.values_list("pk", "name")) if elements.get("system") else {}
    for element_type, ids in elements.items():
        if element_type in DETAIL_MODELS:
            columns = tuple(DEFAULTS[element_type])
            for row in DETAIL_MODELS[element_type].objects.filter(element_id__in=ids).values("element_id", *columns):
                found[row["element_id"]] += _told(element_type, row, products)
    for pk, text in _contents(elements.get("information", ())):
        found[pk].append(("content", text))
    return found


def _told(element_type: str, row: Mapping[str, Any], products: Mapping[UUID, str]) -> Iterator[Property]:
    for field in DETAILS[element_type]:
        match field.name:
            case "product":
                text = products.get(row["product_id"], "")
            case "in_force_from" | "in_force_to":
                text = _day(row["in_force"], is_last=field.name == "in_force_to")
            case name:
                value = as_json(row[name])
                text = "" if value == DEFAULTS[element_type][name] else _text(value)
        if text:
            yield field.name, text


def _day(days: Range[date] | None, *, is_last: bool) -> str:
    period = Period.from_range(days) if days else None
    day = period and (period.last_day if is_last else period.lower)
    return day.isoformat() if day else ""


def _text(value: Any) -> str:  # Any: JSON
    if isinstance(value, list):
        return "; ".join(value)
    return "" if value is None else str(value)


def _contents(ids: Collection[UUID]) -> Iterator[tuple[UUID, str]]:
    pairs: defaultdict[UUID, list[str]] = defaultdict(list)
    rows = InformationContent.objects.filter(element_id__in=ids).order_by("data_category", "subject_category")
    for pk, data, subject in rows.values_list("element_id", "data_category", "subject_category") if ids else ():
        pairs[pk].append(f"{data}:{subject}")
    return ((pk, "; ".join(told)) for pk, told in pairs.items())


def told_facts(systems: Collection[UUID]) -> Told:
    """Return the answers of today about systems; those that have grown too old are left out. One statement."""
    rows = SystemFact.objects.filter(element_id__in=systems, valid__contains=today())
    answers: defaultdict[UUID, dict[str, Property]] = defaultdict(dict)
    for row in rows if systems else ():
        if row.expires_at is None or row.expires_at.date() > today():
            answers[row.element_id][f"{FACT}{row.key}"] = (f"{FACT}{row.key}", _answer(row.value))
    order = [field.name for field in FACT_FIELDS]
    return {pk: [told[name] for name in order if name in told] for pk, told in answers.items()}


def _answer(value: Any) -> str:  # Any: JSON
    return ("1" if value else "0") if isinstance(value, bool) else str(value)
