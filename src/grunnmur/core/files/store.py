"""Keeping bytes: under their own hash, in a folder of the municipality, written once."""

import hashlib
import os
import tempfile
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from grunnmur.core.clock import now
from grunnmur.core.files.sniff import UnwantedFileError, media_type_of
from grunnmur.core.links import Ref, links_to
from grunnmur.core.models import StoredFile
from grunnmur.core.permissions import Actor
from grunnmur.core.tenancy import current_tenant

MEGABYTE = 1024 * 1024
LARGEST = 25 * MEGABYTE
LONGEST_NAME = 255


class TooLargeError(UnwantedFileError):
    """A file over the limit."""


class DamagedFileError(RuntimeError):
    """The bytes on disk are not those that were stored."""


def store(content: bytes, *, name: str, about: Ref, by: Actor, most: int = LARGEST) -> StoredFile:
    """Keep a file that belongs to `about`; the action that calls has checked that the actor may.

    most: bytes. Raises TooLargeError, UnwantedFileError.
    """
    if len(content) > most:
        limit = {"limit": most // MEGABYTE}
        raise TooLargeError(_("The file is larger than %(limit)d MB. Make it smaller or split it.") % limit)
    digest = hashlib.sha256(content).hexdigest()
    row = StoredFile(
        name=_clean(name),
        media_type=media_type_of(content),
        size=len(content),
        sha256=digest,
        owner_kind=about.kind,
        owner_id=about.id,
        stored_at=now(),
        stored_by=str(by),
    )
    _write(_path(digest), content)
    row.save(force_insert=True)
    return row


def read(row: StoredFile) -> bytes:
    """Return the bytes of a file. Raises DamagedFileError when they are not what was stored."""
    content = _path(row.sha256).read_bytes()
    if hashlib.sha256(content).hexdigest() != row.sha256:
        raise DamagedFileError(str(row.pk))
    return content


def find(file_id: UUID, *, seen_by: Actor) -> StoredFile:
    """Return a file whose owner the actor may open. Raises StoredFile.DoesNotExist for all others."""
    row = StoredFile.objects.get(pk=file_id)
    owner = Ref(row.owner_kind, row.owner_id)
    if owner not in links_to([owner], seen_by=seen_by):
        raise StoredFile.DoesNotExist
    return row


def _path(digest: str) -> Path:
    return Path(settings.MEDIA_ROOT) / str(current_tenant().pk) / digest[:2] / digest


def _write(path: Path, content: bytes) -> None:
    """Write beside and rename, so that nobody reads half a file."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, beside = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(beside).rename(path)


def _clean(name: str) -> str:
    """Keep the last part of the name, without what a file system or a header could trip over."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(letter for letter in last if letter.isprintable() and letter not in '"<>|:*?').strip(". ")[
        -LONGEST_NAME:
    ] or _("file")
