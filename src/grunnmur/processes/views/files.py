"""A process as a file: to print, to send, to open in another tool."""

from collections.abc import Callable, Mapping, Sequence

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language

from grunnmur.core.documents_out import DOCX_TYPE, PDF_TYPE, PNG_TYPE, write_docx, write_pdf, write_png
from grunnmur.core.http import Request
from grunnmur.core.tables.write import XLSX_TYPE, write_xlsx
from grunnmur.processes import queries
from grunnmur.processes.queries import NamedLink, ReadProcess
from grunnmur.processes.views.documents import document_of, sheets_of
from grunnmur.processes.views.linked import groups_of
from grunnmur.processes.views.shown import ShownStep, shown_steps

BPMN_TYPE = "application/xml"
Links = Mapping[str, Sequence[NamedLink]]  # by uid
Writer = Callable[[ReadProcess, Links], bytes]


def file(request: Request, code: str, form: str) -> HttpResponse:
    """Send a process as PDF, Word, Excel, its drawing as PNG, or as BPMN with our roles in it."""
    read = queries.find_process(code.upper(), seen_by=request.user)
    kind, write = FORMS[form]
    links = queries.named_links(read.row, seen_by=request.user)
    response = HttpResponse(write(read, links), content_type=kind)
    name = f"{read.item.code.lower()}.{form}"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _steps(read: ReadProcess, links: Links) -> Sequence[ShownStep]:
    drawing = queries.drawing_of(read.row, title=read.item.title, links=links)
    return shown_steps(drawing, rows={step.element_id: step for step in read.steps}, letters=read.letters)


def _printed(write: Callable[..., bytes]) -> Writer:
    def written(read: ReadProcess, links: Links) -> bytes:
        whole = groups_of(links.get("", ()))
        return write(document_of(read, _steps(read, links), whole=whole, language=get_language() or "nb"))

    return written


def _picture(read: ReadProcess, _links: Links) -> bytes:
    return write_png(queries.file_drawing_of(read.row, title=read.item.title))


FORMS: dict[str, tuple[str, Writer]] = {
    "pdf": (PDF_TYPE, _printed(write_pdf)),
    "docx": (DOCX_TYPE, _printed(write_docx)),
    "png": (PNG_TYPE, _picture),
    "xlsx": (XLSX_TYPE, lambda read, links: write_xlsx(sheets_of(read, _steps(read, links)))),
    "bpmn": (BPMN_TYPE, lambda read, _links: queries.file_with_roles(read)),
}
