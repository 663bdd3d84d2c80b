"""Files in drafts: refusing what is hostile, keeping the bytes, and reading the text afterwards."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from grunnmur.core.confined.run import ChildFailedError, run_confined
from grunnmur.core.events import publish
from grunnmur.core.files import store
from grunnmur.core.files.sniff import DOCX, ODS, ODT, PDF, TEXT, XLSX, media_type_of
from grunnmur.core.links import Ref
from grunnmur.core.models import StoredFile
from grunnmur.core.office.kinds import kind_of
from grunnmur.core.office.read import markup_of
from grunnmur.core.permissions import Actor
from grunnmur.core.tables.limits import MEGABYTE, Limits
from grunnmur.core.tables.sheet import UnreadableFileError
from grunnmur.documents.actions.searching import index_document, valid_versions
from grunnmur.documents.actions.writing import Source, changed, locked, write_mentions
from grunnmur.documents.events import FileAttached
from grunnmur.documents.models import DocumentVersion, FileText
from grunnmur.documents.rules import FILES, SameFileError, UnwantedDocumentError
from grunnmur.documents.text import Piece, pieces_of_markdown
from grunnmur.documents.text.files import pieces_of_html, pieces_of_pages, pieces_of_text
from grunnmur.publishing import actions as publishing
from grunnmur.publishing.queries import DocumentType, Version

LIMITS = Limits(
    file_bytes=store.LARGEST,
    unpacked_bytes=250 * MEGABYTE,
    rows=20_000,
    columns=100,
    memory_bytes=512 * MEGABYTE,
    seconds=60,
)
MOST_PAGES = 500
LETTERS = 3_000_000  # the most that is read of one PDF
CHILD = Path(__file__).parent.parent / "text" / "pdf_child.py"  # run, never imported
OFFICE = (DOCX, ODT, XLSX, ODS)
SHEETS = (XLSX, ODS)
MARKDOWN = (".md", ".markdown")
UNREADABLE = gettext_noop("The file could not be read: search finds it by its title only.")
ONLY_PICTURES = gettext_noop("Only pictures were found in the file: search finds it by its title only.")
_LOG = structlog.get_logger(__name__)
FORMS = (DocumentType.Kind.TEMPLATE, DocumentType.Kind.FORM)


@dataclass(frozen=True)
class NewFile:
    """A file as it came, and what it is called."""

    content: bytes
    name: str


@transaction.atomic
def attach_file(version_id: UUID, new: NewFile, *, by: Actor) -> DocumentVersion:
    """Let a file be the content of a draft; its bytes are kept, its text is read afterwards (`read_text`).

    Raises Version.DoesNotExist, PermissionDenied, WrongStateError,
    SameFileError, and for what is not taken: UnwantedDocumentError, UnreadableFileError, UnwantedFileError.
    """
    row = locked(version_id, by=by)
    _require_taken(new, row)
    _require_new(row, new.content)
    stored = store.store(new.content, name=new.name, about=Ref(FILES, row.pk), by=by, most=LIMITS.file_bytes)
    FileText.objects.create(file=stored)
    row.source, row.markdown, row.file = Source.FILE, "", stored
    row.external_url = row.external_system = row.external_reference = ""
    row.save()
    write_mentions(row)
    changed(row, by=by)
    publish(FileAttached(stored.pk))
    return row


def _require_taken(new: NewFile, row: DocumentVersion) -> None:
    """Do nothing for a file that is taken: its kind shows in its content. Raises a refusal with a sentence."""
    if len(new.content) > LIMITS.file_bytes:
        most = {"limit": LIMITS.file_bytes // MEGABYTE}
        raise UnwantedDocumentError(_("The file is larger than %(limit)d MB. Make it smaller or split it.") % most)
    if new.content.startswith(b"%PDF-"):
        _read_pdf(new.content, letters=0)
        return
    kind_of(new.content, LIMITS)
    media_type = media_type_of(new.content)
    if media_type not in {*OFFICE, TEXT}:
        raise UnwantedDocumentError(_("This kind of file is not taken. Use Word, PDF, OpenDocument, Markdown or text."))
    document_type = row.document.item.document_type
    if media_type in SHEETS and (document_type is None or document_type.kind not in FORMS):
        raise UnwantedDocumentError(_("A spreadsheet is taken as a template or a form only. Choose such a type first."))


def _require_new(row: DocumentVersion, content: bytes) -> None:
    """Do nothing unless the file is that of the valid version. Raises SameFileError."""
    digest = hashlib.sha256(content).hexdigest()
    valid = DocumentVersion.objects.filter(document_id=row.document_id, version__state=Version.State.CURRENT)
    if valid.filter(file__sha256=digest).exists():
        raise SameFileError(_("This is the very file of the valid version. Nothing was changed."))


@transaction.atomic
def read_text(file_id: UUID) -> FileText:
    """Read the text of a file, and let what is valid be found by it. A second time changes nothing.

    Raises FileText.DoesNotExist.
    """
    text = FileText.objects.select_for_update(of=("self",)).select_related("file").get(file_id=file_id)
    if text.state != FileText.State.WAITING:
        return text
    try:
        pieces, text.page_count = _pieces_of(text.file)
    except (UnreadableFileError, UnwantedDocumentError) as error:
        text.state, text.error = FileText.State.FAILED, UNREADABLE
        text.save()
        _LOG.warning("document_not_read", file=str(file_id), reason=type(error).__name__)
        return text
    text.state = FileText.State.DONE if pieces else FileText.State.FAILED
    text.error = "" if pieces else ONLY_PICTURES
    text.pieces = [piece.stored() for piece in pieces]
    text.save()
    for row in valid_versions().filter(file_id=file_id):
        index_document(row)
    drafts = DocumentVersion.objects.filter(file_id=file_id, is_draft=True)
    for version_id in drafts.values_list("version_id", flat=True):
        publishing.index_draft_of(version_id)
    return text


def _pieces_of(file: StoredFile) -> tuple[list[Piece], int | None]:
    """Return what a file says, and how many pages it has if it has such. Raises a refusal."""
    content = store.read(file)
    if file.media_type == PDF:
        answer = _read_pdf(content, letters=LETTERS)
        return pieces_of_pages(answer["texts"]), int(answer["pages"])
    if file.media_type in OFFICE:
        return pieces_of_html(markup_of(content, limits=LIMITS) or ""), None
    text = _decoded(content)
    return (pieces_of_markdown(text) if file.name.lower().endswith(MARKDOWN) else pieces_of_text(text)), None


def _decoded(content: bytes) -> str:
    """Return plain text: UTF-8 or UTF-16 as it says, else as Windows writes it."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _read_pdf(content: bytes, *, letters: int) -> dict[str, Any]:  # Any: JSON of the child
    """Return the child's answer. Raises UnwantedDocumentError."""
    numbers = (MOST_PAGES, letters)
    try:
        said = run_confined(CHILD, content, memory_bytes=LIMITS.memory_bytes, seconds=LIMITS.seconds, numbers=numbers)
        answer: dict[str, Any] = json.loads(said)  # Any: the same
    except (ChildFailedError, ValueError) as error:
        raise UnwantedDocumentError(_("The PDF is damaged or too large. Save it once more and try again.")) from error
    if "refused" in answer:
        raise UnwantedDocumentError(_refusals()[answer["refused"]])
    return answer


def _refusals() -> dict[str, str]:
    return {
        "encrypted": _("The file has a password. Remove the password and try again."),
        "long": _("The PDF has more than %(most)d pages. Divide it.") % {"most": MOST_PAGES},
        "damaged": _("The PDF is damaged or too large. Save it once more and try again."),
    }
