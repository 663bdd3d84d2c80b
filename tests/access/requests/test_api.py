"""Requests and the desk by programs: the same actions as the pages."""

import pytest

from grunnmur.access.actions.desk import choose_desk_roles
from grunnmur.access.models import DeskVisit, Grant
from grunnmur.access.rules import OFFICER
from grunnmur.access.rules.desk import DESK
from grunnmur.core.tenancy import tenant
from tests.access.requests.conftest import LAST, ask, wish
from tests.factories_organisation import SYSTEM, granting

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/access"


def post(browser, path, sent=None):
    return browser.post(f"{ROOT}/{path}", sent or {}, content_type="application/json")


def test_it_is_asked_for_decided_and_read(visit, setting, fjordvik):
    line = {"permission_id": str(setting.visio.pk), "last_day": LAST.isoformat()}
    sent = {"receiver_id": str(setting.adviser.pk), "reason": "Tegne", "lines": [line]}
    made = post(visit(setting.adviser_user), "requests", sent)
    assert made.status_code == 201
    (row,) = made.json()["items"]
    assert (row["state"], row["may_decide"], row["steps"][0]["waits_for"]) == ("waiting", False, "Lise Leder")
    assert post(visit(setting.chief_user), f"requests/lines/{row['id']}/decide", {"answer": "yes"}).status_code == 403
    browser = visit(setting.leader_user)
    assert [one["id"] for one in browser.get(f"{ROOT}/me/to-decide").json()["items"]] == [row["id"]]
    assert (
        post(browser, f"requests/lines/{row['id']}/decide", {"answer": "yes"}).json()["items"][0]["state"] == "approved"
    )
    mine = visit(setting.adviser_user).get(f"{ROOT}/me/requests").json()["items"]
    assert [one["last_day"] for one in mine] == [LAST.isoformat()]
    with tenant(fjordvik):
        assert Grant.objects.filter(source="request").count() == 1


def test_it_is_withdrawn_and_strangers_do_not_see_it(visit, setting, fjordvik):
    with tenant(fjordvik):
        (line,) = ask(setting.adviser_user, setting.adviser, wish(setting.visio))
    assert visit(setting.owner_user).get(f"{ROOT}/requests/{line.request_id}").status_code == 404
    gone = post(visit(setting.adviser_user), f"requests/{line.request_id}/withdraw")
    assert gone.json()["items"][0]["state"] == "withdrawn"


def test_the_list_of_all_is_the_officers(visit, setting, fjordvik):
    with tenant(fjordvik):
        ask(setting.adviser_user, setting.adviser, wish(setting.visio))
    assert visit(setting.adviser_user).get(f"{ROOT}/requests").status_code == 403
    with granting(setting.owner_user, OFFICER, everywhere=True):
        browser = visit(setting.owner_user)
        assert len(browser.get(f"{ROOT}/requests", {"state": "waiting"}).json()["items"]) == 1
        assert browser.get(f"{ROOT}/requests", {"risk": "4"}).json()["items"] == []


def test_somebody_is_let_in_and_out_at_the_desk(visit, setting, fjordvik):
    role = setting.house.roles["Nettbrett"]
    with tenant(fjordvik):
        choose_desk_roles([role.pk], by=SYSTEM)
    sent = {"name": "Vera Vikar", "identity_checked_by": "Ola", "unit_id": str(setting.house.unit.pk)}
    sent |= {"role_id": str(role.pk), "ends_at": "2026-03-02T16:00:00Z"}
    assert post(visit(setting.adviser_user), "desk", sent).status_code == 403
    with granting(setting.owner_user, DESK, setting.house.unit):
        browser = visit(setting.owner_user)
        made = post(browser, "desk", sent)
        assert (made.status_code, made.json()["is_open"]) == (201, True)
        assert post(browser, f"desk/{made.json()['id']}/end").status_code == 204
        assert [one["is_open"] for one in browser.get(f"{ROOT}/desk").json()] == [False]
    with tenant(fjordvik):
        assert DeskVisit.objects.get().ended_at
