"""Write a Model as Archi's CSV files, zipped. The same model gives the same bytes."""

import csv
from collections.abc import Iterable, Iterator
from io import BytesIO, StringIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from grunnmur.landscape.catalogue import KINDS, TYPES
from grunnmur.landscape.exchange.archi_csv.columns import (
    ACCESS_TYPE,
    COLUMNS,
    DIRECTED,
    ELEMENTS,
    MODEL_TYPE,
    PROPERTIES,
    RELATION_ENDING,
    RELATIONS,
    guard,
)
from grunnmur.landscape.exchange.check import check
from grunnmur.landscape.exchange.fields import properties_of_element, properties_of_relation
from grunnmur.landscape.exchange.model import Model, Property, Relation, identifier_of, ordered

_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first day a zip can hold: no clock in what must not differ
_MARK = "\ufeff"  # tells Excel that the file is UTF-8; Archi leaves it out


def write(model: Model, *, language: str) -> bytes:
    """Return a zip of three CSV files, commas between the columns and every cell in quotation marks, as Archi wants.

    language: of relation names and specializations, one of the catalogue's. Raises ValueError as `archimate.write`.
    """
    check(model)
    in_order = ordered(model)
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        _add(archive, ELEMENTS, _elements(in_order, language))
        _add(archive, RELATIONS, _relations(in_order, language))
        _add(archive, PROPERTIES, _properties(in_order))
    return out.getvalue()


def _add(archive: ZipFile, name: str, rows: Iterable[Iterable[str]]) -> None:
    text = StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS[name])
    writer.writerows([guard(cell) for cell in row] for row in rows)
    member = ZipInfo(name, _LONG_AGO)
    member.compress_type = ZIP_DEFLATED
    member.create_system = 3
    archive.writestr(member, _MARK.encode() + text.getvalue().encode())


def _elements(model: Model, language: str) -> Iterator[tuple[str, ...]]:
    yield identifier_of(model.id), MODEL_TYPE, model.name, model.documentation, ""
    for one in model.elements:
        kind = TYPES[one.type]
        specialization = kind.singular[language] if kind.specialization else ""
        yield identifier_of(one.id), kind.archimate, one.name, one.summary, specialization


def _relations(model: Model, language: str) -> Iterator[tuple[str, ...]]:
    for one in model.relations:
        kind = KINDS[one.kind]
        ends = (identifier_of(one.src), identifier_of(one.dst))
        concept = kind.archimate + RELATION_ENDING
        yield (identifier_of(one.id), concept, kind.label[language], one.note, *ends, "")


def _properties(model: Model) -> Iterator[tuple[str, str, str]]:
    for key, value in model.properties:
        yield identifier_of(model.id), key, value
    for element in model.elements:
        for key, value in properties_of_element(element):
            yield identifier_of(element.id), key, value
    for relation in model.relations:
        for key, value in (*_special(relation), *properties_of_relation(relation)):
            yield identifier_of(relation.id), key, value


def _special(relation: Relation) -> Iterator[Property]:
    """Yield what Archi keeps beside the properties: access type, and whether an association has a direction."""
    kind = KINDS[relation.kind]
    if kind.archimate == "Access":
        yield ACCESS_TYPE, kind.access_type or "Access"
    if kind.archimate == "Association":
        yield DIRECTED, "true"
