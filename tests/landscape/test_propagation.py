"""How harm travels: the pure rules."""

import pytest

from grunnmur.landscape.catalogue import KINDS, Cell, Direction, Effect, Policy, Reach
from grunnmur.landscape.rules.propagation import (
    Arc,
    State,
    Way,
    best_paths,
    is_lessened,
    kinds_from_dst,
    kinds_from_src,
    step,
)

A, C, L = Policy.AVAILABILITY, Policy.CONFIDENTIALITY, Policy.LEGAL
OPEN, CLOSED = State(3, is_open=True), State(3, is_open=False)


def cell(effect="s", reach="*"):
    return Cell(Direction.TO_DESTINATION, Effect(effect), Reach(reach))


def paths(*arcs, origin="origin", policy=A, way=Way.DEPENDENTS, names=None):
    """The best paths among relations that are written (src, kind, dst) or (src, kind, dst, strength)."""
    stored = [Arc(src, dst, kind, *(rest or [KINDS[kind].strength])) for src, kind, dst, *rest in arcs]
    known = {end: end for arc in stored for end in (arc.src, arc.dst)}
    return best_paths(stored, origins=[origin], policy=policy, way=way, names=names or known)


def told(found):
    """Level and distance of everything that is reached."""
    return {element: (stop.level, stop.distance) for element, stop in found.items()}


@pytest.mark.parametrize(
    ("effect", "level", "strength", "after"),
    [
        ("k", 3, 0, 3),
        ("k", 2, 2, 2),
        ("d", 3, 2, 2),
        ("d", 1, 2, 1),
        ("r", 3, 2, 1),
        ("s", 3, 2, 3),
        ("s", 3, 1, 2),
        ("s", 3, 0, 2),
        ("s", 1, 0, 1),
    ],
)
def test_level_after_a_step(effect, level, strength, after):
    for way in Way:
        assert step(State(level, is_open=True), cell(effect), strength=strength, way=way).level == after


@pytest.mark.parametrize(
    ("reach", "strength", "leads_on"),
    [("*", 2, True), ("*", 1, True), ("*", 0, False), ("1", 2, False), ("!", 2, True), ("!", 1, False)],
)
def test_relations_that_lead_on(reach, strength, leads_on):
    assert step(OPEN, cell(reach=reach), strength=strength, way=Way.DEPENDENTS).is_open is leads_on
    assert (step(CLOSED, cell(reach=reach), strength=strength, way=Way.DEPENDENCIES) is not None) is leads_on


def test_nothing_leads_on_from_where_harm_stopped():
    assert step(CLOSED, cell(), strength=2, way=Way.DEPENDENTS) is None


@pytest.mark.parametrize("policy", Policy)
def test_looking_back_walks_the_same_kinds_the_other_way(policy):
    assert kinds_from_src(policy, Way.DEPENDENTS) == kinds_from_dst(policy, Way.DEPENDENCIES)
    assert kinds_from_dst(policy, Way.DEPENDENTS) == kinds_from_src(policy, Way.DEPENDENCIES)
    walked = kinds_from_src(policy, Way.DEPENDENTS).keys() | kinds_from_dst(policy, Way.DEPENDENTS).keys()
    assert walked == {code for code, kind in KINDS.items() if policy in kind.cells}


def test_both_ends_of_a_kind_with_two_arrows_are_walked():
    assert "contains" in kinds_from_src(C, Way.DEPENDENTS)
    assert "contains" in kinds_from_dst(C, Way.DEPENDENTS)


def test_strength_is_told_only_where_it_lessens_harm():
    cells = {code: kind.cells.get(A) for code, kind in KINDS.items()}
    assert is_lessened(cells["supports"], strength=1)
    assert is_lessened(cells["feeds"], strength=1)
    assert not is_lessened(cells["supports"], strength=2)
    assert not is_lessened(cells["offers"], strength=1)
    assert is_lessened(cells["offers"], strength=0)
    assert not is_lessened(cells["followed_by"], strength=0)


def test_reached_at_two_levels_shows_the_worst_even_when_it_is_further_away():
    found = paths(
        ("origin", "supports", "step", 0),
        ("origin", "offers", "interface"),
        ("interface", "feeds", "other", 2),
        ("other", "supports", "step", 2),
    )
    assert told(found)["step"] == (3, 3)


def test_element_reached_closed_at_its_worst_is_still_travelled_from_at_a_milder_level():
    found = paths(
        ("origin", "runs_on", "system", 0),
        ("origin", "supplies", "system", 1),
        ("system", "supports", "step", 2),
    )
    assert told(found) == {"system": (3, 1), "step": (2, 2)}


def test_of_equal_paths_the_first_kind_of_the_catalogue_then_the_name_decides():
    arcs = [("origin", "supports", one) for one in ("a", "b")]
    both = [*arcs, ("p", "has_step", "a"), ("p", "has_step", "b")]
    assert [stop.element for stop in paths(*both)["p"].path] == ["p", "a", "origin"]
    named = paths(*both, names={"a": "z", "b": "y", "origin": "", "p": ""})
    assert [stop.element for stop in named["p"].path] == ["p", "b", "origin"]
    kinds = [("origin", "supplies", "s", 2), ("origin", "runs_on", "s", 2)]
    assert paths(*kinds)["s"].arc.kind == "runs_on"
    assert paths(*reversed(kinds))["s"].arc.kind == "runs_on"


def test_ring_ends_by_itself_and_stops_at_a_feed_that_is_not_required():
    size = 3_000
    ring = []
    for number in range(size):
        ring.append((f"s{number}", "offers", f"i{number}"))
        ring.append((f"i{number}", "feeds", f"s{(number + 1) % size}", 2))
    assert len(paths(*ring, origin="s0")) == 2 * size - 1
    ring[201] = ("i100", "feeds", "s101", 1)
    found = told(paths(*ring, origin="s0"))
    assert len(found) == 202
    assert found["i100"] == (3, 201)
    assert found["s101"] == (2, 202)


def test_what_one_needs_reads_the_arrows_backwards():
    arcs = [("supplier", "supplies", "system"), ("system", "supports", "step"), ("process", "has_step", "step")]
    found = paths(*arcs, origin="process", way=Way.DEPENDENCIES)
    assert told(found) == {"step": (3, 1), "system": (3, 2), "supplier": (3, 3)}


def test_what_one_uses_optionally_is_needed_with_all_that_it_needs_itself():
    """A supplier who stops a system stops it for its optional users too; optional use further away stops nothing."""
    arcs = [
        ("supplier", "supplies", "optional"),
        ("optional", "supports", "process", 0),
        ("required", "supports", "process", 2),
        ("seldom", "supplies", "required", 0),
    ]
    found = paths(*arcs, origin="process", way=Way.DEPENDENCIES)
    assert told(found) == {"optional": (2, 1), "supplier": (2, 2), "required": (3, 1)}
    assert told(paths(*arcs, origin="supplier")) == {"optional": (3, 1), "process": (2, 2)}
    assert told(paths(*arcs, origin="seldom")) == {"required": (2, 1)}


def test_legal_harm_begins_as_a_check():
    found = paths(("origin", "governs", "law", 2), policy=L)
    assert told(found) == {"law": (1, 1)}
