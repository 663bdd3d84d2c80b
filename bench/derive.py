"""Claims: deriving 10,000 persons × 600 rules, with reasons and digests, takes less than 1 s of CPU.

The preview of a changed rule does too; one person with reasons takes less than 50 ms, and so does an explanation.

A naive evaluator, which asks every rule about every employment on one day, answers for a sample first: no speed is
told before both give the same. The preview is compared with two whole derivations. Run as `python bench/derive.py`;
prints three JSON lines.
"""

import json
import statistics
import time
import uuid
from dataclasses import replace
from datetime import date
from random import Random

from grunnmur.access.derivation.compiled import Compiled
from grunnmur.access.derivation.crowd import Crowd
from grunnmur.access.derivation.derive import Derived, derive
from grunnmur.access.derivation.difference import Difference, difference, reach
from grunnmur.access.derivation.explain import explain
from grunnmur.access.derivation.facts import (
    Anchor,
    Appointment,
    Conflict,
    Definitions,
    Effect,
    Employment,
    Exclusion,
    Grant,
    Leadership,
    Leave,
    People,
    Permission,
    Pool,
    PoolQuantity,
    Role,
    RoleItem,
    Rule,
    RuleUnit,
    Scope,
    Severity,
    SideItem,
    UnitParent,
)
from grunnmur.access.derivation.reasons import reasons_of
from grunnmur.core.periods import BEGINNING, END, intersect_spans, subtract_spans, union_spans

PERSONS, RULES, UNITS, ROLES, POSITIONS = 10_000, 600, 714, 220, 120
CONFLICTS, POOLS, SEATS = 20, 10, 300
BLOCKS, SAMPLE, GOAL_SECONDS, GOAL_ONE_MS = 10, 60, 1.0, 50
TODAY = date(2026, 3, 1).toordinal()
EVER = (BEGINNING, END)
random = Random(2026)
KINDS = ("permanent",) * 7 + ("temporary",) * 2 + ("hourly",)


def new_id() -> str:
    """Return a fixed random uuid as text."""
    return str(uuid.UUID(int=random.getrandbits(128)))


