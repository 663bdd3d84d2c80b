"""What follows what: from work to work, past the events and gateways between."""

from collections.abc import Mapping, Sequence

from grunnmur.processes.bpmn.steps import Step


def followers(steps: Sequence[Step]) -> Mapping[str, tuple[str, ...]]:
    """Return the element ids of the work that comes right after each piece of work, in the order of the drawing.

    Ways back to an earlier step are left out, and so is work that nothing follows.
    """
    rows = {step.element_id: step for step in steps}
    found = {step.element_id: _after(step, rows) for step in steps if step.is_activity}
    return {element: after for element, after in found.items() if after}


def _after(step: Step, rows: Mapping[str, Step]) -> tuple[str, ...]:
    seen, found = {step.element_id}, []
    waiting = [way.target for way in reversed(step.next) if not way.is_back]
    while waiting:
        target = waiting.pop()
        if target in seen or target not in rows:
            continue
        seen.add(target)
        if rows[target].is_activity:
            found.append(target)
        else:
            waiting.extend(way.target for way in reversed(rows[target].next) if not way.is_back)
    return tuple(found)
