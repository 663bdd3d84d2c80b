"""What a change below would give and take: the same derivation on changed facts, in memory; nothing is written."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

from django.utils.translation import ngettext

from grunnmur.access.derivation import facts as derivation
from grunnmur.access.derivation.compiled import Compiled
from grunnmur.access.derivation.derive import derive
from grunnmur.access.derivation.remaining import permission_days
from grunnmur.access.models import Permission, Role
from grunnmur.access.queries import facts
from grunnmur.core.clock import today
from grunnmur.core.links import ImpactLine
from grunnmur.core.periods import Period
from grunnmur.organisation.rules import EmploymentEnd, Hire

Got = dict[str, frozenset[str]]


def preview_hire(change: Hire) -> Iterable[ImpactLine]:
    """Tell which roles and accesses a hire would bring, by name."""
    person = str(change.person_id or uuid4())
    loaded = facts.load([change.person_id] if change.person_id else [])
    work = change.employment
    span = Period.through(change.first_day, change.last_day).span
    position = None if work.position_id is None else str(work.position_id)
    hired = derivation.Employment(str(uuid4()), person, str(work.unit_id), position, work.kind, *span)
    compiled = Compiled(loaded.definitions)
    before, after = (_got(people, person, compiled) for people in (loaded.people, _with(loaded.people, hired)))
    yield from _lines(after["roles"] - before["roles"], after["accesses"] - before["accesses"], is_gain=True)


def preview_end(change: EmploymentEnd) -> Iterable[ImpactLine]:
    """Tell which roles and accesses an employment's end would take, by name."""
    person = str(change.person_id)
    loaded = facts.load([change.person_id])
    known = loaded.people
    last = Period.through(None, change.last_day).span[1]
    cut = tuple(
        row._replace(upper=min(row.upper, last)) if row.id == str(change.employment_id) else row
        for row in known.employments
    )
    compiled = Compiled(loaded.definitions)
    left = replace(known, employments=tuple(row for row in cut if row.lower < row.upper))
    before, after = (_got(people, person, compiled, after_day=last) for people in (known, left))
    yield from _lines(before["roles"] - after["roles"], before["accesses"] - after["accesses"], is_gain=False)


def preview_grant(person_id: UUID, role_id: UUID, period: Period) -> Iterable[ImpactLine]:
    """Tell which roles and accesses a role given on these days would bring, by name."""
    person = str(person_id)
    loaded = facts.load([person_id])
    first, upper = period.span
    given = derivation.Grant(str(uuid4()), person, None, str(role_id), None, None, None, first, upper)
    changed = replace(loaded.people, grants=(*loaded.people.grants, given))
    compiled = Compiled(loaded.definitions)
    before, after = (_got(people, person, compiled) for people in (loaded.people, changed))
    yield from _lines(after["roles"] - before["roles"], after["accesses"] - before["accesses"], is_gain=True)


def preview_take_away(person_id: UUID, role_id: UUID, last_day: date) -> Iterable[ImpactLine]:
    """Tell which roles and accesses would be gone the day after, if this role's grants ended; by name."""
    person, role = str(person_id), str(role_id)
    loaded = facts.load([person_id])
    end = Period.through(None, last_day).span[1]
    cut = (row._replace(upper=min(row.upper, end)) if row.role == role else row for row in loaded.people.grants)
    left = replace(loaded.people, grants=tuple(row for row in cut if row.lower < row.upper))
    compiled = Compiled(loaded.definitions)
    before, after = (_got(people, person, compiled, after_day=end) for people in (loaded.people, left))
    yield from _lines(before["roles"] - after["roles"], before["accesses"] - after["accesses"], is_gain=False)


def _with(people: derivation.People, hired: derivation.Employment) -> derivation.People:
    return replace(people, employments=(*people.employments, hired))


def _got(people: derivation.People, person: str, compiled: Compiled, *, after_day: int = 0) -> Got:
    """Return the roles and permissions a person holds on any day from `after_day` (or today) on."""
    first = max(after_day, today().toordinal())
    held = derive(people, compiled, persons=[person]).held.get(person, ())
    live = [row for row in held if row.upper > first]
    days = permission_days(live, compiled)
    return {"roles": frozenset(row.role for row in live if row.role), "accesses": frozenset(days)}


def _lines(roles: frozenset[str], accesses: frozenset[str], *, is_gain: bool) -> Iterable[ImpactLine]:
    role_names = Role.objects.filter(pk__in=roles).order_by("name").values_list("name", flat=True)
    rows = Permission.objects.filter(pk__in=accesses, resource__is_own=False).select_related("resource")
    names = [str(permission) for permission in rows.order_by("resource__name", "level")]
    yield _line(list(role_names), _role_sentence(len(role_names), is_gain=is_gain))
    yield _line(names, _access_sentence(len(names), is_gain=is_gain))


def _line(names: list[str], sentence: str) -> ImpactLine:
    text = f"{sentence} {', '.join(names)}." if names else _no_names(sentence)
    return ImpactLine(text, len(names))


def _no_names(sentence: str) -> str:
    return sentence.rstrip(":") + "."


def _role_sentence(count: int, *, is_gain: bool) -> str:
    if is_gain:
        return ngettext("Gets %(count)d role:", "Gets %(count)d roles:", count) % {"count": count}
    return ngettext("Loses %(count)d role:", "Loses %(count)d roles:", count) % {"count": count}


def _access_sentence(count: int, *, is_gain: bool) -> str:
    if is_gain:
        return ngettext("Gets %(count)d access:", "Gets %(count)d accesses:", count) % {"count": count}
    return ngettext("Loses %(count)d access:", "Loses %(count)d accesses:", count) % {"count": count}