def make_units() -> tuple[list[str], tuple[UnitParent, ...]]:
    """Return units in a tree of five levels, sixty of them moved once."""
    units = [new_id() for _ in range(UNITS)]
    parents = []
    for number, unit in enumerate(units[1:], start=1):
        above = units[(number - 1) // 4]
        if number % 12 == 0:
            moved = TODAY - random.randrange(300)
            elsewhere = units[random.randrange((number - 1) // 4 + 1)]
            parents += [
                UnitParent(unit, elsewhere, "line", BEGINNING, moved),
                UnitParent(unit, above, "line", moved, END),
            ]
        else:
            parents.append(UnitParent(unit, above, "line", *EVER))
    return units, tuple(parents)


def below(unit: str, *, is_minus: bool = False) -> tuple[RuleUnit, ...]:
    """Return the condition of a unit with its subtree."""
    return (RuleUnit(unit, is_minus=is_minus, with_below=True),)


def conditions_of(number: int, units: list[str], positions: list[str], functions: list[str]) -> dict[str, object]:
    """Return the conditions of one rule: for all, by subtree, by unit and position, by function and so on."""
    office, area = random.choice(units[20:340]), random.choice(units[1:85])
    few, many = frozenset(random.sample(positions, 3)), frozenset(random.sample(positions, 20))
    function = frozenset({random.choice(functions)})
    by_sort = {
        "kind": {"kinds": frozenset({"permanent", "temporary"})},
        "subtree": {"units": below(office)},
        "area and positions": {"units": below(area), "positions": many},
        "positions": {"positions": few},
        "positions but not there": {"positions": few, "units": below(area, is_minus=True)},
        "function": {"anchor": Anchor.FUNCTION, "functions": function},
        "leadership": {"anchor": Anchor.LEADERSHIP, "units": below(area)},
        "positions and function": {"positions": few, "functions": function},
        "not these positions": {"positions": few, "units": below(area), "effect": Effect.EXCLUDE},
    }
    order = ["subtree"] * 21 + ["area and positions"] * 15 + ["positions"] * 10
    order += ["function", "leadership"] * 4 + ["positions and function"] * 4 + list(by_sort)[4:5] + list(by_sort)[8:]
    return by_sort["kind" if number < 5 else order[number % len(order)]]


def make_rules(units: list[str], positions: list[str], functions: list[str], roles: list[str]) -> tuple[Rule, ...]:
    """Return rules of the sorts municipalities have, one in five of them with an end."""
    rules = []
    for number in range(RULES):
        lower = TODAY - random.randrange(200, 2000)
        upper = END if number % 5 else TODAY + random.randrange(300)
        base = Rule(new_id(), Effect.GRANT, random.choice(roles), None, Anchor.EMPLOYMENT, lower, upper)
        rules.append(base._replace(**conditions_of(number, units, positions, functions)))
    return tuple(rules)


def make_definitions(units: list[str], parents: tuple[UnitParent, ...], names: dict[str, list[str]]) -> Definitions:
    """Return roles of twenty permissions each, the rules, conflicts, and pools of what not everybody has."""
    permissions = [new_id() for _ in range(1_500)]
    items = [
        RoleItem(role, permission, None, Scope.HERE_BELOW, None, *EVER)
        for role in names["roles"]
        for permission in random.sample(permissions, 20)
    ]
    rules = make_rules(units, names["positions"], names["functions"], names["roles"])
    broad = {rule.role for rule in rules if rule.kinds}
    narrow = [role for role in names["roles"] if role not in broad]
    pools, licensed = [new_id() for _ in range(POOLS)], permissions[:POOLS]
    items = [row for row in items if row.permission not in licensed]
    items += [
        RoleItem(role, permission, None, Scope.NONE, None, *EVER)
        for permission, role in zip(licensed, narrow, strict=False)
    ]
    return Definitions(
        parents=parents,
        rules=rules,
        roles=tuple(Role(role, True, n % 3 * 7, *EVER) for n, role in enumerate(names["roles"])),
        items=tuple(items),
        permissions=tuple(
            Permission(p, n % 15, n % 2 == 0, *EVER, n % 4 + 1, pools[n] if n < POOLS else None)
            for n, p in enumerate(permissions)
        ),
        conflicts=tuple(make_conflict(n, permissions, names["roles"]) for n in range(CONFLICTS)),
        pools=tuple(Pool(pool, True) for pool in pools),
        quantities=tuple(
            PoolQuantity(pool, unit, seats, *EVER) for pool in pools for unit, seats in ((None, SEATS), (units[3], 50))
        ),
    )


def make_conflict(number: int, permissions: list[str], roles: list[str]) -> Conflict:
    """Return a conflict of two permissions, or, one in five, of a role and a permission."""
    a = SideItem(roles[number], None) if number % 5 == 0 else SideItem(None, permissions[100 + number])
    return Conflict(new_id(), Severity.BLOCK, (a,), (SideItem(None, permissions[200 + number]),), *EVER)


def make_employments(units: list[str], positions: list[str], persons: list[str]) -> list[Employment]:
    """Return one employment a person, and a second for fifteen in a hundred."""
    usual = {unit: random.sample(positions, 5) for unit in units}
    shares = (50, 20, 15, 10, 5)
    rows = []
    for number, person in enumerate(persons):
        for _ in range(2 if number % 20 < 3 else 1):
            lower = TODAY - random.randrange(-20, 4000)
            upper = END if random.random() < 0.9 else lower + random.randrange(100, 4200)
            where = random.choice(units)
            what = random.choices(usual[where], shares)[0]
            rows.append(Employment(new_id(), person, where, what, random.choice(KINDS), lower, upper))
    return rows


def make_people(units: list[str], names: dict[str, list[str]]) -> People:
    """Return persons with what hangs on them: grants, functions, leaderships, leaves, exclusions."""
    persons = [new_id() for _ in range(PERSONS)]
    employments = make_employments(units, names["positions"], persons)
    appointments = [
        Appointment(new_id(), person, random.choice(names["functions"]), random.choice(units), TODAY - 500, END)
        for person in random.sample(persons, PERSONS // 20)
    ]
    grants = [
        Grant(
            new_id(), row.person, row.id, random.choice(names["roles"]), None, row.unit, None, TODAY - 90, TODAY + 400
        )
        for row in random.sample(employments, PERSONS // 4)
    ]
    return People(
        employments=tuple(employments),
        appointments=tuple(appointments),
        grants=tuple(grants),
        leaderships=tuple(
            Leadership(new_id(), random.choice(persons), unit, "leader", TODAY - 900, END) for unit in units
        ),
        leaves=tuple(
            Leave(new_id(), row.id, 100, TODAY - 50, TODAY + 100) for row in random.sample(employments, PERSONS // 50)
        ),
        exclusions=tuple(
            Exclusion(new_id(), person, random.choice(names["roles"]), None, TODAY - 20, TODAY + 200)
            for person in random.sample(persons, PERSONS // 100)
        ),
    )


def naive_roles(person: str, people: People, definitions: Definitions, day: int) -> set[str]:
    """Return the roles a person has on one day, by asking every rule about every anchor."""

    def active(rows: tuple[object, ...]) -> list[object]:
        return [row for row in rows if row.person == person and row.lower <= day < row.upper]

    employments = active(people.employments)
    if not employments:
        return set()
    parents = {row.unit: row.parent for row in definitions.parents if row.lower <= day < row.upper}
    appointments = active(people.appointments)
    anchors = {
        Anchor.EMPLOYMENT: employments,
        Anchor.FUNCTION: appointments,
        Anchor.LEADERSHIP: active(people.leaderships),
    }
    found: dict[Effect, set[str]] = {Effect.GRANT: set(), Effect.EXCLUDE: set()}
    for rule in definitions.rules:
        if rule.lower <= day < rule.upper:
            for anchor in anchors[rule.anchor]:
                if naive_match(rule, anchor, appointments, parents):
                    found[rule.effect].add(rule.role)
    bound = {row.id for row in employments}
    found[Effect.GRANT] |= {row.role for row in active(people.grants) if row.employment in bound}
    return found[Effect.GRANT] - found[Effect.EXCLUDE] - {row.role for row in active(people.exclusions)}


def naive_match(rule: Rule, anchor: object, appointments: list[Appointment], parents: dict[str, str]) -> bool:
    """Tell whether one rule of the bench matches one anchor on the day of these rows."""
    path, above = [], anchor.unit
    while above:
        path.append(above)
        above = parents.get(above)
    plus = [named.unit for named in rule.units if not named.is_minus]
    if plus and not any(unit in path for unit in plus):
        return False
    if any(named.is_minus and named.unit in path for named in rule.units):
        return False
    if rule.functions and not any(row.function in rule.functions for row in appointments):
        return False
    if rule.anchor == Anchor.FUNCTION and anchor.function not in rule.functions:
        return False
    if rule.anchor != Anchor.EMPLOYMENT:
        return True
    fits_position = not rule.positions or anchor.position in rule.positions
    return fits_position and (not rule.kinds or anchor.kind in rule.kinds)


def derived_roles(derived: Derived, person: str, day: int) -> set[str]:
    """Return the roles a person has on one day, from the derived rows."""
    return {row.role for row in derived.held[person] if row.lower <= day < row.upper}


def cpu(work: object) -> tuple[float, object]:
    """Run it once; return its CPU seconds and its answer."""
    start = time.process_time()
    answer = work()
    return time.process_time() - start, answer


def main() -> None:
    """Measure and print the claim."""
    units, parents = make_units()
    names = {
        "positions": [new_id() for _ in range(POSITIONS)],
        "functions": [new_id() for _ in range(10)],
        "roles": [new_id() for _ in range(ROLES)],
    }
    definitions = make_definitions(units, parents, names)
    people = make_people(units, names)
    assert len({row.person for row in people.employments}) == PERSONS
    assert len(definitions.rules) == RULES
    sample = sorted({row.person for row in people.employments})[:: PERSONS // SAMPLE]

    ours, naive = [], []
    for _ in range(BLOCKS):
        seconds, derived = cpu(lambda: derive_all(people, definitions))
        ours.append(seconds)
        seconds, expected = cpu(lambda: [naive_roles(person, people, definitions, TODAY) for person in sample])
        naive.append(seconds / len(sample) * PERSONS)
        assert [derived_roles(derived, person, TODAY) for person in sample] == expected
        assert sum(map(len, expected)) > 3 * len(sample)
    print(json.dumps(report(derived, ours, naive)))
    print(json.dumps(one_at_a_time(people, definitions, derived, sample)))
    print(json.dumps(preview(people, definitions, derived)))


def alone(people: People, person: str) -> People:
    """Return the facts of one person, as they are loaded to derive or explain her."""
    jobs = {row.id for row in people.employments if row.person == person}
    return People(
        employments=tuple(row for row in people.employments if row.person == person),
        appointments=tuple(row for row in people.appointments if row.person == person),
        grants=tuple(row for row in people.grants if row.person == person),
        leaderships=tuple(row for row in people.leaderships if row.person == person),
        leaves=tuple(row for row in people.leaves if row.employment in jobs),
        exclusions=tuple(row for row in people.exclusions if row.person == person),
    )


def one_at_a_time(people: People, definitions: Definitions, derived: Derived, sample: list[str]) -> dict[str, object]:
    """Return the claim about one person: derived with every reason, and one permission explained.

    A page that asks compiles the definitions anew, so that is counted.
    """
    facts = {person: alone(people, person) for person in sample}
    wanted = definitions.permissions[0].id
    on = date.fromordinal(TODAY)

    def with_reasons(person: str) -> object:
        compiled = Compiled(definitions)
        return derive(facts[person], compiled, persons=[person]), reasons_of(person, Crowd(facts[person]), compiled)

    def explained(person: str) -> object:
        return explain(facts[person], Compiled(definitions), person=person, permission=wanted, on=on)

    seconds, answers = zip(*(cpu(lambda one=person: with_reasons(one)) for person in sample), strict=True)
    assert [answer[0].held[person] for answer, person in zip(answers, sample, strict=True)] == [
        derived.held[person] for person in sample
    ]
    told, explanations = zip(*(cpu(lambda one=person: explained(one)) for person in sample), strict=True)
    assert all(answer.messages for answer in explanations)
    ours = 1_000 * statistics.median(seconds)
    return {
        "claim": "one person with every reason, definitions compiled anew, CPU ms",
        "ours": round(ours, 1),
        "ours_spread": [round(1_000 * min(seconds), 1), round(1_000 * max(seconds), 1)],
        "explain_ms": round(1_000 * statistics.median(told), 1),
        "goal": GOAL_ONE_MS,
        "holds": ours <= GOAL_ONE_MS and 1_000 * statistics.median(told) <= GOAL_ONE_MS,
    }


def preview(people: People, definitions: Definitions, derived: Derived) -> dict[str, object]:
    """Return the claim about the preview of a changed rule: who gets, who loses, and whom it means."""
    giving = [rule for rule in definitions.rules if rule.effect == Effect.GRANT and rule.anchor == Anchor.EMPLOYMENT]
    old = max(giving[:20], key=lambda rule: len(reach(people, definitions, rule, since=TODAY)))
    new = old._replace(
        id=new_id(), units=(), positions=frozenset(), not_persons=frozenset(), kinds=frozenset({"hourly"})
    )
    changed = replace(definitions, rules=(*(rule for rule in definitions.rules if rule is not old), new))

    def asked() -> tuple[Difference, object]:
        found = difference(people, definitions, changed, target=old.role or "", since=TODAY)
        return found, reach(people, definitions, new, since=TODAY)

    seconds, answers = zip(*(cpu(asked) for _ in range(BLOCKS)), strict=True)
    whole, after = cpu(lambda: derive_all(people, changed))
    was, will = (days_of(one, old.role) for one in (derived, after))
    assert answers[0][0].gains == left_of(will, was)
    assert answers[0][0].loses == left_of(was, will)
    assert answers[0][0].gains
    assert answers[0][0].loses
    ours = statistics.median(seconds)
    return {
        "claim": f"preview of a changed rule at {PERSONS} persons x {RULES} rules, CPU seconds",
        "ours": round(ours, 3),
        "ours_spread": [round(min(seconds), 3), round(max(seconds), 3)],
        "peer": round(2 * whole, 3),
        "peer_is": "two whole derivations, whose difference was the same",
        "ratio": round(ours / (2 * whole), 3),
        "goal": GOAL_SECONDS,
        "holds": ours <= GOAL_SECONDS,
        "gains": len(answers[0][0].gains),
        "loses": len(answers[0][0].loses),
    }


def days_of(derived: Derived, role: str | None) -> dict[str, tuple[tuple[int, int], ...]]:
    """Return the days from today on which each person holds a role."""
    return {
        person: intersect_spans(union_spans(row[3:5] for row in rows if row[0] == role), ((TODAY, END),))
        for person, rows in derived.held.raw.items()
    }


def left_of(
    one: dict[str, tuple[tuple[int, int], ...]], other: dict[str, tuple[tuple[int, int], ...]]
) -> dict[str, tuple[tuple[int, int], ...]]:
    """Return the days that one side has and the other lacks, of those who have any."""
    found = ((person, subtract_spans(days, other[person])) for person, days in one.items())
    return {person: days for person, days in found if days}


def derive_all(people: People, definitions: Definitions) -> Derived:
    """Compile, derive and digest from nothing remembered."""
    derived = derive(people, Compiled(definitions), sweep_from=TODAY)
    assert len(derived.digests()) == PERSONS
    return derived


def report(derived: Derived, ours: list[float], naive: list[float]) -> dict[str, object]:
    """Return the line that is printed."""
    ratios = sorted(mine / theirs for mine, theirs in zip(ours, naive, strict=True))
    rows = [row for found in derived.held.values() for row in found]
    return {
        "claim": f"derivation of {PERSONS} persons x {RULES} rules with reasons and digests, CPU seconds",
        "ours": round(statistics.median(ours), 3),
        "ours_spread": [round(min(ours), 3), round(max(ours), 3)],
        "peer": round(statistics.median(naive), 3),
        "peer_is": "naive evaluator, one day, extrapolated from a sample whose answer was checked",
        "ratio": round(statistics.median(ratios), 6),
        "spread": [round(ratios[0], 6), round(ratios[-1], 6)],
        "goal": GOAL_SECONDS,
        "holds": statistics.median(ours) <= GOAL_SECONDS,
        "rows": len(rows),
        "routes_per_person": round(sum(len(row.via) for row in rows) / PERSONS, 2),
        "withheld": len(derived.withheld),
        "clashes": len(derived.clashes),
        "seats": len(derived.seats),
        "waiting": sum(not row.is_seated for row in derived.seats),
    }


if __name__ == "__main__":
    main()
