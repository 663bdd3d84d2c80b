"""What one file says and another does not: the test of a round trip."""

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from grunnmur.processes.bpmn.read.source import parse
from grunnmur.processes.bpmn.read.xml import Element, names_of


def losses(before: bytes, after: bytes) -> list[str]:
    """Return, sorted, each element, attribute, text and comment of a file that is missing in the other.

    Compared is how often each occurs, wherever it stands; blanks around a text do not count. Raises BpmnError.
    """
    gone = Counter(_parts(_root(before))) - Counter(_parts(_root(after)))
    return sorted(gone.elements())


def _root(data: bytes) -> Element:
    """Parse as any XML reader does; only what it cannot read is mended first."""
    try:
        return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except (etree.XMLSyntaxError, ValueError):
        return parse(data, is_whole=True).root


def _parts(root: Element) -> Iterator[str]:
    for element in root.iter():
        if not isinstance(element.tag, str):
            yield f"{'comment' if element.tag is etree.Comment else 'instruction'} {element.text or ''}"
        else:
            yield from _parts_of(element)
        if tail := (element.tail or "").strip():
            yield f"text {tail}"


def _parts_of(element: Element) -> Iterator[str]:
    namespace, name = names_of(element)
    said = f"{name} ({namespace})" if namespace else name
    yield f"element {said}"
    for key, value in element.attrib.items():
        yield f"attribute {str(key).rpartition('}')[2]}={str(value)!r} of {said}"
    if text := (element.text or "").strip():
        yield f"text {text!r} of {said}"
