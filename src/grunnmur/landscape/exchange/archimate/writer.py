"""Write a Model as exchange XML: one line an element or relation, in pieces, so that no tree of nodes is built.

The same model gives the same bytes, in whatever order its elements come.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from grunnmur.landscape.catalogue import KINDS, TYPES
from grunnmur.landscape.exchange.archimate.names import ARCHIMATE, SCHEMA, XSI
from grunnmur.landscape.exchange.check import RESERVED, check
from grunnmur.landscape.exchange.fields import (
    DATA_TYPES,
    ELEMENT_FIELDS,
    RELATION_FIELDS,
    properties_of_element,
    properties_of_relation,
)
from grunnmur.landscape.exchange.lanes import LANES
from grunnmur.landscape.exchange.model import Element, Model, Property, Relation, identifier_of, ordered

_ORDER = {key: place for place, key in enumerate(("type", *ELEMENT_FIELDS, "kind", *RELATION_FIELDS))}
_SPECIAL = re.compile("[&<>\r\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_WRITTEN = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}


def write(model: Model, *, language: str) -> bytes:
    """Return the model as UTF-8 XML that the schema of the exchange format accepts.

    language: of names, relation labels and folders, one of the catalogue's. Characters that XML cannot hold are left
    out. Raises ValueError for what must not be exported: an identifier twice or unfit, an element without a name, a
    relation whose end is missing or whose kind may not join its ends.
    """
    check(model)
    return "".join(_pieces(ordered(model), language)).encode()


def _pieces(model: Model, language: str) -> Iterator[str]:
    definitions = _definitions(model)
    tag = f'xml:lang="{language}"'
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<model xmlns="{ARCHIMATE}" xmlns:xsi="{XSI}" xsi:schemaLocation="{ARCHIMATE} {SCHEMA}"'
    yield f' identifier="{identifier_of(model.id)}">\n'
    yield f"<name {tag}>{_text(model.name)}</name>{_documentation(model.documentation, tag)}"
    yield f"{_properties(model.properties, definitions)}\n"
    yield from _section("elements", (_element(one, tag, definitions) for one in model.elements))
    labels = {code: _text(kind.label[language]) for code, kind in KINDS.items()}
    yield from _section("relationships", (_relation(one, tag, labels, definitions) for one in model.relations))
    yield from _section("organizations", _folders(model, language))
    yield from _section("propertyDefinitions", _described(definitions))
    yield "</model>\n"


def _section(name: str, lines: Iterable[str]) -> Iterator[str]:
    """Yield the lines within their element; nothing when there are none, as the schema wants it."""
    is_open = False
    for line in lines:
        if not is_open:
            yield f"<{name}>\n"
            is_open = True
        yield line
    if is_open:
        yield f"</{name}>\n"


def _element(one: Element, tag: str, definitions: Mapping[str, str]) -> str:
    return (
        f'<element identifier="{identifier_of(one.id)}" xsi:type="{TYPES[one.type].archimate}">'
        f"<name {tag}>{_text(one.name)}</name>{_documentation(one.summary, tag)}"
        f"{_properties(properties_of_element(one), definitions)}</element>\n"
    )


def _relation(one: Relation, tag: str, labels: Mapping[str, str], definitions: Mapping[str, str]) -> str:
    kind = KINDS[one.kind]
    special = ""
    if kind.archimate == "Access":
        special = f' accessType="{kind.access_type or "Access"}"'
    elif kind.archimate == "Association":
        special = ' isDirected="true"'
    return (
        f'<relationship identifier="{identifier_of(one.id)}" source="{identifier_of(one.src)}"'
        f' target="{identifier_of(one.dst)}" xsi:type="{kind.archimate}"{special}>'
        f"<name {tag}>{labels[one.kind]}</name>{_documentation(one.note, tag)}"
        f"{_properties(properties_of_relation(one), definitions)}</relationship>\n"
    )


def _documentation(text: str, tag: str) -> str:
    return f"<documentation {tag}>{_text(text)}</documentation>" if text else ""


def _properties(properties: Iterable[Property], definitions: Mapping[str, str]) -> str:
    inside = "".join(
        f'<property propertyDefinitionRef="{definitions[key]}"><value>{_text(value)}</value></property>'
        for key, value in properties
    )
    return f"<properties>{inside}</properties>" if inside else ""


def _folders(model: Model, language: str) -> Iterator[str]:
    """Yield a folder a lane, with its elements by type."""
    by_lane = sorted(model.elements, key=lambda one: TYPES[one.type].lane)
    for lane, elements in groupby(by_lane, key=lambda one: TYPES[one.type].lane):
        items = "".join(f'<item identifierRef="{identifier_of(one.id)}"/>\n' for one in elements)
        yield f'<item>\n<label xml:lang="{language}">{_text(LANES[language][lane - 1])}</label>\n{items}</item>\n'


def _definitions(model: Model) -> dict[str, str]:
    """Return the identifier of the definition of every key in use; fields first, then by name."""
    keys = {key for key, _value in model.properties}
    for element in model.elements:
        keys.update(key for key, _value in properties_of_element(element))
    for relation in model.relations:
        keys.update(key for key, _value in properties_of_relation(relation))
    in_order = sorted(keys, key=lambda key: (_ORDER.get(key, len(_ORDER)), key))
    return {key: f"{RESERVED}{number}" for number, key in enumerate(in_order, start=1)}


def _described(definitions: Mapping[str, str]) -> Iterator[str]:
    for key, identifier in definitions.items():
        data_type = DATA_TYPES.get(key, "string")
        yield f'<propertyDefinition identifier="{identifier}" type="{data_type}"><name>{_text(key)}</name>'
        yield "</propertyDefinition>\n"


def _text(text: str) -> str:
    return _SPECIAL.sub(lambda found: _WRITTEN.get(found[0], ""), text)
