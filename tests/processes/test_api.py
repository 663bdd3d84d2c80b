"""Processes for programs: what they get, and what they are refused."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from grunnmur.core.tenancy import tenant
from grunnmur.processes import actions
from grunnmur.processes.bpmn.edit import losses
from grunnmur.processes.models import ChecklistProposal, Lane, Process, ProcessRole
from grunnmur.processes.rules import IMPORT
from tests.factories_organisation import SYSTEM, granting, make_user
from tests.factories_processes import CHECKLIST, CHOICE, import_drawing, make_process

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/processes"


def test_the_library_comes_in_pages_by_words_and_by_order(visitor, fjordvik):
    with tenant(fjordvik):
        make_process("B-1", title="Ansettelse")
        import_drawing(code="A-1")
    first = visitor.get(f"{ROOT}/", {"limit": 1}).json()
    second = visitor.get(f"{ROOT}/", {"limit": 1, "after": first["next"]}).json()
    assert [one["code"] for one in (*first["items"], *second["items"])] == ["A-1", "B-1"]
    assert [one["code"] for one in visitor.get(f"{ROOT}/", {"q": "utlysning"}).json()["items"]] == ["B-1"]
    assert second["items"][0]["roles"] == ["Leder", "Personalkontoret"]


def test_one_process_its_steps_and_its_letters(visitor, fjordvik):
    with tenant(fjordvik):
        import_drawing(code="SOK")
        make_process("ANS")
    found = visitor.get(f"{ROOT}/SOK").json()
    assert (found["title"], found["version"], found["lanes"], found["steps"]) == (
        "Søknad",
        "1.0",
        ["Saksbehandler", "Leder"],
        2,
    )
    steps = {one["element"]: one for one in visitor.get(f"{ROOT}/SOK/steps").json()}
    assert steps["g"]["next"] == [
        {"to": "b", "answer": "Nei", "is_back": False},
        {"to": "a", "answer": "Ja", "is_back": True},
    ]
    letters = [(one["number"], one["letter"], one["role"]) for one in visitor.get(f"{ROOT}/ANS/huki").json()]
    assert ("4", "K", "Tillitsvalgt") in letters


def test_the_file_comes_back_byte_for_byte(visitor, fjordvik):
    with tenant(fjordvik):
        import_drawing(code="SOK")
    answer = visitor.get(f"{ROOT}/SOK/bpmn")
    assert answer.content == CHOICE
    assert "attachment" in answer["Content-Disposition"]


def test_the_file_with_roles_brings_them_along_when_it_is_read_in_again(visitor, fjordvik):
    with tenant(fjordvik):
        make_process("ANS")
        lanes = {lane.name: lane for lane in Lane.objects.filter(process_version=import_drawing(code="SOK"))}
        office = ProcessRole.objects.get(name="Personalkontoret")
        actions.bind_lane(lanes["Saksbehandler"].pk, office.pk, by=SYSTEM)
    answer = visitor.get(f"{ROOT}/SOK/bpmn", {"form": "roles"})
    with tenant(fjordvik):
        import_drawing(answer.content, code="IGJEN")

    letters = [
        [(row["number"], row["letter"], row["role"]) for row in visitor.get(f"{ROOT}/{code}/huki").json()]
        for code in ("SOK", "IGJEN")
    ]
    assert ("1", "U", "Personalkontoret") in letters[0]
    assert letters[0] == letters[1]
    assert losses(CHOICE, answer.content) == []
    assert visitor.get(f"{ROOT}/SOK/bpmn", {"form": "odd"}).status_code == 422


def test_the_drawing_is_a_file_in_which_nothing_runs(visitor, fjordvik):
    with tenant(fjordvik):
        import_drawing(code="SOK")
    answer = visitor.get(f"{ROOT}/SOK/svg")
    assert answer.text.startswith("<svg")
    assert "sandbox" in answer["Content-Security-Policy"]


def test_mine_are_the_processes_of_my_roles(visitor, fjordvik, office):
    with tenant(fjordvik):
        make_process("ANS")
        role = ProcessRole.objects.get(name="Personalkontoret")
        actions.bind_role(role.pk, "unit", target=office["unit"].pk, by=SYSTEM)
    (mine,) = visitor.get(f"{ROOT}/mine").json()
    assert (mine["code"], mine["letter"], mine["steps"]) == ("ANS", "U", ["2"])


def test_bringing_in_without_the_permission_is_refused_and_leaves_nothing(visitor, fjordvik):
    file = SimpleUploadedFile("x.bpmn", CHOICE)
    assert visitor.post(f"{ROOT}/import", {"file": file}).status_code == 403
    assert visitor.post(f"{ROOT}/from-checklist", {"file": SimpleUploadedFile("x.md", CHECKLIST)}).status_code == 403
    with tenant(fjordvik):
        assert not Process.objects.exists()
        assert not ChecklistProposal.objects.exists()


def test_a_drawing_and_a_checklist_are_brought_in(visitor, fjordvik, office):
    with granting(office["user"], IMPORT, everywhere=True):
        made = visitor.post(f"{ROOT}/import", {"file": SimpleUploadedFile("x.bpmn", CHOICE), "code": "SOK"})
        read = visitor.post(f"{ROOT}/from-checklist", {"file": SimpleUploadedFile("x.md", CHECKLIST)})
        bad = visitor.post(f"{ROOT}/import", {"file": SimpleUploadedFile("x.bpmn", b"hei")})
        taken = visitor.post(f"{ROOT}/import", {"file": SimpleUploadedFile("x.bpmn", CHOICE), "code": "SOK"})
        odd = visitor.post(f"{ROOT}/import", {"file": SimpleUploadedFile("x.bpmn", CHOICE), "code": "a b"})
    assert (made.status_code, made.json()["code"]) == (201, "SOK")
    assert read.json()["warnings"] == ["Number 3 is missing between 2 and 4."]
    assert (bad.status_code, taken.status_code, odd.status_code) == (409, 409, 422)
    assert bad["Content-Type"] == "application/problem+json"
    with tenant(fjordvik):
        assert Process.objects.count() == 1


@pytest.mark.parametrize("path", ["SOK", "SOK/steps", "SOK/huki", "SOK/bpmn", "SOK/svg"])
def test_another_municipality_gets_404(client, fjordvik, sundby, path):
    with tenant(fjordvik):
        import_drawing(code="SOK")
    with tenant(sundby):
        client.force_login(make_user())
    answer = client.get(f"{ROOT}/{path}", headers={"host": "sundby.example"})
    assert answer.status_code == 404
    assert client.get(f"{ROOT}/", headers={"host": "sundby.example"}).json()["items"] == []


@pytest.mark.parametrize("path", ["/", "/mine"])
def test_lists_cost_the_same_for_one_and_four(visitor, fjordvik, count_statements, path):
    with tenant(fjordvik):
        make_process()
    before = count_statements(visitor, ROOT + path)
    with tenant(fjordvik):
        for _number in range(3):
            make_process()
    assert count_statements(visitor, ROOT + path) == before
