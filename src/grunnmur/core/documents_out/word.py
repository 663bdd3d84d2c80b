"""DOCX out, by python-docx: real headings, lists and tables, so that a screen reader finds its way."""

from io import BytesIO

import docx
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Length, Mm, Pt, RGBColor
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph

from grunnmur.core import clock
from grunnmur.core.documents_out.blocks import (
    MM_OF_PIXEL,
    SHEETS,
    Block,
    Document,
    Figure,
    Heading,
    Listing,
    Picture,
    Sheets,
    Table,
    Text,
)
from grunnmur.core.documents_out.lines import Line, runs_of, writable
from grunnmur.core.documents_out.pdf import UnprintableError
from grunnmur.core.documents_out.png import write_png, write_pngs

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LANGUAGES = {"nb": "nb-NO", "nn": "nn-NO", "da": "da-DK", "en": "en-GB"}
PAPER = (Mm(210), Mm(297))
SIZES = {"a4-landscape": (Mm(297), Mm(210)), "a3-landscape": (Mm(420), Mm(297)), "a3-portrait": (Mm(297), Mm(420))}
MARGIN = Mm(18)
HEADROOM = Mm(22)  # what Word's headings take more than those of the PDF, whose room SHEETS tells
TYPEFACE = "Arial"  # on every machine that opens DOCX
LINK = "Hyperlink"  # the style of words that lead somewhere, under the name Word knows
LINK_COLOUR = RGBColor(0x0B, 0x4F, 0x79)


def write_docx(document: Document) -> bytes:
    """Return the document as DOCX, on A4; a drawing with its own page on the paper it needs."""
    word = docx.Document()
    _lay_out(word, document)
    word.add_heading(writable(document.title), level=0)
    for line in document.under_title:
        word.add_paragraph(writable(line), style="Subtitle")
    is_first = True
    for block in document.blocks:
        if isinstance(block, Figure) and block.has_own_page:
            _add_sheet(word, block, document, is_first=is_first)
        elif isinstance(block, Sheets):
            _add_sheets(word, block, document, is_first=is_first)
        elif isinstance(block, Picture):
            _add_uploaded(word, block)
        else:
            _add(word, block)
        is_first = False
    out = BytesIO()
    word.save(out)
    return out.getvalue()


def _lay_out(word: WordDocument, document: Document) -> None:
    section = word.sections[0]
    _set_paper(section, _usual_paper(document))
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
    facts = word.core_properties
    facts.title, facts.author, facts.comments = writable(document.title)[:255], "Grunnmur", ""
    facts.language = document.language
    facts.created = facts.modified = clock.now()
    _set_letters(word, LANGUAGES.get(document.language, document.language))
    footer = section.footer.paragraphs[0]
    footer.add_run(writable(f"{document.footer} · "))
    _add_field(footer, "PAGE")
    footer.add_run(" / ")
    _add_field(footer, "NUMPAGES")


def _usual_paper(document: Document) -> tuple[Length, Length]:
    width, height = PAPER
    return (height, width) if document.is_landscape else (width, height)


def _set_paper(section: Section, paper: tuple[Length, Length]) -> None:
    section.page_width, section.page_height = paper
    section.orientation = WD_ORIENT.LANDSCAPE if paper[0] > paper[1] else WD_ORIENT.PORTRAIT


