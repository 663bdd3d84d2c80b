"""What the reader asks of an XML element."""

from collections.abc import Callable, Iterable
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


class Names(dict[object, str]):
    """What a tag is called: known for the usual ones, found out for others; "" for a comment and the like."""

    def __init__(self, name_of: Callable[[str], str], *, known: Iterable[str]) -> None:
        super().__init__({tag: name_of(tag) for tag in known})
        self._name_of = name_of

    def __missing__(self, tag: object) -> str:
        """Find out what an unusual tag is called."""
        return self._name_of(tag) if isinstance(tag, str) else ""


def text_of(element: Element) -> str:
    """Return the text of an element and everything in it."""
    if len(element) == 0:
        return element.text or ""
    return "".join(str(part) for part in element.itertext())
