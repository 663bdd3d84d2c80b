"""What a change means: for work, information and law, for its owners, and for the domains above the map."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from grunnmur.core.clock import today
from grunnmur.core.links import ImpactLine, previews
from grunnmur.core.permissions import Actor, may
from grunnmur.core.tenancy import current_tenant
from grunnmur.landscape.catalogue import Policy
from grunnmur.landscape.models import ChangeCase
from grunnmur.landscape.queries.changes.comparing import Part, compare
from grunnmur.landscape.queries.changes.hearing import Hearing, hearing_of
from grunnmur.landscape.queries.changes.reading import Ground, Planned, ground_of, planned_steps
from grunnmur.landscape.rules.changes import (
    CloseUnitInto,
    ElementRetirement,
    NewLaw,
    NewRequirement,
    ReplaceElement,
    RetireElement,
    Step,
    SupplierSwap,
    SwapSupplier,
    SystemRetirement,
    UnitMerge,
    named_by,
)
from grunnmur.organisation.rules import EDIT_UNITS, UnitClosing

SYSTEM = "system"


@dataclass(frozen=True, kw_only=True)
class Report:
    """A case and what it means, as far as one reader may know. on: the day whose map the steps are laid over.

    above: sentences of the domains above the map.
    """

    case: ChangeCase
    steps: Sequence[Planned]
    ground: Ground
    parts: Sequence[Part]
    hearing: Hearing
    above: Sequence[ImpactLine]
    on: date


def report_of(case: ChangeCase, *, seen_by: Actor) -> Report:
    """Work out what a case means. The caller has found the case for the reader. A fixed number of statements.

    What is carried out already is laid over the map of the day before. Raises TooFarError.
    """
    on = map_day(case)
    planned = planned_steps(case.pk)
    steps = [one.step for one in planned]
    ground = ground_of(steps, on=on)
    effects = ground.effects(steps)
    parts = [compare(effects, policy, seen_by=seen_by, on=on) for policy in Policy]
    named = {one for step in steps for one in named_by(step)}
    return Report(
        case=case,
        steps=planned,
        ground=ground,
        parts=parts,
        hearing=hearing_of(named, parts, seen_by=seen_by),
        above=[line for change in _changes(case, steps, ground, seen_by) for line in previews(change)],
        on=on,
    )


def map_day(case: ChangeCase) -> date:
    """Return the day whose map a case is laid over: today, or the day before it was carried out."""
    if case.applied_at is None:
        return today()
    return case.applied_at.astimezone(current_tenant().zone).date() - timedelta(days=1)


def _changes(case: ChangeCase, steps: Sequence[Step], ground: Ground, seen_by: Actor) -> Iterator[object]:
    """Give the changes that domains above may tell about."""
    on = max(case.planned_date or today(), today())
    heirs = {step.element_id: step.by_id for step in steps if isinstance(step, ReplaceElement)}
    for step in steps:
        match step:
            case RetireElement(element):
                yield _retirement(element, heirs.get(element), ground, on=on, seen_by=seen_by)
            case SwapSupplier(element, old, new):
                yield SupplierSwap(element_id=element, from_id=old, to_id=new, on=on, seen_by=seen_by)
            case NewRequirement(element, applies_to):
                yield NewLaw(element_id=element, applies_to=applies_to, on=on, seen_by=seen_by)
            case CloseUnitInto(old, new):
                unit, into = ground.elements[old].ref, ground.elements[new].ref
                yield UnitMerge(unit_id=unit, into_id=into, on=on, seen_by=seen_by)
                if may(seen_by, EDIT_UNITS, at=unit):
                    yield UnitClosing(unit_id=unit, last_day=on, move_to=into, seen_by=seen_by)


def _retirement(
    element_id: UUID, heir: UUID | None, ground: Ground, *, on: date, seen_by: Actor
) -> SystemRetirement | ElementRetirement:
    row = ground.elements[element_id]
    if row.type == SYSTEM:
        return SystemRetirement(element_id=element_id, replaced_by=heir, on=on, seen_by=seen_by)
    return ElementRetirement(element_id=element_id, type=row.type, ref=row.ref, on=on, seen_by=seen_by)
