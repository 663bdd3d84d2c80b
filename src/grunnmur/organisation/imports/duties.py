"""Leaders and functions of a file. Each slot is a chain: who leads a unit; what one person is for one unit."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_noop

from grunnmur.core.imports.interpret import Record
from grunnmur.core.periods import Period, day_after
from grunnmur.organisation.imports.chains import Segment, Wish, cut, follow_all
from grunnmur.organisation.imports.drafting import Chained, Draft, add_chain_lines
from grunnmur.organisation.imports.people import People
from grunnmur.organisation.imports.units import Units
from grunnmur.organisation.models import Appointment, Function, Leadership

LEADER_COLUMNS = ("unit_id", "person_id", "kind", "source", "valid")
FUNCTION_COLUMNS = ("person_id", "function_id", "unit_id", "source", "valid")
Slot = tuple[str, ...]
NOBODY = "nobody"


@dataclass
class _Duty:
    """One table: the wishes of the file by slot, the slots of which a row is in error, and what is stored.

    person: the place of the person in a slot; None = a slot does not name her. names: by the slot's first id.
    """

    table: str
    key: tuple[str, ...]
    person: int | None
    chains: dict[Slot, list[Segment]]
    wishes: defaultdict[Slot, list[tuple[Record, Wish]]] = field(default_factory=lambda: defaultdict(list))
    wrong: set[Slot] = field(default_factory=set)
    names: dict[UUID, str] = field(default_factory=dict)

    def told(self, slot: Slot, chain: Sequence[Segment]) -> Chained:
        """Return how the lines of a slot are told; `chain` is every row of it."""
        person = slot[self.person] if self.person is not None else chain[-1].values["person_id"]
        title = self.names.get(UUID(slot[0]), "")
        return Chained(table=self.table, key=":".join(slot), title=title, person_id=UUID(person))


def plan_leaders(draft: Draft, units: Units, people: People) -> None:
    """Add the lines about who leads; a row without a person says that nobody does."""
    rows = Leadership.objects.order_by("valid").values("id", *LEADER_COLUMNS)
    duty = _Duty("leaders", ("unit_code",), None, _stored(rows, ("unit_id", "kind")))
    for record in draft.records("leaders"):
        unit = units.by_code.get(record.get("unit_code") or "")
        kind = record.get("kind") or Leadership.Kind.LEADER.value
        wish = None if record.is_wrong else _leader_wish(draft, record, units, people, kind=kind)
        if wish:
            duty.wishes[str(wish.values["unit_id"]), kind].append((record, wish))
        elif unit:
            duty.wrong.add((str(unit.id), kind))
    duty.names = units.names()
    _plan_slots(draft, duty)


def _leader_wish(draft: Draft, record: Record, units: Units, people: People, *, kind: str) -> Wish | None:
    period = draft.period(record)
    unit = units.refer(draft, record, during=period) if period else None
    person: UUID | str | None = people.refer(draft, record) if unit and record.get("person_key") else NOBODY
    if not (period and unit and person):
        return None
    values = {"unit_id": str(unit.id), "person_id": str(person), "kind": kind, "source": draft.source}
    return Wish(period.intersection(unit.period) or period, values, values)


def plan_functions(draft: Draft, units: Units, people: People) -> None:
    """Add the lines about functions."""
    rows = Appointment.objects.order_by("valid").values("id", *FUNCTION_COLUMNS)
    duty = _Duty("functions", ("function_code", "person_key", "unit_code"), 0, _stored(rows, FUNCTION_COLUMNS[:3]))
    functions = dict(Function.objects.values_list("code", "id"))
    for record in draft.records("functions"):
        wish = None if record.is_wrong else _function_wish(draft, record, units, people, functions)
        if wish:
            duty.wishes[_slot(wish.values, FUNCTION_COLUMNS[:3])].append((record, wish))
            continue
        unit = units.by_code.get(record.get("unit_code") or "")
        person = people.by_key.get(record.get("person_key") or "")
        function = functions.get(record.get("function_code") or "")
        duty.wrong.add((str(person), str(function), str(unit and unit.id)))
    duty.names = people.names(UUID(slot[0]) for slot in (*duty.chains, *duty.wishes))
    _plan_slots(draft, duty)


def _function_wish(
    draft: Draft, record: Record, units: Units, people: People, functions: dict[str, UUID]
) -> Wish | None:
    period = draft.period(record)
    unit = units.refer(draft, record, during=period) if period else None
    person = people.refer(draft, record) if unit else None
    function = functions.get(record.values["function_code"])
    if function is None and not record.is_wrong:
        draft.reading.refuse(
            record,
            gettext_noop("There is no function with this code."),
            at="function_code",
            how=gettext_noop("Use one of the municipality's functions."),
        )
    if not (period and unit and person and function):
        return None
    values = {"person_id": str(person), "function_id": str(function), "unit_id": str(unit.id), "source": draft.source}
    return Wish(period.intersection(unit.period) or period, values, values)


def _slot(values: Mapping[str, Any], names: Iterable[str]) -> Slot:  # Any: columns
    return tuple(str(values[name]) for name in names)


def _stored(rows: Iterable[dict[str, Any]], names: Sequence[str]) -> dict[Slot, list[Segment]]:  # Any: columns
    found: dict[Slot, list[Segment]] = {}
    for row in rows:
        values = {name: str(value) for name, value in row.items() if name not in {"id", "valid"}}
        found.setdefault(_slot(row, names), []).append(Segment(row["id"], Period.from_range(row["valid"]), values))
    return found


def _plan_slots(draft: Draft, duty: _Duty) -> None:
    for slot, pairs in sorted(duty.wishes.items(), key=lambda pair: pair[0]):
        if slot in duty.wrong or _overlap(draft, pairs):
            continue
        before = duty.chains.get(slot, [])
        _tell(draft, duty, slot, before, _followed(before, [wish for _record, wish in pairs], draft))
    if not draft.ends_missing(duty.table, duty.key):
        return
    for slot, chain in sorted(duty.chains.items(), key=lambda pair: pair[0]):
        ours = [segment for segment in chain if segment.values["source"] == draft.source]
        if slot not in duty.wishes and slot not in duty.wrong:
            _tell(draft, duty, slot, ours, cut(ours, at=day_after(draft.on) or draft.on))


def _followed(before: Sequence[Segment], wishes: Sequence[Wish], draft: Draft) -> tuple[Segment, ...]:
    """Return the chain after the wishes; a row becomes the source's own only when something else in it changes."""
    sources = {segment.id: segment.values["source"] for segment in before}
    ours = [replace(segment, values={**segment.values, "source": draft.source}) for segment in before]
    after = follow_all(ours, wishes, on=draft.on)
    kept = (
        replace(segment, values={**segment.values, "source": sources[segment.id]}) if segment in ours else segment
        for segment in after
    )
    return tuple(segment for segment in kept if segment.values["person_id"] != NOBODY)


