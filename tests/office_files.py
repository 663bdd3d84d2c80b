"""Office documents for tests, made of the rows of a table; plain functions that return bytes."""

import zipfile
from collections.abc import Sequence
from html import escape
from io import BytesIO

import docx
import xlsxwriter
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement

from grunnmur.processes.bpmn.checklist import Cell, Table

OPEN = "urn:oasis:names:tc:opendocument:xmlns"
NAMESPACES = f'xmlns:office="{OPEN}:office:1.0" xmlns:text="{OPEN}:text:1.0" xmlns:table="{OPEN}:table:1.0"'


def zipped(parts: dict[str, str | bytes]) -> bytes:
    """Return a zip of these members."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def _filled(cell, content: Cell | str) -> None:
    lines = [(content, 0)] if isinstance(content, str) else [(line.text, line.level) for line in content.lines]
    for place, (text, level) in enumerate(lines):
        paragraph = cell.paragraphs[0] if not place else cell.add_paragraph()
        paragraph.text = text
        if level:
            paragraph.style = "List Bullet" if level == 1 else f"List Bullet {level}"


def as_docx(table: Table, *, heading: str = "") -> bytes:
    """Return a DOCX with the table: bullets are list items."""
    document = docx.Document()
    if heading:
        document.add_heading(heading, level=1)
    grid = document.add_table(rows=0, cols=len(table.headers))
    for cells in (table.headers, *(row.cells for row in table.rows)):
        for place, content in zip(grid.add_row().cells, cells, strict=False):
            _filled(place, content)
    return bytes_of(document)


def bytes_of(document) -> bytes:
    """Return a python-docx document as its file."""
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def link(paragraph, address: str, text: str) -> None:
    """Add a hyperlink to a paragraph."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
    element = OxmlElement("w:hyperlink")
    element.set(qn("r:id"), paragraph.part.relate_to(address, kind, is_external=True))
    run = OxmlElement("w:r")
    said = OxmlElement("w:t")
    said.text = text
    run.append(said)
    element.append(run)
    paragraph._p.append(element)


def _text(cell: Cell) -> str:
    return "\n".join(f"{'  ' * (line.level - 1)}- {line.text}" if line.level else line.text for line in cell.lines)


def as_xlsx(sheets: dict[str, Sequence[Sequence[str | int]]], *, merged: Sequence[str] = ()) -> bytes:
    """Return a workbook with these sheets; merged: ranges of the first one."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
        for place in merged:
            first = workbook.worksheets()[0]
            first.merge_range(place, "")
        if merged:
            for number, row in enumerate(next(iter(sheets.values()))):
                for column, said in enumerate(row):
                    if said != "":
                        workbook.worksheets()[0].write(number, column, said)
    return out.getvalue()


def grid_of(table: Table) -> list[list[str]]:
    """Return a table as the texts of its cells, bullets typed with dashes."""
    return [list(table.headers), *([_text(cell) for cell in row.cells] for row in table.rows)]


def as_csv(table: Table, *, delimiter: str = ";") -> str:
    """Return CSV with every cell in quotation marks."""
    lines = [delimiter.join('"' + said.replace('"', '""') + '"' for said in row) for row in grid_of(table)]
    return "\r\n".join(lines)


def as_markdown(table: Table) -> str:
    """Return a Markdown table; bullets are lists in HTML, as Markdown asks."""
    rows = [[_marked(cell) for cell in row.cells] for row in table.rows]
    lines = [list(table.headers), ["---"] * len(table.headers), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def as_html(table: Table) -> str:
    """Return a page with the table."""
    rows = ["".join(f"<td>{_marked(cell)}</td>" for cell in row.cells) for row in table.rows]
    head = "".join(f"<th>{escape(said)}</th>" for said in table.headers)
    return f"<!DOCTYPE html><html><body><table><tr>{head}</tr><tr>{'</tr><tr>'.join(rows)}</tr></table></body></html>"


def _marked(cell: Cell) -> str:
    plain = "<br>".join(escape(line.text) for line in cell.lines if not line.level)
    items = "".join(f"<li>{escape(line.text)}</li>" for line in cell.lines if line.level)
    return plain + (f"<ul>{items}</ul>" if items else "")


def as_odt(body: str) -> bytes:
    """Return an OpenDocument text with this content."""
    content = f"<office:document-content {NAMESPACES}><office:body><office:text>{body}</office:text></office:body>"
    return open_document("text", f"{content}</office:document-content>")


def open_document(kind: str, content: str, **parts: str) -> bytes:
    """Return an OpenDocument file of a kind with its content.xml, and further members."""
    mimetype = f"application/vnd.oasis.opendocument.{kind}"
    return zipped({"mimetype": mimetype, "content.xml": content, **parts})


def table_as_odt(table: Table) -> bytes:
    """Return an OpenDocument text with the table: bullets are lists."""
    head = "".join(f"<table:table-cell><text:p>{said}</text:p></table:table-cell>" for said in table.headers)
    rows = ["".join(_open_cell(cell) for cell in row.cells) for row in table.rows]
    lines = "".join(f"<table:table-row>{cells}</table:table-row>" for cells in (head, *rows))
    return as_odt(f"<table:table>{lines}</table:table>")


def _open_cell(cell: Cell) -> str:
    plain = "".join(f"<text:p>{escape(line.text)}</text:p>" for line in cell.lines if not line.level)
    items = "".join(
        f"<text:list-item><text:p>{escape(line.text)}</text:p></text:list-item>" for line in cell.lines if line.level
    )
    bullets = f"<text:list>{items}</text:list>" if items else ""
    return f"<table:table-cell>{plain}{bullets}</table:table-cell>"
