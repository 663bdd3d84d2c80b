"""Sample files and the schema of an HR file, made of the shapes themselves, so that they cannot go out of date."""

from typing import Any

from grunnmur.core.imports.shapes import Field, Kind, Shape
from grunnmur.core.tables.write import Table, write_csv, write_xlsx
from grunnmur.organisation.imports.shapes import FLAT, SHAPES

CONSTRUCTED: dict[str, list[dict[str, str]]] = {
    "units": [
        {"code": "10", "name": "Fjordvik kommune", "kind": "municipality", "from": "2020-01-01"},
        {"code": "0412", "name": "Bø skole", "parent_code": "10", "kind": "school", "from": "2020-01-01"},
    ],
    "positions": [{"code": "7961", "name": "Lærer"}, {"code": "6541", "name": "Rektor"}],
    "people": [
        {
            "person_key": "1001",
            "given_name": "Kari",
            "family_name": "Prøve",
            "employee_number": "1001",
            "work_email": "kari.prove@fjordvik.example",
            "language": "nn",
        },
        {"person_key": "1002", "given_name": "Ola", "family_name": "Test", "employee_number": "1002"},
    ],
    "employments": [
        {
            "employment_key": "1001-1",
            "person_key": "1001",
            "unit_code": "0412",
            "position_code": "6541",
            "kind": "permanent",
            "percent": "100",
            "from": "2021-08-01",
        },
        {
            "employment_key": "1002-1",
            "person_key": "1002",
            "unit_code": "0412",
            "position_code": "7961",
            "kind": "temporary",
            "percent": "62,5",
            "from": "2026-08-01",
            "to": "2027-07-31",
        },
    ],
    "leaves": [{"employment_key": "1002-1", "percent": "50", "from": "2027-01-01", "to": "2027-03-31"}],
    "leaders": [{"unit_code": "0412", "person_key": "1001", "kind": "leader", "from": "2021-08-01"}],
    "functions": [
        {"function_code": "verneombud", "person_key": "1002", "unit_code": "0412", "from": "2026-09-01"},
    ],
    "flat": [
        {
            "employment_key": "1001-1",
            "person_key": "1001",
            "given_name": "Kari",
            "family_name": "Prøve",
            "employee_number": "1001",
            "unit_code": "0412",
            "unit_name": "Bø skole",
            "position_code": "6541",
            "position_name": "Rektor",
            "kind": "permanent",
            "percent": "100",
            "from": "2021-08-01",
        }
    ],
}
ORDER = ("units", "positions", "people", "employments", "leaves", "leaders", "functions")
JSON_KINDS = {Kind.NUMBER: "number", Kind.TRUTH: "boolean"}


def sample_workbook() -> bytes:
    """Return an XLSX with every table, each with a few constructed rows."""
    shapes = {shape.name: shape for shape in SHAPES}
    return write_xlsx([_table(shapes[name]) for name in ORDER])


def sample_flat() -> bytes:
    """Return a CSV with one row for each employment."""
    return write_csv(_table(FLAT))


def _table(shape: Shape) -> Table:
    names = [each.name for each in shape.fields]
    return Table(shape.name, names, [[row.get(name) for name in names] for row in CONSTRUCTED[shape.name]])


def json_schema() -> dict[str, Any]:  # Any: JSON
    """Return the JSON Schema (draft 2020-12) of an HR file as JSON."""
    shapes = {shape.name: shape for shape in SHAPES}
    tables = {name: {"type": "array", "items": _row_schema(shapes[name])} for name in (*ORDER, "flat")}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "HR file",
        "type": "object",
        "properties": tables,
    }


def _row_schema(shape: Shape) -> dict[str, Any]:  # Any: JSON
    properties = {each.name: _field_schema(each) for each in shape.fields}
    return {"type": "object", "properties": properties, "required": list(shape.required)}


def _field_schema(each: Field) -> dict[str, Any]:  # Any: JSON
    kind = JSON_KINDS.get(each.kind, "string")
    schema: dict[str, Any] = {"type": kind if each.is_required else [kind, "null"]}  # Any: JSON
    if each.kind in {Kind.DAY, Kind.LAST_DAY}:
        schema["format"] = "date"
    if each.kind == Kind.EMAIL:
        schema["format"] = "email"
    if kind == "string" and each.kind not in {Kind.DAY, Kind.LAST_DAY, Kind.CHOICE, Kind.IDENTITY}:
        schema["maxLength"] = each.longest
    return schema
