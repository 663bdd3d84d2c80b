"""From a file of any kind that the map reads to tables."""

from grunnmur.core.tables.limits import MEGABYTE, Limits
from grunnmur.core.tables.read import read_tables
from grunnmur.core.tables.sheet import Workbook

LIMITS = Limits(file_bytes=20 * MEGABYTE, unpacked_bytes=200 * MEGABYTE, rows=50_000)


def read_file(content: bytes, name: str) -> Workbook:
    """Return the tables of a file. Raises UnreadableFileError, with a sentence that says what to do."""
    return read_tables(content, name=name, limits=LIMITS)
