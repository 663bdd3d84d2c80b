"""Rules about what leads to what: L01 to L07, L12, L14 to L17."""

from collections.abc import Iterator

from grunnmur.processes.bpmn.graph import Graph
from grunnmur.processes.bpmn.lint.findings import Drawing, Finding, Level, called
from grunnmur.processes.bpmn.marked import _
from grunnmur.processes.bpmn.model import ACTIVITIES, GATEWAYS, Node, NodeKind

_WAITS = frozenset({NodeKind.INTERMEDIATE_CATCH, NodeKind.RECEIVE_TASK})
_QUESTIONS = frozenset({NodeKind.EXCLUSIVE_GATEWAY, NodeKind.INCLUSIVE_GATEWAY})
_BETWEEN = ACTIVITIES | {NodeKind.INTERMEDIATE_CATCH, NodeKind.INTERMEDIATE_THROW}


def loose_flow(drawing: Drawing) -> Iterator[Finding]:
    """L01: a flow with a missing end."""
    known = {node.id for _, node in drawing.nodes()}
    for graph in drawing.graphs:
        for flow in graph.process.flows:
            if flow.source not in known or flow.target not in known:
                yield Finding(
                    "L01",
                    Level.ERROR,
                    flow.id,
                    _("The flow %(name)s is loose at one end. Connect it or delete it."),
                    {"name": flow.name or flow.id},
                )


def no_way_out(drawing: Drawing) -> Iterator[Finding]:
    """L02: a step with no way out that is no end."""
    for graph, node in drawing.nodes():
        if not graph.out.get(node.id) and _needs_flows(node, graph) and not _is_last(node, graph):
            yield Finding(
                "L02",
                Level.ERROR,
                node.id,
                _("“%(name)s” leads nowhere. Draw a flow to the next step or to an end."),
                {"name": called(node)},
            )


def nothing_leads_to(drawing: Drawing) -> Iterator[Finding]:
    """L14: a step that nothing leads to."""
    for graph, node in drawing.nodes():
        is_first = node.kind in {NodeKind.START_EVENT, NodeKind.BOUNDARY_EVENT}
        is_landing = node.event == "link" and node.kind is NodeKind.INTERMEDIATE_CATCH
        if not graph.into.get(node.id) and _needs_flows(node, graph) and not is_first and not is_landing:
            yield Finding(
                "L14",
                Level.ERROR,
                node.id,
                _("Nothing leads to “%(name)s”. Draw a flow to it or delete it."),
                {"name": called(node)},
            )


def _needs_flows(node: Node, graph: Graph) -> bool:
    """Whether a node takes part in the order of things: not if it is started by an event, compensates or is ad hoc."""
    holder = graph.nodes.get(node.parent)
    is_ad_hoc = holder is not None and holder.kind is NodeKind.AD_HOC_SUB_PROCESS
    return not (node.is_event_sub_process or node.is_compensation or node.event == "compensate" or is_ad_hoc)


def _is_last(node: Node, graph: Graph) -> bool:
    return node.kind is NodeKind.END_EVENT or bool(node.event == "link" and graph.links.get(node.id))


def implicit_join(drawing: Drawing) -> Iterator[Finding]:
    """L03: several flows meet in a step without a gateway."""
    for graph, node in drawing.nodes():
        if node.kind in _BETWEEN and len(graph.into.get(node.id, ())) > 1:
            yield Finding(
                "L03",
                Level.WARNING,
                node.id,
                _("Several flows meet in “%(name)s”. Put a gateway before it that says whether all are waited for."),
                {"name": called(node)},
            )


def implicit_split(drawing: Drawing) -> Iterator[Finding]:
    """L04: several flows leave a step without a gateway, which means all at once."""
    for graph, node in drawing.nodes():
        open_ways = [f for f in graph.out.get(node.id, ()) if not f.condition and f.id != node.default]
        if node.kind not in GATEWAYS and len(open_ways) > 1:
            yield Finding(
                "L04",
                Level.WARNING,
                node.id,
                _("Several flows leave “%(name)s”, which means all at once. Put a gateway after it."),
                {"name": called(node)},
            )


def no_end(drawing: Drawing) -> Iterator[Finding]:
    """L05: a process without an end."""
    for graph in drawing.graphs:
        if graph.process.nodes and not _has_outermost(graph, NodeKind.END_EVENT):
            yield Finding(
                "L05",
                Level.ERROR,
                graph.process.id,
                _("“%(name)s” has no end. Add an end event that tells the result."),
                {"name": graph.process.name or graph.process.id},
            )


