"""Documents for programs: the same actions and queries as the pages."""

from datetime import date
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse
from django.utils.http import content_disposition_header
from ninja import Field, File, Query, Router, Schema, UploadedFile

from grunnmur.core.api_shapes import listed
from grunnmur.core.files import store
from grunnmur.core.http import Request, sentence_of
from grunnmur.core.periods import Period
from grunnmur.documents import actions, queries
from grunnmur.documents.actions import NewDocument, NewFile, Text
from grunnmur.documents.models import DocumentVersion
from grunnmur.documents.queries import KINDS, STATES, LibraryRow, ReadDocument, Wanted
from grunnmur.documents.queries.comparing import Comparison, comparison
from grunnmur.documents.queries.library import SORTS
from grunnmur.documents.rules import TextMovedOnError
from grunnmur.documents.text import as_plain
from grunnmur.publishing.queries import DocumentType

router = Router(tags=["documents"])
Limit = Annotated[int, Query(ge=1, le=200)]


class DocumentOut(Schema):
    """A document in the library. `owner` is in words; `draft` is the version on its way, if that was asked for."""

    id: UUID
    code: str
    title: str
    type: str
    kind: str
    owner: str
    version: str
    revision_date: date | None
    draft: UUID | None


class DocumentsOut(Schema):
    """One page of documents, and the cursor of the next; empty when this is the last."""

    items: list[DocumentOut]
    next: str


class HeadingOut(Schema):
    """A heading, and the anchor it has on the page."""

    anchor: str
    level: int
    title: str


class DocumentReadOut(Schema):
    """One document with its valid version."""

    id: UUID
    code: str
    title: str
    type: str
    kind: str
    version: str
    valid_from: date | None
    source: Annotated[DocumentVersion.Source, listed(DocumentVersion.Source)]
    file_name: str
    external_system: str
    external_reference: str
    external_url: str
    legal_basis: list[str]
    headings: list[HeadingOut]


class TextOut(Schema):
    """What a document says. `markdown` is empty for what was not written here."""

    text: str
    markdown: str


class NewDocumentIn(Schema):
    """A document to begin as a draft in a line. Without a type, the first one of the kind is taken."""

    title: str = Field(min_length=1, max_length=200)
    line: UUID
    type: UUID | None = None
    kind: Annotated[DocumentType.Kind, listed(DocumentType.Kind)] | None = None
    code: str = Field(default="", pattern="^([A-ZÆØÅ0-9-]{2,20})?$")
    owner_key: str = Field(default="", max_length=120)
    markdown: str = ""


class NewDocumentOut(Schema):
    """A draft that was begun, or written on. `etag`: what to send in If-Match with the next text."""

    code: str
    draft: UUID
    etag: str


class TextIn(Schema):
    """A text in Markdown."""

    markdown: str


class DocumentChangeOut(Schema):
    """One difference in words."""

    sentence: str
    is_significant: bool


class PassageOut(Schema):
    """One paragraph, heading, item or row that was added, removed or changed."""

    kind: str
    before: str
    after: str


class ComparisonOut(Schema):
    """What changed between two versions. `refusal`: why the texts are not compared, if they are not."""

    older: str
    newer: str
    changes: list[DocumentChangeOut]
    passages: list[PassageOut]
    refusal: str


class FiltersIn(Schema):
    """What somebody looks for; what is not known counts as nothing."""

    q: str = ""
    kind: str = ""
    type: str = ""
    owner: str = ""
    state: str = ""
    sort: str = ""

    def wanted(self) -> Wanted:
        """Return it as the query takes it."""
        return Wanted(
            text=self.q[:200],
            kind=self.kind if self.kind in KINDS else "",
            type=self.type,
            owner=self.owner,
            state=self.state if self.state in STATES else STATES[0],
            sort=self.sort if self.sort in SORTS else "title",
        )


@router.get("/", response=DocumentsOut)
def documents(request: Request, filters: Query[FiltersIn], after: str = "", limit: Limit = 50) -> DocumentsOut:
    """Return the library; `state` is valid, open (on their way), late or withdrawn, `sort` title, code or updated."""
    found = queries.library(filters.wanted(), seen_by=request.user, after=after, limit=limit)
    return DocumentsOut(items=[_row(row) for row in found.rows], next=found.next)


@router.post("/", response={HTTPStatus.CREATED: NewDocumentOut})
def begin(request: Request, sent: NewDocumentIn) -> tuple[HTTPStatus, NewDocumentOut]:
    """Begin a document as a draft in a line, with a text if there is one."""
    new = NewDocument(
        title=sent.title,
        line_id=sent.line,
        type_id=sent.type,
        kind=sent.kind or "",
        code=sent.code,
        owner_key=sent.owner_key,
    )
    row = actions.create_document(new, by=request.user)
    if sent.markdown.strip():
        text = Text(markdown=sent.markdown, based_on=actions.text_hash_of(row))
        actions.write_text(row.version_id, text, by=request.user)
    return HTTPStatus.CREATED, _made(request, row.version_id)


