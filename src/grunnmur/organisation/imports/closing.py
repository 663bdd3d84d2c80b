"""A unit in which people or units remain is not closed: the lines that would do it are taken back, with a warning."""

from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_noop

from grunnmur.core.imports.findings import WARNING, Finding, Place
from grunnmur.core.imports.plan import END, Line
from grunnmur.core.periods import Period
from grunnmur.organisation.imports.chains import Segment, cut
from grunnmur.organisation.imports.drafting import Chained, Draft, add_chain_lines, upper_of
from grunnmur.organisation.models import LINE, Appointment, Employment, Leadership, UnitParent


def keep_units_in_use(draft: Draft) -> None:
    """Take back the closing of units that are in use; end the leaders and functions of those that close."""
    closing = {line.subject_id: line for line in draft.lines if line.table == "units" and line.action == END}
    while used := [pk for pk, line in closing.items() if _is_used(draft, pk, _end_of(line), closing)]:
        for pk in used:
            _take_back(draft, closing.pop(pk))
    draft.counted["closed"] = len(closing)
    for line in closing.values():
        _cut_duties(draft, line)


def _end_of(line: Line) -> date:
    """Return the first day on which a closing unit is no more."""
    return upper_of(str((line.after or {})["valid"]))


def _is_used(draft: Draft, unit: UUID, at: date, closing: dict[UUID, Line]) -> bool:
    """Tell whether people work there, or units hang there, from a day on, once the plan is carried out."""
    late = Q(valid__endswith__isnull=True) | Q(valid__endswith__gt=at)
    people = Employment.objects.filter(late, unit_id=unit).values_list("id", flat=True)
    units = UnitParent.objects.filter(late, parent_id=unit, structure=LINE).exclude(unit_id__in=closing)
    return _remains(draft, "employments", "unit_id", (unit, at), set(people)) or _remains(
        draft, "parents", "parent_id", (unit, at), set(units.values_list("id", flat=True))
    )


def _remains(draft: Draft, table: str, column: str, place: tuple[UUID, date], stored: set[UUID]) -> bool:
    """Tell whether any of the stored rows stays there, or any line brings one."""
    unit, at = place
    for line in draft.lines:
        if line.table != table:
            continue
        after = line.after or {}
        is_there = after[column] == str(unit) if column in after else line.subject_id in stored
        stored.discard(line.subject_id)
        if line.after is not None and is_there and upper_of(str(after.get("valid", ""))) > at:
            return True
    return bool(stored)


def _take_back(draft: Draft, line: Line) -> None:
    rows = UnitParent.objects.filter(unit_id=line.subject_id, structure=LINE)
    parents = set(rows.values_list("id", flat=True))
    draft.lines = [
        each
        for each in draft.lines
        if each is not line and not (each.table == "parents" and each.subject_id in parents)
    ]
    message = gettext_noop("%(unit)s is not closed: people or units remain there after that day.")
    how = gettext_noop("Move them first.")
    draft.reading.findings.append(Finding(WARNING, Place(sheet="units"), message, how, {"unit": line.title}))


def _cut_duties(draft: Draft, line: Line) -> None:
    """End who leads there and who has functions there, unless the file already does."""
    for table, model in (("leaders", Leadership), ("functions", Appointment)):
        told = {each.subject_id for each in draft.lines if each.table == table}
        rows = model.objects.filter(unit_id=line.subject_id).exclude(pk__in=told)
        for pk, person, valid in rows.order_by("valid", "id").values_list("id", "person_id", "valid"):
            before = [Segment(pk, Period.from_range(valid), {})]
            told_as = Chained(table=table, key=str(pk), title=line.title, person_id=person)
            add_chain_lines(draft, before, cut(before, at=_end_of(line)), told=told_as)
