"""The same file back, with a column that says what is wrong in each row."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from grunnmur.core.imports.errors import NotNowError
from grunnmur.core.imports.findings import sentence
from grunnmur.core.imports.sealing import shown, unpack
from grunnmur.core.models import ImportFinding, ImportRun
from grunnmur.core.tables.sheet import Cell, Sheet
from grunnmur.core.tables.write import Table, write_xlsx


def error_file(run: ImportRun, *, with_shielded: bool) -> bytes:
    """Return the uploaded tables as XLSX, national numbers masked, each row's errors and warnings in a new last column.

    with_shielded: False leaves out the rows about protected people. A masked number that comes back in a mended
    file means "not said". Raises NotNowError when the file is kept no longer.
    """
    if run.content is None:
        raise NotNowError(_("The file is kept no longer. Upload it again."))
    told: defaultdict[tuple[str, int | None], list[str]] = defaultdict(list)
    for finding in ImportFinding.objects.filter(run=run).order_by("number"):
        told[finding.sheet, finding.row].append(_told(finding))
    return write_xlsx(_tables(run, unpack(bytes(run.content)), told, with_shielded=with_shielded))


def _told(finding: ImportFinding) -> str:
    what = sentence(finding.message, finding.params)
    where = f"{finding.column}: " if finding.column else ""
    return " ".join(filter(None, (f"{where}{what}", sentence(finding.how, finding.params))))


def _tables(
    run: ImportRun, sheets: Iterable[Sheet], told: dict[tuple[str, int | None], list[str]], *, with_shielded: bool
) -> Iterator[Table]:
    for sheet in sheets:
        hidden = set() if with_shielded else set(run.shielded_rows.get(sheet.name, ()))
        width = len(sheet.header)
        rows: Iterable[list[Cell]] = (
            [*(shown(cell) for cell in _padded(row.cells, width)), "\n".join(told.get((sheet.name, row.number), ()))]
            for row in sheet.rows
            if row.number not in hidden
        )
        yield Table(sheet.name, [*sheet.header, _("What is wrong")], rows)


def _padded(cells: Iterable[Cell], width: int) -> list[Cell]:
    found = list(cells)[:width]
    return found + [None] * (width - len(found))
