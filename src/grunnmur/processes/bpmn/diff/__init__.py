"""What changed between two versions of a drawing, as what people mean by it. Pure Python, no database."""

from collections.abc import Iterator

from grunnmur.processes.bpmn.diff.changes import Change, ChangeKind
from grunnmur.processes.bpmn.diff.content import OTHERWISE, Content, StepContent, content_of
from grunnmur.processes.bpmn.diff.steps import moved_steps, step_changes
from grunnmur.processes.bpmn.diff.ways import flow_changes
from grunnmur.processes.bpmn.model import Model

__all__ = ["OTHERWISE", "Change", "ChangeKind", "diff"]


def diff(old: Model, new: Model) -> tuple[Change, ...]:
    """Return what differs, in the reading order of the newer version; what was removed first.

    Steps are the same when their uid is (`flyt:step`), else their id. A change of places alone, or of the sheet, is one
    LAYOUT change. Two drawings that say and draw the same give nothing.
    """
    before, after = content_of(old), content_of(new)
    changes = (*_removed(before, after), *_in_order(before, after), *_lanes(before, after), *_whole(before, after))
    if not changes and old.diagrams != new.diagrams:
        return (Change(ChangeKind.LAYOUT, ""),)
    return changes


def _removed(before: Content, after: Content) -> Iterator[Change]:
    for uid, step in before.steps.items():
        if uid not in after.steps and step.is_activity:
            yield Change(ChangeKind.STEP_REMOVED, uid, step.number, step.name, before=step.role)


def _in_order(before: Content, after: Content) -> Iterator[Change]:
    flows: dict[str, list[Change]] = {}
    for change in flow_changes(before.steps, after.steps):
        flows.setdefault(change.uid, []).append(change)
    moved = set(moved_steps(before.steps, after.steps))
    for uid, step in after.steps.items():
        if uid not in before.steps:
            yield from _added(step)
            continue
        yield from step_changes(before.steps[uid], step)
        if uid in moved:
            yield Change(ChangeKind.STEP_ORDER, uid, step.number, step.name)
        yield from flows.get(uid, ())


def _added(step: StepContent) -> Iterator[Change]:
    if step.is_activity:
        yield Change(ChangeKind.STEP_ADDED, step.uid, step.number, step.name, after=step.role)


def _lanes(before: Content, after: Content) -> Iterator[Change]:
    """Yield lanes of the same name that stand for another role than before; a file that names none says nothing."""
    for name, role in after.lanes.items():
        was = before.lanes.get(name, "")
        if was and role and was != role:
            yield Change(ChangeKind.LANE_BOUND, "", name=name, before=was, after=role)


def _whole(before: Content, after: Content) -> Iterator[Change]:
    """Yield the links of the process itself that went and came."""
    for link in (before.links - after.links).elements():
        yield Change(ChangeKind.LINK_REMOVED, "", before=": ".join(link))
    for link in (after.links - before.links).elements():
        yield Change(ChangeKind.LINK_ADDED, "", after=": ".join(link))
