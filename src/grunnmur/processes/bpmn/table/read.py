"""From a drawing to a table: steps one after the other, where the drawing can be told so."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from grunnmur.processes.bpmn.errors import BpmnError
from grunnmur.processes.bpmn.graph import Graph, graph_of
from grunnmur.processes.bpmn.marked import _
from grunnmur.processes.bpmn.model import ACTIVITIES, SUB_PROCESSES, Flow, Model, Node, NodeKind
from grunnmur.processes.bpmn.order import Order, reading_order
from grunnmur.processes.bpmn.table.model import Block, Branch, Event, Fork, Jump, Row, Table
from grunnmur.processes.bpmn.table.normal import normal

TANGLED = _("its branches do not meet again where they parted")
POOLS = _("it has several pools, or messages between them")
PARTS = _("it has sub-processes, events on steps, or texts and data beside the flow")
LANES = _("it has lanes within lanes")
STARTS = _("it does not begin at one start")
GATEWAYS = _("it has gateways that wait for events or open several ways by conditions")
SPLITS = _("several flows leave a step at once")
DEEPEST = 40
_EVENTS = frozenset({NodeKind.INTERMEDIATE_CATCH, NodeKind.INTERMEDIATE_THROW})


class NotTellableError(BpmnError):
    """The drawing says more than a table can; the message says what."""


def table_of(model: Model) -> Table:
    """Return a drawing as a table. Raises NotTellableError with what a table cannot tell."""
    if len(model.processes) != 1 or len(model.participants) > 1 or model.message_flows or model.artifacts:
        raise NotTellableError(POOLS)
    process = model.processes[0]
    if process.artifacts or process.associations or any(_is_apart(node) for node in process.nodes):
        raise NotTellableError(PARTS)
    if any(lane.parent for lane in process.lanes):
        raise NotTellableError(LANES)
    starts = [node for node in process.nodes if node.kind is NodeKind.START_EVENT]
    if len(starts) != 1:
        raise NotTellableError(STARTS)
    ends = [node for node in process.nodes if node.kind is NodeKind.END_EVENT]
    if not process.flows and len(ends) <= 1 and len(process.nodes) == 1 + len(ends):  # as an empty drawing begins
        nothing = Table(
            Event(starts[0].id, starts[0].name), tuple(Event(one.id, one.name, is_end=True) for one in ends)
        )
        return normal(nothing)
    graph = graph_of(process)
    reader = _Reader(graph, reading_order(process, graph=graph))
    table = reader.table(starts[0])
    if len(reader.done) != len(process.nodes) or len(graph.process.flows) != sum(map(len, graph.out.values())):
        raise NotTellableError(TANGLED)
    return table


def _is_apart(node: Node) -> bool:
    is_event = node.kind is NodeKind.BOUNDARY_EVENT or node.event == "link" or node.is_compensation
    return bool(node.parent) or node.kind in SUB_PROCESSES or is_event


@dataclass(slots=True)
class _Way:
    """Blocks that were read, where reading stopped ("" = at an end), and how many flows arrive there from them."""

    blocks: list[Block] = field(default_factory=list)
    stopped: str = ""
    loose: int = 0


class _Reader:
    """Reads one process."""

    def __init__(self, graph: Graph, order: Order) -> None:
        self.graph, self.back = graph, order.back
        self.lanes = {lane.id: lane.name for lane in graph.process.lanes}
        self.done: set[str] = set()
        self.goals: dict[str, str] = {}  # where a way back arrives → block behind it
        self.meets: list[tuple[str, str]] = []
        self.reach = _reach(graph, order.nodes, self.back)
        self.place = {node.id: place for place, node in enumerate(order.nodes)}

    def table(self, start: Node) -> Table:
        self.done.add(start.id)
        way = self.way(self.next(start), "", depth=0)
        blocks = _resolved(way.blocks, self.goals)
        found = Table(Event(start.id, start.name), blocks, tuple(self.meets))
        kept = normal(found)
        if _jump_ids(kept.blocks) != _jump_ids(blocks):
            raise NotTellableError(TANGLED)
        return kept

    def ways(self, node: Node) -> list[Flow]:
        return [flow for flow in self.graph.out.get(node.id, ()) if flow.id not in self.back]

    def ways_in(self, name: str) -> list[Flow]:
        return [flow for flow in self.graph.into.get(name, ()) if flow.id not in self.back]

    def next(self, node: Node) -> str:
        out = self.graph.out.get(node.id, ())
        if len(out) > 1:
            raise NotTellableError(SPLITS)
        if not out or out[0].id in self.back:
            raise NotTellableError(TANGLED)
        return out[0].target

    def way(self, name: str, stop: str, *, depth: int) -> _Way:
        """Read from a node until another one or an end."""
        way = _Way()
        waiting = ""  # a gateway where ways back arrive, for the block behind it
        arriving = 1
        while name and name != stop:
            node = self.graph.nodes[name]
            if name in self.done or depth > DEEPEST:
                raise NotTellableError(TANGLED)
            self.done.add(name)
            if self.is_meeting(node, arriving):
                waiting, name, arriving = node.id, self.next(node), 1
                self.goals[node.id] = ""
                continue
            if len(self.ways_in(name)) != arriving:
                raise NotTellableError(TANGLED)
            block, name, arriving = self.block(node, stop, depth=depth)
            way.blocks.append(block)
            self.behind(block, node, waiting)
            waiting = ""
            if isinstance(block, Fork) and block.join and block.join in self.goals:
                waiting = block.join
        if waiting and name == stop:
            raise NotTellableError(TANGLED)
        way.stopped, way.loose = name, arriving if name else 0
        return way

    def behind(self, block: Block, node: Node, waiting: str) -> None:
        """Note that ways back to a gateway or to a block itself lead to the block."""
        self.goals[node.id] = block.id
        if waiting:
            self.goals[waiting] = block.id
            if self.graph.nodes[waiting].name == "" and len(self.ways_in(waiting)) == 1:
                self.meets.append((block.id, waiting))

    def is_meeting(self, node: Node, arriving: int) -> bool:
        """Tell whether a gateway only lets ways back in."""
        has_back = any(flow.id in self.back for flow in self.graph.into.get(node.id, ()))
        is_one = len(self.graph.out.get(node.id, ())) == 1 and len(self.ways_in(node.id)) == arriving
        return node.kind is NodeKind.EXCLUSIVE_GATEWAY and is_one and (has_back or arriving > 1)

    def block(self, node: Node, stop: str, *, depth: int) -> tuple[Block, str, int]:
        """Return what a node begins, where to go on, and how many flows arrive there from it."""
        if node.kind in ACTIVITIES:
            return Row(node.id, node.name, self.lanes.get(node.lane, ""), node.doc, node.ext), self.next(node), 1
        if node.kind is NodeKind.END_EVENT:
            return Event(node.id, node.name, is_end=True), "", 0
        if node.kind in _EVENTS:
            return Event(node.id, node.name), self.next(node), 1
        if node.kind not in {NodeKind.EXCLUSIVE_GATEWAY, NodeKind.PARALLEL_GATEWAY}:
            raise NotTellableError(GATEWAYS)
        ways = self.ways(node)
        backward = [flow for flow in self.graph.out.get(node.id, ()) if flow.id in self.back]
        if backward:
            return self.jump(node, backward, ways)
        if len(ways) < 2:
            raise NotTellableError(TANGLED)
        return self.fork(node, ways, stop, depth=depth)

    def jump(self, node: Node, backward: Sequence[Flow], ways: Sequence[Flow]) -> tuple[Block, str, int]:
        if node.kind is not NodeKind.EXCLUSIVE_GATEWAY or len(backward) != 1 or len(ways) != 1:
            raise NotTellableError(TANGLED)
        back, on = backward[0], ways[0]
        jump = Jump(node.id, back.target, node.name, back.name, on.name, (back.id, on.id), node.default)
        return jump, on.target, 1

    def fork(self, node: Node, ways: Sequence[Flow], stop: str, *, depth: int) -> tuple[Block, str, int]:
        is_parallel = node.kind is NodeKind.PARALLEL_GATEWAY
        join = self.meeting([flow.target for flow in ways], stop)
        read = [self.way(flow.target, join, depth=depth + 1) for flow in ways]
        branches = tuple(
            Branch(flow.name, tuple(way.blocks), flow.id, is_otherwise=flow.id == node.default)
            for flow, way in zip(ways, read, strict=True)
        )
        loose = sum(way.loose for way in read)
        fork = Fork(node.id, branches, node.name, is_parallel)
        met = self.graph.nodes.get(join)
        is_joined = met is not None and join != stop and met.kind is node.kind and len(self.graph.out[join]) == 1
        if is_parallel and not (is_joined and len(self.ways_in(join)) == len(ways)):
            raise NotTellableError(TANGLED)
        if met is None or not is_joined or len(self.ways_in(join)) != loose:
            return fork, join, loose
        self.done.add(join)
        if any(flow.id in self.back for flow in self.graph.into[join]):
            self.goals[join] = ""
        return Fork(node.id, branches, node.name, is_parallel, join), self.next(met), 1

    def meeting(self, targets: Sequence[str], stop: str) -> str:
        """Return the first node that two branches reach; the stop if there is none, for then all but one end."""
        found = Counter(name for target in targets for name in self.reach[target])
        met = [name for name, count in found.items() if count > 1]
        return min(met, key=self.place.__getitem__, default=stop)


def _reach(graph: Graph, order: Sequence[Node], back: Collection[str]) -> dict[str, frozenset[str]]:
    """Return for each node what some way from it reaches, itself among it."""
    reach: dict[str, frozenset[str]] = {}
    for node in reversed(order):
        targets = [flow.target for flow in graph.out.get(node.id, ()) if flow.id not in back]
        reach[node.id] = frozenset({node.id}).union(*(reach.get(one, frozenset({one})) for one in targets))
    return reach


def _resolved(blocks: Sequence[Block], goals: dict[str, str]) -> tuple[Block, ...]:
    """Let jumps name the blocks they lead to instead of elements."""
    found: list[Block] = []
    for block in blocks:
        if isinstance(block, Jump):
            found.append(replace(block, to=goals.get(block.to, "")))
        elif isinstance(block, Fork):
            branches = tuple(replace(one, blocks=_resolved(one.blocks, goals)) for one in block.branches)
            found.append(replace(block, branches=branches))
        else:
            found.append(block)
    return tuple(found)


def _jump_ids(blocks: Sequence[Block]) -> set[str]:
    found: set[str] = set()
    for block in blocks:
        if isinstance(block, Jump):
            found.add(block.id)
        elif isinstance(block, Fork):
            for branch in block.branches:
                found |= _jump_ids(branch.blocks)
    return found
