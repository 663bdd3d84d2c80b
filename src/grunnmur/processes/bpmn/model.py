"""What a BPMN 2.0 file says, as frozen dataclasses. Same input, same objects, same order.

What a file has many of are named tuples: they are made three times as fast.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class NodeKind(StrEnum):
    """Flow node kinds, by their BPMN 2.0 element name."""

    TASK = "task"
    USER_TASK = "userTask"
    MANUAL_TASK = "manualTask"
    SERVICE_TASK = "serviceTask"
    SCRIPT_TASK = "scriptTask"
    SEND_TASK = "sendTask"
    RECEIVE_TASK = "receiveTask"
    BUSINESS_RULE_TASK = "businessRuleTask"
    CALL_ACTIVITY = "callActivity"
    SUB_PROCESS = "subProcess"
    AD_HOC_SUB_PROCESS = "adHocSubProcess"
    TRANSACTION = "transaction"
    START_EVENT = "startEvent"
    END_EVENT = "endEvent"
    INTERMEDIATE_CATCH = "intermediateCatchEvent"
    INTERMEDIATE_THROW = "intermediateThrowEvent"
    BOUNDARY_EVENT = "boundaryEvent"
    EXCLUSIVE_GATEWAY = "exclusiveGateway"
    INCLUSIVE_GATEWAY = "inclusiveGateway"
    PARALLEL_GATEWAY = "parallelGateway"
    EVENT_GATEWAY = "eventBasedGateway"
    COMPLEX_GATEWAY = "complexGateway"


SUB_PROCESSES = frozenset({NodeKind.SUB_PROCESS, NodeKind.AD_HOC_SUB_PROCESS, NodeKind.TRANSACTION})
ACTIVITIES = frozenset(
    {
        NodeKind.TASK,
        NodeKind.USER_TASK,
        NodeKind.MANUAL_TASK,
        NodeKind.SERVICE_TASK,
        NodeKind.SCRIPT_TASK,
        NodeKind.SEND_TASK,
        NodeKind.RECEIVE_TASK,
        NodeKind.BUSINESS_RULE_TASK,
        NodeKind.CALL_ACTIVITY,
    }
    | SUB_PROCESSES
)
GATEWAYS = frozenset(
    {
        NodeKind.EXCLUSIVE_GATEWAY,
        NodeKind.INCLUSIVE_GATEWAY,
        NodeKind.PARALLEL_GATEWAY,
        NodeKind.EVENT_GATEWAY,
        NodeKind.COMPLEX_GATEWAY,
    }
)
EVENTS = frozenset(NodeKind) - ACTIVITIES - GATEWAYS


class NoteKind(StrEnum):
    """What the reader did with something it could not take as it stood."""

    REPAIRED = "repaired"
    FOREIGN = "foreign"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class Note:
    """One remark from reading: what, about which element, on which line (1-based, 0 = unknown).

    template, params: the sentence with named placeholders and what fills them, for translating.
    """

    kind: NoteKind
    text: str
    element_id: str = ""
    line: int = 0
    template: str = ""
    params: tuple[tuple[str, str | int], ...] = ()


class Node(NamedTuple):
    """A flow node; `parent` is its sub-process ("" = the process itself), `lane` the innermost lane."""

    id: str
    kind: NodeKind
    name: str = ""
    doc: str = ""
    parent: str = ""
    lane: str = ""
    attached_to: str = ""
    is_interrupting: bool = True
    event: str = ""  # definition: message, timer, error, signal, terminate …; "" = plain
    called: str = ""
    loop: str = ""  # standard, parallel, sequential; "" = none
    default: str = ""  # id of the default flow
    script: str = ""
    ext: tuple[tuple[str, str], ...] = ()  # our own facts: number, uid …
    is_event_sub_process: bool = False  # started by an event, not by a flow
    is_compensation: bool = False


class Flow(NamedTuple):
    """A sequence flow or message flow between two elements; an empty end is a finding, not an error."""

    id: str
    source: str
    target: str
    name: str = ""
    condition: str = ""
    direction: str = ""  # of an association: one, both; "" = none


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane; `members` are node ids that name this lane directly; `role_id` our `flyt:role` if bound."""

    id: str
    name: str = ""
    role_id: str = ""
    parent: str = ""
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Artifact:
    """A text annotation, group, data object or data store, or an element that is only drawn as a named box.

    kind: the BPMN element name.
    """

    id: str
    kind: str
    text: str = ""
    is_collection: bool = False


@dataclass(frozen=True, slots=True)
class Process:
    """One process with everything in it, in document order."""

    id: str
    name: str = ""
    doc: str = ""
    is_executable: bool = False
    nodes: tuple[Node, ...] = ()
    flows: tuple[Flow, ...] = ()
    lanes: tuple[Lane, ...] = ()
    artifacts: tuple[Artifact, ...] = ()
    associations: tuple[Flow, ...] = ()
    ext: tuple[tuple[str, str], ...] = ()  # our own facts of the whole process: its links


@dataclass(frozen=True, slots=True)
class Participant:
    """A pool; `process` is empty for a black-box pool."""

    id: str
    name: str = ""
    process: str = ""
    is_multiple: bool = False


class Bounds(NamedTuple):
    """A rectangle in pixels, x and y from the upper left."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The x of the right side."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The y of the lower side."""
        return self.y + self.height


class Shape(NamedTuple):
    """A drawn element of the diagram interchange."""

    element: str
    bounds: Bounds
    label: Bounds | None = None
    is_horizontal: bool = True
    is_expanded: bool = True
    is_marker_visible: bool = True  # the × of an exclusive gateway


class Edge(NamedTuple):
    """A drawn line; waypoints are (x, y) in pixels, two or more."""

    element: str
    waypoints: tuple[tuple[float, float], ...]
    label: Bounds | None = None


@dataclass(frozen=True, slots=True)
class Diagram:
    """One BPMNDiagram; `plane` is the element it draws."""

    id: str
    plane: str = ""
    shapes: tuple[Shape, ...] = ()
    edges: tuple[Edge, ...] = ()


@dataclass(frozen=True, slots=True)
class Model:
    """A whole file: processes, pools, message flows, drawings, and what reading it had to repair."""

    id: str
    processes: tuple[Process, ...] = ()
    participants: tuple[Participant, ...] = ()
    message_flows: tuple[Flow, ...] = ()
    messages: tuple[tuple[str, str], ...] = ()  # (id, name)
    artifacts: tuple[Artifact, ...] = ()  # those of the collaboration
    associations: tuple[Flow, ...] = ()
    diagrams: tuple[Diagram, ...] = ()
    notes: tuple[Note, ...] = field(default=(), compare=False)
