"""What a changed rule gives and takes, narrowed to one role or permission, is what the whole derivation says."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from grunnmur.access.derivation import Compiled, derive, difference, reach
from grunnmur.access.derivation.facts import Effect
from grunnmur.access.derivation.remaining import Remaining
from grunnmur.core.periods import END, intersect_spans, subtract_spans, union_spans
from tests.access.derivation.oracle import WINDOW
from tests.access.derivation.small import EMPLOYED, RULE, below, definitions, people
from tests.access.derivation.worlds import PERMISSIONS, ROLES, dense_world, worlds

SINCE = WINDOW.start + 30


def days_of(crowd, known, target):
    """Return who has a role or a permission on which days, by deriving everything about everyone."""
    compiled = Compiled(known)
    derived = derive(crowd, compiled)
    if target in ROLES:
        spans = {
            person: union_spans(row[3:5] for row in rows if row[0] == target)
            for person, rows in derived.held.raw.items()
        }
    else:
        remaining = Remaining(derived.held, compiled)
        remaining.take(derived.withheld)
        spans = {person: remaining.of(person).get(target, ()) for person in derived.held.raw}
    return {person: intersect_spans(found, ((SINCE, END),)) for person, found in spans.items()}


def compare(crowd, known):
    """Let each rule in turn be taken away, and compare with the whole derivation."""
    for gone in known.rules:
        left = replace(known, rules=tuple(rule for rule in known.rules if rule is not gone))
        target = gone.role or gone.permission
        if target not in {*(role.id for role in known.roles), *PERMISSIONS}:
            continue
        found = difference(crowd, known, left, target=target, since=SINCE)
        was, will = days_of(crowd, known, target), days_of(crowd, left, target)
        loses = {one: subtract_spans(was[one], will[one]) for one in was}
        gains = {one: subtract_spans(will[one], was[one]) for one in was}
        assert found.loses == {one: spans for one, spans in loses.items() if spans}
        assert found.gains == {one: spans for one, spans in gains.items() if spans}
        assert not set(found.elsewhere) & (set(found.loses) | set(found.gains))


@settings(max_examples=150, deadline=None)
@given(worlds)
def test_a_narrowed_difference_is_what_the_whole_derivation_says(world):
    compare(*world)


@pytest.mark.parametrize("seed", range(40))
def test_a_narrowed_difference_is_right_where_routes_meet(seed):
    compare(*dense_world(seed))


def test_reach_asks_the_rule_alone_whatever_gives_or_takes():
    rule = RULE._replace(effect=Effect.EXCLUDE, units=(below("area"),))
    known = definitions()
    assert set(reach(people(), known, rule, since=0)) == {"ann"}
    draft = replace(known, roles=tuple(role._replace(is_active=False) for role in known.roles))
    assert set(reach(people(), draft, rule, since=0)) == {"ann"}
    assert reach(people(), known, rule._replace(not_persons=frozenset({"ann"})), since=0) == {}


def test_who_keeps_it_for_another_unit_is_told():
    two = people(EMPLOYED, EMPLOYED._replace(id="side", unit="library"))
    here, there = (definitions(RULE._replace(units=(below(unit),))) for unit in ("team", "library"))
    found = difference(two, here, there, target=RULE.role, since=0)
    assert (found.gains, found.loses, found.elsewhere) == ({}, {}, ("ann",))
