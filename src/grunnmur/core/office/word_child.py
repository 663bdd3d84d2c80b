"""Reads one DOCX from stdin in a process of its own, and writes it as HTML in JSON to stdout.

Run within limits by core.confined; nothing of Grunnmur is imported.
Headings, paragraphs, list items (with their level as Word itself writes it into the clipboard), links and tables with
merged cells; all else is left out.
"""

import json
import sys
import zipfile
from collections.abc import Iterator
from html import escape
from io import BytesIO

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
THROUGH = {f"{W}{name}" for name in ("sdt", "sdtContent", "ins", "smartTag", "customXml", "moveTo")}
LIST_STYLES = ("list bullet", "list number")  # Word names them in English in every language
DEEPEST = 6


class TooLargeError(Exception):
    """The document is larger than one list is."""


class EntitiesError(Exception):
    """A part defines entities."""


def main(rows: int, columns: int, letters: int) -> None:
    """Write `{"html": …}` or `{"refused": "entities" | "large"}`."""
    try:
        with zipfile.ZipFile(BytesIO(sys.stdin.buffer.read())) as archive:
            html = Word(archive, rows=rows, columns=columns).html()
        answer = {"html": html} if len(html) <= letters else {"refused": "large"}
    except TooLargeError:
        answer = {"refused": "large"}
    except EntitiesError:
        answer = {"refused": "entities"}
    json.dump(answer, sys.stdout)


def part(archive: zipfile.ZipFile, name: str) -> etree._Element | None:
    """Return a part of the document; None if there is none."""
    if name not in archive.namelist():
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    root = etree.fromstring(archive.read(name), parser)
    if root.getroottree().docinfo.internalDTD is not None:
        raise EntitiesError
    return root


def inside(element: etree._Element) -> Iterator[etree._Element]:
    """Yield the children, those of wrappers in their place."""
    for child in element.iterchildren("*"):
        if child.tag in THROUGH:
            yield from inside(child)
        else:
            yield child


def value(element: etree._Element | None, path: str) -> str:
    """Return the `val` of what lies at a path such as `pPr/numPr/ilvl`; empty without it."""
    found = None if element is None else element.find("/".join(f"{W}{name}" for name in path.split("/")))
    return "" if found is None else found.get(f"{W}val", "")


