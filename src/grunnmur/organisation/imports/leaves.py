"""Leaves of a file. A leave lies in the rows of its employment, and follows when these are cut or divided."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_noop

from grunnmur.core.imports.interpret import Record
from grunnmur.core.imports.plan import ADD, CHANGE, DROP, END, Line
from grunnmur.core.periods import Period, day_after
from grunnmur.organisation.imports.chains import Segment
from grunnmur.organisation.imports.drafting import Draft, different, range_text
from grunnmur.organisation.imports.employments import CENT, Employments, stored_chains
from grunnmur.organisation.imports.people import People
from grunnmur.organisation.models import Leave

COLUMNS = ("employment_id", "percent", "source", "valid")
Piece = tuple[UUID | None, date | None, str]
"""What names a leave's row: the employment's row, its first day there, its source."""


@dataclass(frozen=True)
class _Leave:
    """One run of days off; `id` and `employment_id` None = what a file says, not yet laid into rows."""

    period: Period
    percent: str
    source: str
    id: UUID | None = None
    employment_id: UUID | None = None

    @property
    def columns(self) -> dict[str, Any]:  # Any: columns as JSON
        return {
            "employment_id": str(self.employment_id),
            "percent": self.percent,
            "source": self.source,
            "valid": range_text(self.period),
        }


def plan_leaves(draft: Draft, people: People, employments: Employments) -> None:
    """Add the lines about leaves: what the file says of them, and what the changed employments do to them."""
    said = _said(draft, employments)
    ends_missing = draft.ends_missing("leaves", ("employment_key", "from"))
    named = {record.get("employment_key") for record in draft.records("leaves")}
    missing = _keys_with_leaves(draft) - named if ends_missing else set()
    keys = sorted({*said, *employments.after, *missing})
    unchanged = stored_chains(set(keys) - employments.after.keys(), source=draft.source)
    stored = _stored(s.id for chains in (unchanged, employments.before) for chain in chains.values() for s in chain)
    chains = unchanged | employments.after
    names = _names(people, chains)
    wrong = {record.get("employment_key") for record in draft.records("leaves") if record.is_wrong}
    for key in keys:
        rows = {s.id for s in (*chains.get(key, ()), *employments.before.get(key, ()))}
        before = [leave for pk in sorted(filter(None, rows)) for leave in stored.get(pk, ())]
        mine = {} if key in wrong else said.get(key, {})
        _refuse_outside(draft, mine, chains.get(key, []))
        ends = ends_missing and key not in wrong
        kept = [leave for each in before if (leave := _kept(draft, each, mine, ends=ends))]
        after = _laid([*kept, *(leave for record, leave in mine.values() if not record.is_wrong)], chains.get(key, []))
        _tell(draft, before, after, title=names.get(key, key), person=_person(chains.get(key, [])))


def _said(draft: Draft, employments: Employments) -> dict[str, dict[date, tuple[Record, _Leave]]]:
    found: defaultdict[str, dict[date, tuple[Record, _Leave]]] = defaultdict(dict)
    for record in draft.right("leaves"):
        key, percent = record.values["employment_key"], record.values["percent"]
        period = draft.period(record)
        if key in employments.wrong:
            draft.reading.refuse(
                record,
                gettext_noop("This row hangs on row %(row)s, which is in error; it is left as it is."),
                at="employment_key",
                how=gettext_noop("Mend the other row."),
                row=employments.wrong[key],
            )
        elif not 0 < percent <= Decimal(100):
            draft.reading.refuse(
                record,
                gettext_noop("The percent of a leave must lie above 0 and at most at 100."),
                at="percent",
                how=gettext_noop("Correct the percent."),
            )
        elif period:
            leave = _Leave(period, str(percent.quantize(CENT)), draft.source)
            found[key][record.values["from"]] = (record, leave)
    return found


def _keys_with_leaves(draft: Draft) -> set[str]:
    rows = Leave.objects.filter(source=draft.source, employment__source=draft.source)
    return set(rows.values_list("employment__external_id", flat=True))


def _stored(ids: Iterable[UUID | None]) -> dict[UUID, list[_Leave]]:
    found: dict[UUID, list[_Leave]] = {}
    rows = Leave.objects.filter(employment_id__in=set(filter(None, ids))).order_by("valid", "id")
    for row in rows.values("id", *COLUMNS):
        leave = _Leave(
            period=Period.from_range(row["valid"]),
            percent=str(row["percent"].quantize(CENT)),
            source=row["source"],
            id=row["id"],
            employment_id=row["employment_id"],
        )
        found.setdefault(row["employment_id"], []).append(leave)
    return found


def _names(people: People, chains: Mapping[str, list[Segment]]) -> dict[str, str]:
    persons = {key: person for key, chain in chains.items() if (person := _person(chain))}
    names = people.names(persons.values())
    return {key: names[person] for key, person in persons.items() if person in names}


def _person(chain: list[Segment]) -> UUID | None:
    return UUID(chain[0].values["person_id"]) if chain else None


def _refuse_outside(draft: Draft, mine: Mapping[date, tuple[Record, _Leave]], chain: list[Segment]) -> None:
    for record, leave in mine.values():
        if not any(segment.period.overlaps(leave.period) for segment in chain):
            draft.reading.refuse(
                record,
                gettext_noop("The leave lies outside the employment, or there is no such employment."),
                at="from",
                how=gettext_noop("Correct the days or the key."),
            )


def _kept(draft: Draft, leave: _Leave, mine: Mapping[date, tuple[Record, _Leave]], *, ends: bool) -> _Leave | None:
    """Return what stays of a stored leave beside what the file says; None when nothing does.

    The file's own leaves are laid anew, so theirs give way; a full file ends those of its source that it lacks.
    """
    if leave.source != draft.source:
        return leave
    if any(said.period.overlaps(leave.period) or first == leave.period.lower for first, (_r, said) in mine.items()):
        return None
    if not ends:
        return leave
    left = leave.period.intersection(Period(None, day_after(draft.on)))
    return _Leave(left, leave.percent, leave.source, leave.id, leave.employment_id) if left else None


def _laid(leaves: Iterable[_Leave], chain: Iterable[Segment]) -> dict[Piece, _Leave]:
    """Return the leaves divided over the rows of the employment; days outside it are left out."""
    found: dict[Piece, _Leave] = {}
    segments = list(chain)
    for leave in leaves:
        for segment in segments:
            days = segment.period.intersection(leave.period)
            if days and days.lower and segment.id:
                piece = (segment.id, days.lower, leave.source)
                found[piece] = _Leave(days, leave.percent, leave.source, leave.id, segment.id)
    return found


def _tell(
    draft: Draft, before: Iterable[_Leave], after: dict[Piece, _Leave], *, title: str, person: UUID | None
) -> None:
    left = dict(after)
    for old in before:
        piece = (old.employment_id, old.period.lower, old.source)
        new = left.pop(piece, None)
        if old.id is None:
            continue
        if new is None:
            draft.add_line(Line("leaves", DROP, title, old.id, old.columns, None), person_id=person)
            continue
        change = different(old.columns, new.columns)
        if change[1]:
            action = END if set(change[1]) == {"valid"} else CHANGE
            draft.add_line(Line("leaves", action, title, old.id, *change), person_id=person)
    for (employment, first, source), new in sorted(left.items(), key=lambda pair: str(pair[0])):
        pk = draft.new_id("leaves", f"{employment}:{first}:{source}")
        draft.add_line(Line("leaves", ADD, title, pk, None, new.columns), person_id=person)
