"""Documents out: one description of a document, written as tagged PDF or as DOCX; a drawing as PNG."""

from grunnmur.core.documents_out.blocks import (
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
    room_on,
)
from grunnmur.core.documents_out.lines import Line, Run, plain
from grunnmur.core.documents_out.pdf import PDF_TYPE, UnprintableError, missing_packages, write_pdf
from grunnmur.core.documents_out.png import PNG_TYPE, write_png, write_pngs
from grunnmur.core.documents_out.word import DOCX_TYPE, write_docx

__all__ = [
    "DOCX_TYPE",
    "PDF_TYPE",
    "PNG_TYPE",
    "SHEETS",
    "Block",
    "Document",
    "Figure",
    "Heading",
    "Line",
    "Listing",
    "Picture",
    "Run",
    "Sheets",
    "Table",
    "Text",
    "UnprintableError",
    "missing_packages",
    "plain",
    "room_on",
    "write_docx",
    "write_pdf",
    "write_png",
    "write_pngs",
]
