"""Rules about single steps: L08 to L11, L18, L21, L22."""

from collections import Counter
from collections.abc import Iterator

from grunnmur.processes.bpmn.lint.findings import Drawing, Finding, Level, called
from grunnmur.processes.bpmn.marked import _
from grunnmur.processes.bpmn.model import ACTIVITIES, NodeKind

MOST_STEPS = 25  # on one level; longer drawings are not read
_NOUN_FORMS = ("else", "ing", "sjon", "tion")


def unnamed_step(drawing: Drawing) -> Iterator[Finding]:
    """L08: a step without a name."""
    for _graph, node in drawing.nodes():
        if node.kind in ACTIVITIES and not node.name:
            yield Finding("L08", Level.ERROR, node.id, _("A step has no name. Write what is done: verb and object."))


def outside_lanes(drawing: Drawing) -> Iterator[Finding]:
    """L09: a step in no lane though the pool has lanes."""
    for graph, node in drawing.nodes():
        if graph.process.lanes and not node.lane and not node.parent and node.kind is not NodeKind.BOUNDARY_EVENT:
            yield Finding(
                "L09",
                Level.ERROR,
                node.id,
                _("“%(name)s” is in no lane, so nobody does it. Move it into a lane."),
                {"name": called(node)},
            )


def undescribed_step(drawing: Drawing) -> Iterator[Finding]:
    """L10: a step without a description."""
    for _graph, node in drawing.nodes():
        if node.kind in ACTIVITIES and node.name and not node.doc:
            yield Finding(
                "L10",
                Level.HINT,
                node.id,
                _("“%(name)s” has no description. How is it done?"),
                {"name": called(node)},
            )


def noun_for_name(drawing: Drawing) -> Iterator[Finding]:
    """L11: a name of one word, or one that begins with a noun made of a verb ("Vurdering av …")."""
    for _graph, node in drawing.nodes():
        words = node.name.split()
        if node.kind in ACTIVITIES and words and (len(words) == 1 or words[0].lower().endswith(_NOUN_FORMS)):
            yield Finding(
                "L11",
                Level.WARNING,
                node.id,
                _("“%(name)s” does not say what is done. Write a verb and its object, such as “Check references”."),
                {"name": called(node)},
            )


def unnamed_end(drawing: Drawing) -> Iterator[Finding]:
    """L18: a start or end without a name."""
    for _graph, node in drawing.nodes():
        if node.name or node.parent:
            continue
        if node.kind is NodeKind.START_EVENT:
            yield Finding("L18", Level.WARNING, node.id, _("A start has no name. Write what sets the process off."))
        elif node.kind is NodeKind.END_EVENT:
            yield Finding("L18", Level.WARNING, node.id, _("An end has no name. Write the result."))


def same_name(drawing: Drawing) -> Iterator[Finding]:
    """L18: two steps with the same name in one lane; told of the second."""
    seen: set[tuple[str, str, str]] = set()
    for graph, node in drawing.nodes():
        key = (graph.process.id, node.lane, called(node).casefold())
        if node.kind in ACTIVITIES and node.name and key in seen:
            yield Finding(
                "L18",
                Level.WARNING,
                node.id,
                _("Two steps in one lane are called “%(name)s”. Tell them apart."),
                {"name": called(node)},
            )
        if node.kind in ACTIVITIES:
            seen.add(key)


def script_body(drawing: Drawing) -> Iterator[Finding]:
    """L21: a script task with a body."""
    for _graph, node in drawing.nodes():
        if node.kind is NodeKind.SCRIPT_TASK and node.script:
            yield Finding(
                "L21",
                Level.ERROR,
                node.id,
                _("“%(name)s” holds a script. Scripts are not run. Make it a person's step or a robot."),
                {"name": called(node)},
            )


def too_many_steps(drawing: Drawing) -> Iterator[Finding]:
    """L22: more steps on one level than can be read."""
    for graph in drawing.graphs:
        levels = Counter(node.parent for node in graph.process.nodes if node.kind in ACTIVITIES)
        for parent, count in levels.items():
            if count > MOST_STEPS:
                holder = graph.nodes.get(parent)
                yield Finding(
                    "L22",
                    Level.HINT,
                    parent or graph.process.id,
                    _("“%(name)s” has %(count)d steps on one level. Split it into phases."),
                    {"name": called(holder) if holder else graph.process.name or graph.process.id, "count": count},
                )
