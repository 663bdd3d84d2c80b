"""What people would have before and after a change, and from which day it comes and goes: derived in memory."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from grunnmur.access.derivation import facts as derivation
from grunnmur.access.derivation.compiled import Compiled
from grunnmur.access.derivation.derive import derive
from grunnmur.access.derivation.facts import Id
from grunnmur.access.derivation.remaining import Days, Remaining
from grunnmur.core.clock import today
from grunnmur.core.periods import END, Span, intersect_spans, subtract_spans, union_spans

Spans = Mapping[Id, Days]
"""Days by role, or by permission."""


@dataclass(frozen=True)
class Holding:
    """What one person has: the days of each role and of each permission, without what is withheld."""

    roles: Spans
    accesses: Spans


def holdings(people: derivation.People, compiled: Compiled, persons: Iterable[Id]) -> dict[Id, Holding]:
    """Return what these persons have. Licence pools stay as they stand."""
    derived = derive(people, compiled, persons=persons)
    remaining = Remaining(derived.held, compiled)
    remaining.take(derived.withheld)
    found = {}
    for person, rows in derived.held.raw.items():
        roles: dict[Id, list[Span]] = defaultdict(list)
        for row in rows:
            if row[0]:
                roles[row[0]].append((row[3], row[4]))
        joined = {role: union_spans(spans) for role, spans in roles.items()}
        found[person] = Holding(roles=joined, accesses=remaining.of(person))
    return found


def comes(had: Spans, has: Spans) -> dict[Id, Span]:
    """Return what comes from today on, with the first and the end of the days on which it does."""
    return _ahead(has, had)


def goes(had: Spans, has: Spans) -> dict[Id, Span]:
    """Return what goes from today on, in the same way; without an end, unless it is there again afterwards."""
    found = {}
    for one, (first, end) in _ahead(had, has).items():
        comes_back = any(lower >= end for lower, _upper in has.get(one, ()))
        found[one] = (first, end if comes_back else END)
    return found


def _ahead(left: Spans, right: Spans) -> dict[Id, Span]:
    """Return what the left has and the right has not, from today on, by the first and the end of those days."""
    ahead = ((today().toordinal(), END),)
    found = {}
    for one, spans in left.items():
        if spans == right.get(one):
            continue
        missing = intersect_spans(subtract_spans(spans, right.get(one, ())), ahead)
        if missing:
            found[one] = (missing[0][0], missing[-1][1])
    return found
