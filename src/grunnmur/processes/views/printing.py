"""A drawing on paper: whole where its letters can be read, else cut into sheets that say what is on them."""

from collections.abc import Iterator

from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grunnmur.core import formats
from grunnmur.core.documents_out import SHEETS, Block, Figure, Sheets, Text, room_on
from grunnmur.processes import queries
from grunnmur.processes.bpmn.draw import Room, Sheet
from grunnmur.processes.queries import Drawing, ReadProcess

LETTERS = 0.78  # of full size, when letters of 12 pixels are 7 points
PIXELS = 96 / 25.4  # in a millimetre
BROWSER_PAGE = Room(261 * PIXELS, 150 * PIXELS)  # A4 on its side without margins, heading and words below; print.css


def printed_drawing(read: ReadProcess) -> Iterator[Block]:
    """Yield the drawing of a process for a document: on one page, or on sheets of the smallest paper that will do."""
    svg = queries.file_drawing_of(read.row, title=read.item.title)
    whole = Figure(svg, _said(read), title=_("The drawing"), has_own_page=True)
    paper = _paper_for(whole.size[1])
    sheets = () if whole.is_readable else queries.file_sheets_of(read.row, room=Room(*room_on(paper)))
    if not sheets:
        yield whole
        return
    words = [sheet_words(sheet, number, len(sheets)) for number, sheet in enumerate(sheets, start=1)]
    figures = [Figure(sheet.svg, said) for sheet, said in zip(sheets, words, strict=True)]
    yield Sheets(_("The drawing"), paper, figures)
    yield Text(_said(read))


def sheets_in_browser(drawing: Drawing) -> list[dict[str, str]]:
    """Return the sheets a page shows when it is printed: svg (safe) and said."""
    count = len(drawing.sheets)
    return [
        # Our own drawing, which escapes every text.
        {"svg": mark_safe(sheet.svg), "said": sheet_words(sheet, number, count)}  # noqa: S308
        for number, sheet in enumerate(drawing.sheets, start=1)
    ]


def sheet_words(sheet: Sheet, number: int, count: int) -> str:
    """Say which sheet this is, and which steps are on it."""
    place = _("Sheet %(number)s of %(count)s.") % {"number": formats.number(number), "count": formats.number(count)}
    if not sheet.numbers:
        return place
    steps = ngettext("Step %(steps)s.", "Steps %(steps)s.", len(sheet.numbers)) % {"steps": ", ".join(sheet.numbers)}
    return f"{place} {steps}"


def _paper_for(height: float) -> str:
    """Return the smallest paper on which a drawing of this height has letters that can be read; else the highest."""
    able = (paper for paper in SHEETS if height * LETTERS <= room_on(paper)[1])
    return next(able, max(SHEETS, key=lambda paper: SHEETS[paper][1]))


def _said(read: ReadProcess) -> str:
    count = sum(bool(step.number) for step in read.steps)
    steps = ngettext("%(count)s step", "%(count)s steps", count) % {"count": formats.number(count)}
    return _("%(title)s, drawn: %(steps)s. The same is said step by step below.") % {
        "title": read.item.title,
        "steps": steps,
    }
