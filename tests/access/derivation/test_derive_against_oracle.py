"""The engine gives, day for day, what the slow evaluator gives."""

from collections import defaultdict
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings

from grunnmur.access.derivation.compiled import Compiled
from grunnmur.access.derivation.crowd import Crowd
from grunnmur.access.derivation.derive import derive
from grunnmur.access.derivation.effective import effective
from grunnmur.access.derivation.facts import Effect
from grunnmur.access.derivation.holding import held_by
from grunnmur.access.derivation.routes import routes_of
from grunnmur.access.derivation.shortcut import held_by_shortcut
from tests.access.derivation.oracle import WINDOW, Oracle
from tests.access.derivation.worlds import PERMISSIONS, dense_world, worlds

SLOW = settings(deadline=None, suppress_health_check=list(HealthCheck))


def in_window(row):
    """Return a Held row as the oracle writes it: the window's edges for no bound."""
    lower, upper = max(row.lower, WINDOW.start), min(row.upper, WINDOW.stop)
    floor = None if row.lower < WINDOW.start or row.early_floor is None else max(row.early_floor, WINDOW.start)
    return (row.role, row.permission, row.scope_unit, lower, upper, floor, row.ends_at, row.via)


def days_of(row):
    return set(range(max(row.lower, WINDOW.start), min(row.upper, WINDOW.stop)))


def check_held(world):
    people, definitions = world
    oracle = Oracle(people, definitions)
    derived = derive(people, Compiled(definitions))
    assert set(derived.held) == {row.person for row in people.employments}
    for person, rows in derived.held.items():
        assert len({row[:5] for row in rows}) == len(rows)
        assert {in_window(row) for row in rows} == oracle.held(person)


@settings(SLOW, max_examples=60)
@given(worlds)
def test_held_rows_equal_those_found_day_by_day(world):
    check_held(world)


@pytest.mark.parametrize("seed", range(0, 1_600, 200))
def test_held_rows_where_routes_meet_equal_those_found_day_by_day(seed):
    for more in range(200):
        check_held(dense_world(seed + more))


def check_effective(world, days):
    people, definitions = world
    oracle = Oracle(people, definitions)
    compiled = Compiled(definitions)
    derived = derive(people, compiled)
    flagged = {row.id for row in definitions.permissions if row.is_suspended_on_leave}
    for person, rows in derived.held.items():
        withheld = [row for row in derived.withheld if row.person == person]
        excluded, on_leave = defaultdict(set), defaultdict(set)
        for row in withheld:
            (excluded if row.cause == "excluded" else on_leave)[row.permission, row.source] |= days_of(row)
        for day in days:
            allowed = oracle.allowed(person, day)
            names = {name for name, _, _ in allowed}
            minus = {name: oracle.excluded_by(person, name, day) for name in names}
            away = {name for name in names & flagged if not minus[name] and oracle.on_leave(person, day)}
            kept = {row for row in allowed if not minus[row[0]] and row[0] not in away}
            assert effective(rows, withheld, compiled, on=date.fromordinal(day)) == kept
            found = {key for key, days in excluded.items() if day in days}
            assert found == {(name, source) for name, sources in minus.items() for source in sources}
            assert {name for (name, _), days in on_leave.items() if day in days} == away
    assert {row.permission for row in derived.withheld} <= set(PERMISSIONS)


@settings(SLOW, max_examples=40)
@given(worlds)
def test_effective_and_withheld_equal_those_found_day_by_day(world):
    check_effective(world, WINDOW[3:-3:4])


@pytest.mark.parametrize("seed", range(2_000, 2_600, 100))
def test_effective_and_withheld_where_routes_meet_equal_those_found_day_by_day(seed):
    for more in range(100):
        check_effective(dense_world(seed + more), WINDOW[10:-10:3])


def test_shortcut_gives_what_the_long_way_gives():
    taken = 0
    for seed in range(1_200):
        people, definitions = dense_world(seed)
        few = replace(people, appointments=(), leaderships=(), deputies=(), grants=(), exclusions=())
        giving = tuple(row._replace(effect=Effect.GRANT, not_persons=frozenset()) for row in definitions.rules)
        crowd, compiled = Crowd(few), Compiled(replace(definitions, rules=giving))
        for person in crowd.persons():
            short = held_by_shortcut(person, crowd, compiled)
            if short:
                taken += 1
                assert short == held_by(person, routes_of(person, crowd, compiled), crowd, compiled)
    assert taken > 40
