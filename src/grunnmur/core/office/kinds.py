"""What kind of office document a file is shows in its content, never in its name; what is hostile is refused here."""

import zipfile
import zlib
from enum import StrEnum
from io import BytesIO

from django.utils.translation import gettext as _

from grunnmur.core.tables.limits import MEGABYTE, Limits, check_size, open_archive
from grunnmur.core.tables.sheet import UnreadableFileError

ZIP = b"PK\x03\x04"
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
PDF = b"%PDF"
IS_ENCRYPTED = 0x1  # flag of a member of a zip
MOST_RATIO = 100  # unpacked to packed
MACROS = ("vbaProject.bin", "vbaData.xml")
MACRO_FOLDERS = ("Basic/", "Scripts/")
WORKBOOKS = ("xl/workbook.xml", "xl/workbook.bin")


class OfficeKind(StrEnum):
    """The kinds that are read, each by a child of its own."""

    WORD = "word"
    TEXT = "text"  # OpenDocument text
    WORKBOOK = "workbook"


def kind_of(content: bytes, limits: Limits) -> OfficeKind | None:
    """Return what kind of office document the bytes are; None for what may be plain text.

    Raises UnreadableFileError, with a sentence that says what to do, for a document that is too large, encrypted, with
    macros, a bomb, or of a kind that is not read.
    """
    check_size(content, limits)
    if content.startswith(OLD_OFFICE):
        raise UnreadableFileError(
            _("This is an old or encrypted Office file. Save it as DOCX or XLSX without a password.")
        )
    if content.startswith(PDF):
        raise UnreadableFileError(_("A PDF holds no table that can be read. Use the document it was made from."))
    if not content.startswith(ZIP):
        return None
    _refuse_encrypted(content)
    with open_archive(content, limits) as archive:
        _refuse_bomb(archive, content)
        _refuse_macros(archive)
        return _kind(archive)


def _refuse_encrypted(content: bytes) -> None:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            is_locked = any(member.flag_bits & IS_ENCRYPTED for member in archive.infolist())
            manifest = "META-INF/manifest.xml"
            is_locked = is_locked or (
                manifest in archive.namelist() and b"encryption-data" in archive.open(manifest).read(MEGABYTE)
            )
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise UnreadableFileError(_("The file is damaged or encrypted. Save it once more and try again.")) from error
    if is_locked:
        raise UnreadableFileError(_("The file has a password. Remove the password and try again."))


def _refuse_bomb(archive: zipfile.ZipFile, content: bytes) -> None:
    unpacked = sum(member.file_size for member in archive.infolist())
    if unpacked > MEGABYTE and unpacked > MOST_RATIO * len(content):
        raise UnreadableFileError(_("The file unpacks to more than a hundred times its size, so it is not opened."))


def _refuse_macros(archive: zipfile.ZipFile) -> None:
    if any(name.endswith(MACROS) or name.startswith(MACRO_FOLDERS) for name in archive.namelist()):
        raise UnreadableFileError(_("The file has macros. Save it without macros and try again."))


def _kind(archive: zipfile.ZipFile) -> OfficeKind:
    names = set(archive.namelist())
    if "word/document.xml" in names:
        return OfficeKind.WORD
    if names & set(WORKBOOKS):
        return OfficeKind.WORKBOOK
    said = archive.read("mimetype").decode("ascii", "replace") if "mimetype" in names else ""
    if "content.xml" in names and "opendocument.spreadsheet" in said:
        return OfficeKind.WORKBOOK
    if "content.xml" in names and "opendocument.text" in said:
        return OfficeKind.TEXT
    raise UnreadableFileError(_("This kind of file is not read here. Save it as DOCX, XLSX, ODT, ODS or CSV."))
