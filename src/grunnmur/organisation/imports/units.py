"""Units and where they hang: opened, renamed, moved, closed by a file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_noop

from grunnmur.core.imports.interpret import Record
from grunnmur.core.imports.plan import ADD, CHANGE, END, Line
from grunnmur.core.periods import Period, day_after
from grunnmur.organisation.imports.chains import Segment, Wish, cut, follow
from grunnmur.organisation.imports.drafting import Chained, Draft, add_chain_lines, different, range_text
from grunnmur.organisation.models import LINE, Unit, UnitParent

COLUMNS = ("code", "name", "short_name", "kind", "cost_centre", "org_number", "source", "valid")
PARENT_COLUMNS = ("unit_id", "parent_id", "structure", "valid")
SAID = ("name", "short_name", "kind", "cost_centre")


@dataclass
class Known:
    """One unit: as it is stored (None = new), and for which days it will be."""

    id: UUID
    name: str
    period: Period
    stored: Mapping[str, Any] | None  # Any: columns as JSON


@dataclass
class Units:
    """All units by code, as the plan leaves them. `wrong` are the codes whose rows are in error."""

    by_code: dict[str, Known] = field(default_factory=dict)
    wrong: dict[str, int] = field(default_factory=dict)

    def refer(self, draft: Draft, record: Record, *, at: str = "unit_code", during: Period) -> Known | None:
        """Return the unit a record names; None, with a finding, when it cannot hang there."""
        code = record.values[at]
        found = self.by_code.get(code)
        if code in self.wrong and (found is None or found.stored is None):
            refuse_hanging(draft, record, at=at, row=self.wrong[code])
        elif found is None:
            draft.reading.refuse(
                record,
                gettext_noop("There is no unit with this code."),
                at=at,
                how=gettext_noop("Add the unit to the file, or correct the code."),
            )
        elif not found.period.overlaps(during):
            draft.reading.refuse(
                record,
                gettext_noop("The unit does not exist on these days."),
                at=at,
                how=gettext_noop("Correct the days, or those of the unit."),
            )
        else:
            return found
        return None

    def names(self) -> dict[UUID, str]:
        """Return the units' names by id."""
        return {known.id: known.name for known in self.by_code.values()}


def refuse_hanging(draft: Draft, record: Record, *, at: str, row: int) -> None:
    """Put a record in error because another row, on which it hangs, is."""
    draft.reading.refuse(
        record,
        gettext_noop("This row hangs on row %(row)s, which is in error; it is left as it is."),
        at=at,
        how=gettext_noop("Mend the other row."),
        row=row,
    )


def plan_units(draft: Draft) -> Units:
    """Add the lines about units; return all units as they will be."""
    units = Units(_stored_units(draft.on))
    wishes = {record.values["code"]: record for record in draft.right("units")}
    periods = {code: period for code, record in wishes.items() if (period := _days(draft, record, units))}
    _refuse_lost_parents(draft, wishes, units)
    _refuse_cycles(draft, wishes, units)
    chains = _stored_parents()
    for code, record in wishes.items():
        if not record.is_wrong:
            _plan_unit(draft, record, units, period=periods[code])
    for record in wishes.values():
        if not record.is_wrong:
            _plan_parent(draft, record, units, chains)
    units.wrong = {code: r.row for r in draft.records("units") if r.is_wrong and (code := r.get("code"))}
    _close_missing(draft, units, chains)
    return units


def _stored_units(on: date) -> dict[str, Known]:
    """Return for each code the unit of the day, else the next to open, else the last that was."""
    found: dict[str, Known] = {}
    for row in Unit.objects.order_by("valid", "id").values("id", *COLUMNS):
        period = Period.from_range(row["valid"])
        known = found.get(row["code"])
        if known is None or known.period.is_over(on):
            stored = {**row, "valid": range_text(period)}
            found[row["code"]] = Known(stored.pop("id"), row["name"], period, stored)
    return found


def _stored_parents() -> dict[UUID, list[Segment]]:
    chains: dict[UUID, list[Segment]] = {}
    rows = UnitParent.objects.filter(structure=LINE).order_by("unit_id", "valid")
    for row in rows.values("id", *PARENT_COLUMNS):
        parent = row["parent_id"] and str(row["parent_id"])
        values = {"unit_id": str(row["unit_id"]), "parent_id": parent, "structure": LINE}
        chains.setdefault(row["unit_id"], []).append(Segment(row["id"], Period.from_range(row["valid"]), values))
    return chains


def _days(draft: Draft, record: Record, units: Units) -> Period | None:
    """Return the unit's days: the file's, lengthened by what is behind. A derived unit is open as long as it is."""
    known = units.by_code.get(record.values["code"])
    if "from" not in record.values:
        return known.period if known and not known.period.is_over(draft.on) else Period(record.values["seen_from"])
    said = draft.period(record)
    if said is None or known is None or known.period.is_over(said.lower or draft.on):
        return said
    return Period(min(known.period.lower or date.min, said.lower or date.min), said.upper)


