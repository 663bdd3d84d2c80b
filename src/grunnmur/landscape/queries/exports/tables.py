"""A model as tables, one for each type: those that imports read, so that a file that left comes back the same."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from django.utils.translation import gettext_noop

from grunnmur.core.tables.sheet import Cell, Row, Sheet
from grunnmur.landscape.exchange.findings import Finding
from grunnmur.landscape.exchange.model import Element, Id, Model, Relation, identifier_of
from grunnmur.landscape.imports.shapes import RELATIONS, TABLE_OF, TABLES, UNMAPPED

FIRST_ROW = 2
_HEADS = ("external_id", "name", "code", "summary", "owner_unit", "owner_function", "lifecycle", "criticality")
_NAMES = ("from_name", "to_name")
"""Columns for people; imports do not read them."""
NO_PLACE = gettext_noop("The property “%(key)s” has no place on the map; %(count)s elements or relations had it.")


def tables_of(model: Model) -> list[Sheet]:
    """Return one table for each type of the map's own, one for the elements of others, and one for relations.

    Cells are codes and texts as imports read them; a table has only the columns that something stands in.
    """
    by_table: defaultdict[str, list[Element]] = defaultdict(list)
    for element in model.elements:
        by_table[TABLE_OF.get(element.type, "elements")].append(element)
    sheets = [_elements(table, by_table[table]) for table in (*TABLE_OF.values(), "elements") if by_table[table]]
    return [*sheets, _relations(model)] if model.relations else sheets


def unmapped_of(model: Model, findings: Iterable[Finding]) -> Sheet | None:
    """Return what of a file has no place here, as a table of sentences; None when everything has one."""
    rows: list[Row] = []
    for one in findings:
        told = json.dumps(dict(one.params), ensure_ascii=False)
        rows.append(Row(one.line or FIRST_ROW, [one.message, told, one.identifier, "1" if one.is_lost else "0"]))
    for key, count in sorted(_homeless(model).items()):
        told = json.dumps({"key": key, "count": count}, ensure_ascii=False)
        rows.append(Row(FIRST_ROW, [NO_PLACE, told, "", "0"]))
    header = tuple(each.name for each in UNMAPPED.fields)
    return Sheet(UNMAPPED.name, header, rows) if rows else None


def _homeless(model: Model) -> Counter[str]:
    found: Counter[str] = Counter()
    for element in model.elements:
        known = _columns(TABLE_OF.get(element.type, "elements"))
        found.update(key for key, _value in element.properties if key not in known)
    for relation in model.relations:
        found.update(key for key, _value in relation.attrs)
    return found


def _columns(table: str) -> frozenset[str]:
    return frozenset(each.name for each in TABLES[table].fields)


def _elements(table: str, elements: Sequence[Element]) -> Sheet:
    rows = [_cells(element) for element in elements]
    used = {name for row in rows for name, cell in row.items() if cell not in (None, "")}
    header = tuple(each.name for each in TABLES[table].fields if each.name in used)
    return Sheet(table, header, _numbered([row.get(name) for name in header] for row in rows))


def _cells(element: Element) -> dict[str, Cell]:
    return {
        **{key: value for key, value in element.properties if key not in _HEADS},
        "type": element.type if element.type not in TABLE_OF else None,
        "external_id": identifier_of(element.id),
        "name": element.name,
        "code": element.code,
        "summary": element.summary,
        "owner_unit": element.owner_unit,
        "owner_function": element.owner_function,
        "lifecycle": element.lifecycle,
        "criticality": None if element.criticality is None else str(element.criticality),
    }


def _relations(model: Model) -> Sheet:
    ends = {element.id: element for element in model.elements}
    header = (*(each.name for each in RELATIONS.fields), *_NAMES)
    rows = (_relation(relation, ends) for relation in model.relations)
    return Sheet(RELATIONS.name, header, _numbered([row.get(name) for name in header] for row in rows))


def _relation(relation: Relation, ends: Mapping[Id, Element]) -> dict[str, Cell]:
    src, dst = ends[relation.src], ends[relation.dst]
    return {
        "from": identifier_of(src.id),
        "from_type": src.type,
        "kind": relation.kind,
        "to": identifier_of(dst.id),
        "to_type": dst.type,
        "strength": str(relation.strength),
        "valid_from": relation.valid_from,
        "valid_to": _last_day(relation.valid_to),
        "note": relation.note,
        "from_name": src.name,
        "to_name": dst.name,
    }


def _last_day(first_after: date | None) -> date | None:
    return first_after - timedelta(days=1) if first_after else None


def _numbered(rows: Iterable[Sequence[Cell]]) -> list[Row]:
    return [Row(number, cells) for number, cells in enumerate(rows, start=FIRST_ROW)]