def _add_field(paragraph: Paragraph, name: str) -> None:
    """Add a number that Word reckons itself."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    paragraph._p.append(field)  # noqa: SLF001 - python-docx has no name for this


def _add_sheet(word: WordDocument, figure: Figure, document: Document, *, is_first: bool) -> None:
    """Add a drawing on paper of its own, which it shares with the title when it comes first."""
    _begin_sheet(word, figure.sheet, figure.title, is_first=is_first)
    _add_picture(word, figure)
    word.add_paragraph(writable(figure.said))
    _set_paper(word.add_section(), _usual_paper(document))


def _add_sheets(word: WordDocument, block: Sheets, document: Document, *, is_first: bool) -> None:
    """Add the parts of a drawing on pages of their paper, each with its words below it."""
    _begin_sheet(word, block.paper, block.title, is_first=is_first)
    try:
        pictures = write_pngs([figure.markup() for figure in block.figures])
    except UnprintableError:
        pictures = []
    for number, figure in enumerate(block.figures):
        if pictures:
            width, height = (Mm(side * MM_OF_PIXEL) for side in figure.drawn_size)
            room = Mm(SHEETS[block.paper][1]) - HEADROOM
            scale = min(1.0, room / height)
            _place_picture(word, pictures[number], figure, Length(int(width * scale)))
            word.paragraphs[-1].paragraph_format.keep_with_next = True
        word.add_paragraph(writable(figure.said))
    _set_paper(word.add_section(), _usual_paper(document))


def _begin_sheet(word: WordDocument, paper: str, title: str, *, is_first: bool) -> None:
    section = word.sections[0] if is_first else word.add_section()
    _set_paper(section, SIZES[paper])
    if title:
        word.add_heading(writable(title), level=1)


def _place_picture(word: WordDocument, picture: bytes, figure: Figure, width: Length) -> None:
    shape = word.add_picture(BytesIO(picture), width=width)
    shape._inline.docPr.set("descr", writable(figure.said))  # noqa: SLF001 - python-docx has no name for this


def _add_picture(word: WordDocument, figure: Figure) -> None:
    """Add the drawing as large as the paper allows; without the libraries that draw it, its words must do."""
    try:
        picture = write_png(figure.markup())
    except UnprintableError:
        return
    width, height = figure.size
    across, down = (Mm(side) for side in SHEETS[figure.sheet])
    scale = min(Mm(MM_OF_PIXEL), across / width, (down - HEADROOM) / height)
    _place_picture(word, picture, figure, Length(int(width * scale)))


def _add_uploaded(word: WordDocument, block: Picture) -> None:
    """Add a picture as large as it is on a screen, or as the page allows."""
    section = word.sections[-1]
    across, down = (Length(side or PAPER[0]) - 2 * MARGIN for side in (section.page_width, section.page_height))
    shape = word.add_picture(BytesIO(block.content))
    scale = min(1.0, across / shape.width, (down - HEADROOM) / shape.height)
    shape.width, shape.height = Length(int(shape.width * scale)), Length(int(shape.height * scale))
    shape._inline.docPr.set("descr", writable(block.said))  # noqa: SLF001 - python-docx has no name for this


def _set_letters(word: WordDocument, language: str) -> None:
    """Set the language that spelling is checked and read aloud in, and one typeface for everything."""
    for style in word.styles:
        fonts = style.element.rPr.rFonts if style.element.rPr is not None else None
        if fonts is not None:
            for name in list(fonts.attrib):
                del fonts.attrib[name]
            fonts.set(qn("w:ascii"), TYPEFACE)
            fonts.set(qn("w:hAnsi"), TYPEFACE)
    normal = word.styles["Normal"]
    normal.font.name, normal.font.size = TYPEFACE, Pt(10.5)
    link = word.styles.add_style(LINK, WD_STYLE_TYPE.CHARACTER)
    link.font.underline, link.font.color.rgb = True, LINK_COLOUR
    tongue = OxmlElement("w:lang")
    tongue.set(qn("w:val"), language)
    normal.element.get_or_add_rPr().append(tongue)


def _add(word: WordDocument, block: Block) -> None:
    match block:
        case Heading():
            word.add_heading(writable(block.text), level=block.level - 1)
        case Text():
            _add_words(word.add_paragraph(style="Intense Quote" if block.is_note else None), block.text)
        case Listing():
            for item in block.items:
                _add_words(word.add_paragraph(style="List Number" if block.is_numbered else "List Bullet"), item)
        case Figure():
            if block.title:
                word.add_heading(writable(block.title), level=1)
            word.add_paragraph(writable(block.said))
        case Table():
            _add_table(word, block)


def _add_words(paragraph: Paragraph, line: Line) -> None:
    """Add a line to a paragraph; what leads somewhere as a link of Word."""
    for run in runs_of(line):
        words = paragraph.add_run(writable(run.text), style=LINK if run.address else None)
        if run.address:
            link = OxmlElement("w:hyperlink")
            link.set(qn("r:id"), paragraph.part.relate_to(run.address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
            link.append(words._r)  # noqa: SLF001 - python-docx only reads links
            paragraph._p.append(link)  # noqa: SLF001 - the same


def _add_table(word: WordDocument, block: Table) -> None:
    if block.caption:
        word.add_paragraph(writable(block.caption), style="Caption")
    table = word.add_table(rows=1 + len(block.rows), cols=len(block.header), style="Light Grid")
    _mark_rows(table)
    room = (word.sections[-1].page_width or PAPER[0]) - 2 * MARGIN
    for column, share in zip(table.columns, block.shares(), strict=True):
        column.width = room * share // 100
    for row, texts in zip(table.rows, (block.header, *block.rows), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            _add_words(cell.paragraphs[0], text)


def _mark_rows(table: WordTable) -> None:
    """Repeat the header on each page, and break no row in two."""
    for number, row in enumerate(table.rows):
        for name in ("w:cantSplit", *(["w:tblHeader"] if number == 0 else [])):
            mark = OxmlElement(name)
            mark.set(qn("w:val"), "true")
            row._tr.get_or_add_trPr().append(mark)  # noqa: SLF001 - python-docx has no name for this
