"""Which node follows which, within one process; everything in the order of the file."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from grunnmur.processes.bpmn.model import Flow, Node, NodeKind, Process


class Graph(NamedTuple):
    """One process as nodes and the flows between them.

    out, into: flows by node id, only those with both ends in the process. links: what follows without a drawn flow,
    a boundary event its host, a link catch its throw.
    """

    process: Process
    nodes: Mapping[str, Node]
    out: Mapping[str, Sequence[Flow]]
    into: Mapping[str, Sequence[Flow]]
    links: Mapping[str, tuple[str, ...]]

    def successors(self, node_id: str) -> list[str]:
        """Return what can follow a node, flows first, in the order of the file."""
        found = [flow.target for flow in self.out.get(node_id, ())]
        found += self.links.get(node_id, ())
        return found


def graph_of(process: Process) -> Graph:
    """Index one process."""
    nodes = {node.id: node for node in process.nodes}
    out: dict[str, list[Flow]] = {}
    into: dict[str, list[Flow]] = {}
    for flow in process.flows:
        if flow.source in nodes and flow.target in nodes:
            out.setdefault(flow.source, []).append(flow)
            into.setdefault(flow.target, []).append(flow)
    return Graph(process, nodes, out, into, _links(process, nodes))


def _links(process: Process, nodes: Mapping[str, Node]) -> dict[str, tuple[str, ...]]:
    links: dict[str, list[str]] = {}
    catches: dict[tuple[str, str], str] = {}
    for node in process.nodes:
        if node.attached_to in nodes and node.kind is NodeKind.BOUNDARY_EVENT:
            links.setdefault(node.attached_to, []).append(node.id)
        elif node.event == "link" and node.kind is NodeKind.INTERMEDIATE_CATCH:
            catches.setdefault((node.parent, node.name), node.id)
    for node in process.nodes:
        if node.event == "link" and node.kind is not NodeKind.INTERMEDIATE_CATCH:
            target = catches.get((node.parent, node.name))
            if target:
                links.setdefault(node.id, []).append(target)
    return {key: tuple(value) for key, value in links.items()}