def _refuse_lost_parents(draft: Draft, wishes: dict[str, Record], units: Units) -> None:
    """Refuse rows below a unit that neither is nor will be; also those below a row that is refused for it."""
    wrong = {record.get("code"): record.row for record in draft.records("units") if record.is_wrong}
    again = True
    while again:
        again = False
        for record in wishes.values():
            code = record.get("parent_code")
            if record.is_wrong or not code or code in units.by_code or (code in wishes and not wishes[code].is_wrong):
                continue
            again = True
            if code in wrong:
                refuse_hanging(draft, record, at="parent_code", row=wrong[code])
            else:
                draft.reading.refuse(
                    record,
                    gettext_noop("There is no unit with this code."),
                    at="parent_code",
                    how=gettext_noop("Add the unit to the file, or correct the code."),
                )
            wrong[record.values["code"]] = record.row


def _refuse_cycles(draft: Draft, wishes: dict[str, Record], units: Units) -> None:
    """Refuse rows that would hang a unit below itself, naming all members of the ring."""
    codes = {known.id: code for code, known in units.by_code.items()}
    rows = UnitParent.objects.filter(structure=LINE, valid__contains=draft.on, parent__isnull=False)
    above = {codes.get(unit, ""): codes.get(parent, "") for unit, parent in rows.values_list("unit_id", "parent_id")}
    above |= {c: r.values["parent_code"] for c, r in wishes.items() if not r.is_wrong and "parent_code" in r.values}
    for ring in _rings(above):
        members = " → ".join([*ring, ring[0]])
        for code in ring:
            if code in wishes and not wishes[code].is_wrong:
                draft.reading.refuse(
                    wishes[code],
                    gettext_noop("These units would hang below each other in a ring: %(members)s."),
                    at="parent_code",
                    how=gettext_noop("Give one of them another parent."),
                    members=members,
                )


def _rings(above: dict[str, str]) -> Iterable[list[str]]:
    seen: set[str] = set()
    for start in above:
        path: list[str] = []
        code = start
        while code and code not in seen:
            seen.add(code)
            path.append(code)
            code = above.get(code, "")
        if code in path:
            yield path[path.index(code) :]


def _plan_unit(draft: Draft, record: Record, units: Units, *, period: Period) -> None:
    code = record.values["code"]
    said = {name: record.values[name] for name in SAID if name in record.values}
    known = units.by_code.get(code)
    valid = range_text(period)
    if known is None or known.stored is None or known.period.is_over(period.lower or draft.on):
        columns = dict.fromkeys(COLUMNS, "") | {"code": code, **said, "source": draft.source, "valid": valid}
        known = Known(draft.new_id("units", code), said["name"], period, None)
        draft.add_line(Line("units", ADD, f"{said['name']} ({code})", known.id, None, columns))
    else:
        source = known.stored["source"] or draft.source
        before, after = different(known.stored, {**said, "source": source, "valid": valid})
        if after:
            action = END if _ends(known.period, period) else CHANGE
            draft.add_line(Line("units", action, f"{known.name} ({code})", known.id, before, after))
        known = Known(known.id, said["name"], period, known.stored)
    units.by_code[code] = known


def _ends(before: Period, after: Period) -> bool:
    return (after.upper or date.max) < (before.upper or date.max)


def _plan_parent(draft: Draft, record: Record, units: Units, chains: dict[UUID, list[Segment]]) -> None:
    unit = units.by_code[record.values["code"]]
    before = chains.get(unit.id, [])
    values: dict[str, Any] = {}  # Any: columns as JSON
    if "parent_code" in record.values:
        parent = units.by_code.get(record.values["parent_code"])
        values["parent_id"] = str(parent.id) if parent else None
    complete = {"unit_id": str(unit.id), "parent_id": None, "structure": LINE, **values}
    after = follow(before, Wish(unit.period, values, complete), on=draft.on)
    told = Chained(table="parents", key=record.values["code"], title=unit.name, move_column="parent_id")
    add_chain_lines(draft, before, after, told=told)
    chains[unit.id] = list(after)


def _close_missing(draft: Draft, units: Units, chains: dict[UUID, list[Segment]]) -> None:
    """Close the source's units that a full file lacks, on the effective day."""
    if not draft.ends_missing("units", ("code",)):
        return
    named = {record.get("code") for record in draft.records("units")}
    after_day = day_after(draft.on) or draft.on
    for code, known in sorted(units.by_code.items()):
        is_ours = known.stored is not None and known.stored["source"] == draft.source
        if code in named or not is_ours or draft.on not in known.period or known.period.is_over(after_day):
            continue
        close_unit(draft, known, code=code, at=after_day, chain=chains.get(known.id, []))


def close_unit(draft: Draft, known: Known, *, code: str, at: date, chain: list[Segment]) -> None:
    """Add the lines that end a unit and its place in the tree before a day."""
    before = {"valid": range_text(known.period)}
    known.period = Period(known.period.lower, at)
    line = Line("units", END, f"{known.name} ({code})", known.id, before, {"valid": range_text(known.period)})
    draft.add_line(line)
    told = Chained(table="parents", key=code, title=known.name, move_column="parent_id")
    add_chain_lines(draft, chain, cut(chain, at=at), told=told)
