"""What holds for every map: the database and the pure rules agree, and what is hidden is as if it were not there."""

from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import product
from random import Random
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grunnmur.core.clock import now, today
from grunnmur.core.models import User
from grunnmur.core.periods import Period
from grunnmur.core.permissions import EVERYWHERE, keys_of
from grunnmur.landscape.catalogue import PAIRS, TYPES, Policy
from grunnmur.landscape.models import Element, Relation
from grunnmur.landscape.queries.impact import Arc, Impact, Overlay, Question, Way, impact
from grunnmur.landscape.queries.impact.fetching import Asking
from grunnmur.landscape.rules import SEE
from grunnmur.landscape.rules.propagation import best_paths
from tests.factories_landscape import SYSTEM

SEEN, HIDDEN = "everyone", "unit:somewhere-else"
THEN = date(2025, 6, 1)
PERIODS = {
    "ever": Period(date(2020, 1, 1)),
    "then": Period(date(2020, 1, 1), date(2025, 7, 1)),
    "since": Period(date(2025, 8, 1)),
}
EXAMPLES = settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@dataclass(frozen=True)
class Map:
    """A small map: types of elements, relations as (kind, src, dst, strength, period), and who is hidden."""

    types: tuple[str, ...]
    relations: tuple[tuple[str, int, int, int, str], ...]
    hidden: frozenset[int]


def make_map(seed: int) -> Map:
    """Return a dense map of few types: hypothesis alone would draw mostly empty ones."""
    chance = Random(seed)  # noqa: S311 (no secret)
    types = tuple(chance.choices(chance.choice([CORE, FEEDING, tuple(TYPES)]), k=chance.randint(4, 10)))
    legal = [
        (kind, one, other)
        for one, src in enumerate(types)
        for other, dst in enumerate(types)
        for kind in KINDS_BETWEEN.get((src, dst), ())
        if one != other
    ]
    relations = tuple(
        (*one, chance.randrange(3), chance.choice(["ever", "ever", "ever", *PERIODS]))
        for one in chance.sample(legal, min(len(legal), chance.randint(4, 24)))
    )
    hidden = frozenset(chance.sample(range(1, len(types)), chance.randrange(4)))
    return Map(types, relations, hidden)


FEEDING = ("system", "interface", "supplier", "information")
CORE = ("process", "activity", "system", "interface", "supplier", "service")
KINDS_BETWEEN: dict[tuple[str, str], list[str]] = {}
for _kind, _src, _dst in sorted(PAIRS):
    KINDS_BETWEEN.setdefault((_src, _dst), []).append(_kind)
MAPS = st.builds(make_map, st.integers(0, 2**32))
QUESTIONS = st.tuples(st.sampled_from(list(Policy)), st.sampled_from(list(Way)), st.sampled_from([None, THEN]))


@contextmanager
def undone():
    """Take back what an example wrote."""
    savepoint = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(savepoint)


@pytest.fixture
def asker(here):
    """Somebody who may see the map, and is not among those whom hidden elements are for."""
    user = User(username="asker")
    user.__dict__["_permission_answers"] = {"person": uuid4(), "grants": {SEE: EVERYWHERE}, "keys": frozenset({SEEN})}
    assert keys_of(user) == {SEEN}
    return user


def build(drawn: Map, *, without_hidden: bool = False) -> list[Element]:
    """Write a map; without its hidden elements, and what hangs on them, if asked."""
    gone = drawn.hidden if without_hidden else frozenset()
    rows = [
        Element(
            id=UUID(int=number + 1),
            ref=UUID(int=number + 1),
            type=element_type,
            name=f"N{number}",
            audience=[HIDDEN if number in drawn.hidden else SEEN],
            changed_at=now(),
        )
        for number, element_type in enumerate(drawn.types)
    ]
    Element.objects.bulk_create([row for number, row in enumerate(rows) if number not in gone])
    Relation.objects.bulk_create(
        Relation(
            src=rows[src],
            dst=rows[dst],
            src_type=rows[src].type,
            dst_type=rows[dst].type,
            kind=kind,
            strength=strength,
            valid=PERIODS[period].to_range(),
        )
        for kind, src, dst, strength, period in drawn.relations
        if not {src, dst} & gone
    )
    return rows


