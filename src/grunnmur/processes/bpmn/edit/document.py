"""A file as a tree that can be changed and written."""

from collections.abc import Iterable
from typing import Self

from lxml import etree

from grunnmur.processes.bpmn.layout import lay_out
from grunnmur.processes.bpmn.model import Model
from grunnmur.processes.bpmn.namespaces import BPMNDI, FLYT
from grunnmur.processes.bpmn.read import read_source
from grunnmur.processes.bpmn.read.source import parse
from grunnmur.processes.bpmn.read.xml import Element, text_of
from grunnmur.processes.bpmn.standalone import is_drawing_missing
from grunnmur.processes.bpmn.write.diagram import write_diagram
from grunnmur.processes.bpmn.write.xml import writable

ONCE = frozenset({"uid", "number"})  # our facts that a step has at most one of
POINTERS = (
    "sourceRef",
    "targetRef",
    "attachedToRef",
    "bpmnElement",
    "processRef",
    "dataObjectRef",
    "default",
)  # attributes that name another element
_POINTING = frozenset({"incoming", "outgoing", "flowNodeRef", "sourceRef", "targetRef"})
_BEFORE_MEMBERS = ("documentation", "extensionElements", "partitionElement", "flowNodeRef")


class Document:
    """One file. Elements are named by the ids that `model` has, also where the file itself had none.

    Whatever nobody changes stays: elements and attributes of other tools, comments, the drawing, the order.
    """

    def __init__(self, root: Element, namespace: str, model: Model) -> None:
        self.model = model
        self.root = root
        self._prefix = f"{{{namespace}}}" if namespace else ""
        self._elements = {name: element for element in root.iter(f"{self._prefix}*") if (name := element.get("id"))}

    @classmethod
    def of(cls, data: bytes) -> Self:
        """Open a file. Raises BpmnError as `read` does."""
        plain, whole = parse(data), parse(data, is_whole=True)
        model = read_source(plain)
        for one, same in zip(plain.root.iter("*"), whole.root.iter("*"), strict=True):
            if name := one.get("id"):
                same.set("id", name)
        return cls(whole.root, whole.namespace, model)

    def write(self) -> bytes:
        """Return the file as it is now, in UTF-8."""
        return etree.tostring(self.root.getroottree(), encoding="UTF-8", xml_declaration=True)

    def name_plainly(self) -> None:
        """Write references without the prefix some tools put before an id; many programs do not follow those."""
        for element in self.root.iter("*"):
            for key in POINTERS:
                value = element.get(key, "")
                if value not in self._elements and (name := value.rpartition(":")[2]) in self._elements:
                    element.set(key, name)
            text = (element.text or "").strip() if self._local(element) in _POINTING else ""
            if text not in self._elements and (name := text.rpartition(":")[2]) in self._elements:
                element.text = name

    def draw_missing(self) -> None:
        """Lay the drawing out anew if it leaves out steps; another one stays as it is."""
        if is_drawing_missing(self.model):
            self.draw_anew(self.model)

    def draw_anew(self, model: Model) -> None:
        """Lay the drawing out anew. model: what the file says now."""
        for old in list(self.root.iterchildren(f"{{{BPMNDI}}}BPMNDiagram")):
            _remove(old)
        drawn = lay_out(model)
        for diagram in drawn.diagrams:
            write_diagram(self.root, diagram, drawn, plane_element=diagram.plane)

    def rename(self, element_id: str, name: str) -> None:
        """Give an element a name; an empty one takes it away. Raises KeyError."""
        element = self._elements[element_id]
        if name:
            element.set("name", writable(name))
        elif "name" in element.attrib:
            del element.attrib["name"]

    def describe(self, element_id: str, text: str) -> None:
        """Say what an element is about; the description there is gives way. Raises KeyError."""
        element = self._elements[element_id]
        there = list(element.iterchildren(f"{self._prefix}documentation"))
        for extra in there if not text else there[1:]:
            _remove(extra)
        if not text:
            return
        if not there:
            there = [self._new(element, "documentation")]
        for child in list(there[0]):
            _remove(child)
        there[0].text = writable(text)

    def take_otherwise(self, gateway_id: str, flow_id: str) -> None:
        """Say which way out of a choice is taken in all other cases; an empty id: none. Raises KeyError.

        BPMN forbids a condition for machines on such a way: one that is there goes.
        """
        gateway = self._elements[gateway_id]
        if not flow_id:
            if "default" in gateway.attrib:
                del gateway.attrib["default"]
            return
        flow = self._elements[flow_id]
        if flow.get("sourceRef", "").rpartition(":")[2] != gateway_id.rpartition(":")[2]:
            raise KeyError(flow_id)
        gateway.set("default", flow_id)
        for condition in list(flow.iterchildren(f"{self._prefix}conditionExpression")):
            _remove(condition)

    def set_facts(self, node_id: str, facts: Iterable[tuple[str, str]], *, kind: str = "step") -> None:
        """Give a step, or with that kind a process, these facts of ours, in this order, instead of those it has.

        Raises KeyError.
        """
        rows = list(facts)
        step = self._ours(node_id, kind, is_wanted=bool(rows))
        for key, value in rows:
            if key in ONCE and key not in step.attrib:
                step.set(key, writable(value))
            else:
                fact = etree.SubElement(step, f"{{{FLYT}}}fact", {"name": key})
                fact.text = writable(value)

    def set_role(self, lane_id: str, role_id: str, *, name: str = "") -> None:
        """Say which process role works in a lane; an empty id takes it away. Raises KeyError."""
        role = self._ours(lane_id, "role", is_wanted=bool(role_id))
        if role_id:
            role.set("id", role_id)
        if role_id and name:
            role.set("name", writable(name))

    def move(self, node_id: str, lane_id: str) -> None:
        """Put a node into a lane, and out of every other. Raises KeyError."""
        lane = self._elements[lane_id]
        for reference in list(self.root.iter(f"{self._prefix}flowNodeRef")):
            if text_of(reference).strip().rpartition(":")[2] == node_id.rpartition(":")[2]:
                _remove(reference)
        place = sum(1 for child in lane if self._local(child) in _BEFORE_MEMBERS)
        member = etree.Element(f"{self._prefix}flowNodeRef")
        member.text = node_id
        lane.insert(place, member)

    def _ours(self, element_id: str, kind: str, *, is_wanted: bool) -> Element:
        """Return a new, empty element of our own namespace; the one that was there goes. Unwanted ones stay loose."""
        holder = self._holder(element_id, is_wanted=is_wanted)
        for old in () if holder is None else list(holder.iterchildren(f"{{{FLYT}}}{kind}")):
            _remove(old)
        made: Element = etree.Element(f"{{{FLYT}}}{kind}", nsmap={"flyt": FLYT})
        if holder is not None and is_wanted:
            holder.append(made)
        return made

    def _holder(self, element_id: str, *, is_wanted: bool) -> Element | None:
        """Return where extensions of an element lie, made when it is wanted and not there."""
        element = self._elements[element_id]
        found = next(element.iterchildren(f"{self._prefix}extensionElements"), None)
        return self._new(element, "extensionElements") if found is None and is_wanted else found

    def _new(self, element: Element, name: str) -> Element:
        """Add one of the two children that come first in every element: documentation, then extensions."""
        place = 0
        if name == "extensionElements":
            place = max((n + 1 for n, one in enumerate(element) if self._local(one) == "documentation"), default=0)
        made: Element = etree.Element(f"{self._prefix}{name}")
        element.insert(place, made)
        return made

    def _local(self, element: Element) -> str:
        tag = element.tag
        return tag.removeprefix(self._prefix) if isinstance(tag, str) else ""


def _remove(element: Element) -> None:
    """Take an element out; what stands after it stays."""
    parent = element.getparent()
    if parent is None:
        return
    tail, before = element.tail or "", element.getprevious()
    if before is None:
        parent.text = (parent.text or "") + tail
    else:
        before.tail = (before.tail or "") + tail
    parent.remove(element)
