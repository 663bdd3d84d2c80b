"""What publishing has done to the content of a document: copied for a new draft, frozen, made valid, withdrawn."""

from uuid import UUID

from grunnmur.core import search
from grunnmur.core.events import publish
from grunnmur.core.permissions import Actor
from grunnmur.documents.actions.hashing import content_hash_of
from grunnmur.documents.actions.mapping import map_document, retire_document
from grunnmur.documents.actions.searching import index_document
from grunnmur.documents.events import DocumentPublished
from grunnmur.documents.models import DocumentLink, DocumentVersion
from grunnmur.documents.rules import KIND


def fill(from_version: UUID, to_version: UUID, by: Actor) -> str:  # noqa: ARG001  # as publishing calls it
    """Copy the content of one version into a new draft; returns its hash. Six statements."""
    source = DocumentVersion.objects.select_related("file").get(version_id=from_version)
    row = DocumentVersion.objects.create(
        document_id=source.document_id,
        version_id=to_version,
        source=source.source,
        markdown=source.markdown,
        file=source.file,
        external_url=source.external_url,
        external_system=source.external_system,
        external_reference=source.external_reference,
        has_no_basis=source.has_no_basis,
        is_draft=True,
    )
    links = DocumentLink.objects.filter(document_version=source).order_by("use", "ordinal")
    DocumentLink.objects.bulk_create(
        DocumentLink(
            document_version=row,
            use=link.use,
            ordinal=link.ordinal,
            anchor=link.anchor,
            text=link.text,
            target_kind=link.target_kind,
            target_id=link.target_id,
            is_draft=True,
        )
        for link in links
    )
    return content_hash_of(row)


def freeze(version_id: UUID) -> None:
    """Let nobody change a version's content any more; the database sees to it."""
    DocumentLink.objects.filter(document_version__version_id=version_id, is_draft=True).update(is_draft=False)
    DocumentVersion.objects.filter(version_id=version_id, is_draft=True).update(is_draft=False)


def _row(version_id: UUID) -> DocumentVersion:
    return DocumentVersion.objects.select_related("document__item__document_type", "file").get(version_id=version_id)


def published(version_id: UUID) -> None:
    """Let a version that became valid be found, stand on the map, and the domains above know of it."""
    row = _row(version_id)
    index_document(row)
    map_document(row)
    publish(DocumentPublished(row.document_id, row.pk))


def withdrawn(version_id: UUID) -> None:
    """Let a document without a valid version not be found or stand on the map any more; its page stays."""
    row = _row(version_id)
    search.forget(KIND, [row.document_id])
    retire_document(row)
