"""Documents for programs."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from grunnmur.core.tenancy import tenant
from grunnmur.documents.models import DocumentVersion
from grunnmur.documents.rules import WRITE
from tests.factories_documents import TEXT, make_document, make_draft, make_type, next_draft
from tests.factories_organisation import granting, make_employee, make_user

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/documents/"
JSON = "application/json"


@pytest.fixture
def program(made, enter):
    return enter(made.modeller_user)


@pytest.fixture
def valid(made, fjordvik):
    with tenant(fjordvik):
        return make_document(made, code="NOKLER", title="Rutine for nøkler")


@pytest.fixture
def begun(made, fjordvik):
    with tenant(fjordvik):
        return make_draft(made, code="UTKAST", title="Rutine for utkast")


def test_library_is_listed_and_narrowed(valid, begun, program):
    assert [one["code"] for one in program.get(ROOT).json()["items"]] == ["NOKLER"]
    assert program.get(f"{ROOT}?kind=policy").json() == {"items": [], "next": ""}
    assert [one["draft"] for one in program.get(f"{ROOT}?state=open").json()["items"]] == [str(begun.pk)]


def test_one_document_and_its_text_are_given(valid, program):
    one = program.get(f"{ROOT}nokler").json()

    assert (one["version"], one["source"], one["legal_basis"]) == ("1.0", "written", ["Sikkerhetsinstruksen § 3"])
    assert program.get(f"{ROOT}NOKLER/text").json()["markdown"] == TEXT
    assert program.get(f"{ROOT}INGEN").status_code == 404
    assert program.get(f"{ROOT}NOKLER/file").status_code == 404


def test_a_document_is_begun_with_a_text(made, program, fjordvik):
    with tenant(fjordvik):
        sent = {"title": "Rutine for post", "line": str(made.line.pk), "type": str(make_type().pk), "markdown": "Hei."}
    assert program.post(ROOT, sent, content_type=JSON).status_code == 403

    with granting(made.modeller_user, WRITE, everywhere=True):
        answer = program.post(ROOT, sent, content_type=JSON)
    assert answer.status_code == 201
    assert program.get(f"{ROOT}drafts/{answer.json()['draft']}").json()["markdown"] == "Hei."


def test_a_draft_is_written_when_it_is_what_it_was_begun_on(begun, program, fjordvik):
    address = f"{ROOT}drafts/{begun.pk}"
    etag = program.get(address).headers["ETag"]

    first = program.put(address, {"markdown": "En."}, content_type=JSON, headers={"if-match": etag})
    assert first.status_code == 200
    late = program.put(address, {"markdown": "To."}, content_type=JSON, headers={"if-match": etag})
    assert late.status_code == 412
    with tenant(fjordvik):
        assert DocumentVersion.objects.get(version=begun).markdown == "En."


def test_a_draft_is_not_there_for_somebody_without_a_part(begun, made, enter, fjordvik):
    with tenant(fjordvik):
        outsider = make_user(make_employee(made.unit, "Ola Utenfor"))
    program = enter(outsider)
    address = f"{ROOT}drafts/{begun.pk}"

    assert program.get(address).status_code == 404
    assert program.put(address, {"markdown": "x"}, content_type=JSON).status_code == 404
    assert program.post(f"{address}/file", {"file": SimpleUploadedFile("a.txt", b"Hei")}).status_code == 404


def test_a_file_is_attached_and_a_hostile_one_refused(begun, program, fjordvik):
    address = f"{ROOT}drafts/{begun.pk}/file"

    assert program.post(address, {"file": SimpleUploadedFile("a.exe", b"MZ\0\0\0")}).status_code == 409
    assert program.post(address, {"file": SimpleUploadedFile("a.txt", b"Hei")}).status_code == 200
    with tenant(fjordvik):
        assert DocumentVersion.objects.get(version=begun).file.name == "a.txt"


def test_two_versions_are_compared(valid, made, program, fjordvik):
    with tenant(fjordvik):
        next_draft(made, valid, TEXT.replace("underskrift", "kvittering"))

    found = program.get(f"{ROOT}NOKLER/compare?older=1&newer=2").json()

    assert [one["kind"] for one in found["passages"]] == ["changed"]
    assert "kvittering" in found["passages"][0]["after"]
    assert found["changes"]
