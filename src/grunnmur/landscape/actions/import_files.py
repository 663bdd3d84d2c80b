"""From a file of any kind that the map reads to tables."""

from collections.abc import Callable
from pathlib import PurePosixPath

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from grunnmur.core.tables.limits import MEGABYTE, Limits, check_size, open_archive
from grunnmur.core.tables.read import ZIP, read_tables
from grunnmur.core.tables.sheet import UnreadableFileError, Workbook
from grunnmur.landscape.exchange import archi_csv, archimate
from grunnmur.landscape.exchange.mapping import Read
from grunnmur.landscape.queries.exports.tables import tables_of, unmapped_of

LIMITS = Limits(file_bytes=20 * MEGABYTE, unpacked_bytes=200 * MEGABYTE, rows=50_000)
ARCHI = "elements.csv"
_MARKS = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"


def read_file(content: bytes, name: str) -> Workbook:
    """Return the tables of a file: of a spreadsheet, or of an exchange file or Archi's CSV files, made into tables.

    Raises UnreadableFileError, with a sentence that says what to do.
    """
    check_size(content, LIMITS)
    if content.lstrip(_MARKS)[:1] == b"<":
        return _exchanged(content, lambda data: archimate.read(data, language=(get_language() or "nb").split("-")[0]))
    if content.startswith(ZIP) and _is_archi(content):
        return _exchanged(content, archi_csv.read)
    return read_tables(content, name=name, limits=LIMITS)


def _is_archi(content: bytes) -> bool:
    """Tell whether a zip holds Archi's CSV files: theirs is the only one with relations to their elements."""
    with open_archive(content, LIMITS) as archive:
        names = {PurePosixPath(name).name.casefold() for name in archive.namelist()}
        if not any(name.endswith(ARCHI) for name in names):
            return False
        first = next(name for name in archive.namelist() if name.casefold().endswith(ARCHI))
        with archive.open(first) as stream:
            return b"documentation" in stream.readline().lower()


def _exchanged(content: bytes, read: Callable[[bytes], Read]) -> Workbook:
    found = read(content)
    if len(found.model.elements) + len(found.model.relations) > LIMITS.rows:
        raise UnreadableFileError(_("The file has more than %(most)s rows. Divide it.") % {"most": LIMITS.rows})
    unmapped = unmapped_of(found.model, found.findings)
    sheets = [*tables_of(found.model), *([unmapped] if unmapped else [])]
    if not sheets:
        raise UnreadableFileError(_("The file has no table with content."))
    return Workbook(tuple(sheets))
