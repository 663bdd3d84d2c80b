"""The flow elements of processes and sub-processes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from grunnmur.processes.bpmn.marked import _
from grunnmur.processes.bpmn.model import (
    SUB_PROCESSES,
    Artifact,
    Flow,
    Lane,
    Node,
    NodeKind,
    Process,
)
from grunnmur.processes.bpmn.namespaces import FLYT
from grunnmur.processes.bpmn.read.names import clean, path_id, resolve
from grunnmur.processes.bpmn.read.notes import Notes
from grunnmur.processes.bpmn.read.xml import Element, Names, line_of, text_of

_KINDS = {kind.value: kind for kind in NodeKind}
_LOOPS = {"standardLoopCharacteristics": "standard", "multiInstanceLoopCharacteristics": "parallel"}
_FACT = f"{{{FLYT}}}fact"
_STEP, _PROCESS = f"{{{FLYT}}}step", f"{{{FLYT}}}process"
_ROLE = f"{{{FLYT}}}role"
_EVENTS = ("message", "timer", "error", "signal", "terminate", "conditional", "link", "compensate", "escalation")
_NAMED_ARTIFACTS = frozenset(
    {"dataObject", "dataObjectReference", "dataStoreReference", "dataInput", "dataOutput", "dataStore"}
)


@dataclass(slots=True)
class Reading:
    """What is known of the whole file while it is read."""

    prefix: str  # "{namespace}" before the BPMN element names
    ids: frozenset[str]
    notes: Notes
    categories: dict[str, str] = field(default_factory=dict)  # categoryValue id → value
    collections: frozenset[str] = frozenset()  # ids of data objects that stand for many
    counts: dict[tuple[str, str], int] = field(default_factory=dict)
    names: Names = field(init=False)  # tag → BPMN element name, or "" for what is not in BPMN's namespace

    def __post_init__(self) -> None:
        """Call elements by their names in BPMN's namespace."""
        self.names = _names_in(self.prefix)

    def id_of(self, element: Element, name: str, parent: str) -> str:
        """Return the element's id, or one made of its place when it has none."""
        found = element.get("id")
        if found:
            return found
        number = self.counts[parent, name] = self.counts.get((parent, name), 0) + 1
        made = path_id(parent, name, number)
        element.set("id", made)
        self.notes.repaired(
            _("An element without id (%(name)s) was given one."), element_id=made, line=line_of(element), name=name
        )
        return made

    def reference(self, element: Element, attribute: str) -> str:
        """Return the id an attribute refers to, its prefix resolved."""
        found = element.get(attribute, "")
        return found if found in self.ids else resolve(found, self.ids)


@dataclass(slots=True)
class Found:
    """What one process has given so far, in document order."""

    nodes: list[Node] = field(default_factory=list)
    flows: list[Flow] = field(default_factory=list)
    lanes: list[Lane] = field(default_factory=list)
    artifacts: list[Artifact] = field(default_factory=list)
    associations: list[Flow] = field(default_factory=list)


def read_process(element: Element, reading: Reading) -> Process:
    """Return one process with its nodes at every level; lanes of nodes are not settled yet."""
    process_id = reading.id_of(element, "process", "")
    found = Found()
    read_container(element, "", process_id, found, reading)
    doc = next((clean(text_of(e)) for e in element.iterchildren(f"{reading.prefix}documentation")), "")
    extension = next(element.iterchildren(f"{reading.prefix}extensionElements"), None)
    return Process(
        id=process_id,
        name=clean(element.get("name", "")),
        doc=doc,
        is_executable=element.get("isExecutable") == "true",
        nodes=tuple(found.nodes),
        flows=tuple(found.flows),
        lanes=tuple(found.lanes),
        artifacts=tuple(found.artifacts),
        associations=tuple(found.associations),
        ext=() if extension is None else _facts_of(extension, _PROCESS),
    )


def read_container(element: Element, parent: str, path: str, found: Found, reading: Reading) -> None:
    """Read the children of a process, sub-process or collaboration into `found`.

    parent: the sub-process the children lie in; path: the id that made-up ids are counted under.
    """
    names = reading.names
    for child in element:
        name = names[child.tag]
        if name in _KINDS:
            _read_node(child, _KINDS[name], parent, path, found, reading)
        elif name in _READERS:
            _READERS[name](child, name, path, found, reading)