def told(answer: Impact) -> list[tuple[object, ...]]:
    """Return all that an answer says, without the ids of relations, which are new each time."""
    rows = [
        (row.thing.name, row.level, row.distance, row.group, row.sentence, row.steps, row.level_words)
        for row in answer.rows
    ]
    return [*rows, answer.counts, [one.name for one in answer.origins], sorted(answer.arcs), set(answer.things)]


def best(arcs: list[Arc], rows: list[Element], question: Question) -> Mapping[UUID, tuple[int, int]]:
    """Return level and distance of what the pure rules reach over the whole map."""
    stops = best_paths(
        arcs,
        origins=question.origins,
        policy=question.policy,
        way=question.way,
        names={row.pk: row.name for row in rows},
    )
    return {each: (stop.level, stop.distance) for each, stop in stops.items()}


def arcs_on(day: date | None) -> dict[UUID, Arc]:
    """Return the relations of a day by id."""
    valid = Relation.objects.filter(valid__contains=day or today())
    return {row.pk: Arc(row.src_id, row.dst_id, row.kind, row.strength) for row in valid}


@EXAMPLES
@given(drawn=MAPS, day=st.sampled_from([None, THEN]), data=st.data())
def test_database_reaches_what_the_pure_rules_reach_at_the_same_levels(here, drawn, day, data):
    with undone():
        rows = build(drawn)
        stored = arcs_on(day)
        removed = data.draw(st.frozensets(st.sampled_from(sorted(stored)))) if stored else frozenset()
        added = tuple(data.draw(plans_between(rows)))
        arcs = [*(arc for pk, arc in stored.items() if pk not in removed), *added]
        overlay = Overlay(removed=removed, added=added)
        for policy, way, row in product(Policy, Way, rows):
            question = Question(origins=(row.pk,), policy=policy, way=way, on=day, overlay=overlay)
            assert levels(question) == {each: level for each, (level, _far) in best(arcs, rows, question).items()}
        some = Question(origins=tuple(row.pk for row in rows[:2]), on=day, overlay=overlay)
        answer = impact(some, seen_by=SYSTEM, size=None)
        assert {row.thing.id: (row.level, row.distance) for row in answer.rows} == best(arcs, rows, some)


def levels(question: Question) -> dict[UUID, int]:
    """Return the worst level at which the database reaches each element."""
    found: dict[UUID, int] = {}
    for way in Asking(question, seen_by=SYSTEM).reach(limit=5_001):
        found[UUID(way.element)] = max(found.get(UUID(way.element), 0), way.level)
    return found


def plans_between(rows: list[Element]):
    """Draw the relations that a plan adds."""
    legal = [
        (src.pk, dst.pk, kind)
        for src in rows
        for dst in rows
        for kind in KINDS_BETWEEN.get((src.type, dst.type), ())
        if src is not dst
    ]
    if not legal:
        return st.just([])
    arcs = st.builds(lambda ends, strength: Arc(*ends, strength), st.sampled_from(legal), st.integers(0, 2))
    return st.lists(arcs, max_size=4)


@EXAMPLES
@given(drawn=MAPS, asked=QUESTIONS)
def test_what_is_hidden_is_as_if_it_were_not_on_the_map(asker, drawn, asked):
    policy, way, day = asked
    origin = UUID(int=1)
    question = Question(origins=(origin,), policy=policy, way=way, on=day)
    answers = []
    for without_hidden in (False, True):
        with undone():
            build(drawn, without_hidden=without_hidden)
            answers.append(told(impact(question, seen_by=asker, size=None)))
    assert answers[0] == answers[1]


