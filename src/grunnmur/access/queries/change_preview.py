"""What a change about somebody who is here would give and take, on which days: derived on changed facts, in memory."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from uuid import UUID, uuid4

from django.utils.translation import ngettext

from grunnmur.access.derivation import facts as derivation
from grunnmur.access.derivation.compiled import Compiled
from grunnmur.access.models import Permission, Role
from grunnmur.access.queries import facts
from grunnmur.access.queries.accesses import span_text
from grunnmur.access.queries.before_and_after import comes, goes, holdings
from grunnmur.core.links import ImpactLine
from grunnmur.core.periods import END, Period, Span
from grunnmur.organisation.rules import (
    AppointmentChange,
    AppointmentEnd,
    DeputyChange,
    EmploymentChange,
    EmploymentExtension,
    HireCancellation,
    LeaveChange,
)

Alter = Callable[[derivation.People], derivation.People]


def preview_change(change: EmploymentChange) -> Iterable[ImpactLine]:
    """Tell what somebody who goes to another unit, position or kind of work would get and lose, and when."""
    work = change.facts
    at = change.from_day.toordinal()
    until = at if change.overlap_last_day is None else Period.through(None, change.overlap_last_day).span[1]

    def alter(people: derivation.People) -> derivation.People:
        old = _employment(people, change.employment_id)
        later = old._replace(
            id=str(uuid4()),
            unit=str(work.unit_id),
            position=None if work.position_id is None else str(work.position_id),
            kind=str(work.kind),
        )
        if old.lower == at == until:
            return _with_employment(people, old, later._replace(id=old.id))
        first = later._replace(lower=at)
        moved = _with_employment(people, old, old._replace(upper=min(old.upper, until)), first)
        return replace(moved, leaves=(*moved.leaves, *_followed(people.leaves, old.id, first)))

    return _told(change.person_id, alter)


def preview_extension(change: EmploymentExtension) -> Iterable[ImpactLine]:
    """Tell what would last longer with an employment, and until when."""
    end = END if change.last_day is None else Period.through(None, change.last_day).span[1]

    def alter(people: derivation.People) -> derivation.People:
        old = _employment(people, change.employment_id)
        return _with_employment(people, old, old._replace(upper=end))

    return _told(change.person_id, alter)


def preview_cancellation(change: HireCancellation) -> Iterable[ImpactLine]:
    """Tell what somebody would not get whose employment is called off."""
    return _told(change.person_id, lambda people: _with_employment(people, _employment(people, change.employment_id)))


def preview_leave(change: LeaveChange) -> Iterable[ImpactLine]:
    """Tell which accesses rest while somebody is away, and which no longer do."""

    def alter(people: derivation.People) -> derivation.People:
        others = tuple(row for row in people.leaves if row.id != str(change.leave_id))
        if change.days is None:
            return replace(people, leaves=others)
        away = derivation.Leave(
            str(change.leave_id or uuid4()), str(change.employment_id), float(change.percent), *change.days.span
        )
        return replace(people, leaves=(*others, away))

    return _told(change.person_id, alter)


def preview_appointment(change: AppointmentChange) -> Iterable[ImpactLine]:
    """Tell what a function would bring."""
    row = derivation.Appointment(
        str(uuid4()), str(change.person_id), str(change.function_id), str(change.unit_id), *change.days.span
    )
    return _told(change.person_id, lambda people: replace(people, appointments=(*people.appointments, row)))


def preview_appointment_end(change: AppointmentEnd) -> Iterable[ImpactLine]:
    """Tell what would go with a function; with no last day, it is as if it had never been planned."""
    end = 0 if change.last_day is None else Period.through(None, change.last_day).span[1]

    def alter(people: derivation.People) -> derivation.People:
        cut = (
            row._replace(upper=min(row.upper, end)) if row.id == str(change.appointment_id) else row
            for row in people.appointments
        )
        return replace(people, appointments=tuple(row for row in cut if row.lower < row.upper))

    return _told(change.person_id, alter)


def preview_deputy(change: DeputyChange) -> Iterable[ImpactLine]:
    """Tell what a deputy would get; with no first day, what ends with her days."""
    ends_only = change.days.lower is None
    row = derivation.Deputy(
        str(uuid4()),
        str(change.for_person_id),
        str(change.deputy_id),
        None if change.unit_id is None else str(change.unit_id),
        frozenset(change.may_do),
        *change.days.span,
    )

    def alter(people: derivation.People) -> derivation.People:
        if not ends_only:
            return replace(people, deputies=(*people.deputies, row))
        cut = (one._replace(upper=min(one.upper, row.upper)) if _same(one, row) else one for one in people.deputies)
        return replace(people, deputies=tuple(one for one in cut if one.lower < one.upper))

    return _told(change.deputy_id, alter, beside=change.for_person_id)


def _same(one: derivation.Deputy, other: derivation.Deputy) -> bool:
    return (one.for_person, one.deputy, one.unit, one.may) == (other.for_person, other.deputy, other.unit, other.may)


def _employment(people: derivation.People, employment_id: UUID) -> derivation.Employment:
    return next(row for row in people.employments if row.id == str(employment_id))


def _with_employment(
    people: derivation.People, old: derivation.Employment, *new: derivation.Employment
) -> derivation.People:
    """Return the facts with these employments instead of one; without days they are left out."""
    others = (row for row in people.employments if row.id != old.id)
    return replace(people, employments=(*others, *(row for row in new if row.lower < row.upper)))


def _followed(
    leaves: Iterable[derivation.Leave], old: derivation.Id, later: derivation.Employment
) -> Iterable[derivation.Leave]:
    """Return the leaves of the old employment on the later one's days."""
    for row in leaves:
        if row.employment == old and row.upper > later.lower:
            yield row._replace(id=str(uuid4()), employment=later.id, lower=max(row.lower, later.lower))