@dataclass(slots=True)
class _Parts:
    """What stands inside a flow node."""

    doc: str = ""
    events: list[str] = field(default_factory=list)
    link: str = ""
    loop: str = ""
    script: str = ""
    ext: tuple[tuple[str, str], ...] = ()


def _read_node(element: Element, kind: NodeKind, parent: str, path: str, found: Found, reading: Reading) -> None:
    node_id = reading.id_of(element, kind, path)
    parts = _parts(element, node_id, found, reading)
    get = element.get
    name = clean(get("name", "")) or parts.link
    found.nodes.append(
        Node(
            id=node_id,
            kind=kind,
            name=name,
            doc=parts.doc,
            parent=parent,
            attached_to=reading.reference(element, "attachedToRef") if kind is NodeKind.BOUNDARY_EVENT else "",
            is_interrupting=get("cancelActivity") != "false" and get("isInterrupting") != "false",
            event=_event(parts.events, element),
            called=get("calledElement", ""),
            loop=parts.loop,
            default=get("default", ""),
            script=parts.script,
            ext=parts.ext,
            is_event_sub_process=get("triggeredByEvent") == "true",
            is_compensation=get("isForCompensation") == "true",
        )
    )
    if kind in SUB_PROCESSES:
        read_container(element, node_id, node_id, found, reading)


def _event(definitions: list[str], element: Element) -> str:
    if len(definitions) > 1:
        return "parallelMultiple" if element.get("parallelMultiple") == "true" else "multiple"
    return definitions[0] if definitions else ""


def _parts(element: Element, node_id: str, found: Found, reading: Reading) -> _Parts:
    parts = _Parts()
    names = reading.names
    for child in element:
        name = names[child.tag]
        if name in _OTHER_PARTS:
            continue
        if name.endswith("EventDefinition"):
            parts.events.append(name.removesuffix("EventDefinition"))
            parts.link = clean(child.get("name", "")) if name == "linkEventDefinition" else ""
        elif name in _LOOPS:
            parts.loop = "sequential" if child.get("isSequential") == "true" else _LOOPS[name]
        elif name in _PART_READERS:
            _PART_READERS[name](child, parts)
        elif name in _DATA_ENDS:
            _read_data_association(child, name, node_id, found, reading)
    return parts


def _read_doc(element: Element, parts: _Parts) -> None:
    parts.doc = "\n\n".join(part for part in (parts.doc, clean(text_of(element))) if part)


def _read_script(element: Element, parts: _Parts) -> None:
    parts.script = text_of(element).strip()


def _read_ext(element: Element, parts: _Parts) -> None:
    parts.ext = _facts_of(element, _STEP)


def _facts_of(extension: Element, tag: str) -> tuple[tuple[str, str], ...]:
    """Return our own facts in an extension: what there is once, then what may stand there often."""
    facts: tuple[tuple[str, str], ...] = ()
    for child in extension:
        if child.tag == tag:
            once = [(str(key), str(value)) for key, value in child.items()]
            often = [(fact.get("name", ""), fact.text or "") for fact in child if fact.tag == _FACT]
            facts = (*once, *often)
    return facts


def _read_event_ref(element: Element, parts: _Parts) -> None:  # noqa: ARG001 - one signature for all parts
    parts.events.append("multiple")  # defined elsewhere in the file: the sign for "several or shared"


_PART_READERS: dict[str, Callable[[Element, _Parts], None]] = {
    "documentation": _read_doc,
    "script": _read_script,
    "extensionElements": _read_ext,
    "eventDefinitionRef": _read_event_ref,
}
_OTHER_PARTS = frozenset({"incoming", "outgoing", ""})
_DATA_ENDS = {"dataInputAssociation": "sourceRef", "dataOutputAssociation": "targetRef"}


def _read_data_association(element: Element, name: str, node_id: str, found: Found, reading: Reading) -> None:
    flow_id = reading.id_of(element, name, node_id)
    refs = [resolve(text_of(e), reading.ids) for e in element.iterchildren(f"{reading.prefix}{_DATA_ENDS[name]}")]
    for ref in refs or [""]:
        source, target = (ref, node_id) if name == "dataInputAssociation" else (node_id, ref)
        found.associations.append(Flow(id=flow_id, source=source, target=target, direction="one"))


