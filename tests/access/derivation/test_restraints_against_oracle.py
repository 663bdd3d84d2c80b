"""Conflicts and licences, as the engine finds them, day for day as the slow evaluator does."""

from collections import defaultdict
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from grunnmur.access.derivation.compiled import Compiled
from grunnmur.access.derivation.derive import derive
from grunnmur.core.periods import BEGINNING
from tests.access.derivation.oracle import WINDOW
from tests.access.derivation.oracle_restraints import RestraintOracle
from tests.access.derivation.restrained import contended_world, restrained_worlds

SLOW = settings(deadline=None, suppress_health_check=list(HealthCheck))
INNER = WINDOW[3:-3]


def by_day(rows, said):
    """Return what rows say of each person and day, and that no two say it of the same day."""
    found = defaultdict(set)
    for row in rows:
        for day in range(max(row.lower, WINDOW.start), min(row.upper, WINDOW.stop)):
            assert said(row) not in found[row.person, day]
            found[row.person, day].add(said(row))
    return found


def check(world, *, sweep_from):
    """Compare all that is said of each day in the window. Returns how many clashes and waits there were."""
    people, definitions = world
    oracle = RestraintOracle(people, definitions)
    derived = derive(people, Compiled(definitions), sweep_from=sweep_from)
    clashes = by_day(derived.clashes, lambda row: (row.conflict, row.outcome.value, row.waiver))
    withheld = by_day(
        (row for row in derived.withheld if row.cause in {"conflict", "licence"}),
        lambda row: (row.permission, row.cause.value, row.source),
    )
    seats = by_day(derived.seats, lambda row: (row.pool, row.payer, row.is_seated, max(row.wanted_from, WINDOW.start)))
    first = max(sweep_from, WINDOW.start)
    expected = {row.id: oracle.seats(row.id, sweep_from=first) for row in definitions.pools}
    waits = 0
    for person in sorted({row.person for row in people.employments}):
        for day in INNER:
            assert clashes[person, day] == oracle.clashes(person, day)
            here = {(pool, *found[person, day]) for pool, found in expected.items() if (person, day) in found}
            assert seats[person, day] == here
            waiting = {pool for pool, _, is_seated, _ in here if not is_seated}
            lost = oracle.withheld_by_conflict(person, day)
            left = oracle.left(person, day) - {permission for permission, _ in lost}
            licence = {
                (one, "licence", oracle.permissions[one].pool)
                for one in left
                if oracle.permissions[one].pool in waiting
            }
            assert withheld[person, day] == {(one, "conflict", name) for one, name in lost} | licence
            waits += len(licence)
    return len(derived.clashes), waits


@settings(SLOW, max_examples=40)
@given(restrained_worlds())
def test_restraints_equal_those_found_day_by_day(world):
    check(world, sweep_from=BEGINNING)


@pytest.mark.parametrize("seed", range(5_000, 5_400, 50))
def test_restraints_where_many_want_few_seats_equal_those_found_day_by_day(seed):
    clashes = waits = 0
    for more in range(50):
        people, definitions = contended_world(seed + more)
        found = check((replace(people, seats=()), definitions), sweep_from=BEGINNING)
        clashes, waits = clashes + found[0], waits + found[1]
    assert clashes > 20
    assert waits > 80


@pytest.mark.parametrize("seed", range(6_000, 6_300, 50))
def test_sweep_goes_on_from_what_was_said_before(seed):
    for more in range(50):
        check(contended_world(seed + more), sweep_from=WINDOW.start + 20 + more % 15)
