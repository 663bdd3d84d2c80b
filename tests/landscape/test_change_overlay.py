"""What a report says will happen is what happens: the overlay against really carrying out, for made-up maps."""

from random import Random

import pytest

from grunnmur.landscape.actions import changes as actions
from grunnmur.landscape.catalogue import PAIRS, Policy
from grunnmur.landscape.models import Relation
from grunnmur.landscape.queries.changes import planned_steps
from grunnmur.landscape.queries.changes.reading import ground_of
from grunnmur.landscape.queries.impact import Overlay, Question, Way, impact
from grunnmur.landscape.rules.changes import (
    AddRelation,
    EndRelation,
    NewRequirement,
    ReplaceElement,
    RetireElement,
    StepError,
    SwapSupplier,
)
from tests.factories_landscape import SYSTEM, make_element, make_relation
from tests.one_day import one_day

__all__ = ["one_day"]

TYPES = ("system", "system", "supplier", "supplier", "information", "interface", "technology", "service", "law")


def made_up_map(random):
    """Elements of the map's own types, and legal relations of all kinds and strengths among them."""
    elements = [make_element(element_type) for element_type in TYPES]
    possible = [
        (kind, src, dst)
        for src in elements
        for dst in elements
        for kind, from_type, to_type in PAIRS
        if src != dst and kind != "changes" and (from_type, to_type) == (src.type, dst.type)
    ]
    for kind, src, dst in random.sample(sorted(possible, key=str), 14):
        make_relation(kind, src, dst, strength=random.randrange(3))
    return elements


def made_up_step(random, elements):
    """A step that may or may not fit."""
    one, other, third = random.sample(elements, 3)
    relation = random.choice(Relation.objects.exclude(kind="changes").order_by("pk"))
    kind = random.choice(
        sorted({kind for kind, src, dst in PAIRS if (src, dst) == (one.type, other.type)}) or ["feeds"]
    )
    steps = (
        RetireElement(one.pk),
        EndRelation(relation.src_id, relation.kind, relation.dst_id),
        AddRelation(one.pk, kind, other.pk, random.randrange(3)),
        ReplaceElement(one.pk, other.pk, tuple({kind for kind, _src, _dst in PAIRS})),
        SwapSupplier(relation.dst_id, relation.src_id, third.pk),
        NewRequirement(one.pk, (other.pk, third.pk)),
    )
    return random.choice(steps)


def plan(random, elements):
    case = actions.open_change_case("Sak", by=SYSTEM)
    planned = 0
    for _attempt in range(30):
        try:
            actions.plan_step(case.pk, made_up_step(random, elements), by=SYSTEM)
            planned += 1
        except StepError:
            Relation.objects.filter(src=case.pk).exists()  # the savepoint is rolled back, the map still answers
        if planned == 4:
            break
    return case


def answers(elements, overlay=None):
    """Everything one can ask of the map: who is reached from each element, at which level and distance."""
    found = {}
    for element in elements:
        for policy in Policy:
            for way in Way:
                question = Question(origins=(element.pk,), policy=policy, way=way, overlay=overlay or Overlay())
                reached = impact(question, seen_by=SYSTEM, size=0).reached
                found[element.pk, policy, way] = {row.thing.id: (row.level, row.distance) for row in reached}
    return found


@pytest.mark.parametrize("seed", range(12))
def test_impact_with_the_overlay_equals_impact_after_carrying_out(here, seed):
    random = Random(seed)  # noqa: S311 - made-up maps, the same in every run
    elements = made_up_map(random)
    case = plan(random, elements)
    steps = [one.step for one in planned_steps(case.pk)]
    effects = ground_of(steps).effects(steps)
    kept = [element for element in elements if element.pk not in effects.gone]
    foreseen = answers(kept, Overlay(removed=frozenset(effects.removed), added=effects.added))
    actions.send_to_review(case.pk, by=SYSTEM)
    actions.decide_change(case.pk, by=SYSTEM)
    actions.apply_change(case.pk, by=SYSTEM)

    assert answers(kept) == foreseen
    assert len(steps) == 4
