"""Tables as files, for those who take them along."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from grunnmur.core.tables.write import CSV_TYPE, XLSX_TYPE, Table, write_csv, write_xlsx


def table_file(table: Table, *, file_format: str) -> HttpResponse:
    """Send a table as CSV or XLSX, named after itself."""
    is_csv = file_format == "csv"
    content = write_csv(table) if is_csv else write_xlsx([table])
    response = HttpResponse(content, content_type=CSV_TYPE if is_csv else XLSX_TYPE)
    name = f"{table.name.lower()}.{file_format}"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response
