"""Addresses of the web that documents lead to: where a text lies in another system, and what a text names."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from grunnmur.documents.models import DocumentVersion
from grunnmur.documents.text import addresses_in
from grunnmur.publishing.queries import Version
from grunnmur.publishing.rules import WebLink

LONGEST = 1000  # letters of an address that is looked after


def web_links(version_id: UUID | None) -> Sequence[WebLink]:
    """Return the addresses of the web in a version; of None, those in all valid documents. One statement."""
    rows = DocumentVersion.objects.select_related("document__item")
    if version_id is not None:
        return list(_links_in(rows.get(version_id=version_id)))
    valid = rows.filter(version__state=Version.State.CURRENT)
    leading = valid.filter(~Q(external_url="") | Q(markdown__contains="://"))
    return [link for row in leading.iterator(chunk_size=100) for link in _links_in(row)]


def _links_in(row: DocumentVersion) -> Iterator[WebLink]:
    named = {url: label for url, label in addresses_in(row.markdown) if len(url) <= LONGEST}
    if row.external_url:
        named[row.external_url] = row.external_system
    for url, label in named.items():
        yield WebLink(item_id=row.document.item_id, url=url, label=label, mend_url=_mended_at(row))


def _mended_at(row: DocumentVersion) -> str:
    if row.is_draft:
        return reverse("documents:draft", args=[row.version_id])
    return reverse("publishing:versions", args=[row.document.item.code])
