"""Pictures in the texts of a document: which there are, and who may see one."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.urls import reverse

from grunnmur.core.models import StoredFile
from grunnmur.documents.rules import PICTURES
from grunnmur.documents.text import pictures_in
from grunnmur.publishing.queries import Item, Version


def pictures_of(document_id: UUID, text: str) -> dict[str, StoredFile]:
    """Return the pictures of a document that a text shows, by their ids. One statement, none without pictures."""
    named = {picture.id for picture in pictures_in(text)}
    if not named:
        return {}
    rows = StoredFile.objects.filter(pk__in=named, owner_kind=PICTURES, owner_id=document_id)
    return {str(row.pk): row for row in rows}


def picture_urls(item: Item, version: Version, ids: Iterable[str] | Mapping[str, StoredFile]) -> dict[str, str]:
    """Return the addresses of pictures that a version shows. No statements."""
    if version.is_open:
        return {one: reverse("documents:draft_picture", args=[version.pk, one]) for one in ids}
    return {one: reverse("documents:picture", args=[item.code, one]) for one in ids}


def find_picture(document_id: UUID, picture_id: UUID) -> StoredFile:
    """Return a picture of a document, whichever of its texts shows it. Raises StoredFile.DoesNotExist."""
    return StoredFile.objects.get(pk=picture_id, owner_kind=PICTURES, owner_id=document_id)
