"""What the reader asks of an XML element."""

from typing import cast

from lxml import etree

Element = etree._Element  # noqa: SLF001 - lxml gives its element class no public name


def line_of(element: Element) -> int:
    """Return the 1-based line the element starts on, 0 when unknown."""
    return cast("int | None", element.sourceline) or 0  # the stubs have no type for it


def names_of(element: Element) -> tuple[str, str]:
    """Return the namespace and local name; a prefix that nothing declares stays in the name."""
    namespace, brace, name = str(element.tag).rpartition("}")
    return (namespace[1:], name) if brace else ("", name)


def text_of(element: Element) -> str:
    """Return the text of an element and everything in it."""
    if len(element) == 0:
        return element.text or ""
    return "".join(str(part) for part in element.itertext())
