"""What a drawing holds, as rows: its lanes and steps. Rows that say the same as before are left alone."""

from collections.abc import Iterable, Sequence
from typing import TypeVar
from uuid import UUID

from grunnmur.processes.bpmn.linking import uids_of
from grunnmur.processes.bpmn.model import Model
from grunnmur.processes.bpmn.steps import steps_of
from grunnmur.processes.models import Lane, ProcessVersion, Step
from grunnmur.processes.queries.roles import RoleFinder

Row = TypeVar("Row", Lane, Step)
LANE_COLUMNS = ("name", "ordinal", "process_role_id")
STEP_COLUMNS = ("uid", "number", "ordinal", "kind", "name", "text", "lane_id", "checklist")


def write_rows(row: ProcessVersion, model: Model) -> list[Lane]:
    """Let the lanes and steps of a version be those of the model, and return the lanes.

    Steps go before the lanes they lay in, which would take them along. Raises a database error for a frozen version.
    """
    old_lanes = {lane.element_id: lane for lane in Lane.objects.filter(process_version=row)}
    old_steps = {step.element_id: step for step in Step.objects.filter(process_version=row)}
    lanes = _put(Lane, old_lanes, _lanes(row, model), LANE_COLUMNS)
    steps = _steps(row, model, {lane.element_id: lane for lane in lanes})
    kept = {step.element_id for step in steps}
    Step.objects.filter(pk__in=[step.pk for name, step in old_steps.items() if name not in kept]).delete()
    _put(Step, old_steps, steps, STEP_COLUMNS)
    there = {lane.element_id for lane in lanes}
    Lane.objects.filter(pk__in=[lane.pk for name, lane in old_lanes.items() if name not in there]).delete()
    return lanes


def _put(kind: type[Row], old: dict[str, Row], wanted: Iterable[Row], columns: Sequence[str]) -> list[Row]:
    """Return the rows as they are stored now: those there were, changed where they differ, and the new ones."""
    rows: list[Row] = []
    new: list[Row] = []
    changed: list[Row] = []
    for one in wanted:
        before = old.get(one.element_id)
        if before is None:
            new.append(one)
        elif _said(before, columns) != _said(one, columns):
            for column in columns:
                setattr(before, column, getattr(one, column))
            changed.append(before)
        rows.append(before or one)
    if changed:
        kind.objects.bulk_update(changed, [column.removesuffix("_id") for column in columns])
    kind.objects.bulk_create(new)
    return rows


def _said(row: Row, columns: Sequence[str]) -> list[object]:
    return [getattr(row, column) for column in columns]


def _lanes(row: ProcessVersion, model: Model) -> list[Lane]:
    finder = RoleFinder()
    found = [lane for process in model.processes for lane in process.lanes]
    return [
        Lane(
            process_version=row,
            element_id=lane.id,
            name=" ".join(lane.name.split())[:400],
            ordinal=ordinal,
            process_role_id=finder.role_of(lane),
        )
        for ordinal, lane in enumerate(found, start=1)
    ]


def _steps(row: ProcessVersion, model: Model, lanes: dict[str, Lane]) -> list[Step]:
    nodes = {node.id: node for process in model.processes for node in process.nodes}
    drawn = steps_of(model)
    uids = uids_of(drawn)
    steps: list[Step] = []
    for step in drawn:
        facts = nodes[step.element_id].ext
        steps.append(
            Step(
                process_version=row,
                element_id=step.element_id,
                uid=uids[step.element_id],
                number=step.number,
                ordinal=step.ordinal,
                kind=str(step.kind),
                name=" ".join(step.name.split())[:400],
                text=step.doc,
                lane_id=_id_of(lanes.get(step.lane)),
                checklist=[text for key, text in facts if key == "checklist_item"],
                is_draft=row.is_draft,
            )
        )
    return steps


def _id_of(lane: Lane | None) -> UUID | None:
    return lane.pk if lane else None
