"""The parts every element is made of."""

import re
from collections.abc import Mapping

from lxml import etree

from grunnmur.processes.bpmn.namespaces import BPMN

Element = etree._Element  # noqa: SLF001 - lxml's stubs give its element class no public name
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def writable(text: str) -> str:
    """Return the text without the characters XML has no way to write."""
    return _UNWRITABLE.sub("", text)


def add(parent: Element, name: str, attributes: Mapping[str, str] | None = None, *, text: str = "") -> Element:
    """Add a BPMN element, leaving out attributes without a value."""
    element = etree.SubElement(parent, f"{{{BPMN}}}{name}")
    for key, value in (attributes or {}).items():
        if value:
            element.set(key, writable(value))
    if text:
        element.text = writable(text)
    return element


def number(value: float) -> str:
    """Return a coordinate with at most two decimals."""
    rounded = round(value, 2)
    return str(int(rounded)) if rounded == int(rounded) else str(rounded)
