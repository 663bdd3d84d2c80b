"""Reads one ODT from stdin in a process of its own, and writes it as HTML in JSON to stdout.

Run within limits by core.confined; nothing of Grunnmur is imported.
Headings, paragraphs, lists, links and tables with merged cells; all else is left out.
"""

import json
import sys
import zipfile
from collections.abc import Iterator
from html import escape
from io import BytesIO

from lxml import etree

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
HREF = "{http://www.w3.org/1999/xlink}href"
LEFT_OUT = {f"{TEXT}tracked-changes", f"{TEXT}note", f"{OFFICE}annotation", f"{TEXT}sequence-decls"}
ROW_GROUPS = {f"{TABLE}{name}" for name in ("table-header-rows", "table-rows", "table-row-group")}
DEEPEST = 6


class TooLargeError(Exception):
    """The document is larger than one list is."""


class EntitiesError(Exception):
    """A part defines entities."""


def main(rows: int, columns: int, letters: int) -> None:
    """Write `{"html": …}` or `{"refused": "entities" | "large"}`."""
    try:
        with zipfile.ZipFile(BytesIO(sys.stdin.buffer.read())) as archive:
            html = OpenDocument(archive.read("content.xml"), rows=rows, columns=columns).html()
        answer = {"html": html} if len(html) <= letters else {"refused": "large"}
    except TooLargeError:
        answer = {"refused": "large"}
    except EntitiesError:
        answer = {"refused": "entities"}
    json.dump(answer, sys.stdout)


class OpenDocument:
    """Writes one document."""

    def __init__(self, content: bytes, *, rows: int, columns: int) -> None:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        self.root = etree.fromstring(content, parser)
        if self.root.getroottree().docinfo.internalDTD is not None:
            raise EntitiesError
        self.rows_left, self.columns = rows, columns

    def html(self) -> str:
        """Return the whole text."""
        body = self.root.find(f"{OFFICE}body/{OFFICE}text")
        return "" if body is None else "".join(self.blocks(body))

    def blocks(self, parent: etree._Element, *, is_nested: bool = False) -> Iterator[str]:
        """Yield what stands below each other; a table in a cell gives what is in its cells."""
        for child in parent.iterchildren("*"):
            if child.tag in LEFT_OUT:
                continue
            if child.tag == f"{TEXT}p":
                yield f"<p>{self.words(child)}</p>"
            elif child.tag == f"{TEXT}h":
                level = min(int(child.get(f"{TEXT}outline-level", "1")), DEEPEST)
                yield f"<h{level}>{self.words(child)}</h{level}>"
            elif child.tag == f"{TEXT}list":
                yield f"<ul>{''.join(self.items(child))}</ul>"
            elif child.tag == f"{TABLE}table" and not is_nested:
                yield self.table(child)
            else:
                yield from self.blocks(child, is_nested=is_nested)

    def items(self, element: etree._Element) -> Iterator[str]:
        """Yield the items of a list."""
        for child in element.iterchildren(f"{TEXT}list-item", f"{TEXT}list-header"):
            yield f"<li>{''.join(self.blocks(child, is_nested=True))}</li>"

    def words(self, element: etree._Element) -> str:
        """Return the text of a paragraph with its links and line breaks."""
        parts = [escape(element.text or "")]
        for child in element.iterchildren():
            if isinstance(child.tag, str) and child.tag not in LEFT_OUT:
                parts.append(self.inline(child))
            parts.append(escape(child.tail or ""))
        return "".join(parts)

    def inline(self, element: etree._Element) -> str:
        """Return what stands inside a paragraph."""
        if element.tag == f"{TEXT}line-break":
            return "<br>"
        if element.tag in {f"{TEXT}s", f"{TEXT}tab"}:
            return " "
        text = self.words(element)
        address = element.get(HREF, "") if element.tag == f"{TEXT}a" else ""
        return f'<a href="{escape(address)}">{text}</a>' if address else text

    def table(self, element: etree._Element) -> str:
        """Return a table with its merged cells."""
        lines = []
        for row in self.rows(element):
            self.rows_left -= 1
            if self.rows_left < 0:
                raise TooLargeError
            cells = [self.cell(cell) for cell in row.iterchildren(f"{TABLE}table-cell")]
            lines.append(f"<tr>{''.join(cells[: self.columns])}</tr>")
        return f"<table>{''.join(lines)}</table>"

    def rows(self, element: etree._Element) -> Iterator[etree._Element]:
        """Yield the rows of a table, those in groups too."""
        for child in element.iterchildren("*"):
            if child.tag == f"{TABLE}table-row":
                yield child
            elif child.tag in ROW_GROUPS:
                yield from self.rows(child)

    def cell(self, element: etree._Element) -> str:
        """Return one cell."""
        spans = ""
        for name, said in (("columns", "colspan"), ("rows", "rowspan")):
            count = int(element.get(f"{TABLE}number-{name}-spanned", "1"))
            spans += f' {said}="{count}"' if count > 1 else ""
        return f"<td{spans}>{''.join(self.blocks(element, is_nested=True))}</td>"


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
