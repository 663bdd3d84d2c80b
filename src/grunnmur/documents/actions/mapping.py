"""Telling the map which documents are valid, and what each describes."""

from collections.abc import Iterable

from grunnmur.core.permissions import System
from grunnmur.documents.models import DocumentLink, DocumentVersion
from grunnmur.documents.rules import KIND
from grunnmur.landscape import actions as landscape
from grunnmur.landscape.queries import on_the_map
from grunnmur.landscape.rules import Claim, ElementKey, NewElement

DOMAIN = "documents"
SYSTEM = System("The map follows the documents")
DESCRIBED = frozenset({"process", "activity", "system", "service", "information", "law"})


def map_document(row: DocumentVersion) -> None:
    """Put the valid version of a document on the map, with what it names as what it describes.

    What people or other domains say of it stays. Harmless when nothing changed.
    """
    item = row.document.item
    kind = item.document_type
    element = NewElement(
        ref=row.document_id,
        name=item.title,
        code=item.code,
        summary=kind.name if kind else "",
        owner_unit_id=item.owner_unit_id,
        audience=tuple(item.audience),
    )
    landscape.register_elements(KIND, [element], domain=DOMAIN)
    landscape.claim_relations(KIND, str(row.document_id), list(_claims(row)), by=SYSTEM)


def _claims(row: DocumentVersion) -> Iterable[Claim]:
    links = DocumentLink.objects.filter(document_version=row, target_kind__in=DESCRIBED)
    named = {ElementKey(link.target_kind, link.target_id) for link in links if link.target_id}
    me = ElementKey(KIND, row.document_id)
    return [Claim("documents", me, target) for target in sorted(on_the_map(named))]


def retire_document(row: DocumentVersion) -> None:
    """Take a document that was withdrawn off the map."""
    landscape.claim_relations(KIND, str(row.document_id), [], by=SYSTEM)
    landscape.retire_elements(KIND, {row.document_id}, domain=DOMAIN)
