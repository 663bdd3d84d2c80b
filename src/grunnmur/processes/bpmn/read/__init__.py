"""Read any BPMN 2.0 XML into a Model; whatever had to be repaired, kept as foreign or ignored is noted."""

from collections import Counter

from grunnmur.processes.bpmn.marked import _
from grunnmur.processes.bpmn.model import (
    SUB_PROCESSES,
    Artifact,
    Diagram,
    Flow,
    Model,
    Participant,
    Process,
)
from grunnmur.processes.bpmn.namespaces import FLYT
from grunnmur.processes.bpmn.read.diagrams import Drawn, read_diagram
from grunnmur.processes.bpmn.read.elements import Found, Reading, read_container, read_process
from grunnmur.processes.bpmn.read.lanes import settle_lanes
from grunnmur.processes.bpmn.read.names import clean, mend_ids
from grunnmur.processes.bpmn.read.notes import Notes
from grunnmur.processes.bpmn.read.source import Source, parse
from grunnmur.processes.bpmn.read.xml import Element, line_of, names_of

__all__ = ["read", "read_source"]
_COLLABORATIONS = frozenset({"collaboration", "choreography", "globalConversation", "conversation"})


def read(data: bytes) -> Model:
    """Return what a BPMN 2.0 file says.

    Order is document order throughout. Raises BpmnError with a sentence for what is no BPMN 2.0, broken or too large.
    """
    return read_source(parse(data))


def read_source(source: Source) -> Model:
    """Return what a parsed file says; its elements get the ids that the model gave them. See `read`."""
    reading = Reading(
        prefix=f"{{{source.namespace}}}" if source.namespace else "",
        ids=mend_ids(source.root, source.namespace, source.notes),
        notes=source.notes,
        collections=_collections(source),
    )
    _note_foreign(source, reading)
    reading.categories.update(_categories(source.root, reading))
    model = _elements(source.root, reading)
    diagrams = _diagrams(source.root, model, reading)
    processes = tuple(settle_lanes(process, diagrams, reading.notes) for process in model.processes)
    _note_loose_flows(processes, reading.notes)
    return Model(
        id=model.id,
        processes=processes,
        participants=model.participants,
        message_flows=model.message_flows,
        messages=model.messages,
        artifacts=(*model.artifacts, *_unknown(source.root, model, diagrams, reading)),
        associations=model.associations,
        diagrams=diagrams,
        notes=tuple(reading.notes),
    )


def _collections(source: Source) -> frozenset[str]:
    objects = source.root.iter(f"{{{source.namespace}}}dataObject")
    return frozenset(e.get("id", "") for e in objects if e.get("isCollection") == "true")


def _categories(root: Element, reading: Reading) -> dict[str, str]:
    categories = root.iterchildren(f"{reading.prefix}category")
    values = [value for category in categories for value in category.iterchildren(f"{reading.prefix}categoryValue")]
    return {value.get("id", ""): clean(value.get("value", "")) for value in values}


def _elements(root: Element, reading: Reading) -> Model:
    """Return everything but the drawings, lanes of nodes not settled."""
    processes: list[Process] = []
    participants: list[Participant] = []
    messages: list[tuple[str, str]] = []
    message_flows: list[Flow] = []
    shared = Found()
    for child in root:
        name = reading.names[child.tag]
        if name == "process":
            processes.append(read_process(child, reading))
        elif name == "message":
            messages.append((reading.id_of(child, name, ""), clean(child.get("name", ""))))
        elif name in _COLLABORATIONS:
            read_container(child, "", "", shared, reading)
            participants += [_participant(e, reading) for e in child.iterchildren(f"{reading.prefix}participant")]
            message_flows += [_message_flow(e, reading) for e in child.iterchildren(f"{reading.prefix}messageFlow")]
    return Model(
        id=root.get("id", ""),
        processes=tuple(processes),
        participants=tuple(participants),
        message_flows=tuple(message_flows),
        messages=tuple(messages),
        artifacts=tuple(shared.artifacts),
        associations=tuple(shared.associations),
    )


