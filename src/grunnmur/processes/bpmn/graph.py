"""Which node follows which, within one process; everything in the order of the file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from grunnmur.processes.bpmn.model import Flow, Node, NodeKind, Process


@dataclass(frozen=True, slots=True)
class Graph:
    """One process as nodes and the flows between them.

    out, into: flows by node id, only those with both ends in the process. links: what follows without a drawn flow,
    a boundary event its host, a link catch its throw.
    """

    process: Process
    nodes: Mapping[str, Node]
    out: Mapping[str, tuple[Flow, ...]]
    into: Mapping[str, tuple[Flow, ...]]
    links: Mapping[str, tuple[str, ...]]

    def successors(self, node_id: str) -> list[str]:
        """Return what can follow a node, flows first, in the order of the file."""
        return [flow.target for flow in self.out.get(node_id, ())] + list(self.links.get(node_id, ()))


def graph_of(process: Process) -> Graph:
    """Index one process."""
    nodes = {node.id: node for node in process.nodes}
    whole = [flow for flow in process.flows if flow.source in nodes and flow.target in nodes]
    return Graph(
        process=process,
        nodes=nodes,
        out=_grouped((flow.source, flow) for flow in whole),
        into=_grouped((flow.target, flow) for flow in whole),
        links=_links(process, nodes),
    )


def _grouped(pairs: Iterable[tuple[str, Flow]]) -> dict[str, tuple[Flow, ...]]:
    groups: dict[str, list[Flow]] = {}
    for key, flow in pairs:
        groups.setdefault(key, []).append(flow)
    return {key: tuple(flows) for key, flows in groups.items()}


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
