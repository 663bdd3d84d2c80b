"""A process as a file: to print, to send, to open in another tool."""

from collections.abc import Callable, Sequence

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language

from grunnmur.core.documents_out import DOCX_TYPE, PDF_TYPE, write_docx, write_pdf
from grunnmur.core.http import Request
from grunnmur.core.tables.write import XLSX_TYPE, write_xlsx
from grunnmur.processes import queries
from grunnmur.processes.queries import ReadProcess
from grunnmur.processes.views.documents import document_of, sheets_of
from grunnmur.processes.views.shown import ShownStep, shown_steps

BPMN_TYPE = "application/xml"


def file(request: Request, code: str, form: str) -> HttpResponse:
    """Send a process as PDF, Word, Excel, or as BPMN with our roles in it."""
    read = queries.find_process(code.upper(), seen_by=request.user)
    kind, write = FORMS[form]
    response = HttpResponse(write(read), content_type=kind)
    name = f"{read.item.code.lower()}.{form}"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _steps(read: ReadProcess) -> Sequence[ShownStep]:
    drawing = queries.drawing_of(read.row, title=read.item.title)
    return shown_steps(drawing, rows={step.element_id: step for step in read.steps}, letters=read.letters)


def _printed(write: Callable[..., bytes]) -> Callable[[ReadProcess], bytes]:
    def written(read: ReadProcess) -> bytes:
        svg = queries.file_drawing_of(read.row, title=read.item.title)
        return write(document_of(read, _steps(read), svg=svg, language=get_language() or "nb"))

    return written


FORMS: dict[str, tuple[str, Callable[[ReadProcess], bytes]]] = {
    "pdf": (PDF_TYPE, _printed(write_pdf)),
    "docx": (DOCX_TYPE, _printed(write_docx)),
    "xlsx": (XLSX_TYPE, lambda read: write_xlsx(sheets_of(read, _steps(read)))),
    "bpmn": (BPMN_TYPE, queries.file_with_roles),
}
