"""The map of the demo: systems, suppliers, information, services, goals and laws, and how they hang together."""

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeAlias

from grunnmur.core.permissions import Actor
from grunnmur.demo.access import unit_named
from grunnmur.landscape import actions
from grunnmur.landscape.actions.categories import add_data_category, add_subject_category
from grunnmur.landscape.actions.details import add_described, change_details
from grunnmur.landscape.actions.facts import answer_fact
from grunnmur.landscape.actions.information import set_content
from grunnmur.landscape.actions.products import add_product
from grunnmur.landscape.queries import visible
from grunnmur.landscape.queries.details import detail_row
from grunnmur.landscape.rules import Claim, ElementFacts, ElementKey
from grunnmur.landscape.rules.answers import NewAnswer
from grunnmur.landscape.rules.categories import DataCategoryFacts, SubjectCategoryFacts
from grunnmur.landscape.rules.details import (
    CompetenceFacts,
    ContactPointFacts,
    Details,
    GoalFacts,
    InformationFacts,
    InterfaceFacts,
    LawFacts,
    ServiceFacts,
    SupplierFacts,
    SystemUsage,
    TechnologyFacts,
)
from grunnmur.landscape.rules.products import ProductFacts

Entry: TypeAlias = Mapping[str, Any]  # Any: what TOML holds
Line: TypeAlias = tuple[str, str, str, int | None]
"""A relation by kind, the names or codes of its ends, and its strength; None for the kind's own."""


def draw_map(file: Path, *, by: Actor) -> None:
    """Put what the file lists on the map, with its relations, facts and content."""
    lists = tomllib.loads(file.read_text(encoding="utf-8"))
    _own_categories(lists.pop("category"), by=by)
    products = lists.pop("product")
    entries = [(element_type, entry) for element_type, each in lists.items() for entry in each]
    for element_type, entry in entries:
        _add(element_type, entry, by=by)
    keys = dict(_names(by=by))
    lines = [line for element_type, entry in entries for line in _relations(element_type, entry)]
    claims = [Claim(kind, keys[src], keys[dst], strength) for kind, src, dst, strength in lines]
    actions.claim_relations("manual", "", claims, by=by)
    for product in products:
        _describe(product, keys, by=by)


def _own_categories(entries: Iterable[Entry], *, by: Actor) -> None:
    for entry in entries:
        if entry["of"] == "data":
            add_data_category(DataCategoryFacts(label=entry["label"], sensitivity=entry["sensitivity"]), by=by)
        else:
            add_subject_category(SubjectCategoryFacts(label=entry["label"]), by=by)


def _describe(entry: Entry, keys: Mapping[str, ElementKey], *, by: Actor) -> None:
    """Say which product a system is, and what is said of the product."""
    supplier, system = keys[entry["supplier"]], keys[entry["system"]]
    facts = ProductFacts(
        name=entry["name"],
        supplier_id=supplier.ref,
        kind=entry["kind"],
        description=entry["description"],
        facts=entry["facts"],
    )
    product = add_product(facts, by=by)
    usage = detail_row(visible(seen_by=by).get(pk=system.ref))
    told = {field.name: getattr(usage, field.name) for field in fields(SystemUsage)}
    change_details(system.ref, SystemUsage(**told | {"product_id": product.pk}), by=by)


def _add(element_type: str, entry: Entry, *, by: Actor) -> None:
    unit = entry.get("unit")
    told = ElementFacts(
        name=entry["name"],
        summary=entry.get("summary", ""),
        owner_unit_id=unit_named(unit) if unit else None,
        lifecycle=entry.get("lifecycle", "active"),
        criticality=entry.get("criticality"),
        audience=(_audience(entry.get("audience", "everyone")),),
    )
    element = add_described(told, _DETAILS[element_type](entry), by=by)
    for code, value in entry.get("facts", {}).items():
        answer_fact(element.pk, code, NewAnswer(value), by=by)
    if about := entry.get("about"):
        set_content(element.pk, [(data, people) for people, held in about.items() for data in held], by=by)


