"""What a document consists of. Every text is plain text: nothing in it is read as markup; lines may have links."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from html import escape

from grunnmur.core.documents_out.lines import Line

DRAWN_SIZE = re.compile(r'<svg[^>]* width="([\d.]+)" height="([\d.]+)"')
VIEW_BOX = re.compile(r'viewBox="-?[\d.]+ -?[\d.]+ (\d+(?:\.\d+)?) (\d+(?:\.\d+)?)"')
MM_OF_PIXEL = 25.4 / 96
READABLE = 0.75  # letters of 12 pixels are then 6.75 points
SHEETS = {  # paper by its name in document.css, with the room in millimetres for a drawing between heading and caption
    "a4-landscape": (261, 128),
    "a3-landscape": (384, 215),
    "a3-portrait": (261, 338),
}


@dataclass(frozen=True)
class Heading:
    """A heading below the title; level 2 or 3."""

    text: str
    level: int = 2


@dataclass(frozen=True)
class Text:
    """One paragraph; a note is set smaller."""

    text: Line
    is_note: bool = False


@dataclass(frozen=True)
class Listing:
    """A list with dots, or with numbers, from `first` on, where the order means something."""

    items: Sequence[Line]
    is_numbered: bool = False
    first: int = 1


@dataclass(frozen=True)
class Table:
    """A table whose header row is repeated on each page; `widths` are shares of the page, in any unit."""

    caption: str
    header: Sequence[str]
    rows: Sequence[Sequence[Line]]
    widths: Sequence[int] = ()

    def shares(self) -> list[int]:
        """Return each column's share of the width in percent."""
        widths = self.widths or [1] * len(self.header)
        return [round(100 * width / sum(widths)) for width in widths]


@dataclass(frozen=True)
class Figure:
    """A drawing of our own code: `svg` is its markup, `css` rules for its classes in plain colours, `said` its caption.

    has_own_page: it stands alone on a sheet on its side, under `title`; its root needs a `viewBox` then.
    The page's own style does not reach into a drawing. In DOCX one with its own page is a picture with `said` as its
    alternative text; of others only `title` and `said` stand.
    """

    svg: str
    said: str
    css: str = ""
    title: str = ""
    has_own_page: bool = False

    def markup(self) -> str:
        """Return the drawing with its rules inside, and its caption as what is read aloud for it."""
        head, mark, rest = self.svg.partition(">")
        style = f"<style>{self.css}</style>" if self.css else ""
        return f"{head}{mark}<title>{escape(self.said)}</title>{style}{rest}"

    @property
    def sheet(self) -> str:
        """Return the smallest paper on which the letters can be read, else the one that comes nearest."""
        scales = {name: self._scale(room) for name, room in SHEETS.items()}
        return next((name for name, scale in scales.items() if scale >= READABLE), max(scales, key=scales.__getitem__))

    @property
    def is_readable(self) -> bool:
        """Whether the letters can be read on some paper there is."""
        return self._scale(SHEETS[self.sheet]) >= READABLE

    @property
    def size(self) -> tuple[float, float]:
        """Return the width and height of the drawing in pixels."""
        found = VIEW_BOX.search(self.svg)
        if found is None:
            raise ValueError("A drawing with a page of its own needs a viewBox.")
        return float(found.group(1)), float(found.group(2))

    @property
    def drawn_size(self) -> tuple[float, float]:
        """Return how wide and high it is to be drawn, in pixels."""
        found = DRAWN_SIZE.match(self.svg)
        if found is None:
            raise ValueError("A drawing on sheets says how large it is.")
        return float(found.group(1)), float(found.group(2))

    def _scale(self, room: tuple[int, int]) -> float:
        return min(have / (needs * MM_OF_PIXEL) for have, needs in zip(room, self.size, strict=True))


@dataclass(frozen=True)
class Picture:
    """A picture that was uploaded, as PNG or JPEG that our own code wrote. said: what it shows, read aloud for it."""

    content: bytes
    media_type: str
    said: str

    @cached_property
    def address(self) -> str:
        """What the page calls it; nothing is fetched from there."""
        return f"picture:{sha256(self.content).hexdigest()}"


@dataclass(frozen=True)
class Sheets:
    """A drawing cut into figures that stand under each other, under `title`, on pages of one paper of SHEETS.

    Each is as large as the width and height of its root say, in pixels, and has its `said` below it.
    """

    title: str
    paper: str
    figures: Sequence[Figure]


Block = Heading | Text | Listing | Table | Figure | Picture | Sheets


@dataclass(frozen=True)
class Document:
    """One document: its title, lines under it (who, when, state), its blocks, and its language as a code such as nb.

    edition: code, version and day, which stand at the foot of every page after the title.
    """

    title: str
    language: str
    blocks: Sequence[Block]
    under_title: Sequence[str] = ()
    is_landscape: bool = False
    edition: str = ""

    @property
    def footer(self) -> str:
        """Return what stands at the foot of every page."""
        return " · ".join(filter(None, (self.title, self.edition)))

    @property
    def first_sheet(self) -> str:
        """Return the paper of a figure that shares its page with the title; blank where nothing does."""
        first = self.blocks[0] if self.blocks else None
        if isinstance(first, Sheets):
            return first.paper
        return first.sheet if isinstance(first, Figure) and first.has_own_page else ""


def room_on(paper: str) -> tuple[float, float]:
    """Return the width and height in pixels that a paper of SHEETS has for drawings."""
    across, down = SHEETS[paper]
    return across / MM_OF_PIXEL, down / MM_OF_PIXEL
