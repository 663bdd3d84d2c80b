"""Employments of a file: begun, changed, moved, ended; each key is one chain of periods."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext_noop

from grunnmur.core.imports.interpret import Record
from grunnmur.core.imports.plan import END, Line
from grunnmur.core.imports.staging import staged
from grunnmur.core.periods import Period, day_after
from grunnmur.organisation.imports.chains import Segment, Wish, cut, follow
from grunnmur.organisation.imports.drafting import Chained, Draft, add_chain_lines
from grunnmur.organisation.imports.people import People
from grunnmur.organisation.imports.units import Units
from grunnmur.organisation.models import Employment
from grunnmur.organisation.models.employment import BY_HAND

COLUMNS = (
    "person_id",
    "source",
    "external_id",
    "unit_id",
    "position_id",
    "kind",
    "percent",
    "is_primary",
    "valid",
)
MOST_PERCENT = 100
CENT = Decimal("0.01")
STAGE = {
    "n": "int",
    "external_id": "text",
    "person_id": "uuid",
    "unit_id": "uuid",
    "position_id": "uuid",
    "says_position": "boolean",
    "kind": "text",
    "percent": "numeric",
    "is_primary": "boolean",
    "lower": "date",
    "upper": "date",
}
# A row changes nothing when its chain has the file's first and last day, and on the day it speaks of its values.
FIND_DIFFERENT = """
    SELECT s.n FROM {stage} s
    LEFT JOIN organisation_employment e ON e.source = %s AND e.external_id = s.external_id
    GROUP BY s.n, s.lower, s.upper
    HAVING NOT (
        count(e.id) > 0 AND min(lower(e.valid)) = s.lower
        AND bool_or(upper_inf(e.valid)) = (s.upper IS NULL)
        AND (s.upper IS NULL OR max(upper(e.valid)) = s.upper)
        AND bool_or(
            e.valid @> least(greatest(%s, s.lower), s.upper - 1) AND e.person_id = s.person_id
            AND e.unit_id = s.unit_id AND e.kind = s.kind
            AND (NOT s.says_position OR e.position_id IS NOT DISTINCT FROM s.position_id)
            AND (s.percent IS NULL OR e.percent = s.percent)
            AND (s.is_primary IS NULL OR e.is_primary = s.is_primary)
        )
    )
    ORDER BY s.n
"""


@dataclass
class Employments:
    """What the plan does to employments: the chains of the keys it touches, before and after."""

    before: dict[str, list[Segment]] = field(default_factory=dict)
    after: dict[str, list[Segment]] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    wrong: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class _Wanted:
    """One record with what it refers to."""

    record: Record
    person_id: UUID
    wish: Wish

    @property
    def key(self) -> str:
        key: str = self.record.values["employment_key"]
        return key


def plan_employments(draft: Draft, units: Units, people: People, positions: dict[str, UUID]) -> Employments:
    """Add the lines about employments; return the chains they touch."""
    wanted = [w for record in draft.right("employments") if (w := _wanted(draft, record, units, people, positions))]
    changing = [wanted[number] for number in _different(draft, wanted)]
    planned = Employments()
    missing = _missing(draft, people)
    planned.before = stored_chains([w.key for w in changing] + list(missing), source=draft.source)
    _adopt(draft, changing, planned)
    persons = {w.person_id for w in changing} | set(missing.values())
    names = people.names(persons)
    for want in changing:
        _plan_one(draft, want, planned, title=names[want.person_id])
    for key, person in sorted(missing.items()):
        _end_missing(draft, key, planned, title=names[person], person=person)
    planned.wrong = {
        r.values["employment_key"]: r.row
        for r in draft.records("employments")
        if r.is_wrong and r.get("employment_key")
    }
    return planned


def _wanted(draft: Draft, record: Record, units: Units, people: People, positions: dict[str, UUID]) -> _Wanted | None:
    period = draft.period(record)
    person = people.refer(draft, record)
    unit = units.refer(draft, record, during=period) if period and person else None
    if not (period and person and unit and _is_possible(draft, record, positions)):
        return None
    values: dict[str, Any] = {"person_id": str(person), "unit_id": str(unit.id), "kind": record.values["kind"]}
    if "position_code" in record.values:
        position = positions.get(record.values["position_code"])
        values["position_id"] = str(position) if position else None
    if record.get("percent") is not None:
        values["percent"] = str(record.values["percent"].quantize(CENT))
    if record.get("is_primary") is not None:
        values["is_primary"] = record.values["is_primary"]
    identity = {"source": draft.source, "external_id": record.values["employment_key"]}
    empty = {"position_id": None, "percent": "100.00", "is_primary": False}
    return _Wanted(record, person, Wish(period, {**identity, **values}, {**identity, **empty, **values}))


def _is_possible(draft: Draft, record: Record, positions: dict[str, UUID]) -> bool:
    percent = record.get("percent")
    if percent is not None and not 0 <= percent <= MOST_PERCENT:
        draft.reading.refuse(
            record,
            gettext_noop("The percent must lie between 0 and 100."),
            at="percent",
            how=gettext_noop("Correct the percent. If the file writes 0,8 for 80, say so in the mapping."),
        )
    code = record.get("position_code")
    if code and code not in positions:
        draft.reading.refuse(
            record,
            gettext_noop("There is no position with this code."),
            at="position_code",
            how=gettext_noop("Add the position to the file, or correct the code."),
        )
    return not record.is_wrong


def _different(draft: Draft, wanted: Sequence[_Wanted]) -> list[int]:
    """Return the places of those that change something, or may."""
    rows = (_staged_row(number, each) for number, each in enumerate(wanted))
    with staged(STAGE, rows) as stage, connection.cursor() as cursor:
        cursor.execute(FIND_DIFFERENT.format(stage=stage.as_string(None)), [draft.source, draft.on])
        return [number for (number,) in cursor.fetchall()]


def _staged_row(number: int, each: _Wanted) -> tuple[Any, ...]:  # Any: cells
    values, period = each.wish.values, each.wish.period
    percent = values.get("percent")
    return (
        number,
        each.key,
        each.person_id,
        UUID(values["unit_id"]),
        UUID(values["position_id"]) if values.get("position_id") else None,
        "position_id" in values,
        values["kind"],
        Decimal(percent) if percent else None,
        values.get("is_primary"),
        period.lower,
        period.upper,
    )


def stored_chains(keys: Iterable[str], *, source: str) -> dict[str, list[Segment]]:
    """Return the rows of these employments in time; one statement."""
    rows = Employment.objects.filter(source=source, external_id__in=list(keys)).order_by("external_id", "valid")
    return _chains(rows.values("id", *COLUMNS))


def _chains(rows: Iterable[dict[str, Any]]) -> dict[str, list[Segment]]:  # Any: columns
    found: dict[str, list[Segment]] = {}
    for row in rows:
        found.setdefault(row["external_id"], []).append(_segment(row))
    return found


def _segment(row: dict[str, Any]) -> Segment:  # Any: columns
    values = {
        **{name: row[name] for name in ("source", "external_id", "kind", "is_primary")},
        **{name: str(row[name]) if row[name] else None for name in ("person_id", "unit_id", "position_id")},
        "percent": str(row["percent"].quantize(CENT)),
    }
    return Segment(row["id"], Period.from_range(row["valid"]), values)


def _adopt(draft: Draft, changing: Sequence[_Wanted], planned: Employments) -> None:
    """Let a new key meet the employment that a leader registered by hand: same person, same unit, shared days."""
    new = {want.person_id: want for want in changing if want.key not in planned.before}
    rows = Employment.objects.filter(_not_over(draft.on), source=BY_HAND, person_id__in=new)
    for row in rows.order_by("valid", "id").values("id", *COLUMNS):
        want = new[row["person_id"]]
        segment = _segment(row)
        is_same = segment.values["unit_id"] == want.wish.values["unit_id"]
        if is_same and segment.period.overlaps(want.wish.period) and want.key not in planned.before:
            planned.before[want.key] = [segment]
            draft.reading.warn(
                want.record,
                gettext_noop("This employment was registered by hand before; from now on it is the source's."),
                at="employment_key",
            )


def _not_over(on: date) -> Q:
    """Return the condition that a row's days reach to this day or beyond."""
    return Q(valid__endswith__isnull=True) | Q(valid__endswith__gt=on)