def _participant(element: Element, reading: Reading) -> Participant:
    multiplicity = next(element.iterchildren(f"{reading.prefix}participantMultiplicity"), None)
    return Participant(
        id=reading.id_of(element, "participant", ""),
        name=clean(element.get("name", "")),
        process=reading.reference(element, "processRef"),
        is_multiple=multiplicity is not None,
    )


def _message_flow(element: Element, reading: Reading) -> Flow:
    return Flow(
        id=reading.id_of(element, "messageFlow", ""),
        source=reading.reference(element, "sourceRef"),
        target=reading.reference(element, "targetRef"),
        name=clean(element.get("name", "")),
    )


def _diagrams(root: Element, model: Model, reading: Reading) -> tuple[Diagram, ...]:
    nodes = [node for process in model.processes for node in process.nodes]
    lines = [flow for process in model.processes for flow in (*process.flows, *process.associations)]
    lines += (*model.message_flows, *model.associations)
    drawn = Drawn(
        ids=reading.ids,
        ends={flow.id: (flow.source, flow.target) for flow in lines},
        parents={node.id: node.parent for node in nodes if node.parent},
        sub_processes=frozenset(node.id for node in nodes if node.kind in SUB_PROCESSES),
        notes=reading.notes,
    )
    diagrams = tuple(read_diagram(e, drawn) for e in root if str(e.tag).endswith("BPMNDiagram"))
    if len(diagrams) > 1:
        reading.notes.ignored(
            _("The file has %(count)d drawings; the first is shown."), element_id=diagrams[0].id, count=len(diagrams)
        )
    return diagrams


def _unknown(root: Element, model: Model, diagrams: tuple[Diagram, ...], reading: Reading) -> list[Artifact]:
    """Return the drawn elements nothing here has a class for, so that they are shown as named boxes."""
    known = {participant.id for participant in model.participants} | {message for message, _ in model.messages}
    known |= {artifact.id for artifact in model.artifacts}
    for process in model.processes:
        known |= {node.id for node in process.nodes} | {lane.id for lane in process.lanes}
        known |= {artifact.id for artifact in process.artifacts}
    missing = {shape.element for diagram in diagrams for shape in diagram.shapes} - known
    if not missing:
        return []
    found = [e for e in root.iter(f"{reading.prefix}*") if e.get("id") in missing]
    for element in found:
        reading.notes.foreign(
            _("%(name)s is not an element we know; it is shown as a grey box."),
            element_id=element.get("id", ""),
            line=line_of(element),
            name=reading.names[element.tag],
        )
    return [Artifact(e.get("id", ""), reading.names[e.tag], clean(e.get("name", ""))) for e in found]


def _note_foreign(source: Source, reading: Reading) -> None:
    """Note once per foreign namespace how many extensions of it there are, at the first."""
    tags: Counter[str] = Counter()
    firsts: dict[str, Element] = {}
    for holder in source.root.iter(f"{reading.prefix}extensionElements"):
        for child in holder:
            tag = child.tag
            tags[tag] += 1
            if tag not in firsts:
                firsts[tag] = child
    own = {reading.prefix.strip("{}"), FLYT}
    count: Counter[str] = Counter()
    first: dict[str, int] = {}
    for tag, child in firsts.items():
        namespace, _name = names_of(child)
        if namespace not in own:
            count[namespace] += tags[tag]
            first.setdefault(namespace, line_of(child))
    for namespace, number in count.items():
        reading.notes.foreign(
            _("Kept as foreign detail: %(count)d extensions of %(namespace)s."),
            line=first[namespace],
            count=number,
            namespace=namespace or "no namespace",
        )


def _note_loose_flows(processes: tuple[Process, ...], notes: Notes) -> None:
    for process in processes:
        nodes = {node.id for node in process.nodes}
        for flow in process.flows:
            for end in (flow.source, flow.target):
                if end not in nodes:
                    notes.ignored(
                        _("The flow %(id)s has an end that is not in its process: %(end)s."),
                        element_id=flow.id,
                        id=flow.name or flow.id,
                        end=end or "–",
                    )
