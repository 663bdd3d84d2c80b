"""What an editor cannot hold is put back: it writes files anew, and loses what it has no class for."""

from collections import Counter
from collections.abc import Collection, Iterator
from copy import deepcopy

from lxml import etree

from grunnmur.processes.bpmn.edit.document import POINTERS, Document
from grunnmur.processes.bpmn.namespaces import BPMN, BPMNDI, DC, DI, FLYT, XSI
from grunnmur.processes.bpmn.read.xml import Element, names_of

_KNOWN = frozenset({BPMN, BPMNDI, DC, DI, ""})
_EDITED = frozenset({f"{{{FLYT}}}step", f"{{{FLYT}}}role"})  # the editor writes these itself
_FIRST = frozenset({"documentation", "extensionElements"})
_Signature = tuple[str, tuple[tuple[str, str], ...], str, tuple[object, ...]]


def rescued(before: bytes, after: bytes, *, removed: Collection[str] = ()) -> tuple[bytes, tuple[str, ...]]:
    """Return the file an editor wrote with what it lost of the file before, and the names of what was put back.

    removed: ids of elements that somebody took out by hand. Kept are elements, attributes of other tools, what other
    tools wrote into elements that are still there, and comments. Two steps that were copied from one another get
    different uids. Raises BpmnError.
    """
    old, new = Document.of(before), Document.of(after)
    rescue = _Rescue(old.root, new.root, frozenset(removed))
    rescue.elements()
    rescue.details()
    _part_copies(new.root)
    return new.write(), tuple(rescue.put_back)


class _Rescue:
    """Puts back, and notes what."""

    def __init__(self, old: Element, new: Element, removed: frozenset[str]) -> None:
        self.old, self.new, self.removed = old, new, removed
        self.there = _by_id(new)
        self.put_back: list[str] = []

    def elements(self) -> None:
        """Put back elements that nobody removed, outermost first, where their parent is still there."""
        for element in list(self.old.iter("*")):
            name, parent = element.get("id"), element.getparent()
            if not name or parent is None or name in self.there or name in self.removed:
                continue
            home = self._home(parent)
            if home is None or not self._fits(element):
                continue
            home.append(deepcopy(element))
            self.there |= {one.get("id", ""): one for one in home[-1].iter("*") if one.get("id")}
            self.put_back.append(names_of(element)[1])

    def details(self) -> None:
        """Put back attributes and extensions of other tools, and comments, in the elements that both files have."""
        for name, old in _by_id(self.old).items():
            new = self.there.get(name)
            if new is None or names_of(new)[1] != names_of(old)[1]:
                continue
            self._attributes(old, new)
            self._extensions(old, new)
            self._comments(old, new)

    def _home(self, parent: Element) -> Element | None:
        """Return where children of an old element belong: in the one with its id, or about the same."""
        if name := parent.get("id"):
            return self.there.get(name)
        about = parent.get("bpmnElement")
        same = [one for one in self.new.iter(str(parent.tag)) if one.get("bpmnElement") == about]
        return same[0] if len(same) == 1 else None

    def _fits(self, element: Element) -> bool:
        """Tell whether nothing in an element is in the file already, and all it points to is."""
        inside = {name for one in element.iter("*") if (name := one.get("id"))}
        if inside & (self.there.keys() | self.removed):
            return False
        ends = {value for one in element.iter("*") for key in POINTERS if (value := one.get(key))}
        return all(end in inside or end in self.there for end in ends)

    def _attributes(self, old: Element, new: Element) -> None:
        for key, value in old.attrib.items():
            namespace = etree.QName(key).namespace or ""
            if namespace not in _KNOWN | {XSI} and key not in new.attrib:
                new.set(key, value)
                self.put_back.append(etree.QName(key).localname)

    def _extensions(self, old: Element, new: Element) -> None:
        lost = _lost(_extensions_of(old), _extensions_of(new))
        if lost:
            holder = next(iter(_holders(new)), None)
            holder = _new_holder(new) if holder is None else holder
            holder.extend(deepcopy(one) for one in lost)
            self.put_back += [names_of(one)[1] for one in lost]

    def _comments(self, old: Element, new: Element) -> None:
        has = {one.text for one in new.iter(etree.Comment)}
        for place, comment in enumerate(old.iterchildren(etree.Comment)):
            if comment.text not in has:
                new.insert(place, deepcopy(comment))
                self.put_back.append("comment")


def _by_id(root: Element) -> dict[str, Element]:
    return {name: element for element in root.iter("*") if (name := element.get("id"))}


def _holders(element: Element) -> Iterator[Element]:
    return (one for one in element.iterchildren("*") if names_of(one)[1] == "extensionElements")


def _extensions_of(element: Element) -> list[Element]:
    return [one for holder in _holders(element) for one in holder.iterchildren("*") if one.tag not in _EDITED]


def _new_holder(element: Element) -> Element:
    namespace, _name = names_of(element)
    made: Element = etree.Element(f"{{{namespace}}}extensionElements" if namespace else "extensionElements")
    element.insert(sum(1 for one in element.iterchildren("*") if names_of(one)[1] in _FIRST), made)
    return made


def _lost(old: list[Element], new: list[Element]) -> list[Element]:
    """Return the old elements that have no equal among the new, as many of each name as there are fewer."""
    missing = Counter(str(one.tag) for one in old) - Counter(str(one.tag) for one in new)
    there = {_signature(one) for one in new}
    found = []
    for one in old:
        if missing[str(one.tag)] > 0 and _signature(one) not in there:
            missing[str(one.tag)] -= 1
            found.append(one)
    return found


def _signature(element: Element) -> _Signature:
    """Return what an element says, whatever its prefixes and the order of its attributes."""
    attributes = tuple(sorted((str(key), str(value)) for key, value in element.attrib.items()))
    children = tuple(_signature(one) for one in element.iterchildren("*"))
    return str(element.tag), attributes, (element.text or "").strip(), children


def _part_copies(root: Element) -> None:
    """Take uid and number from a step that was copied from another."""
    seen: set[str] = set()
    for step in root.iter(f"{{{FLYT}}}step"):
        uid = step.get("uid")
        if uid in seen:
            for key in {"uid", "number"} & {str(name) for name in step.attrib}:
                del step.attrib[key]
        elif uid:
            seen.add(uid)