@router.get("/{code}", response=DocumentReadOut)
def document(request: Request, code: str) -> DocumentReadOut:
    """Return one document with its valid version."""
    return _read(queries.find_document(code.upper(), seen_by=request.user))


@router.get("/{code}/text", response=TextOut)
def text(request: Request, code: str) -> TextOut:
    """Return what the valid version says, as plain text, and as Markdown if it was written here."""
    read = queries.find_document(code.upper(), seen_by=request.user)
    return TextOut(text=as_plain(read.pieces), markdown=read.row.markdown)


@router.get("/{code}/file")
def file(request: Request, code: str) -> HttpResponse:
    """Return the file of a document as it came, byte for byte; 404 for what is no file."""
    read = queries.find_document(code.upper(), seen_by=request.user)
    stored = read.row.file
    if stored is None:
        raise Http404
    response = HttpResponse(store.read(stored), content_type=stored.media_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=stored.name)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@router.post("/drafts/{version_id}/file", response={HTTPStatus.OK: NewDocumentOut})
def attach(request: Request, version_id: UUID, file: File[UploadedFile]) -> tuple[HTTPStatus, NewDocumentOut]:
    """Let a file be the content of a draft: Word, PDF, OpenDocument, Markdown or text, up to 25 MB."""
    actions.attach_file(version_id, NewFile(file.read(), file.name or ""), by=request.user)
    return HTTPStatus.OK, _made(request, version_id)


@router.get("/{code}/compare", response=ComparisonOut)
def compare(request: Request, code: str, older: str, newer: str) -> ComparisonOut:
    """Return what changed from one version to another, by their numbers."""
    read = queries.find_document(code.upper(), seen_by=request.user)
    return _compared(comparison(read.document, older=older, newer=newer, seen_by=request.user))


@router.get("/drafts/{version_id}", response=TextOut)
def draft(request: Request, version_id: UUID) -> HttpResponse:
    """Return the text of a draft, with its ETag."""
    read = queries.find_draft(version_id, seen_by=request.user)
    answer = JsonResponse({"text": as_plain(read.pieces), "markdown": read.row.markdown})
    answer["ETag"] = f'"{actions.text_hash_of(read.row)}"'
    return answer


@router.put("/drafts/{version_id}", response={HTTPStatus.OK: NewDocumentOut})
def write(request: Request, version_id: UUID, sent: TextIn) -> tuple[HTTPStatus, NewDocumentOut] | HttpResponse:
    """Write the text of a draft. If-Match holds the ETag of the text it was begun on; 412 if that is another now."""
    based_on = request.headers.get("If-Match", "").strip('"')
    try:
        actions.write_text(version_id, Text(markdown=sent.markdown, based_on=based_on), by=request.user)
    except TextMovedOnError as error:
        told = {"title": sentence_of(error), "status": int(HTTPStatus.PRECONDITION_FAILED)}
        return JsonResponse(told, status=HTTPStatus.PRECONDITION_FAILED, content_type="application/problem+json")
    return HTTPStatus.OK, _made(request, version_id)


def _row(row: LibraryRow) -> DocumentOut:
    return DocumentOut(
        id=row.document.pk,
        code=row.item.code,
        title=row.item.title,
        type=row.type,
        kind=row.kind,
        owner=row.owner,
        version=row.version,
        revision_date=row.revision_date,
        draft=row.draft_id,
    )


def _read(read: ReadDocument) -> DocumentReadOut:
    row, kind = read.row, read.item.document_type
    return DocumentReadOut(
        id=read.document.pk,
        code=read.item.code,
        title=read.item.title,
        type=kind.name if kind else "",
        kind=kind.kind if kind else "",
        version=str(read.version),
        valid_from=Period.from_range(read.version.valid).lower,
        source=DocumentVersion.Source(row.source),
        file_name=row.file.name if row.file else "",
        external_system=row.external_system,
        external_reference=row.external_reference,
        external_url=row.external_url,
        legal_basis=[link.text for link in read.basis],
        headings=[HeadingOut(anchor=one.anchor, level=one.level, title=one.title) for one in read.headings],
    )


def _made(request: Request, version_id: UUID) -> NewDocumentOut:
    read = queries.find_draft(version_id, seen_by=request.user)
    return NewDocumentOut(code=read.item.code, draft=version_id, etag=actions.text_hash_of(read.row))


def _compared(found: Comparison) -> ComparisonOut:
    passages = [passage for stretch in found.stretches for passage in stretch.passages if passage.kind != "same"]
    return ComparisonOut(
        older=str(found.older),
        newer=str(found.newer),
        changes=[DocumentChangeOut(sentence=one.sentence, is_significant=one.is_significant) for one in found.told],
        passages=[
            PassageOut(
                kind=one.kind,
                before=one.older.plain if one.older else "",
                after=one.newer.plain if one.newer else "",
            )
            for one in passages
        ],
        refusal=found.refusal,
    )
