"""What steps do to relations, worked out without a database."""

from uuid import UUID, uuid4

import pytest

from grunnmur.landscape.catalogue import Policy
from grunnmur.landscape.rules.changes import (
    AddRelation,
    ChangeFact,
    CloseUnitInto,
    EndRelation,
    NewRequirement,
    Outcome,
    ReplaceElement,
    RetireElement,
    SwapSupplier,
    Tie,
    effects_of,
    ends_with,
    kept,
    named_by,
    outcome_of,
    step_of,
)
from grunnmur.landscape.rules.propagation import Arc

X, Y, P, Q, S, T, I = (UUID(int=number) for number in range(1, 8))  # noqa: E741 - information
TYPES = {X: "system", Y: "system", P: "activity", Q: "activity", S: "supplier", T: "supplier", I: "information"}


def tie(src, kind, dst, strength=2):
    return Tie(uuid4(), Arc(src, dst, kind, strength))


def test_retired_element_takes_all_its_relations_with_it():
    ties = [tie(X, "supports", P), tie(S, "supplies", X), tie(Y, "supports", Q)]

    effects = effects_of([RetireElement(X)], ties, types=TYPES)

    assert set(effects.removed) == {ties[0].relation_id, ties[1].relation_id}
    assert (effects.added, effects.gone) == ((), {X})


def test_who_supplied_what_is_retired_is_not_asked_about():
    effects = effects_of([RetireElement(X)], [tie(X, "supports", P), tie(S, "supplies", X)], types=TYPES)

    assert effects.causes(Policy.AVAILABILITY) == (X,)


def test_replacement_moves_the_chosen_kinds_both_ways_and_leaves_the_others():
    ties = [tie(X, "supports", P, 1), tie(S, "supplies", X), tie(X, "copies", I)]

    effects = effects_of([ReplaceElement(X, Y, ("supports", "supplies"))], ties, types=TYPES)

    assert set(effects.removed) == {ties[0].relation_id, ties[1].relation_id}
    assert set(effects.added) == {Arc(Y, P, "supports", 1), Arc(S, Y, "supplies", 2)}
    assert effects.gone == frozenset()


def test_replacement_that_uses_it_already_keeps_the_stronger_of_both():
    ties = [tie(X, "supports", P, 2), tie(Y, "supports", P, 1)]

    effects = effects_of([ReplaceElement(X, Y, ("supports",))], ties, types=TYPES)

    assert set(effects.removed) == {one.relation_id for one in ties}
    assert effects.added == (Arc(Y, P, "supports", 2),)


def test_relation_between_the_old_and_the_new_ends_with_the_replacement():
    effects = effects_of([ReplaceElement(X, Y, ("contains",))], [tie(X, "contains", Y)], types=TYPES)

    assert (len(effects.removed), effects.added) == (1, ())


def test_other_supplier_delivers_as_needed_as_the_old_one():
    ties = [tie(S, "supplies", X, 1)]

    effects = effects_of([SwapSupplier(X, S, T)], ties, types=TYPES)

    assert list(effects.removed) == [ties[0].relation_id]
    assert effects.added == (Arc(T, X, "supplies", 1),)


def test_first_supplier_is_required_as_the_catalogue_says():
    assert effects_of([SwapSupplier(X, None, T)], [], types=TYPES).added == (Arc(T, X, "supplies", 2),)


def test_merged_unit_hands_over_its_work_and_what_hangs_below_but_not_its_own_place():
    top, old, new, below = (UUID(int=number) for number in range(20, 24))
    types = TYPES | dict.fromkeys((top, old, new, below), "unit")
    ties = [
        tie(top, "has_unit", old),
        tie(top, "has_unit", new),
        tie(old, "has_unit", below),
        tie(old, "performs", P),
    ]

    effects = effects_of([CloseUnitInto(old, new)], ties, types=types)

    assert set(effects.removed) == {ties[0].relation_id, ties[2].relation_id, ties[3].relation_id}
    assert set(effects.added) == {Arc(new, below, "has_unit", 2), Arc(new, P, "performs", 2)}
    assert effects.gone == {old}


@pytest.mark.parametrize(("law_type", "kind"), [("law", "governs"), ("requirement", "applies_to")])
def test_law_governs_and_requirement_applies(law_type, kind):
    law = UUID(int=30)

    effects = effects_of([NewRequirement(law, (I, P))], [], types=TYPES | {law: law_type})

    assert {(arc.src, arc.dst, arc.kind) for arc in effects.added} == {(law, I, kind), (law, P, kind)}
    assert effects.causes(Policy.LEGAL) == (law,)
    assert effects.causes(Policy.AVAILABILITY) == ()


def test_relation_that_is_added_and_ended_again_leaves_nothing():
    steps = [AddRelation(X, "supports", P, 2), EndRelation(X, "supports", P)]

    effects = effects_of(steps, [], types=TYPES)

    assert (effects.removed, effects.added) == ({}, ())


def test_stronger_relation_takes_the_place_of_the_weaker_and_a_weaker_one_changes_nothing():
    known = tie(X, "supports", P, 1)

    stronger = effects_of([AddRelation(X, "supports", P, 2)], [known], types=TYPES)
    weaker = effects_of([AddRelation(X, "supports", P, 0)], [known], types=TYPES)

    assert (list(stronger.removed), stronger.added) == ([known.relation_id], (Arc(X, P, "supports", 2),))
    assert (weaker.removed, weaker.added) == ({}, ())


def test_what_is_moved_to_something_that_is_retired_afterwards_is_gone_too():
    steps = [ReplaceElement(X, Y, ("supports",)), RetireElement(Y)]

    effects = effects_of(steps, [tie(X, "supports", P)], types=TYPES)

    assert (len(effects.removed), effects.added) == (1, ())


def test_fact_changes_no_relation():
    effects = effects_of([ChangeFact(X, "mfa", value=True)], [tie(X, "supports", P)], types=TYPES)

    assert (effects.removed, effects.added, effects.gone) == ({}, (), frozenset())


@pytest.mark.parametrize(
    "step",
    [
        RetireElement(X),
        EndRelation(X, "supports", P),
        AddRelation(X, "supports", P, 1),
        ReplaceElement(X, Y, ("supports", "masters")),
        SwapSupplier(X, None, T),
        SwapSupplier(X, S, T),
        CloseUnitInto(X, Y),
        NewRequirement(X, (Y, P)),
        ChangeFact(X, "mfa", value=False, evidence="Seen"),
    ],
    ids=lambda step: type(step).__name__,
)
def test_step_is_read_back_as_it_was_kept(step):
    assert step_of(kept(step)) == step


def test_step_names_each_element_once():
    assert named_by(NewRequirement(X, (Y, P, Y))) == (X, Y, P)
    assert named_by(SwapSupplier(X, None, T)) == (X, T)
    assert [ends_with(step) for step in (RetireElement(X), CloseUnitInto(Y, X), SwapSupplier(X, S, T))] == [X, Y, None]


@pytest.mark.parametrize(
    ("before", "after", "outcome"),
    [
        (3, None, Outcome.GONE),
        (2, None, Outcome.DEGRADED),
        (1, None, Outcome.RECHECK),
        (3, 2, Outcome.DEGRADED),
        (3, 3, Outcome.RECHECK),
        (2, 3, Outcome.RECHECK),
        (None, 2, Outcome.NEW),
    ],
)
def test_outcome_is_the_worse_the_more_is_lost(before, after, outcome):
    assert outcome_of(before, after) is outcome
