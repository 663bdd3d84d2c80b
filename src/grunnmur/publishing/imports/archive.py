"""A ZIP of old documents as a list of them: names, sizes, days and checksums. The documents themselves are not kept.

Archives are hostile until shown otherwise: what one claims of itself is not believed. Every byte is counted as it is
unpacked, in memory and never to a path, and one that is too large, too many or too dense is refused as a whole.
"""

import hashlib
import zipfile
import zlib
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import PurePosixPath

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from grunnmur.core.tables.limits import MEGABYTE
from grunnmur.core.tables.read import WORKBOOKS, ZIP, read_tables
from grunnmur.core.tables.sheet import Cell, Note, Row, Sheet, UnreadableFileError, Workbook
from grunnmur.publishing.imports.shape import MODIFIED, PATH, SHA256, SIZE, TITLE
from grunnmur.publishing.models import LONGEST_PATH

STEP = 256 * 1024
FIRST_YEAR = 1981  # an archive without days says 1980
LEAVINGS = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")
IS_ENCRYPTED = 0x1


@dataclass(frozen=True)
class ZipLimits:
    """The most that is unpacked of one archive. ratio: unpacked bytes to packed ones, of one file."""

    files: int = 20_000
    unpacked_bytes: int = 1_024 * MEGABYTE
    ratio: int = 100


LIMITS = ZipLimits()


def read_documents(content: bytes, name: str, *, limits: ZipLimits = LIMITS) -> Workbook:
    """Read a list of documents (XLSX, ODS, CSV, JSON), or list the files of a ZIP. Raises UnreadableFileError."""
    if content.startswith(ZIP) and not _is_workbook(content):
        return _listed(content, PurePosixPath(name.replace("\\", "/")).stem, limits)
    return read_tables(content, name=name)


def _is_workbook(content: bytes) -> bool:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return any(name in WORKBOOKS for name in archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError):
        return False


def _listed(content: bytes, name: str, limits: ZipLimits) -> Workbook:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            found = _rows(archive, limits)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise UnreadableFileError(_("The file is damaged or encrypted. Save it once more and try again.")) from error
    if not found:
        raise UnreadableFileError(_("There are no files in the archive."))
    note = Note(gettext_noop("The files of the archive were listed with their checksums. They are not kept here."))
    return Workbook((Sheet(name or "zip", (PATH, TITLE, MODIFIED, SIZE, SHA256), found),), (note,))


def _rows(archive: zipfile.ZipFile, limits: ZipLimits) -> list[Row]:
    members = archive.infolist()
    if len(members) > limits.files:
        raise UnreadableFileError(_("The archive holds more than %(most)s files. Divide it.") % {"most": limits.files})
    left = limits.unpacked_bytes
    rows: list[Row] = []
    for member in members:
        path = _path_of(member)
        if member.is_dir() or any(part in LEAVINGS or part.startswith("~$") for part in path.parts):
            continue
        size, checksum = _measured(archive, member, left, limits)
        left -= size
        cells: list[Cell] = [str(path), None, _day_of(member), size, checksum]
        rows.append(Row(len(rows) + 2, cells))
    return rows


def _path_of(member: zipfile.ZipInfo) -> PurePosixPath:
    """Return a member's path. Raises UnreadableFileError for one that leads out of the archive, or has no end."""
    text = member.filename.replace("\\", "/")
    path = PurePosixPath(text)
    leads_out = path.is_absolute() or ".." in path.parts or text[1:2] == ":" or "\x00" in member.orig_filename
    if leads_out:
        raise UnreadableFileError(_("The archive holds a path that leads out of it. Pack the folder once more."))
    if len(text) > LONGEST_PATH:
        raise UnreadableFileError(
            _("The archive holds a path of more than %(most)s characters.") % {"most": LONGEST_PATH}
        )
    return path


def _measured(archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: int, limits: ZipLimits) -> tuple[int, str]:
    """Return how many bytes a file really has, and their checksum. Raises UnreadableFileError."""
    if member.flag_bits & IS_ENCRYPTED:
        raise UnreadableFileError(_("The archive has a password. Remove it and try again."))
    most = min(left, max(member.compress_size, 1) * limits.ratio + STEP)
    size, checksum = 0, hashlib.sha256()
    with archive.open(member) as stream:
        while block := stream.read(STEP):
            size += len(block)
            checksum.update(block)
            if size > most:
                raise UnreadableFileError(_("The archive unpacks to far more than a folder of documents. Divide it."))
    return size, checksum.hexdigest()


def _day_of(member: zipfile.ZipInfo) -> date | None:
    try:
        found = date(*member.date_time[:3])
    except ValueError:
        return None
    return found if found.year >= FIRST_YEAR else None
