"""DOCX out, by python-docx: real headings, lists and tables, so that a screen reader finds its way."""

from io import BytesIO

import docx
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table as WordTable

from grunnmur.core import clock
from grunnmur.core.documents_out.blocks import Block, Document, Figure, Heading, Listing, Table, Text, writable

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LANGUAGES = {"nb": "nb-NO", "nn": "nn-NO", "da": "da-DK", "en": "en-GB"}
PAPER = (Mm(210), Mm(297))
MARGIN = Mm(20)
TYPEFACE = "Arial"  # on every machine that opens DOCX


def write_docx(document: Document) -> bytes:
    """Return the document as DOCX, on A4."""
    word = docx.Document()
    _lay_out(word, document)
    word.add_heading(writable(document.title), level=0)
    for line in document.under_title:
        word.add_paragraph(writable(line), style="Subtitle")
    for block in document.blocks:
        _add(word, block)
    out = BytesIO()
    word.save(out)
    return out.getvalue()


def _lay_out(word: WordDocument, document: Document) -> None:
    section = word.sections[0]
    width, height = reversed(PAPER) if document.is_landscape else PAPER
    section.orientation = WD_ORIENT.LANDSCAPE if document.is_landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = width, height
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
    facts = word.core_properties
    facts.title, facts.author, facts.comments = writable(document.title)[:255], "Grunnmur", ""
    facts.language = document.language
    facts.created = facts.modified = clock.now()
    _set_letters(word, LANGUAGES.get(document.language, document.language))


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
    tongue = OxmlElement("w:lang")
    tongue.set(qn("w:val"), language)
    normal.element.get_or_add_rPr().append(tongue)


def _add(word: WordDocument, block: Block) -> None:
    match block:
        case Heading():
            word.add_heading(writable(block.text), level=block.level - 1)
        case Text():
            word.add_paragraph(writable(block.text), style="Intense Quote" if block.is_note else None)
        case Listing():
            for item in block.items:
                word.add_paragraph(writable(item), style="List Number" if block.is_numbered else "List Bullet")
        case Figure():
            if block.title:
                word.add_heading(writable(block.title), level=1)
            word.add_paragraph(writable(block.said))
        case Table():
            _add_table(word, block)


def _add_table(word: WordDocument, block: Table) -> None:
    if block.caption:
        word.add_paragraph(writable(block.caption), style="Caption")
    table = word.add_table(rows=1 + len(block.rows), cols=len(block.header), style="Light Grid")
    _repeat_header(table)
    room = (word.sections[0].page_width or PAPER[0]) - 2 * MARGIN
    for column, share in zip(table.columns, block.shares(), strict=True):
        column.width = room * share // 100
    for row, texts in zip(table.rows, (block.header, *block.rows), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = writable(text)


def _repeat_header(table: WordTable) -> None:
    properties = table.rows[0]._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no name for this
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    properties.append(mark)
