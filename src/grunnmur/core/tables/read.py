"""One door in: what a file is shows in its content, never in its name."""

from pathlib import PurePosixPath

from django.utils.translation import gettext as _

from grunnmur.core.tables.limits import DEFAULT, Limits, check_size, open_archive
from grunnmur.core.tables.objects import read_json
from grunnmur.core.tables.sheet import Note, Sheet, UnreadableFileError, Workbook
from grunnmur.core.tables.text import read_csv
from grunnmur.core.tables.xlsx import read_xlsx

ZIP = b"PK\x03\x04"
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
WORKBOOKS = ("xl/workbook.xml", "xl/workbook.bin", "content.xml")


def read_tables(content: bytes, *, name: str, limits: Limits = DEFAULT) -> Workbook:
    """Read XLSX, ODS, CSV, a zip of CSV files, or JSON.

    name: the file's name; a CSV's sheet gets it without its ending.
    Raises UnreadableFileError, with a sentence that says what to do.
    """
    check_size(content, limits)
    workbook = _read(content, PurePosixPath(name.replace("\\", "/")).stem, limits)
    if not workbook.sheets:
        raise UnreadableFileError(_("The file has no table with content."))
    return workbook


def _read(content: bytes, name: str, limits: Limits) -> Workbook:
    if content.startswith(OLD_OFFICE):
        raise UnreadableFileError(_("This is an old or encrypted Office file. Save it as XLSX without a password."))
    if content.startswith(ZIP):
        return _read_zip(content, limits)
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return read_json(content, limits=limits)
    return read_csv(content, name=name, limits=limits)


def _read_zip(content: bytes, limits: Limits) -> Workbook:
    with open_archive(content, limits) as archive:
        names = archive.namelist()
        if any(name in names for name in WORKBOOKS):
            return read_xlsx(content, limits=limits)
        sheets: list[Sheet] = []
        notes: list[Note] = []
        for name in sorted(names):
            path = PurePosixPath(name)
            if path.suffix.lower() != ".csv" or path.name.startswith(".") or "__MACOSX" in path.parts:
                continue
            part = read_csv(archive.read(name), name=path.stem, limits=limits)
            sheets += part.sheets
            notes += part.notes
        return Workbook(tuple(sheets), tuple(notes))
