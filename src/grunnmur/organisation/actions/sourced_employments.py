"""The employments one source tells of one person: brought in step with what it tells, from a day on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from grunnmur.core.periods import Period, day_after
from grunnmur.organisation.actions.changes import change_row, cut_leaves, facts_of
from grunnmur.organisation.actions.refusals import explained
from grunnmur.organisation.events import EmploymentEnded
from grunnmur.organisation.models import Employment, Leave, Position, Unit
from grunnmur.organisation.rules import EmploymentFacts


class Flaw(StrEnum):
    """What can be wrong with an employment that a source tells of. All but POSITION leave days unregistered."""

    UNIT = "unit"
    POSITION = "position"
    KIND = "kind"
    DAYS = "days"
    PERCENT = "percent"


@dataclass(frozen=True, kw_only=True)
class SourcedEmployment:
    """An employment in the source's words. No key: the person's only one. No first day: today, or what it was."""

    unit_code: str
    key: str = ""
    position_code: str = ""
    kind: str = Employment.Kind.PERMANENT
    percent: Decimal = Decimal(100)
    is_primary: bool = False
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """What came of recording a person.

    is_new: nobody knew her. is_changed: there is something to tell of her; not of who is new and has no work, since
    nobody has anything without. is_out: she had work of this source after today, and has none now. flaws: what could
    not be used, with the value.
    """

    person_id: UUID
    is_new: bool
    is_changed: bool
    is_out: bool
    ended: tuple[EmploymentEnded, ...]
    flaws: tuple[tuple[Flaw, str], ...]


class Employments:
    """The rows of one person and source that run on a day or later, and what has been done to them.

    key: the key of an employment that the source gives none. is_new: nobody can have rows yet; none are asked for.
    """

    def __init__(self, person_id: UUID, *, source: str, key: str, on: date, is_new: bool = False) -> None:
        self.person_id, self.source, self.key, self.on = person_id, source, key, on
        self.is_new = is_new
        self.rows = [] if is_new else self._live()
        self.had_work = any(self._goes_on(row) for row in self.rows)
        self.kept: dict[UUID, Employment] = {}
        self.ended: list[EmploymentEnded] = []
        self.flaws: list[tuple[Flaw, str]] = []
        self.is_changed = False

    def keep(self, told: Sequence[SourcedEmployment]) -> None:
        """Open or change what is told, and end what is not.

        Raises OverlapError when one employment is told of twice on the same days.
        """
        units, positions = _units(told), _positions(told)
        for one in told:
            known, period = self._known(one), None
            if self._can_stand(one):
                period = self._period(one, known)
            unit = self._unit(one, period, units)
            if unit is None or period is None:
                continue
            facts = EmploymentFacts(
                unit_id=unit.pk,
                kind=one.kind,
                position_id=self._position(one, positions),
                percent=one.percent,
                is_primary=one.is_primary,
            )
            within = period.intersection(Period(period.lower, unit.valid.upper)) or period
            row = self._open(one, facts, within) if known is None else self._change(known, facts, within)
            self.kept[row.pk] = row
        for row in self.rows:
            if row.pk not in self.kept:
                self._end(row)

    def recorded(self, *, is_changed: bool) -> Recorded:
        """Return what came of it. is_changed: something else about the person changed."""
        return Recorded(
            person_id=self.person_id,
            is_new=self.is_new,
            is_changed=is_changed or self.is_changed,
            is_out=self.had_work and not any(self._goes_on(row) for row in self.kept.values()),
            ended=tuple(self.ended),
            flaws=tuple(dict.fromkeys(self.flaws)),
        )

    def _live(self) -> list[Employment]:
        rows = Employment.objects.select_for_update().filter(person_id=self.person_id, source=self.source)
        return [row for row in rows.order_by("valid", "id") if not Period.from_range(row.valid).is_over(self.on)]

    def _goes_on(self, row: Employment) -> bool:
        """Tell whether the row runs on any day after this one."""
        return row.valid.upper is None or row.valid.upper > (day_after(self.on) or self.on)

    def _known(self, one: SourcedEmployment) -> Employment | None:
        """Return the live row that is meant: that of the key, or without one the first that nothing else meant."""
        free = (row for row in self.rows if row.pk not in self.kept)
        return next((row for row in free if one.key in {"", row.external_id}), None)

    def _can_stand(self, one: SourcedEmployment) -> bool:
        if one.kind not in Employment.Kind.values:
            self.flaws.append((Flaw.KIND, one.kind))
        elif not 0 <= one.percent <= 100:
            self.flaws.append((Flaw.PERCENT, str(one.percent)))
        else:
            return True
        return False

    def _period(self, one: SourcedEmployment, known: Employment | None) -> Period | None:
        """Return the days that are meant; None, with its flaw, for a last day before the first."""
        upper = day_after(one.last_day)
        lower = self._first_day(one, known)
        if upper is None or upper > lower:
            return Period(lower, upper)
        self.flaws.append((Flaw.DAYS, f"{lower} – {one.last_day}"))
        return None

    def _first_day(self, one: SourcedEmployment, known: Employment | None) -> date:
        """Return the first day of the row: the source's, unless other rows of the same key lie before it."""
        first: date = one.first_day or (known.valid.lower if known else self.on)
        if self.is_new or (known and first == known.valid.lower):
            return first
        key = known.external_id if known else one.key or self.key
        same = Employment.objects.filter(source=self.source, external_id=key)
        if known is None:
            return max(first, self.on) if same.filter(valid__endswith__gt=first).exists() else first
        lower: date = known.valid.lower
        return lower if same.filter(valid__startswith__lt=lower).exists() else first

    def _unit(self, one: SourcedEmployment, period: Period | None, units: dict[str, list[Unit]]) -> Unit | None:
        """Return the unit of that code on the day it matters, and note when there is none on all the days."""
        if period is None:
            return None
        day = max(period.lower or self.on, self.on)
        found = next((unit for unit in units.get(one.unit_code, ()) if day in Period.from_range(unit.valid)), None)
        if found is None or not Period.from_range(found.valid).covers(Period(day, period.upper)):
            self.flaws.append((Flaw.UNIT, one.unit_code))
        return found

    def _position(self, one: SourcedEmployment, positions: dict[str, UUID]) -> UUID | None:
        found = positions.get(one.position_code)
        if one.position_code and found is None:
            self.flaws.append((Flaw.POSITION, one.position_code))
        return found

    def _open(self, one: SourcedEmployment, facts: EmploymentFacts, period: Period) -> Employment:
        self.is_changed = True
        with explained():
            return Employment.objects.create(
                person_id=self.person_id,
                source=self.source,
                external_id=one.key or self.key,
                unit_id=facts.unit_id,
                kind=facts.kind,
                position_id=facts.position_id,
                percent=facts.percent,
                is_primary=facts.is_primary,
                valid=period.to_range(),
            )

    def _change(self, known: Employment, facts: EmploymentFacts, period: Period) -> Employment:
        row = known
        if facts_of(known) != facts:
            self.is_changed = True
            row = change_row(known, facts, from_day=max(self.on, known.valid.lower))
        if row.pk != known.pk:
            self.kept[known.pk] = known  # its days are behind
        lower = row.valid.lower if row.pk != known.pk else period.lower
        return self._set_days(row, Period(lower, period.upper))

    def _set_days(self, row: Employment, days: Period) -> Employment:
        before = Period.from_range(row.valid)
        if before == days:
            return row
        self.is_changed = True
        if not days.covers(before):
            cut_leaves([row], at=days.upper)
        row.valid = days.to_range()
        with explained():
            row.save(update_fields=["valid"])
        if days.last_day and (before.last_day is None or days.last_day < before.last_day):
            self.ended.append(EmploymentEnded(self.person_id, row.pk, row.unit_id, days.last_day))
        return row

    def _end(self, row: Employment) -> None:
        """Let this be the last day; a row that has not begun is withdrawn, and lives on in history."""
        days = Period.from_range(row.valid)
        if days.is_future(self.on):
            self.is_changed = True
            Leave.objects.filter(employment=row).delete()
            row.delete()
        elif self._goes_on(row):
            self._set_days(row, Period.through(days.lower, self.on))


def _units(told: Sequence[SourcedEmployment]) -> dict[str, list[Unit]]:
    found: dict[str, list[Unit]] = {}
    for unit in Unit.objects.filter(code__in={one.unit_code for one in told}) if told else ():
        found.setdefault(unit.code, []).append(unit)
    return found


def _positions(told: Sequence[SourcedEmployment]) -> dict[str, UUID]:
    codes = {one.position_code for one in told if one.position_code}
    rows = Position.objects.filter(code__in=codes).order_by("-source") if codes else ()
    return {row.code: row.pk for row in rows}
