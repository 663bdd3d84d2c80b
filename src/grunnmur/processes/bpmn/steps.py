"""The step list: everything a drawing says, as rows in reading order."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from grunnmur.processes.bpmn.graph import Graph, graph_of
from grunnmur.processes.bpmn.model import ACTIVITIES, GATEWAYS, Artifact, Flow, Lane, Model, Node, NodeKind
from grunnmur.processes.bpmn.order import Order, ordered_processes, reading_order, step_numbers
from grunnmur.processes.bpmn.parallel import branch_heads

_PLAIN = re.compile(r"[A-Za-z0-9_.-]+")
_CHOICES = frozenset(
    {
        NodeKind.EXCLUSIVE_GATEWAY,
        NodeKind.INCLUSIVE_GATEWAY,
        NodeKind.COMPLEX_GATEWAY,
        NodeKind.EVENT_GATEWAY,
    }
)


class Next(NamedTuple):
    """One way on: the flow, where it leads, what stands on it. An empty `flow_id` is a way without a drawn line."""

    flow_id: str
    target: str
    name: str = ""
    is_default: bool = False
    is_back: bool = False
    condition: str = ""


class Condition(NamedTuple):
    """When a step is done: its answer to the question of the gateway before it; else it goes to `otherwise`."""

    gateway: str
    question: str
    answer: str
    is_default: bool
    otherwise: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """A message to or from another pool or one of its steps."""

    flow_id: str
    name: str
    other: str
    other_name: str


class Step(NamedTuple):
    """One flow node as a row.

    ordinal: 1 … n over all rows; position: 1 … m over the activities, 0 for events and gateways, which have no number.
    lane_path: names from the outermost lane to the innermost. parallel: the first nodes of all branches that run at the
    same time, its own included. reads, writes: names of data. aside: what the library says of it beside the drawing.
    """

    element_id: str
    uid: str
    anchor: str
    number: str
    ordinal: int
    position: int
    kind: NodeKind
    event: str
    name: str
    doc: str
    process: str
    pool: str
    lane: str
    lane_name: str
    lane_path: tuple[str, ...]
    parent: str
    attached_to: str
    is_interrupting: bool
    loop: str
    called: str
    condition: Condition | None
    next: tuple[Next, ...]
    parallel: tuple[str, ...]
    notes: tuple[str, ...]
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    sends: tuple[Message, ...]
    receives: tuple[Message, ...]
    aside: str = ""

    @property
    def is_activity(self) -> bool:
        """Whether this is work to do, and so has a number."""
        return self.kind in ACTIVITIES


def anchor_of(node: Node) -> str:
    """Return the fragment that names the node's row: from its uid, else its id, safe in any address."""
    return _anchor(dict(node.ext).get("uid", "") or node.id)


def _anchor(name: str) -> str:
    if (name.isascii() and name.isidentifier()) or _PLAIN.fullmatch(name):  # most are, and that is asked faster
        return f"step-{name}"
    plain = "-".join(_PLAIN.findall(name))[:40]
    return f"step-{plain}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def steps_of(model: Model) -> tuple[Step, ...]:
    """Return every flow node of every process as a row, in reading order, pool after pool."""
    processes = ordered_processes(model)
    graphs = [graph_of(process) for process in processes]
    orders = [reading_order(process, graph=graph) for process, graph in zip(processes, graphs, strict=True)]
    writer = _Writer(model, step_numbers(orders))
    return tuple([step for graph, order in zip(graphs, orders, strict=True) for step in writer.rows(graph, order)])


