"""Files with a part of the map: sent under a name that says what they are, and noted as taken out."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from grunnmur.core.documents_out import PDF_TYPE
from grunnmur.core.http import Request
from grunnmur.core.tables.write import CSV_TYPE, XLSX_TYPE, Table, write_csv, write_xlsx
from grunnmur.landscape.actions.exports import Taken, log_export

TYPES = {"csv": CSV_TYPE, "xlsx": XLSX_TYPE, "pdf": PDF_TYPE}


def as_table_file(table: Table, file_format: str) -> bytes:
    """Return a table as CSV or as XLSX."""
    return write_csv(table) if file_format == "csv" else write_xlsx([table])


def taken(
    request: Request, content: bytes, *, name: str, file_format: str, elements: int, relations: int = 0
) -> HttpResponse:
    """Send a file and note who took it, with the address that says of what. Raises PermissionDenied."""
    told = Taken(file_format, elements=elements, relations=relations, subject=request.get_full_path())
    log_export(content, told, by=request.user)
    response = HttpResponse(content, content_type=TYPES[file_format])
    header = content_disposition_header(as_attachment=True, filename=f"{name[:80]}.{file_format}")
    response.headers["Content-Disposition"] = header or "attachment"
    return response
