"""Links in files, read with other people's readers."""

from io import BytesIO

import docx
import pypdf


def pdf_links(content):
    """Where each link of a PDF leads, and what it is called, by pages; a name twice if it stands on two lines."""
    notes = [
        note.get_object() for page in pypdf.PdfReader(BytesIO(content)).pages for note in page.get("/Annots") or ()
    ]
    return [(note["/A"]["/URI"], note["/Contents"]) for note in notes if note["/Subtype"] == "/Link"]


def _below(element):
    for one in element.get("/K", []) if isinstance(element.get("/K"), list) else []:
        child = one.get_object()
        if isinstance(child, dict):
            yield child
            yield from _below(child)


def _tags(content):
    return list(_below(pypdf.PdfReader(BytesIO(content)).trailer["/Root"]["/StructTreeRoot"]))


def pdf_tagged_links(content):
    """How many links of a PDF stand in its tree of tags, each with its annotation."""
    links = [element for element in _tags(content) if element.get("/S") == "/Link"]
    return sum(any(one.get("/Type") == "/OBJR" for one in _below(link)) for link in links)


def pdf_alternatives(content):
    """What is said of the pictures of a PDF, in their order."""
    return [str(element["/Alt"]) for element in _tags(content) if "/Alt" in element]


def docx_links(content):
    """The words of each link of a DOCX and where it leads: paragraphs first, then tables."""
    word = docx.Document(BytesIO(content))
    cells = [cell for table in word.tables for row in table.rows for cell in row.cells]
    paragraphs = [*word.paragraphs, *(one for cell in cells for one in cell.paragraphs)]
    return [(link.text, link.address) for paragraph in paragraphs for link in paragraph.hyperlinks]