class _Writer:
    """Writes rows, counting through all processes."""

    def __init__(self, model: Model, numbers: Mapping[str, str]) -> None:
        self.numbers = numbers
        self.ordinal = 0
        self.position = 0
        self.pools = {pool.process: pool.name for pool in reversed(model.participants) if pool.process}
        self.names = {node.id: node.name for process in model.processes for node in process.nodes}
        self.names |= {pool.id: pool.name for pool in model.participants}
        self.sent = _grouped((flow.source, flow) for flow in model.message_flows)
        self.received = _grouped((flow.target, flow) for flow in model.message_flows)
        self.texts = {a.id: a for a in model.artifacts}
        self.texts |= {a.id: a for process in model.processes for a in process.artifacts}
        shared = list(model.associations)
        self.associations = shared + [flow for process in model.processes for flow in process.associations]
        self.leaving = _grouped((flow.source, flow) for flow in self.associations)
        self.arriving = _grouped((flow.target, flow) for flow in self.associations)

    def rows(self, graph: Graph, order: Order) -> Iterable[Step]:
        lanes = {lane.id: lane for lane in graph.process.lanes}
        paths = {lane: _lane_path(lane, lanes) for lane in lanes}
        heads = branch_heads(graph, order)
        for node in order.nodes:
            self.ordinal += 1
            self.position += node.kind in ACTIVITIES
            yield self._row(node, graph, order, paths.get(node.lane, ()), heads.get(node.id, ()))

    def _row(self, node: Node, graph: Graph, order: Order, path: tuple[str, ...], parallel: tuple[str, ...]) -> Step:
        reads, writes, notes = self._attached(node.id)
        uid = dict(node.ext).get("uid", "")
        return Step(
            element_id=node.id,
            uid=uid,
            anchor=_anchor(uid or node.id),
            number=self.numbers.get(node.id, ""),
            ordinal=self.ordinal,
            position=self.position if node.kind in ACTIVITIES else 0,
            kind=node.kind,
            event=node.event,
            name=node.name,
            doc=node.doc,
            process=graph.process.id,
            pool=self.pools.get(graph.process.id, ""),
            lane=node.lane,
            lane_name=path[-1] if path else "",
            lane_path=path,
            parent=node.parent,
            attached_to=node.attached_to,
            is_interrupting=node.is_interrupting,
            loop=node.loop,
            called=node.called,
            condition=_condition(node, graph, order),
            next=_next(node, graph, order),
            parallel=parallel,
            notes=notes,
            reads=reads,
            writes=writes,
            sends=tuple([self._message(flow, flow.target) for flow in self.sent.get(node.id, ())]),
            receives=tuple([self._message(flow, flow.source) for flow in self.received.get(node.id, ())]),
        )

    def _message(self, flow: Flow, other: str) -> Message:
        return Message(flow.id, flow.name, other, self.names.get(other, ""))

    def _attached(self, node_id: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
        """Return the names of data read, of data written, and the texts of annotations, of one node."""
        if not self.associations:
            return (), (), ()
        into = [self.texts[f.source] for f in self.arriving.get(node_id, ()) if f.source in self.texts]
        out = [self.texts[f.target] for f in self.leaving.get(node_id, ()) if f.target in self.texts]
        notes = [a.text for a in (*into, *out) if a.kind == "textAnnotation"]
        return _data(into), _data(out), tuple(notes)


def _data(artifacts: Iterable[Artifact]) -> tuple[str, ...]:
    return tuple(a.text for a in artifacts if a.kind != "textAnnotation")


def _grouped(pairs: Iterable[tuple[str, Flow]]) -> dict[str, list[Flow]]:
    groups: dict[str, list[Flow]] = {}
    for key, flow in pairs:
        groups.setdefault(key, []).append(flow)
    return groups


def _lane_path(lane_id: str, lanes: Mapping[str, Lane]) -> tuple[str, ...]:
    path: list[str] = []
    while lane_id in lanes and len(path) <= len(lanes):
        path.append(lanes[lane_id].name)
        lane_id = lanes[lane_id].parent
    return tuple(reversed(path))


def _next(node: Node, graph: Graph, order: Order) -> tuple[Next, ...]:
    ways = [
        Next(
            flow_id=flow.id,
            target=flow.target,
            name=flow.name,
            is_default=bool(node.default) and flow.id == node.default,
            is_back=flow.id in order.back,
            condition=flow.condition,
        )
        for flow in graph.out.get(node.id, ())
    ]
    if node.event == "link":
        ways += [Next("", target) for target in graph.links.get(node.id, ())]
    return tuple(ways)


def _condition(node: Node, graph: Graph, order: Order) -> Condition | None:
    """Return the choice right before a node, when that is the only way to it."""
    ways = [flow for flow in graph.into.get(node.id, ()) if flow.id not in order.back]
    if len(ways) != 1:
        return None
    flow = ways[0]
    before = graph.nodes[flow.source]
    branches = graph.out[before.id]
    if len(branches) < 2 or not (before.kind in _CHOICES or flow.condition):
        return None
    return Condition(
        gateway=before.id,
        question=before.name if before.kind in GATEWAYS else "",
        answer=flow.name,
        is_default=bool(before.default) and before.default == flow.id,
        otherwise=tuple(branch.target for branch in branches if branch.id != flow.id),
    )
