"""What rows say of elements: name, code, owner, life cycle, grades."""

from collections.abc import Mapping
from itertools import islice
from uuid import UUID

from django.utils.translation import gettext_noop

from grunnmur.core.imports.interpret import Record
from grunnmur.core.imports.plan import Columns
from grunnmur.landscape.imports.drafting import Draft, Told, as_json, plain_name
from grunnmur.landscape.imports.owners import Owners, read_owners
from grunnmur.landscape.imports.register import OWN
from grunnmur.landscape.models import Element

GRADES = ("criticality", "need_k", "need_i", "need_t", "need_s")
TOLD = ("name", "code", "summary", "owner_unit_id", "owner_function_id", "lifecycle", *GRADES, "rto_hours", "audience")
COLUMNS = ("type", "ref", *TOLD)
STAMPS = ("changed_at",)
DEFAULTS: Columns = dict.fromkeys(COLUMNS) | {
    "code": "",
    "summary": "",
    "lifecycle": "active",
    "audience": ["everyone"],
}
MOST_HOURS = 100_000
BATCH = 10_000

Stored = Mapping[UUID, Columns]
"""The columns of elements on the map, by id, as lines hold them."""


def said_of_elements(draft: Draft) -> dict[UUID, Columns]:
    """Return what the rows say of their elements, as columns; rows that cannot be are refused."""
    owners = read_owners(draft)
    return {item.id: _said(draft, item.record, owners) for item in draft.items if item.type in OWN}


def _said(draft: Draft, record: Record, owners: Owners) -> Columns:
    values = record.values
    said: Columns = {name: values[name] for name in ("code", "summary", "lifecycle") if name in values}
    said["name"] = " ".join(values["name"].split())
    said |= {name: _grade(values[name]) for name in GRADES if name in values}
    if "data_level" in values:
        said.setdefault("need_k", int(values["data_level"]))
    if "owner_unit" in values:
        said["owner_unit_id"] = as_json(owners.unit(draft, record))
    if "owner_function" in values:
        said["owner_function_id"] = as_json(owners.function(draft, record))
    if "rto_hours" in values:
        said["rto_hours"] = whole_number(draft, record, "rto_hours", most=MOST_HOURS)
    if values.get("audience"):
        said["audience"] = owners.audience(draft, record)
    return said


def _grade(code: str) -> int | None:
    return int(code) if code else None


def whole_number(draft: Draft, record: Record, name: str, *, most: int) -> int | None:
    """Return a number of a row, None for an empty cell; the row is refused when it is not a whole one from 0."""
    number = record.get(name)
    if number is None:
        return None
    if number != number.to_integral_value() or not 0 <= number <= most:
        message = gettext_noop("This is not a whole number from 0 to %(most)s.")
        draft.reading.refuse(record, message, at=name, how=gettext_noop("Correct the number."), most=most)
        return None
    return int(number)


def stored_elements(draft: Draft) -> Stored:
    """Return the elements that rows are about, as they are. One statement for each 10,000."""
    rows: dict[UUID, Columns] = {}
    wanted = iter([item.id for item in draft.items if not item.is_new and item.type in OWN])
    while ids := list(islice(wanted, BATCH)):
        for row in Element.objects.filter(pk__in=ids).values("pk", *COLUMNS):
            rows[row.pop("pk")] = {name: as_json(value) for name, value in row.items()}
    return rows


def plan_elements(draft: Draft, said: Mapping[UUID, Columns], stored: Stored) -> None:
    """Add the lines about elements. Whom not everybody may know of is told to whoever brought the file alone."""
    for item in draft.items:
        columns = said.get(item.id)
        if item.record.is_wrong or columns is None:
            continue
        if item.is_shielded or columns.get("audience", ["everyone"]) != ["everyone"]:
            item.is_shielded = True
            draft.shielded.add((item.record.sheet, item.record.row))
        told = Told(table="elements", title=columns["name"], record=item.record, is_shielded=item.is_shielded)
        if item.is_new:
            told.add(draft, item.id, DEFAULTS | {"type": item.type, "ref": str(item.id)} | columns)
        elif told.change(draft, item.id, stored[item.id], columns):
            draft.count("changed")
            if plain_name(str(stored[item.id]["name"])) != plain_name(columns["name"]):
                draft.count("renamed")
