"""Answers to the questions about systems that files bring. An empty cell is no answer, and takes none away."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from grunnmur.core.calendar import months_after
from grunnmur.core.clock import now
from grunnmur.core.imports.plan import Columns
from grunnmur.core.periods import Period
from grunnmur.core.tenancy import current_tenant
from grunnmur.landscape.catalogue import FACTS, FactKey
from grunnmur.landscape.imports.drafting import Draft, Item, Told, range_text
from grunnmur.landscape.imports.elements import whole_number
from grunnmur.landscape.imports.fields import FACT
from grunnmur.landscape.models import SystemFact

COLUMNS = (
    "element_id",
    "key",
    "value",
    "evidence",
    "observed_at",
    "expires_at",
    "source",
    "answered_by",
    "valid",
)
MOST = 1_000_000
Value = bool | int | str
Answers = Mapping[UUID, Mapping[str, Value]]


def said_of_facts(draft: Draft) -> Answers:
    """Return the answers of the rows about systems, by element and question; rows that cannot be are refused."""
    said: defaultdict[UUID, dict[str, Value]] = defaultdict(dict)
    for item in draft.items:
        if item.type != "system" or item.record.is_wrong:
            continue
        for name in item.record.values:
            if name.startswith(FACT):
                key = FACTS[name.removeprefix(FACT)]
                value = _value(draft, item, name, key)
                if value is not None:
                    said[item.id][key.code] = value
    return said


def _value(draft: Draft, item: Item, name: str, key: FactKey) -> Value | None:
    value: Any = item.record.values[name]  # Any: what the kind of the column reads
    match key.kind:
        case "date":
            return value.isoformat() if isinstance(value, date) else None
        case "int":
            return whole_number(draft, item.record, name, most=MOST)
    return value if value != "" else None


def plan_facts(draft: Draft, said: Answers) -> None:
    """Add the lines about answers: another one ends the old, the same one is renewed when it has grown too old."""
    rows = SystemFact.objects.filter(element_id__in=said, valid__contains=draft.on) if said else ()
    stored = {(row.element_id, row.key): row for row in rows}
    for item in draft.items:
        if item.record.is_wrong:
            continue
        told = Told(table="facts", title=item.record.values["name"], record=item.record, is_shielded=item.is_shielded)
        for code, value in said.get(item.id, {}).items():
            _plan(draft, item, told, stored.get((item.id, code)), _columns(draft, item.id, FACTS[code], value))


def _plan(draft: Draft, item: Item, told: Told, row: SystemFact | None, columns: Columns) -> None:
    new_id = draft.new_id("facts", f"{item.id}:{columns['key']}")
    if row is None:
        told.add(draft, new_id, columns)
        return
    is_same = row.value == columns["value"] and type(row.value) is type(columns["value"])
    if is_same and (row.expires_at is None or row.expires_at > now()):
        return
    valid = Period.from_range(row.valid)
    if is_same or valid.lower == draft.on:
        renewed = {name: columns[name] for name in ("value", "observed_at", "expires_at", "source", "answered_by")}
        told.change(draft, row.pk, {"value": row.value}, renewed)
        return
    ended = Period(valid.lower, draft.on)
    told.change(draft, row.pk, {"valid": range_text(valid)}, {"valid": range_text(ended)})
    told.add(draft, new_id, columns | {"valid": range_text(Period(draft.on, valid.upper))})


def _columns(draft: Draft, element_id: UUID, key: FactKey, value: Value) -> Columns:
    zone = current_tenant().zone
    seen, old = draft.on, months_after(draft.on, key.months)
    return {
        "element_id": str(element_id),
        "key": key.code,
        "value": value,
        "evidence": "",
        "observed_at": datetime.combine(seen, time.min, tzinfo=zone).isoformat(),
        "expires_at": datetime.combine(old, time.min, tzinfo=zone).isoformat(),
        "source": SystemFact.Source.IMPORT.value,
        "answered_by": f"{draft.run.uploader_name} ({draft.source})"[:200],
        "valid": range_text(Period(draft.on, None)),
    }
