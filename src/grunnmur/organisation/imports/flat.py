"""One row for each employment, as payrolls export it, taken apart into units, positions, people and employments."""

from typing import Any

from django.utils.translation import gettext_noop

from grunnmur.core.imports.interpret import Reading, Record
from grunnmur.organisation.imports.shapes import EMPLOYMENTS, PEOPLE

DERIVED = frozenset({"units", "positions", "people"})


def take_apart(reading: Reading) -> None:
    """Turn the records of the shape `flat` into those of the other shapes. A wrong row is wrong in all of them."""
    flat = reading.tables.pop("flat", [])
    people: dict[str, Record] = {}
    units: dict[str, Record] = {}
    positions: dict[str, Record] = {}
    for record in flat:
        _person(record, people, reading)
        _named(record, units, reading, names=("unit_code", "unit_name"))
        _named(record, positions, reading, names=("position_code", "position_name"))
    for table, records in (("people", people), ("units", units), ("positions", positions)):
        if records:
            reading.tables[table] += records.values()
    if flat:
        reading.tables["employments"] += [_part(record, EMPLOYMENTS.fields) for record in flat]


def _part(record: Record, fields: Any) -> Record:  # Any: a tuple of Field
    names = {each.name for each in fields}
    values = {name: value for name, value in record.values.items() if name in names}
    return Record(record.sheet, record.row, values, is_wrong=record.is_wrong)


def _person(record: Record, people: dict[str, Record], reading: Reading) -> None:
    """Take the person of a row; several rows of one person must agree about her."""
    key = record.get("person_key")
    part = _part(record, PEOPLE.fields)
    known = people.setdefault(key, part) if key else part
    if known is part or record.is_wrong:
        known.is_wrong = known.is_wrong or record.is_wrong
        return
    unlike = [name for name, value in part.values.items() if known.get(name) != value]
    if unlike and not known.is_wrong:
        reading.warn(
            record,
            gettext_noop("Row %(row)s says something else about this person; that row was used."),
            at=unlike[0],
            how=gettext_noop("Let all rows of a person say the same."),
            row=known.row,
        )


def _named(record: Record, found: dict[str, Record], reading: Reading, *, names: tuple[str, str]) -> None:
    """Take the unit or the position of a row, if the file names it; it is seen from its first employment on."""
    code, name = (record.get(each) for each in names)
    if record.is_wrong or not code or not name:
        return
    first = record.values["from"]
    known = found.setdefault(code, Record(record.sheet, record.row, {"code": code, "name": name, "seen_from": first}))
    known.values["seen_from"] = min(known.values["seen_from"], first)
    if known.get("name") != name:
        reading.warn(
            record,
            gettext_noop("Row %(row)s gives this code another name; that row was used."),
            at=names[1],
            row=known.row,
        )
