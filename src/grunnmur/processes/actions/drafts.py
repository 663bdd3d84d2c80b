"""What publishing has done to the content of a process: copied for a new draft, frozen, made valid, withdrawn."""

from uuid import UUID

from grunnmur.core import search
from grunnmur.core.events import publish
from grunnmur.core.permissions import Actor
from grunnmur.processes.actions.hashing import content_hash_of
from grunnmur.processes.actions.linking import hold_links, would_hold
from grunnmur.processes.actions.searching import index_process
from grunnmur.processes.bpmn.edit import linked_file
from grunnmur.processes.events import ProcessPublished
from grunnmur.processes.models import Assignment, Lane, ProcessVersion, Step
from grunnmur.processes.queries.links import as_kept, links_of
from grunnmur.processes.rules import KIND


def fill(from_version: UUID, to_version: UUID, by: Actor) -> str:  # noqa: ARG001  # as publishing calls it
    """Copy the content of one version into a new draft, with the links that hold; returns its hash. Nine statements."""
    source = ProcessVersion.objects.select_related("version").get(version_id=from_version)
    links = links_of(source)
    row = ProcessVersion.objects.create(
        process_id=source.process_id,
        version_id=to_version,
        original_id=source.original_id,
        xml=linked_file(bytes(source.xml), links),
        link_base=as_kept(links),
        notes=source.notes,
        is_draft=True,
    )
    lanes = _copied_lanes(source, row)
    steps = _copied_steps(source, row, lanes)
    letters = Assignment.objects.filter(step__process_version=source).values_list(
        "step_id", "process_role_id", "letter", "source"
    )
    Assignment.objects.bulk_create(
        Assignment(step=steps[step], process_role_id=role, letter=letter, source=origin)
        for step, role, letter, origin in letters
    )
    return content_hash_of(row)


def _copied_lanes(source: ProcessVersion, row: ProcessVersion) -> dict[UUID, Lane]:
    old = list(Lane.objects.filter(process_version=source).order_by("ordinal"))
    new = [
        Lane(
            process_version=row,
            element_id=lane.element_id,
            name=lane.name,
            ordinal=lane.ordinal,
            process_role_id=lane.process_role_id,
        )
        for lane in old
    ]
    return {before.pk: after for before, after in zip(old, Lane.objects.bulk_create(new), strict=True)}


def _copied_steps(source: ProcessVersion, row: ProcessVersion, lanes: dict[UUID, Lane]) -> dict[UUID, Step]:
    old = list(Step.objects.filter(process_version=source).order_by("ordinal"))
    new = [
        Step(
            process_version=row,
            element_id=step.element_id,
            uid=step.uid,
            number=step.number,
            ordinal=step.ordinal,
            kind=step.kind,
            name=step.name,
            text=step.text,
            lane=lanes.get(step.lane_id) if step.lane_id else None,
            checklist=step.checklist,
            is_draft=True,
        )
        for step in old
    ]
    return {before.pk: after for before, after in zip(old, Step.objects.bulk_create(new), strict=True)}


def freeze(version_id: UUID) -> None:
    """Let nobody change a version's content any more; the database sees to it."""
    row = ProcessVersion.objects.get(version_id=version_id)
    Step.objects.filter(process_version=row, is_draft=True).update(is_draft=False)
    kept = as_kept(would_hold(row))
    ProcessVersion.objects.filter(pk=row.pk, is_draft=True).update(is_draft=False, link_snapshot=kept)


def published(version_id: UUID) -> None:
    """Let a version that became valid be found, and the domains above know of it."""
    row = ProcessVersion.objects.get(version_id=version_id)
    hold_links(row)
    index_process(row)
    publish(ProcessPublished(row.process_id, row.pk))


def withdrawn(version_id: UUID) -> None:
    """Let a process without a valid version not be found by search any more; its page stays."""
    row = ProcessVersion.objects.get(version_id=version_id)
    search.forget(KIND, [row.process_id])