def no_start(drawing: Drawing) -> Iterator[Finding]:
    """L06: a process without a start."""
    for graph in drawing.graphs:
        if graph.process.nodes and not _has_outermost(graph, NodeKind.START_EVENT):
            yield Finding(
                "L06",
                Level.ERROR,
                graph.process.id,
                _("“%(name)s” has no start. Add a start event that tells what sets it off."),
                {"name": graph.process.name or graph.process.id},
            )


def _has_outermost(graph: Graph, kind: NodeKind) -> bool:
    return any(node.kind is kind and not node.parent for node in graph.process.nodes)


def unasked_question(drawing: Drawing) -> Iterator[Finding]:
    """L07: a choice without a question, or a branch of it without a name."""
    for graph, node in drawing.nodes():
        branches = graph.out.get(node.id, ())
        if node.kind not in _QUESTIONS or len(branches) < 2:
            continue
        if not node.name:
            template = _("A choice has no question. Write on the gateway what is asked.")
            yield Finding("L07", Level.WARNING, node.id, template)
        for flow in branches:
            if not flow.name and flow.id != node.default:
                yield Finding(
                    "L07",
                    Level.WARNING,
                    flow.id,
                    _("The way from “%(name)s” to “%(target)s” has no name. Write the answer on it."),
                    {"name": called(node), "target": called(graph.nodes[flow.target])},
                )


def joins_and_splits(drawing: Drawing) -> Iterator[Finding]:
    """L12: a gateway that both joins and splits."""
    for graph, node in drawing.nodes():
        is_both = len(graph.into.get(node.id, ())) > 1 and len(graph.out.get(node.id, ())) > 1
        if node.kind in GATEWAYS and is_both:
            yield Finding(
                "L12",
                Level.WARNING,
                node.id,
                _("The gateway “%(name)s” both joins and splits. Use one gateway for each."),
                {"name": called(node)},
            )


def between_pools(drawing: Drawing) -> Iterator[Finding]:
    """L15: a sequence flow between pools, a message flow inside one."""
    home = {node.id: graph.process.id for graph, node in drawing.nodes()}
    for pool in drawing.model.participants:
        home[pool.id] = pool.process or pool.id
    for graph in drawing.graphs:
        for flow in graph.process.flows:
            if flow.source in home and flow.target in home and home[flow.source] != home[flow.target]:
                yield Finding(
                    "L15",
                    Level.ERROR,
                    flow.id,
                    _("The flow %(name)s goes from one pool to another. Use a message flow."),
                    {"name": flow.name or flow.id},
                )
    for flow in drawing.model.message_flows:
        if flow.source in home and home.get(flow.source) == home.get(flow.target):
            yield Finding(
                "L15",
                Level.ERROR,
                flow.id,
                _("The message flow %(name)s stays in one pool. Use a sequence flow."),
                {"name": flow.name or flow.id},
            )


def waits_for_no_event(drawing: Drawing) -> Iterator[Finding]:
    """L16: an event gateway followed by something that is not an event."""
    for graph, node in drawing.nodes():
        if node.kind is not NodeKind.EVENT_GATEWAY:
            continue
        for flow in graph.out.get(node.id, ()):
            target = graph.nodes[flow.target]
            if target.kind not in _WAITS:
                yield Finding(
                    "L16",
                    Level.WARNING,
                    target.id,
                    _("“%(name)s” follows a gateway that waits for an event, but is none. Put the event first."),
                    {"name": called(target)},
                )


def wrong_ends(drawing: Drawing) -> Iterator[Finding]:
    """L17: a start with something before it, an end with something after it, two steps with one id."""
    seen: set[str] = set()
    for graph, node in drawing.nodes():
        template = ""
        if node.id in seen:
            template = _("Two steps have the id of “%(name)s”. Draw one of them again.")
        elif node.kind is NodeKind.START_EVENT and graph.into.get(node.id):
            template = _("A flow leads to the start “%(name)s”. Lead it to the first step instead.")
        elif node.kind is NodeKind.END_EVENT and graph.out.get(node.id):
            template = _("A flow leaves the end “%(name)s”. Make it an intermediate event or delete the flow.")
        seen.add(node.id)
        if template:
            yield Finding("L17", Level.ERROR, node.id, template, {"name": called(node)})
