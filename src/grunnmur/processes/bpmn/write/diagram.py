"""Diagrams: where everything is drawn."""

from dataclasses import dataclass

from lxml import etree

from grunnmur.processes.bpmn.model import SUB_PROCESSES, Bounds, Diagram, Edge, Model, NodeKind, Shape
from grunnmur.processes.bpmn.namespaces import BPMNDI, DC, DI
from grunnmur.processes.bpmn.write.xml import Element, number


@dataclass(frozen=True, slots=True)
class _Kinds:
    """The ids of elements whose shapes carry more than a place."""

    directed: frozenset[str]
    foldable: frozenset[str]
    marked: frozenset[str]


def write_diagram(root: Element, diagram: Diagram, model: Model, *, plane_element: str) -> None:
    """Add a diagram; `plane_element` is what it draws when it does not say so itself."""
    name = diagram.id or "diagram"
    element = etree.SubElement(root, f"{{{BPMNDI}}}BPMNDiagram", id=name)
    plane = etree.SubElement(element, f"{{{BPMNDI}}}BPMNPlane", id=f"{name}_plane")
    plane.set("bpmnElement", diagram.plane or plane_element)
    kinds = _kinds(model)
    for index, shape in enumerate(diagram.shapes):
        _write_shape(plane, shape, f"{name}_shape_{index}", kinds=kinds)
    for index, edge in enumerate(diagram.edges):
        _write_edge(plane, edge, f"{name}_edge_{index}")


def _kinds(model: Model) -> _Kinds:
    nodes = [node for process in model.processes for node in process.nodes]
    lanes = {lane.id for process in model.processes for lane in process.lanes}
    return _Kinds(
        directed=frozenset(lanes | {pool.id for pool in model.participants}),
        foldable=frozenset(n.id for n in nodes if n.kind in SUB_PROCESSES or n.kind is NodeKind.CALL_ACTIVITY),
        marked=frozenset(n.id for n in nodes if n.kind is NodeKind.EXCLUSIVE_GATEWAY),
    )


def _write_shape(plane: Element, shape: Shape, name: str, *, kinds: _Kinds) -> None:
    element = etree.SubElement(plane, f"{{{BPMNDI}}}BPMNShape", id=name, bpmnElement=shape.element)
    facts = (
        ("isHorizontal", kinds.directed, shape.is_horizontal),
        ("isExpanded", kinds.foldable, shape.is_expanded),
        ("isMarkerVisible", kinds.marked, shape.is_marker_visible),
    )
    for attribute, ids, is_true in facts:
        if shape.element in ids:
            element.set(attribute, "true" if is_true else "false")
    _write_bounds(element, shape.bounds)
    _write_label(element, shape.label)


def _write_edge(plane: Element, edge: Edge, name: str) -> None:
    element = etree.SubElement(plane, f"{{{BPMNDI}}}BPMNEdge", id=name, bpmnElement=edge.element)
    for x, y in edge.waypoints:
        etree.SubElement(element, f"{{{DI}}}waypoint", x=number(x), y=number(y))
    _write_label(element, edge.label)


def _write_label(element: Element, label: Bounds | None) -> None:
    if label:
        _write_bounds(etree.SubElement(element, f"{{{BPMNDI}}}BPMNLabel"), label)


def _write_bounds(element: Element, bounds: Bounds) -> None:
    etree.SubElement(
        element,
        f"{{{DC}}}Bounds",
        x=number(bounds.x),
        y=number(bounds.y),
        width=number(bounds.width),
        height=number(bounds.height),
    )