def _audience(text: str) -> str:
    prefix, _colon, unit = text.partition(":")
    return f"{prefix}:{unit_named(unit)}" if unit else text


def _supplier(entry: Entry) -> Details:
    return SupplierFacts(
        country=entry["country"], contact=entry["contact"], security_contact=entry.get("security_contact", "")
    )


def _system(entry: Entry) -> Details:
    return SystemUsage(
        operated_by=entry.get("operated_by", "unknown"),
        hosting=entry.get("hosting", "unknown"),
        hosting_countries=tuple(entry.get("countries", ())),
        users_band=entry.get("users"),
        login=entry.get("login", "unknown"),
    )


def _information(entry: Entry) -> Details:
    return InformationFacts(
        definition=entry.get("definition", ""),
        open_data=entry.get("open_data", "unknown"),
        archive=entry.get("archive", "unknown"),
        retention_trigger=entry.get("retention_trigger", ""),
        retention_months=entry.get("retention_months"),
    )


def _goal(entry: Entry) -> Details:
    return GoalFacts(
        level=entry.get("level", "goal"),
        plan=entry.get("plan", ""),
        period=entry.get("period", ""),
        measure=entry.get("measure", ""),
    )


def _interface(entry: Entry) -> Details:
    return InterfaceFacts(mode=entry["mode"], transport=entry["transport"])


def _service(entry: Entry) -> Details:
    return ServiceFacts(target_group=entry["target_group"], channel=entry.get("channel", ""))


def _law(entry: Entry) -> Details:
    return LawFacts(citation=entry["citation"], short_title=entry.get("short_title", ""), kind=entry["kind"])


def _technology(entry: Entry) -> Details:
    return TechnologyFacts(kind=entry["kind"])


def _contact_point(entry: Entry) -> Details:
    return ContactPointFacts(kind=entry["kind"])


def _competence(_entry: Entry) -> Details:
    return CompetenceFacts()


_DETAILS: Mapping[str, Callable[[Entry], Details]] = {
    "supplier": _supplier,
    "system": _system,
    "interface": _interface,
    "information": _information,
    "service": _service,
    "goal": _goal,
    "law": _law,
    "technology": _technology,
    "contact_point": _contact_point,
    "competence": _competence,
}


def _names(*, by: Actor) -> Iterator[tuple[str, ElementKey]]:
    """Yield how the file calls each element: processes and their steps by code, the map's own by name."""
    for row in visible(seen_by=by).filter(retired_at=None).exclude(type__in=("unit", "function", "role")):
        yield (row.code if row.type in {"process", "activity"} else row.name), ElementKey(row.type, row.ref)


# Key of an entry → kind, whether the entry is the relation's source, and its strength if not the kind's own.
_KEYS: Mapping[str, Mapping[str, tuple[str, bool]]] = {
    "supplier": {"delivers_through": ("sub_supplies", True)},
    "technology": {"hosts": ("runs_on", True)},
    "system": {"uses": ("supports", True), "masters": ("masters", True), "copies": ("copies", True)},
    "interface": {"to": ("feeds", True), "carries": ("carries", True)},
    "information": {"read_by": ("reads", False)},
    "service": {"systems": ("supports", False), "goals": ("contributes", True), "realized_by": ("realizes", False)},
    "contact_point": {"serves": ("channels", True)},
    "goal": {"parts": ("contains", True)},
    "law": {"governs": ("governs", True)},
    "competence": {"needed_by": ("needs", False)},
}


def _relations(element_type: str, entry: Entry) -> Iterable[Line]:
    name, strength = entry["name"], entry.get("strength")
    if "supplier" in entry:
        yield "supplies", entry["supplier"], name, None
    if "of" in entry:
        yield "offers", entry["of"], name, None
    for key, (kind, is_source) in _KEYS[element_type].items():
        for other in entry.get(key, ()):
            yield (kind, name, other, strength) if is_source else (kind, other, name, strength)
