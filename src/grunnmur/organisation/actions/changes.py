"""How the rows of an employment follow a change from a day; what it takes to be allowed is the actions' matter."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date

from grunnmur.core.periods import Period
from grunnmur.organisation.models import Employment, Leave
from grunnmur.organisation.rules import EmploymentFacts


def facts_of(row: Employment) -> EmploymentFacts:
    """Return where and as what an employment is."""
    return EmploymentFacts(
        unit_id=row.unit_id,
        kind=row.kind,
        position_id=row.position_id,
        percent=row.percent,
        is_primary=row.is_primary,
    )


def change_row(row: Employment, facts: EmploymentFacts, *, from_day: date) -> Employment:
    """Let an employment be something else from a day on, and return the row of that day.

    From its first day on the row itself is corrected; later, it ends and one with the same key begins. Leaves follow.
    """
    whole = Period.from_range(row.valid)
    if from_day == whole.lower:
        return _correct(row, facts)
    row.valid = Period(whole.lower, from_day).to_range()
    row.save(update_fields=["valid"])
    key = {"person_id": row.person_id, "source": row.source, "external_id": row.external_id}
    rest = Period(from_day, whole.upper)
    later = Employment.objects.create(valid=rest.to_range(), **key, **asdict(facts))
    for leave in cut_leaves([row], at=from_day):
        Leave.objects.create(employment=later, percent=leave.percent, source=leave.source, valid=leave.valid)
    return later


def _correct(row: Employment, facts: EmploymentFacts) -> Employment:
    for name, value in asdict(facts).items():
        setattr(row, name, value)
    row.save()
    return row


def cut_leaves(rows: Iterable[Employment], *, at: date | None) -> list[Leave]:
    """End these employments' leaves before a day (None: never); return, unsaved, what was cut off."""
    if at is None:
        return []
    cut: list[Leave] = []
    for leave in Leave.objects.select_for_update().filter(employment__in=rows):
        days = Period.from_range(leave.valid)
        late = _part(leave, Period(at))
        if late is None:
            continue
        cut.append(late)
        if late.valid == leave.valid:
            leave.delete()
        else:
            leave.valid = Period(days.lower, at).to_range()
            leave.save(update_fields=["valid"])
    return cut


def leaves_on(rows: Iterable[Employment], *, during: Period) -> list[Leave]:
    """Return, unsaved, what of these employments' leaves lies within some days."""
    parts = (_part(leave, during) for leave in Leave.objects.filter(employment__in=rows))
    return [part for part in parts if part]


def _part(leave: Leave, during: Period) -> Leave | None:
    days = Period.from_range(leave.valid).intersection(during)
    return None if days is None else Leave(percent=leave.percent, source=leave.source, valid=days.to_range())
