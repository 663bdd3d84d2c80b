"""Telling the map which documents are valid, and what each describes."""

from collections.abc import Iterable

from grunnmur.core.permissions import System
from grunnmur.documents.models import DocumentLink, DocumentVersion
from grunnmur.documents.rules import KIND
from grunnmur.documents.text import codes_in
from grunnmur.landscape import actions as landscape
from grunnmur.landscape.queries import visible
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
    """Claim that a document describes what its text and its legal basis name. Two statements."""
    texts = DocumentLink.objects.filter(document_version=row).values_list("text", flat=True)
    codes = {code for text in texts for code, _anchor in codes_in(text)}
    named = visible(seen_by=SYSTEM).filter(code__in=codes, type__in=DESCRIBED, retired_at=None)
    me = ElementKey(KIND, row.document_id)
    found = named.order_by("code", "pk").values_list("type", "ref")
    return [Claim("documents", me, ElementKey(element_type, ref)) for element_type, ref in found]


def retire_document(row: DocumentVersion) -> None:
    """Take a document that was withdrawn off the map."""
    landscape.claim_relations(KIND, str(row.document_id), [], by=SYSTEM)
    landscape.retire_elements(KIND, {row.document_id}, domain=DOMAIN)
