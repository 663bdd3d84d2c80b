"""Flows that came and went: only those that adding and removing steps does not explain."""

from collections.abc import Iterator, Mapping

from grunnmur.processes.bpmn.diff.changes import Change, ChangeKind
from grunnmur.processes.bpmn.diff.content import StepContent

Steps = Mapping[str, StepContent]


def flow_changes(old: Steps, new: Steps) -> Iterator[Change]:
    """Yield the ways between steps of both versions that are in one only, and those on which something else stands."""
    both = [uid for uid in new if uid in old]
    known = set(both)
    for uid in both:
        before, after = old[uid].ways, new[uid].ways
        for target in sorted((before.keys() - after.keys()) & known):
            if not _leads(new, uid, target, through=new.keys() - old.keys()):
                yield _change(ChangeKind.FLOW_REMOVED, new[uid], old[target], before=_called(old[target]))
        for target in sorted((after.keys() - before.keys()) & known):
            if not _leads(old, uid, target, through=old.keys() - new.keys()):
                yield _change(ChangeKind.FLOW_ADDED, new[uid], new[target], after=_called(new[target]))
        for target in sorted(before.keys() & after.keys() & known):
            was, now = (", ".join(sorted(words - {""})) for words in (before[target], after[target]))
            if was != now:
                yield _change(ChangeKind.CONDITION_CHANGED, new[uid], new[target], before=was, after=now)


def _leads(steps: Steps, start: str, target: str, *, through: set[str]) -> bool:
    """Tell whether a way leads from one step to another through at least one of some steps, and no others."""
    seen: set[str] = set()
    waiting = [uid for uid in steps[start].ways if uid in through]
    while waiting:
        uid = waiting.pop()
        if uid in seen:
            continue
        seen.add(uid)
        if target in steps[uid].ways:
            return True
        waiting += [way for way in steps[uid].ways if way in through]
    return False


def _called(step: StepContent) -> str:
    return f"{step.number} {step.name}".strip()


def _change(kind: ChangeKind, step: StepContent, to: StepContent, *, before: str = "", after: str = "") -> Change:
    return Change(kind, step.uid, step.number, step.name, before, after, to.uid)
