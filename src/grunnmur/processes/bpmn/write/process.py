"""Processes, and what they hold at every level."""

from collections.abc import Iterable

from lxml import etree

from grunnmur.processes.bpmn.errors import BpmnError
from grunnmur.processes.bpmn.marked import _
from grunnmur.processes.bpmn.model import EVENTS, SUB_PROCESSES, Artifact, Flow, Lane, Node, NodeKind, Process
from grunnmur.processes.bpmn.namespaces import FLYT, XSI
from grunnmur.processes.bpmn.write.xml import Element, add, writable

CANNOT_WRITE = _("An element of the kind %(kind)s cannot be written as BPMN.")
ONCE = frozenset({"uid", "number"})  # our facts that a node has at most one of
_WRITTEN_ARTIFACTS = frozenset({"textAnnotation", "group"})
_WRITTEN_DATA = frozenset({"dataObject", "dataObjectReference", "dataStoreReference"})
_EVENT_PARTS = {"multiple": ("message", "signal"), "parallelMultiple": ("message", "signal")}


def write_process(root: Element, process: Process) -> None:
    """Add a process to the definitions."""
    executable = "true" if process.is_executable else "false"
    element = add(root, "process", {"id": process.id, "name": process.name, "isExecutable": executable})
    _write_about(element, process)
    if process.lanes:
        _write_lanes(add(element, "laneSet", {"id": f"{process.id}_lanes"}), "", process.lanes)
    _write_level(element, "", _Levels(process))
    for artifact in process.artifacts:
        if artifact.kind not in _WRITTEN_ARTIFACTS:
            _write_data(element, artifact)
    for artifact in process.artifacts:
        if artifact.kind in _WRITTEN_ARTIFACTS:
            write_artifact(element, artifact)
    for flow in process.associations:
        write_association(element, flow)


def _write_about(element: Element, process: Process) -> None:
    if process.doc:
        add(element, "documentation", text=process.doc)
    if process.ext:
        _write_facts(add(element, "extensionElements"), process.ext, name="process")


class _Levels:
    """The nodes and flows of a process by the sub-process they lie in; what has no known parent lies outermost."""

    def __init__(self, process: Process) -> None:
        known = {node.id for node in process.nodes}
        parents = {node.id: node.parent if node.parent in known else "" for node in process.nodes}
        self.nodes: dict[str, list[Node]] = {}
        self.flows: dict[str, list[Flow]] = {}
        self.into: dict[str, list[str]] = {}
        self.out: dict[str, list[str]] = {}
        for node in process.nodes:
            self.nodes.setdefault(parents[node.id], []).append(node)
        for flow in process.flows:
            self.flows.setdefault(parents.get(flow.source, parents.get(flow.target, "")), []).append(flow)
            self.into.setdefault(flow.target, []).append(flow.id)
            self.out.setdefault(flow.source, []).append(flow.id)


def _write_lanes(holder: Element, parent: str, lanes: Iterable[Lane]) -> None:
    for lane in lanes:
        if lane.parent != parent:
            continue
        element = add(holder, "lane", {"id": lane.id, "name": lane.name})
        if lane.role_id:
            extension = add(element, "extensionElements")
            etree.SubElement(extension, f"{{{FLYT}}}role").set("id", lane.role_id)
        for member in lane.members:
            add(element, "flowNodeRef", text=member)
        if any(other.parent == lane.id for other in lanes):
            _write_lanes(add(element, "childLaneSet", {"id": f"{lane.id}_lanes"}), lane.id, lanes)


def _write_level(holder: Element, parent: str, levels: _Levels) -> None:
    for node in levels.nodes.get(parent, ()):
        element = _write_node(holder, node, levels)
        if node.kind in SUB_PROCESSES:
            _write_level(element, node.id, levels)
    for flow in levels.flows.get(parent, ()):
        element = add(
            holder,
            "sequenceFlow",
            {"id": flow.id, "name": flow.name, "sourceRef": flow.source, "targetRef": flow.target},
        )
        if flow.condition:
            condition = add(element, "conditionExpression", text=flow.condition)
            condition.set(f"{{{XSI}}}type", "tFormalExpression")


