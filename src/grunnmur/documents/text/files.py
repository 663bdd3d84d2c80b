"""Files as pieces: what lies in the HTML that an office document is read as, in the pages of a PDF, in plain text."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from lxml import html

from grunnmur.documents.text.pieces import Piece

HEADING = re.compile(r"h([1-6])")
ENDS = (".", ":", "!", "?", ";")
LONGEST = 100_000  # characters of one piece
# Numbers and dots of lists, which a PDF holds apart from their words.
ONLY_A_MARK = re.compile(r"(\d{1,3}[.)]?|[•·–-])+")
BLANK_LINE = re.compile(r"\n[ \t]*\n")


def pieces_of_html(markup: str) -> list[Piece]:
    """Return HTML of headings, paragraphs, lists and tables as pieces; headings from level 2 down."""
    if not markup.strip():
        return []
    found = list(_inside(html.fragment_fromstring(markup, create_parent="div")))
    highest = min((piece.level for piece in found if piece.kind == "heading"), default=1)
    return [
        Piece("heading", piece.text, min(piece.level - highest + 2, 6)) if piece.kind == "heading" else piece
        for piece in found
    ]


def _inside(element: html.HtmlElement) -> Iterator[Piece]:
    for child in element:
        if child.tag == "table":
            yield from _rows(child)
        elif child.tag in {"ul", "ol"}:
            for item in child.iter("li"):
                yield from _said("item", _own(item), level=int(child.tag == "ol"))
        elif match := HEADING.fullmatch(str(child.tag)):
            yield from _said("heading", child.text_content(), level=int(match[1]))
        elif child.tag == "p":
            is_item = "mso-list" in child.get("style", "")
            yield from _said("item" if is_item else "text", _lines(child))
        else:
            yield from _inside(child)


def _own(item: html.HtmlElement) -> str:
    """Return the words of an item without those of the lists inside it, which are items of their own."""
    parts = [item.text or ""]
    for child in item:
        if child.tag not in {"ul", "ol"}:
            parts.append(child.text_content())
        parts.append(child.tail or "")
    return " ".join(parts)


def _lines(element: html.HtmlElement) -> str:
    for line_break in element.iter("br"):
        line_break.tail = f" {line_break.tail or ''}"
    return str(element.text_content())


def _rows(table: html.HtmlElement) -> Iterator[Piece]:
    is_first = True
    for row in table.iter("tr"):
        cells = tuple(clean(_lines(cell)) for cell in row if cell.tag in {"td", "th"})
        if any(cells):
            yield Piece("row", "", int(is_first), cells)
            is_first = False


def _said(kind: str, text: str, *, level: int = 0) -> Iterator[Piece]:
    said = clean(text)
    if said and kind == "heading":
        yield Piece("heading", said[:500], level)
    elif said and kind == "item":
        yield Piece("item", said, level)
    elif said:
        yield Piece("text", said)


def pieces_of_pages(pages: Sequence[str]) -> list[Piece]:
    """Return the pages of a PDF as paragraphs: a line that does not end a sentence goes on in the next."""
    return [Piece("text", text) for page in pages for text in _paragraphs(page.splitlines())]


def pieces_of_text(text: str) -> list[Piece]:
    """Return plain text as paragraphs, divided by blank lines."""
    parts = (clean(part) for part in BLANK_LINE.split(text))
    return [Piece("text", part) for part in parts if part]


def _paragraphs(lines: Iterable[str]) -> Iterator[str]:
    held: list[str] = []
    for line in lines:
        said = clean(line)
        if said and not ONLY_A_MARK.fullmatch(said):
            held.append(said)
        if held and (not said or said.endswith(ENDS)):
            yield " ".join(held)[:LONGEST]
            held = []
    if held:
        yield " ".join(held)[:LONGEST]


def clean(text: str) -> str:
    """Return text on one line, without what is not written: control characters, and more than one space."""
    kept = "".join(letter if unicodedata.category(letter)[0] != "C" else " " for letter in text)
    return " ".join(kept.split())[:LONGEST]
