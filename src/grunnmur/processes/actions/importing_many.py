"""Bringing many BPMN files into the library at once; what cannot be read does not hold up the rest."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

from grunnmur.core.files.sniff import UnwantedFileError
from grunnmur.core.permissions import Actor, require
from grunnmur.core.tables.limits import Limits, open_archive
from grunnmur.core.tables.sheet import UnreadableFileError
from grunnmur.processes.actions.importing import MOST, NewProcess, import_model
from grunnmur.processes.models import ProcessVersion
from grunnmur.processes.queries.library import processes
from grunnmur.processes.rules import IMPORT, UnreadableProcessError

MOST_FILES = 50
ENDINGS = (".bpmn", ".xml")
ZIP = b"PK\x03\x04"
LIMITS = Limits(file_bytes=50 * 1024 * 1024, unpacked_bytes=MOST_FILES * MOST, members=2_000)


@dataclass(frozen=True)
class DrawnFile:
    """A file as it came: its name, and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Brought:
    """What became of one file: a version, a sentence why not, or the code of the process that it is already.

    known_as: no code when the actor may not read that process.
    """

    name: str
    row: ProcessVersion | None = None
    problem: str = ""
    known_as: str | None = None


def unpacked(files: Iterable[DrawnFile]) -> list[DrawnFile]:
    """Return the drawings among these files and in the archives (ZIP) among them, by name; nothing else is opened.

    Raises UnreadableProcessError for a damaged or hostile archive, and for more than MOST_FILES drawings.
    """
    found: list[DrawnFile] = []
    for file in files:
        found += _members(file) if file.content.startswith(ZIP) else [file]
    if len(found) > MOST_FILES:
        sentence = _("There are %(count)d drawings; at most %(most)d are taken at once. Divide them.")
        raise UnreadableProcessError(sentence % {"count": len(found), "most": MOST_FILES})
    return sorted(found, key=lambda file: file.name)


def _members(file: DrawnFile) -> list[DrawnFile]:
    try:
        archive = open_archive(file.content, LIMITS)
    except UnreadableFileError as error:
        raise UnreadableProcessError(f"{file.name}: {error}") from error
    with archive:
        names = [name for name in archive.namelist() if _is_drawing(PurePosixPath(name))]
        if len(names) > MOST_FILES:
            sentence = _("There are %(count)d drawings; at most %(most)d are taken at once. Divide them.")
            raise UnreadableProcessError(sentence % {"count": len(names), "most": MOST_FILES})
        return [DrawnFile(PurePosixPath(name).name, archive.read(name)) for name in names]


def _is_drawing(path: PurePosixPath) -> bool:
    is_hidden = any(part.startswith((".", "__MACOSX")) for part in path.parts)
    return path.suffix.lower() in ENDINGS and not is_hidden


def import_many(files: Sequence[DrawnFile], *, new: NewProcess, by: Actor) -> list[Brought]:
    """Read each file into the library as a process of its own, and tell what became of each, in their order.

    A file whose very bytes are a process's already is left out, so that it can be run twice. new: what is said of all
    of them; titles and codes are the drawings' own. Raises PermissionDenied (needs processes.import, and a part in the
    line if there is one).
    """
    require(by, IMPORT)
    known = _known(files, by=by)
    return [_bring(file, known, new=new, by=by) for file in files]


def _bring(file: DrawnFile, known: dict[str, str], *, new: NewProcess, by: Actor) -> Brought:
    digest = hashlib.sha256(file.content).hexdigest()
    if digest in known:
        return Brought(file.name, known_as=known[digest])
    title = PurePosixPath(file.name).stem
    try:
        row = import_model(file.content, name=title, new=replace(new, title="", code=""), by=by)
    except (UnreadableProcessError, UnwantedFileError) as error:
        return Brought(file.name, problem=str(error))
    known[digest] = row.process.item.code
    return Brought(file.name, row)


def _known(files: Sequence[DrawnFile], *, by: Actor) -> dict[str, str]:
    """Return the codes of processes that hold these very files, by SHA-256; blank for those the actor may not read."""
    digests = {hashlib.sha256(file.content).hexdigest() for file in files}
    rows = ProcessVersion.objects.filter(original__sha256__in=digests).exclude(version__state="discarded")
    holders = dict(rows.values_list("original__sha256", "process_id"))
    codes = {row.pk: row.item.code for row in processes(seen_by=by).filter(pk__in=holders.values())}
    return {digest: codes.get(process, "") for digest, process in holders.items()}
