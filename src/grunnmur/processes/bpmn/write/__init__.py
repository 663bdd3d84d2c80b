"""Write a Model as BPMN 2.0 XML with its drawing. For models made here: a file from elsewhere is kept as it came."""

import hashlib
from itertools import chain
from typing import cast

from lxml import etree

from grunnmur.processes.bpmn.model import Model
from grunnmur.processes.bpmn.namespaces import BPMN, BPMNDI, DC, DI, FLYT, XSI
from grunnmur.processes.bpmn.write.diagram import write_diagram
from grunnmur.processes.bpmn.write.process import write_artifact, write_association, write_process
from grunnmur.processes.bpmn.write.xml import Element, add

__all__ = ["write"]

_NAMES: dict[str | None, str] = {None: BPMN, "bpmndi": BPMNDI, "dc": DC, "di": DI, "flyt": FLYT, "xsi": XSI}


def write(model: Model) -> bytes:
    """Return the model as a UTF-8 file that BPMN 2.0's schema accepts.

    The same model gives the same bytes. Ids are written as they are. Raises BpmnError for elements that have no class
    in the model, such as those of choreographies.
    """
    root = etree.Element(
        f"{{{BPMN}}}definitions", nsmap=cast("dict[str, str]", _NAMES)
    )  # the stubs forget the default namespace
    root.set("id", model.id or "definitions")
    root.set("targetNamespace", "urn:grunnmur:processes")
    root.set("exporter", "Grunnmur")
    _write_shared(root, model)
    for process in model.processes:
        write_process(root, process)
    for diagram in model.diagrams:
        write_diagram(root, diagram, model, plane_element=_plane(model))
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _write_shared(root: Element, model: Model) -> None:
    """Write messages, the texts of groups, and the collaboration."""
    for message_id, name in model.messages:
        add(root, "message", {"id": message_id, "name": name})
    artifacts = chain(model.artifacts, *(process.artifacts for process in model.processes))
    groups = [a for a in artifacts if a.kind == "group" and a.text]
    for group in groups:
        category = add(root, "category", {"id": f"{group.id}_category"})
        add(category, "categoryValue", {"id": f"{group.id}_value", "value": group.text})
    if model.participants or model.message_flows:
        _write_collaboration(root, model)


def _write_collaboration(root: Element, model: Model) -> None:
    collaboration = add(root, "collaboration", {"id": _collaboration_id(model)})
    for pool in model.participants:
        element = add(collaboration, "participant", {"id": pool.id, "name": pool.name, "processRef": pool.process})
        if pool.is_multiple:
            add(element, "participantMultiplicity", {"minimum": "2", "maximum": "2"})
    for flow in model.message_flows:
        add(
            collaboration,
            "messageFlow",
            {"id": flow.id, "name": flow.name, "sourceRef": flow.source, "targetRef": flow.target},
        )
    for artifact in model.artifacts:
        write_artifact(collaboration, artifact)
    for flow in model.associations:
        write_association(collaboration, flow)


def _collaboration_id(model: Model) -> str:
    """Return the id the collaboration is written with: the plane of the first diagram if that is no process."""
    processes = {process.id for process in model.processes}
    planes = [diagram.plane for diagram in model.diagrams if diagram.plane and diagram.plane not in processes]
    made = "collaboration_" + hashlib.sha256(model.id.encode()).hexdigest()[:12]
    return planes[0] if planes else made


def _plane(model: Model) -> str:
    return _collaboration_id(model) if model.participants or not model.processes else model.processes[0].id