def _overlap(draft: Draft, pairs: Sequence[tuple[Record, Wish]]) -> bool:
    """Refuse rows of one slot that share days: nobody knows which is right."""
    ordered = sorted(pairs, key=lambda pair: pair[1].first)
    doubles = [(one, two) for (one, first), (two, second) in pairwise(ordered) if first.period.overlaps(second.period)]
    for one, two in doubles:
        for record, other in ((one, two), (two, one)):
            if not record.is_wrong:
                draft.reading.refuse(
                    record,
                    gettext_noop("Row %(row)s is about the same on some of the same days; neither was used."),
                    at="from",
                    how=gettext_noop("Give the earlier row a last day."),
                    row=other.row,
                )
    return bool(doubles)


def _tell(draft: Draft, duty: _Duty, slot: Slot, before: Sequence[Segment], after: Sequence[Segment]) -> None:
    if not (before or after):
        return
    is_changed = add_chain_lines(draft, before, after, told=duty.told(slot, [*before, *after]))
    if duty.table == "leaders" and is_changed and _led(before, draft) and not _led(after, draft):
        draft.counted["vacated"] += 1


def _led(chain: Iterable[Segment], draft: Draft) -> bool:
    """Tell whether anybody leads on the day after the effective day."""
    return any((day_after(draft.on) or draft.on) in segment.period for segment in chain)
