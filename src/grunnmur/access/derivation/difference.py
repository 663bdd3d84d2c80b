"""What changed rules would give and take: the same derivation on both sides, narrowed to what the change is about."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from grunnmur.access.derivation.compiled import Compiled
from grunnmur.access.derivation.content import role_content
from grunnmur.access.derivation.derive import Derived, derive
from grunnmur.access.derivation.facts import Definitions, Effect, Id, People, Rule
from grunnmur.access.derivation.remaining import Remaining
from grunnmur.access.derivation.rows import Outcome
from grunnmur.core.periods import END, Span, intersect_spans, subtract_spans, union_spans

Days = Mapping[Id, tuple[Span, ...]]


@dataclass(frozen=True, slots=True)
class Difference:
    """Who gets and who loses a role or permission, each with the days; sorted by person.

    elsewhere: who keeps it for the same days, but counting in other units.
    """

    gains: Days
    loses: Days
    elsewhere: tuple[Id, ...]


def difference(people: People, before: Definitions, after: Definitions, *, target: Id, since: int) -> Difference:
    """Compare who has a role or a permission from a day on, under two sets of definitions.

    target: the role or the permission. since: day number; earlier days do not count. Rules about other things must
    be the same on both sides, and are left out of the work.
    """
    was, will = (_held(people, side, target, since) for side in (before, after))
    gains, loses = _more(will.days, was.days), _more(was.days, will.days)
    moved = [
        person
        for person in sorted(will.units.keys() & was.units.keys())
        if person not in gains and person not in loses and will.units[person] != was.units[person]
    ]
    return Difference(gains, loses, tuple(moved))


def new_clashes(
    people: People, before: Definitions, after: Definitions, *, persons: Collection[Id], since: int
) -> dict[Id, tuple[Id, ...]]:
    """Return the conflicts that these persons come to stand in from a day on, which nothing allows, by person."""
    if not after.conflicts or not persons:
        return {}
    was, will = (_standing(people, side, persons, since) for side in (before, after))
    found: dict[Id, list[Id]] = {}
    for person, conflict in sorted(will - was):
        found.setdefault(person, []).append(conflict)
    return {person: tuple(conflicts) for person, conflicts in found.items()}


def _standing(people: People, side: Definitions, persons: Collection[Id], since: int) -> set[tuple[Id, Id]]:
    clashes = derive(people, Compiled(replace(side, pools=(), quantities=())), persons=persons).clashes
    return {(row.person, row.conflict) for row in clashes if row.upper > since and row.outcome != Outcome.WAIVED}


def reach(people: People, definitions: Definitions, rule: Rule, *, since: int) -> Days:
    """Return whom a rule alone means from a day on, whatever else gives or takes, a draft role too: person by days."""
    roles = tuple(row._replace(is_active=True) if row.id == rule.role else row for row in definitions.roles)
    alone = replace(definitions, roles=roles, rules=(rule._replace(effect=Effect.GRANT),))
    nobody_given = replace(people, grants=(), exclusions=())
    return _held(nobody_given, alone, rule.role or rule.permission or "", since).days


@dataclass(frozen=True, slots=True)
class _Held:
    days: Days
    units: Mapping[Id, frozenset[Id | None]]


def _held(people: People, definitions: Definitions, target: Id, since: int) -> _Held:
    leading = _leading_to(target, definitions)
    known, facts = _narrowed(definitions, people, leading)
    compiled = Compiled(known)
    derived = derive(facts, compiled)
    is_role = any(role.id == target for role in definitions.roles)
    rows = _by_role(derived) if is_role else _by_permission(derived, compiled, target)
    from_then = ((since, END),)
    days = {person: left for person, spans in rows if (left := intersect_spans(spans, from_then))}
    units = {person: frozenset(row[2] for row in derived.held.raw[person] if row[4] > since) for person in days}
    return _Held(days, units)


def _leading_to(target: Id, definitions: Definitions) -> frozenset[Id]:
    """Return the target and, for a permission, the roles that hold it on any day."""
    if any(role.id == target for role in definitions.roles):
        return frozenset({target})
    return frozenset({target, *(row.role for row in role_content(definitions) if row.permission == target)})


def _narrowed(definitions: Definitions, people: People, targets: Collection[Id]) -> tuple[Definitions, People]:
    """Leave out rules, grants and exclusions about anything else; Held rows of the targets stay what they are.

    Conflicts and pools are left out too: they need what else people hold, and are told of by themselves.
    """
    rules = tuple(row for row in definitions.rules if (row.role or row.permission) in targets)
    grants = tuple(row for row in people.grants if (row.role or row.permission) in targets)
    exclusions = tuple(row for row in people.exclusions if (row.role or row.permission) in targets)
    known = replace(definitions, rules=rules, conflicts=(), pools=(), quantities=())
    return known, replace(people, grants=grants, exclusions=exclusions)


def _by_role(derived: Derived) -> list[tuple[Id, tuple[Span, ...]]]:
    held = derived.held.raw.items()
    return [(person, union_spans(row[3:5] for row in rows)) for person, rows in held if rows]


def _by_permission(derived: Derived, compiled: Compiled, target: Id) -> list[tuple[Id, tuple[Span, ...]]]:
    remaining = Remaining(derived.held, compiled)
    remaining.take(derived.withheld)
    holders = [person for person, rows in derived.held.raw.items() if rows]
    return [(person, days) for person in holders if (days := remaining.of(person).get(target, ()))]


def _more(one: Days, other: Days) -> Days:
    return dict(_gained(one, other))


def _gained(one: Days, other: Days) -> Iterator[tuple[Id, tuple[Span, ...]]]:
    for person in sorted(one):
        if days := subtract_spans(one[person], other.get(person, ())):
            yield person, days
