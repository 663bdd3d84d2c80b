"""What a document consists of. Every text is plain text: nothing in it is read as markup."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

# What XML 1.0 has no place for; https://www.w3.org/TR/xml/#charsets
UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Heading:
    """A heading below the title; level 2 or 3."""

    text: str
    level: int = 2


@dataclass(frozen=True)
class Text:
    """One paragraph; a note is set smaller."""

    text: str
    is_note: bool = False


@dataclass(frozen=True)
class Listing:
    """A list with dots, or with numbers where the order means something."""

    items: Sequence[str]
    is_numbered: bool = False


@dataclass(frozen=True)
class Table:
    """A table whose header row is repeated on each page; `widths` are shares of the page, in any unit."""

    caption: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[int] = ()

    def shares(self) -> list[int]:
        """Return each column's share of the width in percent."""
        widths = self.widths or [1] * len(self.header)
        return [round(100 * width / sum(widths)) for width in widths]


@dataclass(frozen=True)
class Figure:
    """A drawing of our own code: `svg` is its markup, `css` rules for its classes in plain colours, `said` its caption.

    The page's own style does not reach into a drawing. DOCX has no drawing of this kind: there only `said` stands.
    """

    svg: str
    said: str
    css: str = ""

    def markup(self) -> str:
        """Return the drawing with its rules inside."""
        head, mark, rest = self.svg.partition(">")
        return f"{head}{mark}<style>{self.css}</style>{rest}" if self.css else self.svg


Block = Heading | Text | Listing | Table | Figure


@dataclass(frozen=True)
class Document:
    """One document: its title, lines under it (who, when, state), its blocks, and its language as a code such as nb."""

    title: str
    language: str
    blocks: Sequence[Block]
    under_title: Sequence[str] = ()
    is_landscape: bool = False


def writable(text: str) -> str:
    """Return the text without characters that no document format can hold."""
    return UNWRITABLE.sub("", text)
