"""What the map says today about the elements that the steps of a case name."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from grunnmur.core.clock import today
from grunnmur.landscape.models import ChangeStep, Element, Relation, SystemFact
from grunnmur.landscape.rules.changes import (
    ChangeFact,
    CloseUnitInto,
    Effects,
    ReplaceElement,
    RetireElement,
    Step,
    SwapSupplier,
    Tie,
    effects_of,
    named_by,
    step_of,
)
from grunnmur.landscape.rules.propagation import Arc

CHANGES = "changes"  # what a case itself says of elements is no change of them


@dataclass(frozen=True)
class Planned:
    """A step with its row."""

    row: ChangeStep
    step: Step


@dataclass(frozen=True)
class Ground:
    """What the steps stand on: the elements they name, and the relations of a day that touch those.

    types: of the elements and of whatever the relations lead to.
    """

    elements: Mapping[UUID, Element]
    ties: Sequence[Tie]
    types: Mapping[UUID, str]
    facts: Mapping[tuple[UUID, str], object]

    def effects(self, steps: Iterable[Step]) -> Effects:
        """Return what is otherwise after the steps, in their order."""
        return effects_of(steps, self.ties, types=self.types)

    def touching(self, element_id: UUID) -> Sequence[Tie]:
        """Return the relations at an element."""
        return [tie for tie in self.ties if element_id in (tie.arc.src, tie.arc.dst)]


def planned_steps(case_id: UUID) -> Sequence[Planned]:
    """Return the steps of a case in their order. The caller may see the case. One statement."""
    rows = ChangeStep.objects.filter(case_id=case_id).order_by("position")
    return [Planned(row, step_of(row)) for row in rows]


def ground_of(steps: Collection[Step], *, on: date | None = None) -> Ground:
    """Return what these steps stand on, whoever may know of it. Three statements."""
    ids = {one for step in steps for one in named_by(step)}
    elements = {row.pk: row for row in Element.objects.filter(pk__in=ids).select_related("owner_unit")}
    ends = Q(src_id__in=ids) | Q(dst_id__in=ids)
    rows = Relation.objects.filter(ends, valid__contains=on or today()).exclude(kind=CHANGES).order_by("id")
    found = list(rows)
    types = {pk: row.type for pk, row in elements.items()}
    for row in found:
        types |= {row.src_id: row.src_type, row.dst_id: row.dst_type}
    return Ground(elements, [tie_of(row) for row in found], types, _facts(steps))


def tie_of(row: Relation) -> Tie:
    """Return a relation as the steps reckon with it."""
    return Tie(row.pk, Arc(row.src_id, row.dst_id, row.kind, row.strength))


def _facts(steps: Iterable[Step]) -> Mapping[tuple[UUID, str], object]:
    systems = [step.element_id for step in steps if isinstance(step, ChangeFact)]
    rows = SystemFact.objects.filter(element_id__in=systems, valid__contains=today()) if systems else ()
    return {(row.element_id, row.key): row.value for row in rows}


def version_of(step: Step, ground: Ground) -> str:
    """Return the fingerprint of what a step stands on: it differs as soon as that has changed."""
    elements = [ground.elements[pk] for pk in named_by(step) if pk in ground.elements]
    said: dict[str, object] = {
        "elements": [[str(row.pk), row.changed_at.isoformat(), row.retired_at is None] for row in elements]
    }
    if isinstance(step, RetireElement | ReplaceElement | SwapSupplier | CloseUnitInto):
        said["ties"] = sorted([str(tie.relation_id), tie.arc.strength] for tie in ground.touching(step.element_id))
    if isinstance(step, ChangeFact):
        said["fact"] = ground.facts.get((step.element_id, step.key))
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def stale_among(planned: Iterable[Planned], ground: Ground) -> Sequence[Planned]:
    """Return the steps whose elements have changed since they were planned, those carried out already left out."""
    return [
        one
        for one in planned
        if one.row.applied_at is None
        and one.row.task_id is None
        and one.row.seen_version != version_of(one.step, ground)
    ]
