"""How much of a file is read before it is refused: uploads are hostile until shown otherwise."""

import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO

from django.utils.translation import gettext as _

from grunnmur.core.tables.sheet import UnreadableFileError

MEGABYTE = 1024 * 1024
STEP = MEGABYTE


@dataclass(frozen=True)
class Limits:
    """The most that is read of one file."""

    file_bytes: int = 50 * MEGABYTE
    unpacked_bytes: int = 500 * MEGABYTE
    members: int = 2_000
    rows: int = 500_000
    columns: int = 300
    memory_bytes: int = 2_048 * MEGABYTE
    seconds: int = 60


DEFAULT = Limits()


def check_size(content: bytes, limits: Limits) -> None:
    """Refuse a file that is empty or too large. Raises UnreadableFileError."""
    if not content:
        raise UnreadableFileError(_("The file is empty."))
    refuse_larger(len(content), limits)


def refuse_larger(size: int, limits: Limits) -> None:
    """Refuse a file of more bytes than are read, known before it is read. Raises UnreadableFileError."""
    if size > limits.file_bytes:
        most = limits.file_bytes // MEGABYTE
        raise UnreadableFileError(_("The file is larger than %(most)s MB. Divide it.") % {"most": most})


def open_archive(content: bytes, limits: Limits) -> zipfile.ZipFile:
    """Open a zip (XLSX is one) after unpacking all of it once, within the limits, to find bombs.

    The sizes an archive claims are not believed: each member is read, and its check sum with it.
    Raises UnreadableFileError.
    """
    try:
        archive = zipfile.ZipFile(BytesIO(content))
        _measure(archive, limits)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise UnreadableFileError(_("The file is damaged or encrypted. Save it once more and try again.")) from error
    return archive


def _measure(archive: zipfile.ZipFile, limits: Limits) -> None:
    members = archive.infolist()
    left = limits.unpacked_bytes
    if len(members) > limits.members:
        raise UnreadableFileError(_("The file holds too many parts."))
    for member in members:
        with archive.open(member) as stream:
            while block := stream.read(STEP):
                left -= len(block)
                if left < 0:
                    most = limits.unpacked_bytes // MEGABYTE
                    raise UnreadableFileError(
                        _("The file unpacks to more than %(most)s MB. Divide it.") % {"most": most}
                    )


def refuse_rows(limits: Limits) -> UnreadableFileError:
    """Return the error for a file with too many rows."""
    return UnreadableFileError(_("The file has more than %(most)s rows. Divide it.") % {"most": limits.rows})
