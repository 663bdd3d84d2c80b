"""Beginning a document in a production line, and saying what is known of it beside its text."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from grunnmur.core import search
from grunnmur.core.permissions import Actor, require
from grunnmur.documents.actions.mapping import map_document
from grunnmur.documents.models import Document, DocumentVersion
from grunnmur.documents.rules import KIND, WRITE, UnknownTypeError
from grunnmur.publishing import actions as publishing
from grunnmur.publishing import queries
from grunnmur.publishing.queries import DocumentType
from grunnmur.publishing.rules import OldDocument


@dataclass(frozen=True, kw_only=True)
class NewDocument:
    """What people say of a document beside its text. Its type says which kind it is.

    kind: one of DocumentType.Kind; the first common type of it is taken when no type is named.
    """

    title: str
    line_id: UUID
    type_id: UUID | None = None
    kind: str = ""
    code: str = ""
    owner_key: str = ""
    audience: tuple[str, ...] = ("everyone",)
    reading_keys: tuple[str, ...] = ()
    change_note: str = ""


@transaction.atomic
def create_document(new: NewDocument, *, by: Actor) -> DocumentVersion:
    """Begin a document in a line, as a draft with nothing in it yet.

    Raises PermissionDenied (needs documents.write, and a part in the line), UnknownTypeError, CodeTakenError.
    """
    require(by, WRITE)
    return _begin(new, _type_of(new), by=by)


def _begin(new: NewDocument, kind: DocumentType | None, *, by: Actor) -> DocumentVersion:
    item = publishing.create_item(
        publishing.NewItem(
            kind=KIND,
            title=new.title.strip()[:200],
            code=new.code,
            owner_key=new.owner_key,
            audience=new.audience,
            line_id=new.line_id,
            document_type_id=kind.pk if kind else None,
        )
    )
    document = Document.objects.create(item=item, reading_keys=list(new.reading_keys))
    version = publishing.start_version(item.pk, change_note=new.change_note, by=by)
    return DocumentVersion.objects.create(document=document, version=version, is_draft=True)


def _type_of(new: NewDocument) -> DocumentType:
    types = queries.types_to_choose(new.line_id, kind=KIND)
    if new.type_id:
        found = next((row for row in types if row.pk == new.type_id), None)
    else:
        found = next((row for row in types if row.kind == new.kind), None)
    if found is None:
        raise UnknownTypeError(_("Say which type of document it is. The types are in the register of naming."))
    return found


@transaction.atomic
def keep_old(documents: Sequence[OldDocument], by: Actor) -> dict[UUID, UUID]:
    """Begin a draft for each old document of the tidy list that is kept; returns the items by the old ones' ids.

    Publishing has checked that the actor may. The type is the one whose name the title begins with, else a routine's;
    a gate asks for one if there is none. Raises PermissionDenied (a part in the line), OpenVersionError.
    """
    found = {}
    for old in documents:
        new = NewDocument(title=old.title, line_id=old.line_id, change_note=old.path[:500])
        row = _begin(new, _type_called(old), by=by)
        found[old.id] = row.document.item_id
    return found


def _type_called(old: OldDocument) -> DocumentType | None:
    types = queries.types_to_choose(old.line_id, kind=KIND)
    title = old.title.lower()
    called = [row for row in types if title.startswith(row.name.lower())]
    routines = [row for row in types if row.kind == DocumentType.Kind.ROUTINE]
    return next(iter([*called, *routines]), None)


@transaction.atomic
def set_audience(
    document_id: UUID, *, audience: Sequence[str], reading_keys: Sequence[str], follow_steps: bool, by: Actor
) -> Document:
    """Say who may read a document, and who is to read a version that changed significantly. All are group keys.

    Raises Document.DoesNotExist, PermissionDenied (its owner, the chief of its line, whoever runs the factory),
    MissingWordsError when nobody may read it.
    """
    document = Document.objects.select_for_update(of=("self",)).select_related("item").get(pk=document_id)
    item = publishing.set_item_audience(document.item_id, audience, by=by)
    document.reading_keys, document.follow_steps = list(reading_keys), follow_steps
    document.save(update_fields=["reading_keys", "follow_steps"])
    row = DocumentVersion.objects.filter(document=document, version__state="current").first()
    if row:
        search.set_audience(KIND, {document.pk: item.audience})
        map_document(row)
    return document