def _read_flow(element: Element, name: str, path: str, found: Found, reading: Reading) -> None:
    condition = next(element.iterchildren(f"{reading.prefix}conditionExpression"), None) if len(element) else None
    found.flows.append(
        Flow(
            id=reading.id_of(element, name, path),
            source=reading.reference(element, "sourceRef"),
            target=reading.reference(element, "targetRef"),
            name=clean(element.get("name", "")),
            condition="" if condition is None else text_of(condition).strip(),
        )
    )


def _read_lanes(element: Element, name: str, path: str, found: Found, reading: Reading) -> None:  # noqa: ARG001 - one signature for all elements
    for lane in element.iterchildren(f"{reading.prefix}lane"):
        _read_lane(lane, "", path, found, reading)


def _read_lane(element: Element, parent: str, path: str, found: Found, reading: Reading) -> None:
    lane_id = reading.id_of(element, "lane", parent or path)
    parts: dict[str, list[Element]] = {}
    for child in element:
        parts.setdefault(reading.names[child.tag], []).append(child)
    members = [text_of(e) for e in parts.get("flowNodeRef", ())]
    roles = (e for extension in parts.get("extensionElements", ()) for e in extension if e.tag == _ROLE)
    role = next(roles, None)
    found.lanes.append(
        Lane(
            id=lane_id,
            name=clean(element.get("name", "")),
            role_id="" if role is None else role.get("id", ""),
            parent=parent,
            members=tuple(resolve(member, reading.ids) for member in members if member.strip()),
        )
    )
    for lanes in parts.get("childLaneSet", ()):
        for child in lanes:
            if reading.names[child.tag] == "lane":
                _read_lane(child, lane_id, path, found, reading)


def _read_artifact(element: Element, name: str, path: str, found: Found, reading: Reading) -> None:
    text = clean(element.get("name", ""))
    if name == "textAnnotation":
        text = next((clean(text_of(e)) for e in element.iterchildren(f"{reading.prefix}text")), text)
    elif name == "group":
        text = reading.categories.get(reading.reference(element, "categoryValueRef"), text)
    state = next((e.get("name", "") for e in element.iterchildren(f"{reading.prefix}dataState")), "")
    found.artifacts.append(
        Artifact(
            id=reading.id_of(element, name, path),
            kind=name,
            text=f"{text} [{clean(state)}]".strip() if state else text,
            is_collection=element.get("isCollection") == "true"
            or reading.reference(element, "dataObjectRef") in reading.collections,
        )
    )


def _read_association(element: Element, name: str, path: str, found: Found, reading: Reading) -> None:
    direction = element.get("associationDirection", "None").lower()
    found.associations.append(
        Flow(
            id=reading.id_of(element, name, path),
            source=reading.reference(element, "sourceRef"),
            target=reading.reference(element, "targetRef"),
            direction="" if direction == "none" else direction,
        )
    )


def _read_specification(element: Element, name: str, path: str, found: Found, reading: Reading) -> None:  # noqa: ARG001 - one signature for all elements
    for child in element:
        kind = reading.names[child.tag]
        if kind in {"dataInput", "dataOutput"}:
            _read_artifact(child, kind, path, found, reading)


_READERS: dict[str, Callable[[Element, str, str, Found, Reading], None]] = {
    "sequenceFlow": _read_flow,
    "laneSet": _read_lanes,
    "association": _read_association,
    "textAnnotation": _read_artifact,
    "group": _read_artifact,
    "ioSpecification": _read_specification,
    **dict.fromkeys(_NAMED_ARTIFACTS, _read_artifact),
}


@lru_cache(maxsize=4)  # there are three namespaces, one of them none
def _names_in(prefix: str) -> Names:
    parts = {*_PART_READERS, *_DATA_ENDS, *_LOOPS, *_OTHER_PARTS, *(f"{event}EventDefinition" for event in _EVENTS)}
    known = {*_KINDS, *_READERS, *parts, "flowNodeRef", "process"}
    return Names(
        lambda tag: tag[len(prefix) :] if tag.startswith(prefix) else "", known=[f"{prefix}{name}" for name in known]
    )
