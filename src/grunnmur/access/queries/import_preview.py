"""What an import of people would give and take: the same derivation on facts as they would be; nothing is written."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from django.utils.translation import ngettext

from grunnmur.access.derivation import Compiled, derive
from grunnmur.access.derivation import facts as derivation
from grunnmur.access.derivation.facts import Id
from grunnmur.access.derivation.remaining import Days, Remaining
from grunnmur.access.queries import facts
from grunnmur.core.clock import today
from grunnmur.core.links import ImpactLine
from grunnmur.core.periods import END, Span, intersect_spans, subtract_spans
from grunnmur.organisation.queries import Facts, PlannedImport
from grunnmur.organisation.rules import Loss

Had = Mapping[Id, Mapping[Id, Days]]
"""Days by permission, by person."""


class Effect(NamedTuple):
    """Somebody gets or loses a permission, from the first of these days on."""

    person: Id
    permission: Id
    is_gain: bool
    days: Days


@dataclass(frozen=True)
class Effects:
    """What would be got and lost from today on. accesses: how many there are before the change."""

    rows: tuple[Effect, ...]
    accesses: int


def preview_import(change: PlannedImport) -> Iterable[ImpactLine]:
    """Tell how many accesses people would lose and get from today on. Twice the work of deriving everyone."""
    found = effects_of(change)
    got = sum(row.is_gain for row in found.rows)
    lost = len(found.rows) - got
    yield Loss(
        ngettext("%(count)d access is lost.", "%(count)d accesses are lost.", lost) % {"count": lost},
        lost,
        total=found.accesses,
    )
    if got:
        yield ImpactLine(ngettext("%(count)d access comes.", "%(count)d accesses come.", got) % {"count": got}, got)


def effects_of(change: PlannedImport) -> Effects:
    """Return who would get and lose what from today on. A day less counts as a loss, whatever comes after it."""
    known = facts.load()
    since = today().toordinal()
    was, will = _had(known, since), _had(_as_planned(known, change.after), since)
    rows = (*_more(was, will, is_gain=False), *_more(will, was, is_gain=True))
    return Effects(rows, sum(len(days) for days in was.values()))


def _as_planned(known: facts.Loaded, planned: Facts) -> facts.Loaded:
    """Put what organisation would know in the place of what it knows; what access itself knows stays."""
    people = replace(
        known.people,
        employments=tuple(derivation.Employment(*row) for row in planned.employments),
        leaves=tuple(derivation.Leave(*row) for row in planned.leaves),
        appointments=tuple(derivation.Appointment(*row) for row in planned.appointments),
        leaderships=tuple(derivation.Leadership(*row) for row in planned.leaderships),
    )
    parents = tuple(derivation.UnitParent(*row) for row in planned.parents)
    return facts.Loaded(replace(known.definitions, parents=parents), people)


def _had(loaded: facts.Loaded, since: int) -> Had:
    """Return who has what on which days from a day on."""
    compiled = Compiled(loaded.definitions)
    derived = derive(loaded.people, compiled)
    remaining = Remaining(derived.held, compiled)
    remaining.take(derived.withheld)
    return {person: dict(_from(remaining.of(person), since)) for person in derived.held}


def _from(permissions: Mapping[Id, Days], since: int) -> Iterator[tuple[Id, Days]]:
    ahead: tuple[Span, ...] = ((since, END),)
    for permission, days in permissions.items():
        if left := intersect_spans(days, ahead):
            yield permission, left


def _more(one: Had, other: Had, *, is_gain: bool) -> Iterator[Effect]:
    """Yield what is in one and not, or not on all its days, in the other."""
    for person, permissions in one.items():
        beside = other.get(person, {})
        if permissions == beside:
            continue
        for permission, days in permissions.items():
            if left := subtract_spans(days, beside.get(permission, ())):
                yield Effect(person, permission, is_gain, left)