class Word:
    """Writes one document."""

    def __init__(self, archive: zipfile.ZipFile, *, rows: int, columns: int) -> None:
        self.body = part(archive, "word/document.xml")
        self.rows_left, self.columns = rows, columns
        styles = part(archive, "word/styles.xml")
        found = () if styles is None else styles.iter(f"{W}style")
        self.styles = {style.get(f"{W}styleId", ""): style for style in found}
        links = part(archive, "word/_rels/document.xml.rels")
        self.links = {} if links is None else {one.get("Id"): one.get("Target", "") for one in links.iterchildren("*")}

    def html(self) -> str:
        """Return the whole body."""
        body = None if self.body is None else self.body.find(f"{W}body")
        return "" if body is None else "".join(self.blocks(body))

    def blocks(self, parent: etree._Element, *, is_nested: bool = False) -> Iterator[str]:
        """Yield paragraphs and tables; a table in a cell gives its paragraphs."""
        for child in inside(parent):
            if child.tag == f"{W}p":
                yield self.paragraph(child)
            elif child.tag == f"{W}tbl" and is_nested:
                for cell in child.iter(f"{W}tc"):
                    yield from (self.paragraph(one) for one in inside(cell) if one.tag == f"{W}p")
            elif child.tag == f"{W}tbl":
                yield self.table(child)

    def paragraph(self, element: etree._Element) -> str:
        """Return a heading, a list item or a paragraph."""
        text = "".join(self.runs(element))
        heading = self.heading(element)
        if heading:
            return f"<h{heading}>{text}</h{heading}>"
        level = self.level(element)
        style = f' style="mso-list:l0 level{level} lfo1"' if level else ""
        return f"<p{style}>{text}</p>"

    def runs(self, element: etree._Element) -> Iterator[str]:
        """Yield the text of a paragraph with its links and line breaks."""
        for child in inside(element):
            if child.tag == f"{W}hyperlink":
                address = self.links.get(child.get(RELATION), "")
                text = "".join(self.runs(child))
                yield f'<a href="{escape(address)}">{text}</a>' if address else text
            elif child.tag == f"{W}r":
                yield from self.run(child)
            elif child.tag == f"{W}fldSimple":
                yield from self.runs(child)

    def run(self, element: etree._Element) -> Iterator[str]:
        """Yield the text of one run."""
        for child in element.iterchildren("*"):
            if child.tag == f"{W}t":
                yield escape(child.text or "")
            elif child.tag == f"{W}tab":
                yield " "
            elif child.tag == f"{W}noBreakHyphen":
                yield "-"
            elif child.tag in {f"{W}br", f"{W}cr"}:
                yield "<br>"

    def heading(self, element: etree._Element) -> int:
        """Return the level of a heading, 1 to 6; 0 for anything else."""
        for style in self.chain(element):
            name = value(style, "name").lower()
            if name == "title":
                return 1
            if name.startswith("heading ") and name[8:].isdigit():
                return min(int(name[8:]), DEEPEST)
        return 0

    def level(self, element: etree._Element) -> int:
        """Return how deep a list item lies, from 1; 0 for a paragraph."""
        own = value(element, "pPr/numPr/numId")
        if own:
            return 0 if own == "0" else 1 + int(value(element, "pPr/numPr/ilvl") or 0)
        for style in self.chain(element):
            name = value(style, "name").lower()
            if name.startswith(LIST_STYLES):
                return int(name[-1]) if name[-1].isdigit() else 1
            if value(style, "pPr/numPr/numId"):
                return 1 + int(value(style, "pPr/numPr/ilvl") or 0)
        return 0

    def chain(self, element: etree._Element) -> Iterator[etree._Element]:
        """Yield the style of a paragraph, and those it stands on."""
        name, seen = value(element, "pPr/pStyle"), set()
        while name in self.styles and name not in seen:
            seen.add(name)
            yield self.styles[name]
            name = value(self.styles[name], "basedOn")

    def table(self, element: etree._Element) -> str:
        """Return a table; a cell that is merged downwards says how many rows it takes."""
        rows = [row for row in inside(element) if row.tag == f"{W}tr"]
        self.rows_left -= len(rows)
        if self.rows_left < 0:
            raise TooLargeError
        placed = [list(self.cells(row)) for row in rows]
        lines = []
        for number, cells in enumerate(placed):
            shown = [self.cell(one, self.reach(placed, number, one)) for one in cells if not one[2]]
            lines.append(f"<tr>{''.join(shown)}</tr>")
        return f"<table>{''.join(lines)}</table>"

    def cells(self, row: etree._Element) -> Iterator[tuple[int, int, bool, etree._Element]]:
        """Yield each cell of a row: first column, columns it takes, whether it goes on from above, itself."""
        column = int(value(row, "trPr/gridBefore") or 0)
        for cell in inside(row):
            if cell.tag != f"{W}tc" or column >= self.columns:
                continue
            width = max(1, min(int(value(cell, "tcPr/gridSpan") or 1), self.columns))
            merge = cell.find(f"{W}tcPr/{W}vMerge")
            goes_on = merge is not None and merge.get(f"{W}val", "continue") == "continue"
            yield column, width, goes_on, cell
            column += width

    @staticmethod
    def reach(
        rows: list[list[tuple[int, int, bool, etree._Element]]],
        number: int,
        cell: tuple[int, int, bool, etree._Element],
    ) -> int:
        """Return over how many rows a cell reaches."""
        count = 1
        for below in rows[number + 1 :]:
            if not any(one[0] == cell[0] and one[2] for one in below):
                break
            count += 1
        return count

    def cell(self, placed: tuple[int, int, bool, etree._Element], rows: int) -> str:
        """Return one cell."""
        _column, width, _goes_on, element = placed
        spans = (f' colspan="{width}"' if width > 1 else "") + (f' rowspan="{rows}"' if rows > 1 else "")
        return f"<td{spans}>{''.join(self.blocks(element, is_nested=True))}</td>"


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