def _told(person_id: UUID, alter: Alter, *, beside: UUID | None = None) -> Iterable[ImpactLine]:
    """Tell what one person gets and loses. beside: somebody else whose facts bear on hers."""
    person = str(person_id)
    loaded = facts.load([person_id, beside] if beside else [person_id])
    compiled = Compiled(loaded.definitions)
    before, after = (holdings(people, compiled, [person])[person] for people in (loaded.people, alter(loaded.people)))
    for kind, name in (("roles", _role_names), ("accesses", _access_names)):
        had, has = getattr(before, kind), getattr(after, kind)
        yield from _lines(kind, name, goes(had, has), is_gain=False)
        yield from _lines(kind, name, comes(had, has), is_gain=True)


def _lines(
    kind: str,
    names: Callable[[set[derivation.Id]], list[str]],
    found: Mapping[derivation.Id, Span],
    *,
    is_gain: bool,
) -> Iterable[ImpactLine]:
    by_span: dict[Span, set[derivation.Id]] = defaultdict(set)
    for one, span in found.items():
        by_span[span].add(one)
    for span, ids in sorted(by_span.items()):
        told = names(ids)
        if told:
            sentence = _sentence(kind, len(told), days=span_text(span), is_gain=is_gain)
            yield ImpactLine(f"{sentence} {', '.join(told)}.", len(told))


def _role_names(ids: set[derivation.Id]) -> list[str]:
    return list(Role.objects.filter(pk__in=ids).order_by("name").values_list("name", flat=True))


def _access_names(ids: set[derivation.Id]) -> list[str]:
    rows = Permission.objects.filter(pk__in=ids, resource__is_own=False).select_related("resource")
    return [str(row) for row in rows.order_by("resource__name", "level")]


def _sentence(kind: str, count: int, *, days: str, is_gain: bool) -> str:
    told = {"count": count, "days": days}
    if kind == "roles" and is_gain:
        return ngettext("Gets %(count)d role %(days)s:", "Gets %(count)d roles %(days)s:", count) % told
    if kind == "roles":
        return ngettext("Loses %(count)d role %(days)s:", "Loses %(count)d roles %(days)s:", count) % told
    if is_gain:
        return ngettext("Gets %(count)d access %(days)s:", "Gets %(count)d accesses %(days)s:", count) % told
    return ngettext("Loses %(count)d access %(days)s:", "Loses %(count)d accesses %(days)s:", count) % told
