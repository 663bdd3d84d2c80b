"""Documents out: one description of a document, written as tagged PDF or as DOCX; a drawing as PNG."""

from grunnmur.core.documents_out.blocks import Block, Document, Figure, Heading, Listing, Table, Text
from grunnmur.core.documents_out.pdf import PDF_TYPE, UnprintableError, missing_packages, write_pdf
from grunnmur.core.documents_out.png import PNG_TYPE, write_png
from grunnmur.core.documents_out.word import DOCX_TYPE, write_docx

__all__ = [
    "DOCX_TYPE",
    "PDF_TYPE",
    "PNG_TYPE",
    "Block",
    "Document",
    "Figure",
    "Heading",
    "Listing",
    "Table",
    "Text",
    "UnprintableError",
    "missing_packages",
    "write_docx",
    "write_pdf",
    "write_png",
]