@EXAMPLES
@given(drawn=MAPS, policy=st.sampled_from(list(Policy)))
def test_what_one_needs_is_what_one_hangs_on(drawn, policy):
    """X is among the dependencies of Y, at a level and distance, exactly when Y is among the dependents of X."""
    arcs = [Arc(UUID(int=src), UUID(int=dst), kind, strength) for kind, src, dst, strength, _period in drawn.relations]
    everything = [UUID(int=number) for number in range(len(drawn.types))]
    names = dict.fromkeys(everything, "")
    found = {
        way: {
            (one, other): (stop.level, stop.distance)
            for one in everything
            for other, stop in best_paths(arcs, origins=[one], policy=policy, way=way, names=names).items()
        }
        for way in Way
    }
    turned = {(other, one): told for (one, other), told in found[Way.DEPENDENCIES].items()}
    assert found[Way.DEPENDENTS] == turned


def test_hidden_system_in_the_middle_of_a_path_hides_what_is_beyond_it(asker):
    """Supplier → hidden system → step of a process: neither the step nor a hit step is told."""
    drawn = Map(
        ("supplier", "system", "activity", "process", "system"),
        (
            ("supplies", 0, 1, 2, "ever"),
            ("supports", 1, 2, 2, "ever"),
            ("has_step", 3, 2, 2, "ever"),
            ("supplies", 0, 4, 2, "ever"),
        ),
        frozenset({1}),
    )
    rows = build(drawn)
    everything = impact(Question(origins=(rows[0].pk,)), seen_by=SYSTEM)
    assert everything.counts.count == 4
    answer = impact(Question(origins=(rows[0].pk,)), seen_by=asker)
    assert [row.thing.name for row in answer.rows] == ["N4"]
    assert answer.counts.count == 1
    assert answer.counts.by_level == {3: 1}


def test_hidden_step_of_a_process_is_not_among_its_steps(asker):
    drawn = Map(
        ("system", "activity", "activity", "process"),
        (
            ("supports", 0, 1, 2, "ever"),
            ("supports", 0, 2, 2, "ever"),
            ("has_step", 3, 1, 2, "ever"),
            ("has_step", 3, 2, 2, "ever"),
        ),
        frozenset({2}),
    )
    rows = build(drawn)
    (process,) = [row for row in impact(Question(origins=(rows[0].pk,)), seen_by=asker).rows if row.distance == 2]
    assert (process.steps.hit, process.steps.total) == (1, 1)


def test_plan_leads_over_nothing_hidden(asker):
    drawn = Map(("supplier", "system", "activity"), (("supports", 1, 2, 2, "ever"),), frozenset({1}))
    rows = build(drawn)
    plan = Overlay(added=(Arc(rows[0].pk, rows[1].pk, "supplies", 2),))
    question = Question(origins=(rows[0].pk,), overlay=plan)
    assert impact(question, seen_by=SYSTEM).counts.count == 2
    assert impact(question, seen_by=asker).counts.count == 0


def test_hidden_origin_is_not_found(asker):
    rows = build(Map(("system", "system"), (), frozenset({1})))
    with pytest.raises(Element.DoesNotExist):
        impact(Question(origins=(rows[1].pk,)), seen_by=asker)
    with pytest.raises(Element.DoesNotExist):
        impact(Question(origins=(rows[0].pk, rows[1].pk)), seen_by=asker)


def test_asker_who_may_not_see_the_map_finds_nothing(here):
    rows = build(Map(("system",), (), frozenset()))
    stranger = User(username="stranger")
    stranger.__dict__["_permission_answers"] = {"person": uuid4(), "grants": {}, "keys": frozenset({SEEN})}
    with pytest.raises(Element.DoesNotExist):
        impact(Question(origins=(rows[0].pk,)), seen_by=stranger)
