"""The factory for programs: the same rules as the pages."""

import pytest

from grunnmur.core.tenancy import tenant
from grunnmur.publishing.models import ApprovalRequest, ReadingDuty
from grunnmur.publishing.rules import APPROVE
from tests.factories_organisation import SYSTEM, granting, make_employee, make_user
from tests.factories_publishing import approve, assure, make_draft, make_valid, submit, to_approval

pytestmark = pytest.mark.django_db
API = "/api/v1/publishing"


@pytest.fixture
def draft_there(fjordvik, made):
    with tenant(fjordvik):
        return make_draft(made)


def post(client, address, sent=None):
    return client.post(f"{API}{address}", sent or {}, content_type="application/json")


def test_lines_and_boards_are_read(made, enter, draft_there):
    client = enter(made.modeller_user)
    (line,) = client.get(f"{API}/lines").json()
    assert (line["name"], line["chiefs"], line["open_cards"]) == ("Fellestjenester", ["Siri Sjef"], 1)
    stations = client.get(f"{API}/board/{line['id']}").json()
    assert [one["key"] for one in stations] == ["intake", "modelling", "quality", "approval", "done"]
    assert stations[1]["cards"][0]["title"] == "Søknad"


def test_a_version_takes_each_step_by_its_operation(made, enter, draft_there):
    address = f"/versions/{draft_there.pk}"
    client = enter(made.modeller_user)
    assert client.get(f"{API}{address}/changes").json()[0]["is_significant"] is True
    sent = {"change_note": "Ny", "is_significant": True}
    assert post(client, f"{address}/submit", sent).json()["state"] == "quality"
    client = enter(made.assurer_user)
    assert post(client, f"{address}/return", {"comment": "Rett."}).json()["state"] == "draft"
    assert post(enter(made.modeller_user), f"{address}/submit", sent).status_code == 200
    client = enter(made.assurer_user)
    names = [gate["name"] for gate in client.get(f"{API}{address}/gates").json()]
    assert post(client, f"{address}/assure", {"comments": dict.fromkeys(names, "Sett.")}).json()["state"] == "approval"
    with granting(made.leader_user, APPROVE, made.unit):
        client = enter(made.leader_user)
        assert post(client, f"{address}/approve", {"seen_hash": "0" * 64}).status_code == 409
        assert post(client, f"{address}/reject", {"comment": "Nei."}).json()["state"] == "draft"


def test_an_approver_who_is_editor_is_refused_by_the_operation_too(made, enter, fjordvik, draft_there):
    with tenant(fjordvik):
        version = to_approval(made, draft_there)
        ApprovalRequest.objects.filter(version=version).update(key=f"person:{made.modeller.pk}")
    with granting(made.modeller_user, APPROVE, made.unit):
        answer = post(enter(made.modeller_user), f"/versions/{version.pk}/approve", {"seen_hash": version.content_hash})
    assert answer.status_code == 409
    assert "worked on this version" in answer.json()["detail"]


def test_items_versions_start_withdraw_and_correct(made, enter, fjordvik, draft_there):
    with tenant(fjordvik):
        valid = make_valid(made, draft_there)
    client = enter(made.modeller_user)
    assert [one["code"] for one in client.get(f"{API}/items").json()] == ["SOK"]
    assert client.get(f"{API}/items/sok").json()["title"] == "Søknad"
    started = post(client, "/items/SOK/start", {"change_note": "Mer"})
    assert started.status_code == 201
    assert [one["number"] for one in client.get(f"{API}/items/SOK/versions").json()] == ["2.0", "1.0"]
    assert post(client, "/items/SOK/start").status_code == 409
    assert post(client, f"/versions/{started.json()['id']}/correct", {"comment": "x"}).status_code == 403
    assert client.get(f"{API}/versions/{valid.pk}/changes?to={started.json()['id']}").json() == []
    chief = enter(made.chief_user)
    assert post(chief, f"/versions/{valid.pk}/withdraw", {"comment": "Feil."}).json()["state"] == "withdrawn"


def test_reading_is_confirmed_and_only_ones_own(made, enter, fjordvik, draft_there):
    with tenant(fjordvik):
        make_valid(made, draft_there)
        others = ReadingDuty.objects.get(person=made.chief)
    client = enter(made.modeller_user)
    (duty,) = client.get(f"{API}/reading/mine").json()
    assert duty["because"] == ["Saksbehandler"]
    assert post(client, f"/reading/{others.pk}/confirm").status_code == 404
    assert post(client, f"/reading/{duty['id']}/confirm").json()["confirmed_at"]
    assert client.get(f"{API}/reading/mine").json() == []


def test_feedback_is_given_and_what_is_on_its_way_is_not_there_for_others(made, enter, fjordvik, draft_there):
    with tenant(fjordvik):
        submit(made, draft_there)
        stranger = make_user(make_employee(made.unit, "Frida Fremmed"))
    client = enter(stranger)
    assert client.get(f"{API}/versions/{draft_there.pk}/gates").status_code == 404
    assert post(client, "/items/SOK/feedback", {"kind": "error", "text": "Feil"}).status_code == 404
    with tenant(fjordvik):
        approve(assure(made, draft_there), SYSTEM)
    assert post(client, "/items/SOK/feedback", {"kind": "error", "text": "Feil"}).status_code == 201
