"""Fields of elements and relations as properties in files, and back.

A property that bears a field's name and holds a value the field can take becomes the field; any other stays a
property, and nothing is lost.
"""

import re
from collections.abc import Mapping
from datetime import date

from grunnmur.landscape.exchange.findings import Findings, Problem
from grunnmur.landscape.exchange.marked import _
from grunnmur.landscape.exchange.model import CRITICALITIES, LIFECYCLES, STRENGTHS, Element, Property, Relation
from grunnmur.landscape.exchange.raw import RawElement

_ANYTHING = re.compile(r".+", re.DOTALL)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

ELEMENT_FIELDS: Mapping[str, re.Pattern[str]] = {
    "code": _ANYTHING,
    "owner": _ANYTHING,
    "owner_function": _ANYTHING,
    "lifecycle": re.compile("|".join(LIFECYCLES)),
    "criticality": re.compile("|".join(map(str, CRITICALITIES))),
}
RELATION_FIELDS: Mapping[str, re.Pattern[str]] = {
    "strength": re.compile("|".join(STRENGTHS)),
    "valid_from": _DAY,
    "valid_to": _DAY,
}
DATA_TYPES: Mapping[str, str] = {"criticality": "number", "valid_from": "date", "valid_to": "date"}
"""The exchange format's data type of a property, where it is not a string."""


def properties_of_element(element: Element) -> list[Property]:
    """Return the type, the fields that are not blank, then the properties."""
    fields = (
        ("type", element.type),
        ("code", element.code),
        ("owner", element.owner_unit),
        ("owner_function", element.owner_function),
        ("lifecycle", element.lifecycle),
        ("criticality", "" if element.criticality is None else str(element.criticality)),
    )
    return [*(field for field in fields if field[1]), *element.properties]


def properties_of_relation(relation: Relation) -> list[Property]:
    """Return the kind, the strength, the days that are known, then the attributes."""
    known = [("kind", relation.kind), ("strength", STRENGTHS[relation.strength])]
    if relation.valid_from:
        known.append(("valid_from", relation.valid_from.isoformat()))
    if relation.valid_to:
        known.append(("valid_to", relation.valid_to.isoformat()))
    return [*known, *relation.attrs]


def take_fields(
    raw: RawElement, allowed: Mapping[str, re.Pattern[str]], findings: Findings
) -> tuple[dict[str, str], tuple[Property, ...]]:
    """Return the fields as text by name, and the properties that are none.

    A value that its field cannot take stays a property, with a finding.
    """
    fields: dict[str, str] = {}
    rest: list[Property] = []
    for key, value in raw.properties:
        if key not in allowed or key in fields or not value:
            rest.append((key, value))
        elif _fits(value, allowed[key]):
            fields[key] = value
        else:
            rest.append((key, value))
            findings.kept(
                Problem.BAD_VALUE,
                _("“%(value)s” cannot be read as %(field)s of “%(name)s”; it was kept as a plain property."),
                at=raw,
                value=value,
                field=key,
                name=raw.name or raw.identifier,
            )
    return fields, tuple(rest)


def _fits(value: str, pattern: re.Pattern[str]) -> bool:
    if not pattern.fullmatch(value):
        return False
    return pattern is not _DAY or day(value) is not None


def day(text: str | None) -> date | None:
    """Return the day of an ISO date; None when there is none."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
