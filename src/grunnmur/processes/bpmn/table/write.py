"""From a table to a drawing: what stays keeps its elements, what is new gets some, and all is laid out."""

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256

from grunnmur.processes.bpmn.layout import lay_out
from grunnmur.processes.bpmn.model import Flow, Lane, Model, Node, NodeKind, Process
from grunnmur.processes.bpmn.table.model import Block, Event, Fork, Jump, Row, Table


def model_of(table: Table, base: Model) -> Model:
    """Return the drawing a table tells, laid out anew.

    base: the drawing it was read from; elements that are still told of keep their ids, kinds and what else they are.
    """
    weaver = _Weaver(table, base)
    process = weaver.process()
    return lay_out(replace(base, processes=(process,)))


def made_id(*parts: str) -> str:
    """Return an id for a new element; the same parts give the same id."""
    return "n_" + sha256(" ".join(parts).encode()).hexdigest()[:12]


End = tuple[str, str | None, str]  # a node, and the name (None = as it was) and id of the flow that leaves it


class _Weaver:
    """Adds block after block; loose ends of the last are tied to the first node of the next."""

    def __init__(self, table: Table, base: Model) -> None:
        self.table, self.base = table, base.processes[0]
        self.known = {node.id: node for node in self.base.nodes}
        self.flows_before = {flow.id: flow for flow in self.base.flows}
        self.between = {(flow.source, flow.target): flow for flow in reversed(self.base.flows)}
        self.meets = dict(table.meets)
        self.goals = {block.to for block in _all(table.blocks) if isinstance(block, Jump)}
        self.nodes: list[Node] = []
        self.flows: list[Flow] = []
        self.ends: list[End] = []
        self.taken: set[str] = set()
        self.lane = next((row.role for row in table.rows()), next((lane.name for lane in self.base.lanes), ""))

    def process(self) -> Process:
        self.node(self.table.start.id, NodeKind.START_EVENT, self.table.start.name)
        self.sequence(self.table.blocks)
        lanes = self.lanes()
        ids = {member: lane.id for lane in lanes for member in lane.members}
        nodes = [node._replace(lane=ids.get(node.id, ""), default=self.default(node)) for node in self.nodes]
        return replace(self.base, nodes=tuple(nodes), flows=tuple(self.flows), lanes=lanes)

    def default(self, node: Node) -> str:
        leaving = {flow.id for flow in self.flows if flow.source == node.id}
        return node.default if node.default in leaving else ""

    def lanes(self) -> tuple[Lane, ...]:
        """Return one lane for each role, those there were first."""
        if not any(node.lane for node in self.nodes):
            return ()
        before = {lane.name: lane for lane in reversed(self.base.lanes)}
        names = [lane.name for lane in self.base.lanes] + [node.lane for node in self.nodes]
        found = []
        for name in dict.fromkeys(names):
            members = tuple(node.id for node in self.nodes if node.lane == name)
            if not members or not name:
                continue
            lane = before.get(name) or Lane(f"l_{sha256(name.encode()).hexdigest()[:12]}", name)
            found.append(replace(lane, members=members, parent=""))
        return tuple(found)

    def sequence(self, blocks: Sequence[Block]) -> None:
        for block in blocks:
            if block.id in self.goals:
                self.node(self.meeting(block.id), NodeKind.EXCLUSIVE_GATEWAY)
            match block:
                case Row():
                    self.lane = block.role
                    self.node(block.id, NodeKind.USER_TASK, block.name)
                    self.nodes[-1] = self.nodes[-1]._replace(doc=block.doc, ext=block.facts)
                case Event(is_end=True):
                    self.node(block.id, NodeKind.END_EVENT, block.name)
                    self.ends = []
                case Event():
                    self.node(block.id, NodeKind.INTERMEDIATE_CATCH, block.name)
                case Jump():
                    self.jump(block)
                case Fork():
                    self.fork(block)

    def jump(self, jump: Jump) -> None:
        split = self.node(jump.id, NodeKind.EXCLUSIVE_GATEWAY, jump.question)
        back, on = jump.flows
        self.flow(split, self.meeting(jump.to), jump.answer, wanted=back)
        self.ends = [(split, jump.otherwise, on)]

    def meeting(self, block: str) -> str:
        return self.meets.get(block) or made_id(block, "meet")

    def fork(self, fork: Fork) -> None:
        kind = NodeKind.PARALLEL_GATEWAY if fork.is_parallel else NodeKind.EXCLUSIVE_GATEWAY
        lane = self.lane
        split = self.node(fork.id, kind, fork.question)
        ends: list[End] = []
        for branch in fork.branches:
            self.ends, self.lane = [(split, branch.answer, branch.flow)], lane
            self.sequence(branch.blocks)
            ends += self.ends
        self.ends, self.lane = ends, lane
        if len(ends) > 1:
            self.node(fork.join or made_id(fork.id, "join"), kind)

    def node(self, name: str, kind: NodeKind, said: str | None = None) -> str:
        """Add a node in the present lane, tie the loose ends to it, and leave it as the only one.

        said: its name; without one it keeps the one it had.
        """
        before = self.known.get(name) or Node(name, kind)
        self.nodes.append(before._replace(name=before.name if said is None else said, lane=self.lane))
        for source, answer, flow in self.ends:
            self.flow(source, name, answer, wanted=flow)
        self.ends = [(name, None, "")]
        return name

    def flow(self, source: str, target: str, name: str | None, *, wanted: str = "") -> None:
        """Add a flow: the one that began the branch, else the one there was between the two, else a new one."""
        before = self.flows_before.get(wanted) or self.between.get((source, target))
        if before is None or before.id in self.taken:
            made = sha256(f"{source} {target} {name} {len(self.flows)}".encode()).hexdigest()[:12]
            before = Flow(f"f_{made}", source, target)
        self.taken.add(before.id)
        said = before.name if name is None else name
        self.flows.append(before._replace(source=source, target=target, name=said))


def _all(blocks: Sequence[Block]) -> list[Block]:
    found: list[Block] = []
    for block in blocks:
        found.append(block)
        if isinstance(block, Fork):
            for branch in block.branches:
                found += _all(branch.blocks)
    return found
