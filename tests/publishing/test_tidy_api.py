"""The tidy list for programs: read by those who see it, fed by those who lead the line."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from grunnmur.core.tenancy import tenant
from grunnmur.publishing.models import IntakeItem
from tests.factories_organisation import make_employee, make_user
from tests.factories_tidy import make_documents

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/publishing"


def send(visitor, made, **facts):
    file = SimpleUploadedFile("liste.csv", b"Sti;Tittel\n/a/b.docx;Ferie\n")
    return visitor.post(f"{ROOT}/intake/import", {"line_id": made.line.pk, "source": "arkiv", "file": file, **facts})


def test_a_list_is_planned_and_only_carried_out_when_one_says_so(enter, fjordvik, made):
    chief = enter(made.chief_user)
    planned = send(chief, made)
    assert (planned.status_code, planned.json()["state"]) == (201, "planned")
    assert planned.json()["counts"] == {"documents": {"add": 1}}
    with tenant(fjordvik):
        assert not IntakeItem.objects.exists()
    assert send(chief, made, is_applied="true").json()["state"] == "applied"
    with tenant(fjordvik):
        assert IntakeItem.objects.get().title == "Ferie"


def test_only_who_leads_the_line_brings_a_list(enter, fjordvik, made):
    assert send(enter(made.modeller_user), made, is_applied="true").status_code == 403
    with tenant(fjordvik):
        assert not IntakeItem.objects.exists()


def test_a_file_that_cannot_be_read_is_refused_with_its_sentence(enter, made):
    file = SimpleUploadedFile("x.csv", b"\x00\x01")
    answer = enter(made.chief_user).post(
        f"{ROOT}/intake/import", {"line_id": made.line.pk, "source": "x", "file": file}
    )
    assert answer.status_code == 409
    assert "not text" in answer.json()["detail"]


def test_the_list_is_read_by_those_who_see_it(enter, fjordvik, made):
    with tenant(fjordvik):
        make_documents(made.line.pk)
        stranger = make_user(make_employee(made.unit, "Frida Fremmed"))
    found = enter(made.modeller_user).get(f"{ROOT}/lines/{made.line.pk}/intake").json()
    assert found["rows"][0]["title"] == "Kopi"
    assert (len(found["rows"]), found["next"]) == (4, "")
    assert enter(stranger).get(f"{ROOT}/lines/{made.line.pk}/intake").status_code == 403
