"""Questions cover everything that is had, each thing once: nothing falls between, nothing is asked twice."""

from collections import Counter
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grunnmur.access import actions
from grunnmur.access.models import Grant, Held, RoleContent
from grunnmur.access.queries.reviews.plan import plan_review
from grunnmur.access.rules import Target
from grunnmur.access.rules.reviews import (
    Kind,
    PeerCount,
    Scope,
    Subject,
    Way,
    collapse,
    fingerprint,
    peer_counts,
)
from grunnmur.core.periods import Period
from tests.access.reviews.conftest import TODAY
from tests.factories_organisation import SYSTEM, make_employee

PEOPLE, ROLES, LEVELS, SOURCES = ([UUID(int=base + n) for n in range(4)] for base in (16, 32, 48, 64))
RISKS = dict(zip(LEVELS, (1, 2, 3, 4), strict=True))


@st.composite
def a_way(draw):
    level = draw(st.sampled_from([*LEVELS, None]))
    source = draw(st.sampled_from(SOURCES))
    return Way(
        person=draw(st.sampled_from(PEOPLE)),
        role=draw(st.sampled_from([*ROLES, None])),
        permission=level,
        risk=RISKS.get(level, 1),
        source=source,
        is_grant=source in SOURCES[:2],
        since=date(2026, 1, 1),
    )


PAIRS = st.sets(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(LEVELS)))
OWN = st.sets(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(SOURCES)))


@given(st.lists(a_way(), unique=True), PAIRS, OWN)
def test_every_way_is_in_exactly_one_question(ways, unusual, own):
    found = collapse(ways, unusual=unusual, own=own)
    assert Counter(way for covered in found.values() for way in covered) == Counter(ways)


@given(st.lists(a_way(), unique=True), PAIRS, OWN)
def test_what_is_risky_or_unusual_is_never_hidden_in_a_rule_and_nobody_covers_herself(ways, unusual, own):
    for subject, covered in collapse(ways, unusual=unusual, own=own).items():
        for way in covered:
            assert subject.person in {None, way.person}
            if way.permission and (way.risk >= 3 or (way.person, way.permission) in unusual):
                assert subject == Subject(Kind.ACCESS, way.permission, way.person)
            elif (way.person, way.source) in own:
                assert subject.person == way.person


@given(st.lists(a_way(), unique=True), st.randoms())
def test_the_order_of_what_is_had_never_matters(ways, random):
    shuffled = list(ways)
    random.shuffle(shuffled)
    one, other = (collapse(rows, unusual=(), own=()) for rows in (ways, shuffled))
    assert {key: set(rows) for key, rows in one.items()} == {key: set(rows) for key, rows in other.items()}


def test_a_tenth_is_not_unusual_and_less_is():
    assert not PeerCount(1, 10).is_unusual
    assert PeerCount(1, 11).is_unusual
    assert not PeerCount(0, 4).is_unusual


def test_peers_are_counted_once_however_many_ways_they_have():
    way = Way(PEOPLE[0], ROLES[0], LEVELS[0], 1, SOURCES[0], is_grant=False, since=None)
    places = dict.fromkeys(PEOPLE, (ROLES[0], None))
    twice = [way, way._replace(source=SOURCES[1])]
    assert peer_counts(twice, places) == {(PEOPLE[0], LEVELS[0]): PeerCount(1, 4)}


def test_the_fingerprint_follows_the_facts_and_not_their_order():
    assert fingerprint({"a": 1, "b": [2]}) == fingerprint({"b": [2], "a": 1})
    assert fingerprint({"a": 1}) != fingerprint({"a": 2})


@pytest.mark.django_db
@pytest.mark.usefixtures("entered")
def test_a_review_of_everything_covers_each_held_row_once(ground):
    """Counted again from the stored rows, without the query that the review uses."""
    for number in range(3):
        person = make_employee(ground.house.unit, f"Tilfeldig {number}")
        target = Target(role_id=ground.house.roles[("Vikar", "Nettbrett", "Kundestøtte")[number]].pk)
        actions.give(person.pk, target, by=SYSTEM, period=Period(TODAY), reason="Trengs")
    inside = {role: [] for role in RoleContent.objects.values_list("role_id", flat=True)}
    for row in RoleContent.objects.filter(valid__contains=TODAY):
        inside[row.role_id].append(row.permission_id)
    expected = Counter()
    for row in Held.objects.filter(valid__contains=TODAY):
        for permission in set(inside.get(row.role_id, [row.permission_id])):
            expected.update({(row.person_id, row.role_id, permission, source) for source in row.via})
    plan = plan_review(Scope(), on=TODAY)
    covered = Counter((way.person, way.role, way.permission, way.source) for item in plan.items for way in item.ways)
    assert set(covered) == set(expected)
    assert set(covered.values()) == {1}
    grants = {way.source for way in plan.ways if way.is_grant}
    assert grants == set(Grant.objects.values_list("pk", flat=True))
