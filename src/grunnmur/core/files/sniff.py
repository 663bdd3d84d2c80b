"""What a file is, by its content and never by its name. What is not on the list is refused."""

import io
import zipfile
from dataclasses import dataclass

from django.utils.translation import gettext as _

from grunnmur.core.errors import DomainError

XML = "application/xml"
PDF = "application/pdf"
PNG = "image/png"
JPEG = "image/jpeg"
WEBP = "image/webp"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
TEXT = "text/plain"
HTML = "text/html"
BEGINNINGS = ((b"%PDF-", PDF), (b"\x89PNG\r\n\x1a\n", PNG), (b"\xff\xd8\xff", JPEG))
HEAD = 4096
MACROS = ("vbaProject.bin", "vbaData.xml")


class UnwantedFileError(DomainError):
    """A kind of file that is not taken; the sentence says why."""


@dataclass(frozen=True)
class _Inside:
    """The kind of an office file, told by a part that every such file holds."""

    part: str
    media_type: str


INSIDES = (_Inside("word/document.xml", DOCX), _Inside("xl/workbook.xml", XLSX))


def media_type_of(content: bytes) -> str:
    """Return the media type. Raises UnwantedFileError for empty, encrypted, macro and unknown files."""
    if not content:
        raise UnwantedFileError(_("The file is empty."))
    for beginning, media_type in BEGINNINGS:
        if content.startswith(beginning):
            return media_type
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return WEBP
    if content.startswith(b"PK\x03\x04"):
        return _office(content)
    return _text(content)


def _office(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            declared = archive.read("mimetype").decode("ascii", "replace") if "mimetype" in names else ""
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as error:
        raise UnwantedFileError(
            _("The file is damaged or protected by a password. Save it again without one.")
        ) from error
    if any(name.endswith(MACROS) for name in names):
        raise UnwantedFileError(_("The file holds macros. Save it without macros and try again."))
    if declared in {ODT, ODS}:
        return declared
    found = next((inside.media_type for inside in INSIDES if inside.part in names), "")
    if not found:
        raise UnwantedFileError(_("This kind of file is not taken. Use PDF, Word, Excel, OpenDocument, text or BPMN."))
    return found


def _text(content: bytes) -> str:
    head = content[:HEAD]
    is_wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    if b"\x00" in head and not is_wide:
        raise UnwantedFileError(_("This kind of file is not taken. Use PDF, Word, Excel, OpenDocument, text or BPMN."))
    start = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe\x20\t\r\n")[:200].lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return HTML
    return XML if start.startswith(b"<") else TEXT
