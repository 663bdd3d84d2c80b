"""Read exchange XML of any tool: what the map knows becomes elements and relations, the rest is told."""

from collections.abc import Iterator
from typing import cast

from grunnmur.landscape.exchange.archimate.names import ARCHIMATE, XML, XSI
from grunnmur.landscape.exchange.archimate.source import Node, nodes
from grunnmur.landscape.exchange.findings import Findings, Place, Problem
from grunnmur.landscape.exchange.lanes import LANES
from grunnmur.landscape.exchange.mapping import Read, to_model
from grunnmur.landscape.exchange.marked import _
from grunnmur.landscape.exchange.model import Property
from grunnmur.landscape.exchange.raw import RawElement, RawModel, RawRelation

_STREAMED = ("element", "relationship", "propertyDefinition", "item", "view")
_TYPE = f"{{{XSI}}}type"
_LANGUAGE = f"{{{XML}}}lang"
_OUR_FOLDERS = frozenset(label for labels in LANES.values() for label in labels)
_CONCEPT_PARTS = frozenset({"name", "documentation", "properties"})
_MODEL_PARTS = _CONCEPT_PARTS | {"elements", "relationships", "organizations", "propertyDefinitions", "views"}
_ATTRIBUTES = frozenset(
    {"identifier", _TYPE, f"{{{XSI}}}schemaLocation", "source", "target", "accessType", "isDirected"}
)


def read(data: bytes, *, language: str = "") -> Read:
    """Return what an exchange file holds and what was found on the way.

    language: of the names to take where a text stands in several; else the first. The others stay as properties.
    Raises UnreadableFileError when the file as a whole cannot be read.
    """
    reading = _Reading(language)
    for node in nodes(data, *_STREAMED):
        reading.take(node)
    return reading.finish()


class _Reading:
    """What has been read of one file so far."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.raw = RawModel()
        self.findings = Findings()
        self.definitions: dict[str, str] = {}
        self.references: list[tuple[RawElement | RawModel, Place, list[Property]]] = []
        self.folders: dict[str, int] = {}
        self.views = 0

    def take(self, node: Node) -> None:
        """Take what one complete element says."""
        match _local(node):
            case "element":
                self._take_element(node)
            case "relationship":
                self._take_relation(node)
            case "propertyDefinition":
                self.definitions[node.get("identifier", "")] = self._texts(node, "name")[0]
            case "item":
                self.folders |= {text: _line(node) for text, _lang in _all(node, "label") if text not in _OUR_FOLDERS}
            case "view":
                self.views += 1
            case _:
                self._take_model(node)

    def finish(self) -> Read:
        """Return the model; properties get their names first, which come last in the file."""
        for holder, place, properties in self.references:
            holder.properties[:0] = [(self._key(reference, place), value) for reference, value in properties]
        return to_model(self.raw, self.findings)

    def _take_element(self, node: Node) -> None:
        if self._is_in(node, "elements"):
            raw = RawElement(identifier=node.get("identifier", ""), line=_line(node), concept=_concept(node))
            self._take_texts(node, raw, raw)
            self._tell_besides(node, raw, _CONCEPT_PARTS)
            self.raw.elements.append(raw)

    def _take_relation(self, node: Node) -> None:
        if not self._is_in(node, "relationships"):
            return
        raw = RawRelation(
            identifier=node.get("identifier", ""),
            line=_line(node),
            concept=_concept(node),
            source=node.get("source", ""),
            target=node.get("target", ""),
            access=node.get("accessType", "Access"),
            is_directed=node.get("isDirected", "") in {"true", "1"},
        )
        self._take_texts(node, raw, raw)
        self._tell_besides(node, raw, _CONCEPT_PARTS)
        self.raw.relations.append(raw)

    def _take_model(self, node: Node) -> None:
        place = Place(identifier=node.get("identifier", ""), line=_line(node))
        self.raw.identifier = place.identifier
        self._take_texts(node, self.raw, place)
        self._tell_besides(node, place, _MODEL_PARTS)
        if self.folders:
            message = _("The file's own folders (%(count)s) were not taken: here the type decides the lane.")
            first = Place(line=min(self.folders.values()))
            self.findings.lost(Problem.NOT_TAKEN, message, at=first, count=len(self.folders))
        for views in node.iterfind(f"{{{ARCHIMATE}}}views"):
            message = _("The file's drawings (%(count)s) were not taken: here they are made from the relations.")
            self.findings.lost(Problem.NOT_TAKEN, message, at=Place(line=_line(views)), count=self.views)

    def _take_texts(self, node: Node, holder: RawElement | RawModel, place: Place) -> None:
        """Take name, documentation and properties; texts in further languages become properties."""
        holder.name, names = self._texts(node, "name")
        holder.documentation, documentations = self._texts(node, "documentation")
        holder.properties += [*names, *documentations]
        properties = list(self._properties(node))
        if properties:
            self.references.append((holder, place, properties))

    def _texts(self, node: Node, name: str) -> tuple[str, list[Property]]:
        """Return the text in the language that is asked for, or the first, and the others as properties."""
        texts = _all(node, name)
        main = next((text for text in texts if text[1] == self.language), texts[0] if texts else ("", ""))
        others = [(f"{name} ({lang})", text) for text, lang in texts if (text, lang) != main]
        return main[0], others

    @staticmethod
    def _properties(node: Node) -> Iterator[Property]:
        for one in node.iterfind(f"{{{ARCHIMATE}}}properties/{{{ARCHIMATE}}}property"):
            reference = one.get("propertyDefinitionRef", "")
            for value, _lang in _all(one, "value") or [("", "")]:
                yield reference, value

    def _key(self, reference: str, place: Place) -> str:
        """Return the name of a property; its reference when the file does not define it."""
        if reference not in self.definitions:
            message = _("The property %(reference)s is not defined in the file; it was kept under that name.")
            self.findings.kept(Problem.UNKNOWN_PROPERTY, message, at=place, reference=reference)
        return self.definitions.get(reference, reference)

    def _is_in(self, node: Node, container: str) -> bool:
        parent = node.getparent()
        if parent is not None and parent.tag == f"{{{ARCHIMATE}}}{container}":
            return True
        place = Place(identifier=node.get("identifier", ""), line=_line(node))
        message = _("<%(tag)s> stands outside <%(container)s> and was not read.")
        self.findings.lost(Problem.NOT_TAKEN, message, at=place, tag=_local(node), container=container)
        return False

    def _tell_besides(self, node: Node, place: Place, parts: frozenset[str]) -> None:
        """Tell the parts and attributes that are not read."""
        read_here = {f"{{{ARCHIMATE}}}{part}" for part in parts}
        besides = [_local(child) for child in node if str(child.tag) not in read_here]
        besides += [str(name) for name in node.attrib if name not in _ATTRIBUTES]
        if besides:
            message = _("%(names)s of %(identifier)s was not taken: it has no place on the map.")
            names = ", ".join(f"“{name}”" for name in dict.fromkeys(besides))
            self.findings.lost(Problem.NOT_TAKEN, message, at=place, names=names, identifier=place.identifier)


def _all(node: Node, name: str) -> list[tuple[str, str]]:
    """Return the texts of the children of one name, each with its language."""
    return [(one.text or "", one.get(_LANGUAGE, "")) for one in node.iterfind(f"{{{ARCHIMATE}}}{name}")]


def _local(node: Node) -> str:
    return str(node.tag).rpartition("}")[2]


def _concept(node: Node) -> str:
    return node.get(_TYPE, "").rpartition(":")[2]


def _line(node: Node) -> int:
    return cast("int | None", node.sourceline) or 0  # the stubs have no type for it