def _write_node(holder: Element, node: Node, levels: _Levels) -> Element:
    element = add(holder, node.kind, _node_attributes(node))
    if node.doc:
        add(element, "documentation", text=node.doc)
    if node.ext:
        _write_facts(add(element, "extensionElements"), node.ext)
    for flow_id in levels.into.get(node.id, ()):
        add(element, "incoming", text=flow_id)
    for flow_id in levels.out.get(node.id, ()):
        add(element, "outgoing", text=flow_id)
    _write_work(element, node)
    if node.kind in EVENTS:
        _write_definitions(element, node)
    return element


def _write_facts(holder: Element, facts: Iterable[tuple[str, str]], *, name: str = "step") -> None:
    """Write our facts in their order: what a node has once as attributes, what it may have often as elements."""
    step = etree.SubElement(holder, f"{{{FLYT}}}{name}")
    for key, value in facts:
        if key in ONCE and key not in step.attrib:
            step.set(key, writable(value))
        else:
            fact = etree.SubElement(step, f"{{{FLYT}}}fact")
            fact.set("name", key)
            fact.text = writable(value)


def _write_work(element: Element, node: Node) -> None:
    """Write what only activities have: how often they are done, and their script."""
    if node.loop == "standard":
        add(element, "standardLoopCharacteristics")
    elif node.loop:
        sequential = "true" if node.loop == "sequential" else "false"
        add(element, "multiInstanceLoopCharacteristics", {"isSequential": sequential})
    if node.script:
        add(element, "script", text=node.script)


def _node_attributes(node: Node) -> dict[str, str]:
    is_boundary = node.kind is NodeKind.BOUNDARY_EVENT
    interrupting = "" if node.is_interrupting else "false"
    return {
        "id": node.id,
        "name": node.name,
        "attachedToRef": node.attached_to if is_boundary else "",
        "cancelActivity": interrupting if is_boundary else "",
        "isInterrupting": interrupting if node.kind is NodeKind.START_EVENT else "",
        "calledElement": node.called if node.kind is NodeKind.CALL_ACTIVITY else "",
        "default": node.default,
        "triggeredByEvent": "true" if node.is_event_sub_process else "",
        "isForCompensation": "true" if node.is_compensation else "",
        "parallelMultiple": "true" if node.event == "parallelMultiple" else "",
    }


def _write_definitions(element: Element, node: Node) -> None:
    for event in _EVENT_PARTS.get(node.event, (node.event,)):
        if event:
            link = node.name or node.id if event == "link" else ""
            definition = add(element, f"{event}EventDefinition", {"id": f"{node.id}_{event}", "name": link})
            if event == "conditional":
                add(definition, "condition").set(f"{{{XSI}}}type", "tFormalExpression")


def _write_data(holder: Element, artifact: Artifact) -> None:
    if artifact.kind not in _WRITTEN_DATA:
        raise BpmnError(CANNOT_WRITE, kind=artifact.kind)
    attributes = {"id": artifact.id, "name": artifact.text}
    if artifact.is_collection and artifact.kind == "dataObjectReference":
        attributes["dataObjectRef"] = f"{artifact.id}_data"
        add(holder, "dataObject", {"id": f"{artifact.id}_data", "isCollection": "true"})
    add(holder, artifact.kind, attributes)


def write_artifact(holder: Element, artifact: Artifact) -> None:
    """Add an annotation or a group. Raises BpmnError for anything else."""
    if artifact.kind == "textAnnotation":
        add(add(holder, "textAnnotation", {"id": artifact.id}), "text", text=artifact.text)
    elif artifact.kind == "group":
        value = f"{artifact.id}_value" if artifact.text else ""
        add(holder, "group", {"id": artifact.id, "categoryValueRef": value})
    else:
        raise BpmnError(CANNOT_WRITE, kind=artifact.kind)


def write_association(holder: Element, flow: Flow) -> None:
    """Add an association."""
    direction = {"one": "One", "both": "Both"}.get(flow.direction, "")
    add(
        holder,
        "association",
        {"id": flow.id, "sourceRef": flow.source, "targetRef": flow.target, "associationDirection": direction},
    )
