"""Carrying out steps: what the map owns changes by its ordinary actions, the rest becomes tasks of those who own it."""

from collections.abc import Iterable, Sequence
from functools import singledispatch
from uuid import UUID

from grunnmur.core.clock import now
from grunnmur.core.permissions import Actor, System
from grunnmur.landscape.actions.changes.handing_over import end_what_is_ours, hand_over, is_ours
from grunnmur.landscape.actions.facts import answer_fact
from grunnmur.landscape.actions.own import change_element, retire_element
from grunnmur.landscape.actions.owners import change_owner
from grunnmur.landscape.actions.relations import relate
from grunnmur.landscape.actions.searching import OWN_TYPES
from grunnmur.landscape.catalogue import KINDS, PAIRS
from grunnmur.landscape.models import ChangeCase, Element
from grunnmur.landscape.queries.changes import Ground, Planned, ground_of
from grunnmur.landscape.queries.facts import answer_to
from grunnmur.landscape.rules import ElementFacts
from grunnmur.landscape.rules.answers import NewAnswer
from grunnmur.landscape.rules.changes import (
    AddRelation,
    ChangeFact,
    CloseUnitInto,
    EndRelation,
    NewRequirement,
    ReplaceElement,
    RetireElement,
    Step,
    SwapSupplier,
    Tie,
    Triple,
    kind_of_requirement,
    moved_to,
)

HAS_UNIT, SUPPLIES, PLANNED = "has_unit", "supplies", Element.Lifecycle.PLANNED


def carry_out(case: ChangeCase, planned: Sequence[Planned], ground: Ground, *, by: Actor) -> None:
    """Carry out the steps in their order, each on the map as the ones before it left it.

    A step of which something belongs to another domain gets a task, and is done when that is.
    """
    actor = System(case.element.name)
    for one in planned:
        if _carry(one.step, ground_of([one.step]), actor):
            one.row.applied_at = now()
        else:
            one.row.task_id = hand_over(case, one, ground, by=by)
        one.row.save(update_fields=["applied_at", "task_id"])


@singledispatch
def _carry(step: Step, _ground: Ground, _by: System) -> bool:
    """Do a step, and tell whether all of it is done."""
    raise NotImplementedError(f"Nobody carries out {type(step).__name__}.")


@_carry.register
def _retire(step: RetireElement, ground: Ground, by: System) -> bool:
    if not is_ours(ground.elements[step.element_id]):
        return False
    retire_element(step.element_id, by=by)
    return True


@_carry.register
def _end(step: EndRelation, ground: Ground, _by: System) -> bool:
    wanted = Triple(step.element_id, step.dst_id, step.kind)
    return all(end_what_is_ours(tie.relation_id) for tie in ground.ties if triple_of(tie) == wanted)


def triple_of(tie: Tie) -> Triple:
    """Return what a relation is, whatever its strength."""
    return Triple(tie.arc.src, tie.arc.dst, tie.arc.kind)


@_carry.register
def _add(step: AddRelation, _ground: Ground, by: System) -> bool:
    relate(step.kind, src_id=step.element_id, dst_id=step.dst_id, strength=step.strength, by=by)
    return True


@_carry.register
def _replace(step: ReplaceElement, ground: Ground, by: System) -> bool:
    ties = [tie for tie in ground.touching(step.element_id) if tie.arc.kind in step.kinds]
    return _move(ties, step.element_id, step.by_id, ground, by=by)


def _move(ties: Iterable[Tie], old: UUID, new: UUID, ground: Ground, *, by: System) -> bool:
    """Let relations end at another element; tell whether all could be moved. What another domain says stays."""
    is_all = True
    for tie in ties:
        if not end_what_is_ours(tie.relation_id):
            is_all = False
            continue
        moved = moved_to(triple_of(tie), old, new)
        if moved.src != moved.dst and (moved.kind, ground.types[moved.src], ground.types[moved.dst]) in PAIRS:
            relate(moved.kind, src_id=moved.src, dst_id=moved.dst, strength=tie.arc.strength, by=by)
    return is_all


@_carry.register
def _swap(step: SwapSupplier, ground: Ground, by: System) -> bool:
    old = [tie for tie in ground.ties if triple_of(tie) == (step.from_id, step.element_id, SUPPLIES)]
    strength = old[0].arc.strength if old else KINDS[SUPPLIES].strength
    is_all = all(end_what_is_ours(tie.relation_id) for tie in old)
    relate(SUPPLIES, src_id=step.to_id, dst_id=step.element_id, strength=strength, by=by)
    return is_all


@_carry.register
def _merge(step: CloseUnitInto, ground: Ground, by: System) -> bool:
    """Hand over what the unit does, has and owns on the map; closing it is the organisation's own matter."""
    ties = [tie for tie in ground.touching(step.element_id) if tie.arc.kind != HAS_UNIT]
    _move(ties, step.element_id, step.into_id, ground, by=by)
    old, new = ground.elements[step.element_id].ref, ground.elements[step.into_id].ref
    owned = Element.objects.filter(owner_unit_id=old, type__in=OWN_TYPES, retired_at=None)
    for function, ids in _by_function(owned).items():
        change_owner(ids, unit_id=new, function_id=function, by=by)
    return False


def _by_function(rows: Iterable[Element]) -> dict[UUID | None, list[UUID]]:
    found: dict[UUID | None, list[UUID]] = {}
    for row in rows:
        found.setdefault(row.owner_function_id, []).append(row.pk)
    return found


@_carry.register
def _apply_law(step: NewRequirement, ground: Ground, by: System) -> bool:
    law = ground.elements[step.element_id]
    for one in step.applies_to:
        relate(kind_of_requirement(law.type), src_id=law.pk, dst_id=one, by=by)
    if is_ours(law) and law.lifecycle == PLANNED:
        facts = {name: getattr(law, name) for name in ElementFacts.__dataclass_fields__}
        active = ElementFacts(**facts | {"lifecycle": Element.Lifecycle.ACTIVE, "audience": tuple(law.audience)})
        change_element(law.pk, active, by=by)
    return True


@_carry.register
def _fact(step: ChangeFact, _ground: Ground, by: System) -> bool:
    evidence = step.evidence or answer_to(step.element_id, step.key).evidence
    answer_fact(step.element_id, step.key, NewAnswer(step.value, evidence), by=by)
    return True
