"""Changing what a draft holds: its text, where its text lies, and what it stands on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from grunnmur.core.clock import now
from grunnmur.core.permissions import Actor, System, person_of
from grunnmur.documents.actions.hashing import content_hash_of
from grunnmur.documents.models import DocumentLink, DocumentVersion, TextCopy
from grunnmur.documents.queries.targets import targets_of
from grunnmur.documents.rules import LONGEST_TEXT, TextMovedOnError, UnwantedDocumentError
from grunnmur.documents.text import codes_in, text_hash
from grunnmur.publishing import actions as publishing
from grunnmur.publishing import queries as publishing_queries
from grunnmur.publishing.queries import Version
from grunnmur.publishing.rules import WrongStateError

Source = DocumentVersion.Source
Use = DocumentLink.Use
GRUNNMUR = System("Grunnmur")


@dataclass(frozen=True, kw_only=True)
class Text:
    """A text in Markdown, and the hash of the text it was begun on (`documents.text.text_hash`).

    is_over: it is to stand instead of what somebody saved meanwhile, which is kept beside the draft.
    """

    markdown: str
    based_on: str = ""
    is_over: bool = False


@dataclass(frozen=True, kw_only=True)
class Pointer:
    """Where the text of a document lies, if not here."""

    system: str = ""
    reference: str = ""
    url: str = ""


@transaction.atomic
def write_text(version_id: UUID, text: Text, *, by: Actor) -> Version:
    """Write a text into a draft; what somebody else wrote last is kept beside it.

    Raises DocumentVersion.DoesNotExist, PermissionDenied, WrongStateError, UnwantedDocumentError (too long),
    TextMovedOnError when the draft is not what the text was begun on.
    """
    row = locked(version_id, by=by)
    if text_hash(row.markdown) != text.based_on:
        raise TextMovedOnError(
            _("Somebody saved another text while you wrote. Nothing of yours is lost: see both here.")
        )
    markdown = _clean(text.markdown)
    if row.markdown.strip() and row.markdown != markdown:
        _keep_before(row, by=by, is_over=text.is_over)
    row.source, row.markdown, row.file = Source.WRITTEN, markdown, None
    row.external_url = row.external_system = row.external_reference = ""
    row.save()
    write_mentions(row)
    return changed(row, by=by)


def _clean(markdown: str) -> str:
    text = markdown.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    if len(text) > LONGEST_TEXT:
        raise UnwantedDocumentError(_("The text is too long to be written here. Bring it in as a file."))
    return text


def _keep_before(row: DocumentVersion, *, by: Actor, is_over: bool) -> None:
    """Keep what a text is written instead of: what somebody else wrote last, or what gives way in a conflict."""
    last = publishing_queries.last_editor_of(row.version_id)
    if is_over or (last and last.person_id != person_of(by)):
        written_by = last.person.display_name if last else _("before it was written on here")
        TextCopy.objects.create(document_version=row, markdown=row.markdown, written_by=written_by, kept_at=now())


@transaction.atomic
def point_to(version_id: UUID, pointer: Pointer, *, by: Actor) -> Version:
    """Say in a draft that its text lies in another system. Raises as `write_text`."""
    row = locked(version_id, by=by)
    row.source, row.markdown, row.file = Source.EXTERNAL, "", None
    row.external_system, row.external_reference = pointer.system.strip(), pointer.reference.strip()
    row.external_url = pointer.url.strip()
    if row.external_url and not row.external_url.startswith(("https://", "http://")):
        raise UnwantedDocumentError(_("The address must begin with https:// or http://."))
    row.save()
    write_mentions(row)
    return changed(row, by=by)


@transaction.atomic
def state_basis(version_id: UUID, laws: Sequence[str], *, has_none: bool, by: Actor) -> Version:
    """Say in a draft which laws and rules it stands on, one a line, or that there are none.

    Raises DocumentVersion.DoesNotExist, PermissionDenied, WrongStateError.
    """
    row = locked(version_id, by=by)
    texts = list(dict.fromkeys(" ".join(law.split())[:200] for law in laws if law.strip()))
    row.has_no_basis = has_none and not texts
    row.save(update_fields=["has_no_basis"])
    _write_links(row, Use.BASIS, [(text, "") for text in texts])
    return changed(row, by=by)


def locked(version_id: UUID, *, by: Actor) -> DocumentVersion:
    """Return what a draft holds, locked until the end of the transaction, to somebody who may change it.

    Raises DocumentVersion.DoesNotExist, Version.DoesNotExist, PermissionDenied, WrongStateError.
    """
    seen = publishing_queries.find_version(version_id, seen_by=by)
    is_assuring = seen.version.state == Version.State.QUALITY and seen.standing.is_assurer
    if not (seen.standing.may_draft or is_assuring):
        raise PermissionDenied(_("Only modellers and the flow chief of the line, and the owner, may do this."))
    rows = DocumentVersion.objects.select_for_update(of=("self",)).select_related("file")
    row = rows.get(version_id=version_id)
    if not row.is_draft:
        raise WrongStateError(_("This version is no draft any more. Begin a new one."))
    return row


def changed(row: DocumentVersion, *, by: Actor) -> Version:
    """Tell publishing that a draft holds something else. Raises PermissionDenied, WrongStateError."""
    return publishing.content_changed(row.version_id, content_hash=content_hash_of(row), by=by)


def write_mentions(row: DocumentVersion) -> None:
    """Write down what the text of a version names."""
    named = codes_in(row.markdown) if row.markdown else []
    _write_links(row, Use.MENTION, [(f"[[{code}]]", anchor) for code, anchor in named])


def _write_links(row: DocumentVersion, use: str, named: Iterable[tuple[str, str]]) -> None:
    """Write the links of one use anew. named: (text, anchor)."""
    found = [(text, anchor, [code for code, _anchor in codes_in(text)]) for text, anchor in named]
    targets = targets_of({code for _text, _anchor, codes in found for code in codes}, seen_by=GRUNNMUR)
    DocumentLink.objects.filter(document_version=row, use=use).delete()
    links = []
    for ordinal, (text, anchor, codes) in enumerate(found):
        target = next((targets[code] for code in codes if code in targets), None)
        links.append(
            DocumentLink(
                document_version=row,
                use=use,
                ordinal=ordinal,
                anchor=anchor[:120],
                text=text,
                target_kind=target.kind if target else "",
                target_id=target.id if target else None,
                is_draft=True,
            )
        )
    DocumentLink.objects.bulk_create(links)
