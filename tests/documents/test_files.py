"""Files in drafts: what is taken, what is refused, and what is read from them."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from docx import Document as Word
from pypdf import PdfReader, PdfWriter

from grunnmur.core import search
from grunnmur.core.documents_out import Document as Printed
from grunnmur.core.documents_out import Heading, Listing, Table, Text, write_docx, write_pdf
from grunnmur.core.errors import DomainError
from grunnmur.core.files import store
from grunnmur.core.tables.write import Table as Sheet
from grunnmur.core.tables.write import write_xlsx
from grunnmur.core.tenancy import tenant
from grunnmur.documents import actions, queries
from grunnmur.documents.actions import NewFile
from grunnmur.documents.models import DocumentVersion, FileText
from grunnmur.documents.rules import SameFileError
from grunnmur.publishing.actions import start_version
from grunnmur.publishing.models import DocumentType, Item
from grunnmur.publishing.queries import changes_of, gates
from grunnmur.publishing.rules import OldDocument
from tests.factories_documents import begin_document, make_document, make_type
from tests.factories_publishing import make_valid
from tests.processes.reading_html import parsed

pytestmark = pytest.mark.django_db
PRINTED = Printed(
    title="Rutine for nøkler",
    language="nb",
    blocks=[
        Heading("Formål"),
        Text("Nøkler skal ikke komme på avveie i trappeoppgangen."),
        Listing(["Lever ut", "Skriv inn"]),
        Table(caption="Hvem", header=["Hva", "Hvem"], rows=[["Utlevering", "Servicetorget"]]),
    ],
)


@pytest.fixture(scope="module")
def pdf():
    return write_pdf(PRINTED)


@pytest.fixture(scope="module")
def docx():
    return write_docx(PRINTED)


@pytest.fixture
def begun(inside):
    return begin_document(inside, code="NOKLER", title="Rutine for nøkler")


def attach(made, row, content, name="fil"):
    attached = actions.attach_file(row.version_id, NewFile(content, name), by=made.modeller_user)
    actions.read_text(attached.file_id)
    actions.state_basis(row.version_id, [], has_none=True, by=made.modeller_user)
    return attached


def read_of(made, row):
    return queries.find_draft(row.version_id, seen_by=made.modeller_user)


def odt(text):
    content = (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text>'
        f'<text:h text:outline-level="1">Formål</text:h><text:p>{text}</text:p></office:text></office:body>'
        "</office:document-content>"
    )
    return zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})


def zipped(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_a_word_file_is_kept_byte_for_byte_and_read(inside, begun, docx):
    row = attach(inside, begun, docx, "rutine.docx")

    assert store.read(row.file) == docx
    read = read_of(inside, row)
    assert "Formål" in [heading.title for heading in read.headings]
    assert {"heading", "text", "item", "row"} <= {piece.kind for piece in read.pieces}


def test_a_pdf_is_read_with_its_pages_counted(inside, begun, pdf):
    row = attach(inside, begun, pdf, "rutine.pdf")

    text = FileText.objects.get(file=row.file)
    assert (text.state, text.page_count) == ("done", 1)
    assert "trappeoppgangen" in " ".join(piece.text for piece in read_of(inside, row).pieces)


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (odt("Nøkler."), "rutine.odt", ["Formål", "Nøkler."]),
        ("# Formål\n\nNøkler.".encode(), "rutine.md", ["Formål", "Nøkler."]),
        ("Nøkler.\n\nLåser.".encode("cp1252"), "rutine.txt", ["Nøkler.", "Låser."]),
        ("Nøkler.".encode("utf-16"), "rutine.txt", ["Nøkler."]),
    ],
)
def test_text_is_read_from_every_kind_of_file(inside, begun, content, name, said):
    row = attach(inside, begun, content, name)

    assert [piece.plain for piece in read_of(inside, row).pieces] == said


def test_a_file_without_a_name_that_tells_its_kind_is_read_by_what_it_is(inside, begun, docx):
    assert attach(inside, begun, docx, "rutine.pdf").file.media_type.endswith("wordprocessingml.document")


def encrypted_pdf(pdf):
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    writer.encrypt("hemmelig")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def long_pdf():
    writer = PdfWriter()
    for _page in range(501):
        writer.add_blank_page(100, 100)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


REFUSED = {
    "macros": (lambda _pdf: zipped({"word/document.xml": "<x/>", "word/vbaProject.bin": "x"}), "macros"),
    "bomb": (lambda _pdf: zipped({"word/document.xml": b" " * 30_000_000}), "hundred times"),
    "old word": (lambda _pdf: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "password"),
    "encrypted pdf": (encrypted_pdf, "password"),
    "long pdf": (lambda _pdf: long_pdf(), "500"),
    "damaged pdf": (lambda pdf: pdf[:400], "damaged"),
    "picture": (lambda _pdf: b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "not taken"),
    "page": (lambda _pdf: b"<html><script>alert(1)</script></html>", "not taken"),
    "program": (lambda _pdf: b"\x7fELF\0\0\0", "not taken"),
    "empty": (lambda _pdf: b"", "empty"),
    "other zip": (lambda _pdf: zipped({"a.txt": "x"}), "not read here"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_not_taken_is_refused_with_a_sentence_and_nothing_is_kept(inside, begun, pdf, what):
    make, said = REFUSED[what]

    with pytest.raises(DomainError, match=said):
        actions.attach_file(begun.version_id, NewFile(make(pdf), "fil"), by=inside.modeller_user)
    assert DocumentVersion.objects.get(pk=begun.pk).file is None
    assert not FileText.objects.exists()


def test_too_large_a_file_is_refused(inside, begun):
    with pytest.raises(DomainError, match="25 MB"):
        actions.attach_file(begun.version_id, NewFile(b"x" * (25 * 1024 * 1024 + 1), "f"), by=inside.modeller_user)


def test_a_spreadsheet_is_a_form_or_a_template_only(inside, begun):
    content = write_xlsx([Sheet("Ark", ["Navn", "Tall"], [["Nøkler", 3]])])
    with pytest.raises(DomainError, match="template or a form"):
        actions.attach_file(begun.version_id, NewFile(content, "ark.xlsx"), by=inside.modeller_user)

    form = begin_document(inside, kind="form")
    row = attach(inside, form, content, "ark.xlsx")
    assert "Nøkler" in " ".join(piece.plain for piece in read_of(inside, row).pieces)


def test_a_pdf_of_pictures_only_is_said_to_be_so_and_warned_of(inside, begun):
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    out = io.BytesIO()
    writer.write(out)

    row = attach(inside, begun, out.getvalue(), "bilder.pdf")

    warnings = [result for result in gates(row.version) if result.key == "document_text"]
    assert [(result.level, "pictures" in result.sentence) for result in warnings] == [("warning", True)]


def test_until_the_text_is_read_a_gate_says_so(inside, begun, docx):
    actions.attach_file(begun.version_id, NewFile(docx, "x.docx"), by=inside.modeller_user)

    assert any(result.key == "document_text" and "being read" in result.sentence for result in gates(begun.version))


def test_reading_a_text_twice_changes_nothing_and_what_was_read_is_frozen(inside, begun, docx):
    row = attach(inside, begun, docx)
    text = FileText.objects.get(file=row.file)

    assert actions.read_text(row.file_id).pieces == text.pieces
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        FileText.objects.filter(pk=text.pk).update(pieces=[])


def test_a_valid_file_is_found_by_what_it_says_also_when_it_is_read_late(inside, begun, docx):
    attached = actions.attach_file(begun.version_id, NewFile(docx, "x.docx"), by=inside.modeller_user)
    actions.state_basis(begun.version_id, [], has_none=True, by=inside.modeller_user)
    make_valid(inside, attached.version)
    assert not search.match("trappeoppgangen", seen_by=inside.modeller_user).hits

    actions.read_text(attached.file_id)

    assert search.match("trappeoppgangen", seen_by=inside.modeller_user).hits


def test_the_same_file_as_the_valid_one_is_refused(inside, begun, docx):
    version = make_valid(inside, attach(inside, begun, docx).version)
    draft = start_version(version.item_id, by=inside.modeller_user)

    with pytest.raises(SameFileError):
        actions.attach_file(draft.pk, NewFile(docx, "x.docx"), by=inside.modeller_user)


def test_a_new_file_is_compared_with_the_old_one_by_what_they_say(inside, begun, docx):
    version = make_valid(inside, attach(inside, begun, docx).version)
    draft = start_version(version.item_id, by=inside.modeller_user)
    word = Word(io.BytesIO(docx))
    word.add_heading("Unntak", 1)
    out = io.BytesIO()
    word.save(out)
    attach(inside, DocumentVersion.objects.get(version=draft), out.getvalue())

    assert any("Unntak" in change.sentence for change in changes_of(draft))


def test_a_file_is_read_on_its_page_and_downloaded(inside, begun, pdf, enter):
    make_valid(inside, attach(inside, begun, pdf, "rutine.pdf").version)
    modeller = enter(inside.modeller_user)

    page = parsed(modeller.get("/documents/NOKLER/"))
    assert page.xpath("//iframe")[0].get("src") == "/documents/NOKLER/original/?shown=yes"
    assert "trappeoppgangen" in page.text_content()
    original = modeller.get("/documents/NOKLER/original/")
    assert original.content == pdf
    assert original.headers["Content-Disposition"].startswith("attachment")
    shown = modeller.get("/documents/NOKLER/original/?shown=yes")
    assert shown.headers["Content-Disposition"].startswith("inline")
    assert "frame-ancestors 'self'" in shown.headers["Content-Security-Policy"]
    assert modeller.get("/documents/NOKLER/document.pdf").status_code == 404


def test_a_file_of_a_draft_is_for_those_who_work_on_it(inside, begun, docx, enter):
    row = attach(inside, begun, docx, "rutine.docx")
    address = f"/documents/drafts/{begun.version_id}/original/"

    modeller = enter(inside.modeller_user)
    assert modeller.get(address).content == docx
    assert modeller.get(f"/files/{row.file_id}/").status_code == 404  # not valid: only from its draft


def test_a_file_is_brought_in_on_a_page_with_its_refusal(inside, begun, docx, enter, pdf):
    modeller = enter(inside.modeller_user)
    address = f"/documents/drafts/{begun.version_id}/file/"

    refused = modeller.post(address, {"file": SimpleUploadedFile("x.pdf", encrypted_pdf(pdf))})
    assert refused.status_code == 422
    assert "password" in parsed(refused).text_content()
    assert modeller.post(address, {"file": SimpleUploadedFile("x.docx", docx)}).status_code == 302
    assert DocumentVersion.objects.get(pk=begun.pk).source == "file"


@pytest.mark.parametrize(("form", "begins"), [("docx", b"PK"), ("md", b"# Rutine for")])
def test_what_is_written_here_is_taken_along_as_a_file(inside, enter, form, begins):
    make_document(inside, code="NOKLER", title="Rutine for nøkler")

    answer = enter(inside.modeller_user).get(f"/documents/NOKLER/document.{form}")

    assert answer.content.startswith(begins)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="nokler.{form}"'


def test_what_is_written_here_is_taken_along_as_pdf_with_all_it_says(inside, enter):
    make_document(inside, code="NOKLER", title="Rutine for nøkler")

    content = enter(inside.modeller_user).get("/documents/NOKLER/document.pdf").content

    text = PdfReader(io.BytesIO(content)).pages[0].extract_text()
    for said in ("Rutine for nøkler", "Fremgangsmåte", "Servicetorget", "Sikkerhetsinstruksen"):
        assert said in text


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_library_is_taken_along_as_it_is_narrowed(inside, enter, form):
    make_document(inside, code="NOKLER", title="=Rutine")
    make_document(inside, code="KI", title="Policy", kind="policy")

    content = enter(inside.modeller_user).get(f"/documents/library.{form}?kind=routine").content

    if form == "csv":
        assert "'=Rutine" in content.decode("utf-8-sig")
        assert "KI;" not in content.decode("utf-8-sig")
    assert content


def test_old_documents_that_are_kept_become_drafts_of_the_type_their_title_says(inside):
    make_type("routine", "Rutine")
    make_type("policy", "Policy")
    old = [
        OldDocument(id=inside.line.pk, line_id=inside.line.pk, title="Policy for kaker", path="X:/kaker.doc"),
        OldDocument(id=inside.unit.pk, line_id=inside.line.pk, title="Nøkler", path="X:/nokler.doc"),
    ]

    items = actions.keep_old(old, inside.chief_user)

    kinds = [Item.objects.get(pk=items[one.id]).document_type.kind for one in old]
    assert kinds == [DocumentType.Kind.POLICY, DocumentType.Kind.ROUTINE]


def test_a_file_of_the_other_municipality_is_not_there(made, fjordvik, sundby, docx):
    with tenant(fjordvik):
        row = attach(made, begin_document(made), docx)
    with tenant(sundby), pytest.raises(FileText.DoesNotExist):
        actions.read_text(row.file_id)