def _plan_one(draft: Draft, want: _Wanted, planned: Employments, *, title: str) -> None:
    before = planned.before.get(want.key, [])
    if any(segment.values["person_id"] != str(want.person_id) for segment in before):
        draft.reading.refuse(
            want.record,
            gettext_noop("This employment belongs to somebody else."),
            at="employment_key",
            how=gettext_noop("Give the employment a key of its own."),
        )
        return
    identity = {name: want.wish.values[name] for name in ("source", "external_id")}
    met = [replace(segment, values={**segment.values, **identity}) for segment in before]
    after = follow(met, want.wish, on=draft.on)
    tomorrow = day_after(draft.on) or draft.on
    if before and before[-1].period.is_over(tomorrow) and not after[-1].period.is_over(tomorrow):
        draft.reading.warn(want.record, gettext_noop("The employment had ended; it goes on again."), at="to")
    _tell(draft, want.key, planned, after, title=title, person=want.person_id)


def _tell(draft: Draft, key: str, planned: Employments, after: Sequence[Segment], *, title: str, person: UUID) -> None:
    told = Chained(table="employments", key=key, title=title, move_column="unit_id", person_id=person)
    start = len(draft.lines)
    if add_chain_lines(draft, planned.before.get(key, []), after, told=told):
        ids = iter(line.subject_id for line in draft.lines[start:] if line.before is None)
        planned.after[key] = [each if each.id else Segment(next(ids), each.period, each.values) for each in after]
        planned.titles[key] = title
        draft.counted["ended"] += any(line.action == END for line in draft.lines[start:])
        draft.counted["moved"] += _has_moved(draft.lines[start:])


def _has_moved(lines: Sequence[Line]) -> bool:
    return any(line.action == "move" for line in lines)


def _missing(draft: Draft, people: People) -> dict[str, UUID]:
    """Return the keys that a full file lacks though they work on after the effective day, with their persons."""
    if not draft.ends_missing("employments", ("employment_key",)):
        return {}
    named = {record.get("employment_key") for record in draft.records("employments")}
    wrong = {people.by_key.get(key) for key in people.wrong}
    after_day = day_after(draft.on) or draft.on
    rows = Employment.objects.filter(_not_over(after_day), source=draft.source)
    pairs = rows.values_list("external_id", "person_id")
    return {key: person for key, person in pairs if key not in named and person not in wrong}


def _end_missing(draft: Draft, key: str, planned: Employments, *, title: str, person: UUID) -> None:
    after = cut(planned.before[key], at=day_after(draft.on) or draft.on)
    _tell(draft, key, planned, after, title=title, person=person)
