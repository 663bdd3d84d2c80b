"""What documents answers for: how they are published, linked to and found."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from grunnmur.core import links, search
from grunnmur.core.permissions import Actor
from grunnmur.documents import reactions
from grunnmur.documents.actions import keep_old
from grunnmur.documents.actions.drafts import fill, freeze, published, withdrawn
from grunnmur.documents.actions.searching import entries, words_of
from grunnmur.documents.models import DocumentVersion
from grunnmur.documents.queries import documents, factory, web
from grunnmur.documents.rules import FILES, KIND, PICTURES
from grunnmur.documents.views import reading
from grunnmur.publishing.rules import ContentKind
from grunnmur.publishing.rules import register as register_content

PUBLISHED = ("current", "replaced", "withdrawn")


def register() -> None:
    """Let documents be published, linked to and found."""
    links.register_kind(KIND, resolve)
    links.register_kind(FILES, resolve_files)
    links.register_kind(PICTURES, resolve_pictures)
    search.register_kind(KIND, label=_("Documents"), one=_("Document"), weight=1.1, entries=entries)
    register_content(
        ContentKind(
            key=KIND,
            label=_("Document"),
            url=lambda code: reverse("documents:document", args=[code]),
            draft_url=factory.draft_url,
            compare_url=lambda code, older, newer: reverse("documents:compare", args=[code, older, newer]),
            fill=fill,
            freeze=freeze,
            gates=factory.gates,
            changes=factory.changes,
            published=published,
            withdrawn=withdrawn,
            audience=factory.audience,
            parts=factory.parts,
            edit_url=lambda version_id: reverse("documents:edit_draft", args=[version_id]),
            pages=reading.pages,
            words=words_of,
            links=factory.references,
            linked_from=factory.linked_from,
            web_links=web.web_links,
            keep=keep_old,
        )
    )


def resolve(ids: Collection[UUID], seen_by: Actor) -> Iterable[links.Link]:
    """Give the links of the documents the asker may read; those on their way lead to nothing before they are valid."""
    for document in documents(seen_by=seen_by).filter(pk__in=ids):
        item = document.item
        url = reverse("documents:document", args=[item.code])
        kind = item.document_type.name if item.document_type else ""
        yield links.Link(links.Ref(KIND, document.pk), item.title, url, kind)


def resolve_files(ids: Collection[UUID], seen_by: Actor) -> Iterable[links.Link]:
    """Give the links of versions that are or were valid, of documents the asker may read: their files may be opened."""
    rows = DocumentVersion.objects.filter(pk__in=ids, version__state__in=PUBLISHED).select_related("document__item")
    for row in rows.filter(document__in=documents(seen_by=seen_by)):
        item = row.document.item
        yield links.Link(links.Ref(FILES, row.pk), item.title, reverse("documents:document", args=[item.code]))


def resolve_pictures(ids: Collection[UUID], seen_by: Actor) -> Iterable[links.Link]:  # noqa: ARG001  # as links asks
    """Give nothing: a picture is sent with the version that shows it, to those who read that, and in no other way."""
    return ()


__all__ = ["reactions", "register"]
