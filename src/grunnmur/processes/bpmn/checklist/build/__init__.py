"""From a reviewed proposal to a model: start, steps, gateways in pairs, end, one lane for each doer.

A step's bullets are facts in `Node.ext`, in order, each key as often as needed:

- `uid`, `number`
- `letter` ("U:Leder", "H:…", "K:…", "I:…"), `alternative` (a role that may do it instead)
- `checklist_item`, followed by what is said about that item: `item_condition` ("ved behov"),
  `item_required`, `item_remember` (the word that says so), `item_retention` (ISO 8601 duration)
- `deadline`; `document` followed by `document_storage`; `system` followed by `system_access`; `law`;
  `link` (address) followed by `link_text`

`Node.doc` is plain text: the note column, or the sentence a split was read from.
"""

from hashlib import sha256

from grunnmur.processes.bpmn.checklist.build.steps import Back, Block, Choice, Step, Together, Wait, row_blocks
from grunnmur.processes.bpmn.checklist.language import TITLE, word
from grunnmur.processes.bpmn.checklist.proposal import Proposal
from grunnmur.processes.bpmn.layout import lay_out
from grunnmur.processes.bpmn.model import Flow, Lane, Model, Node, NodeKind, Participant, Process

__all__ = ["build"]


def build(proposal: Proposal) -> Model:
    """Return the laid-out model of what holds in a proposal; the same proposal gives the same model."""
    name = proposal.name or TITLE[proposal.language]
    weaver = _Weaver(proposal)
    blocks = list(row_blocks(proposal))
    goals = {block.row for _, found in blocks for block in found if isinstance(block, Back)}
    weaver.begin(_title(proposal, "begins", "start"), lane=_first_lane(blocks[0][1]))
    for row, found in blocks:
        if row.id in goals:
            weaver.meet(row.id, lane=_first_lane(found))
        for block in found:
            weaver.add(block)
    weaver.end(_title(proposal, "done", "end"))
    process = Process(
        f"process_{_hash(name)}", name, nodes=tuple(weaver.nodes), flows=tuple(weaver.flows), lanes=weaver.lanes()
    )
    pool = Participant(f"pool_{_hash(name)}", name, process.id)
    return lay_out(Model(f"definitions_{_hash(name)}", (process,), (pool,)))


def _title(proposal: Proposal, named: str, bare: str) -> str:
    """Return the name of the start or end: of the process, if it has one."""
    if proposal.name:
        return word(proposal.language, named) % proposal.name
    return word(proposal.language, bare)


def _first_lane(blocks: list[Block]) -> str:
    for block in blocks:
        match block:
            case Step():
                return block.doer
            case Together():
                return block.left.doer
            case Choice(yes=Step() as step) | Choice(no=Step() as step):
                return step.doer
    return ""


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:12]


class _Weaver:
    """Adds block after block; loose ends of the last are tied to the first node of the next."""

    def __init__(self, proposal: Proposal) -> None:
        self.language = proposal.language
        self.nodes: list[Node] = []
        self.flows: list[Flow] = []
        self._ends: list[tuple[str, str]] = []  # node, name of the flow that leaves it
        self._meeting: dict[str, str] = {}  # row → gateway where ways back arrive
        self._lane = ""
        self._role: dict[str, str] = {}  # lane → role

    def lanes(self) -> tuple[Lane, ...]:
        """Return one lane for each doer, in order of appearance."""
        names = dict.fromkeys(node.lane for node in self.nodes)
        members = {lane: tuple(node.id for node in self.nodes if node.lane == lane) for lane in names}
        return tuple(Lane(lane, self._role[lane], members=nodes) for lane, nodes in members.items())

    def begin(self, name: str, *, lane: str) -> None:
        """Add the start."""
        self._lane = lane
        self._node("begin", NodeKind.START_EVENT, name)

    def end(self, name: str) -> None:
        """Add the end."""
        self._node("finish", NodeKind.END_EVENT, name)
        self._ends = []

    def meet(self, row: str, *, lane: str) -> None:
        """Add the gateway where ways back to a row arrive."""
        self._lane = lane or self._lane
        self._meeting[row] = self._node(f"{row}.meet", NodeKind.EXCLUSIVE_GATEWAY)

    def add(self, block: Block) -> None:
        """Add one block."""
        match block:
            case Step():
                self._step(block)
            case Choice():
                self._choice(block)
            case Together():
                self._together(block)
            case Wait():
                self._node(block.uid, NodeKind.INTERMEDIATE_CATCH, block.name, event="message")
            case Back():
                split = self._node(block.uid, NodeKind.EXCLUSIVE_GATEWAY, block.question)
                self._flow(split, self._meeting[block.row], word(self.language, "yes"))
                self._ends = [(split, word(self.language, "no"))]

    def _step(self, step: Step) -> None:
        self._lane = step.doer
        facts = (("uid", step.uid), ("number", step.number), *step.facts)
        self._node(step.uid, NodeKind.USER_TASK, step.name, doc=step.doc, ext=facts)

    def _choice(self, choice: Choice) -> None:
        lane = self._lane
        split = self._node(f"{choice.uid}.split", NodeKind.EXCLUSIVE_GATEWAY, choice.question)
        ends: list[tuple[str, str]] = []
        for answer, step in (("yes", choice.yes), ("no", choice.no)):
            self._ends = [(split, word(self.language, answer))]
            if step:
                self._step(step)
            ends += self._ends
        self._ends, self._lane = ends, lane
        self._node(f"{choice.uid}.join", NodeKind.EXCLUSIVE_GATEWAY)

    def _together(self, block: Together) -> None:
        self._lane = lane = block.left.doer
        split = self._node(f"{block.uid}.split", NodeKind.PARALLEL_GATEWAY)
        ends: list[tuple[str, str]] = []
        for step in (block.left, block.right):
            self._ends = [(split, "")]
            self._step(step)
            ends += self._ends
        self._ends, self._lane = ends, lane
        self._node(f"{block.uid}.join", NodeKind.PARALLEL_GATEWAY)

    def _node(
        self,
        uid: str,
        kind: NodeKind,
        name: str = "",
        *,
        doc: str = "",
        event: str = "",
        ext: tuple[tuple[str, str], ...] = (),
    ) -> str:
        """Add a node in the present lane, tie the loose ends to it, and leave it as the only one."""
        lane = f"l_{_hash(self._lane)}"
        self._role[lane] = self._lane
        node = Node(f"n_{_hash(uid)}", kind, name, doc, lane=lane, event=event, ext=ext)
        self.nodes.append(node)
        for source, answer in self._ends:
            self._flow(source, node.id, answer)
        self._ends = [(node.id, "")]
        return node.id

    def _flow(self, source: str, target: str, name: str) -> None:
        self.flows.append(Flow(f"f_{_hash(f'{source} {target} {name}')}", source, target, name))
