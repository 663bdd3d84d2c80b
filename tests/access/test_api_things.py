"""Keys, equipment and cards for programs: the list, handing out, taking back, losing, finding again."""

from uuid import uuid4

import pytest

from grunnmur.access.models import IssuedThing
from grunnmur.access.rules import GIVE, OFFICER
from grunnmur.core.clock import now
from grunnmur.core.models import PersonalDataRead
from grunnmur.core.tenancy import tenant
from grunnmur.worklist.models import Task
from tests.factories_access import permission_of
from tests.factories_organisation import granting, make_employee, make_unit, make_user

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/access"
LIST = f"{ROOT}/things"


@pytest.fixture
def keeper(house, fjordvik):
    """Somebody of Kundesenter, which hands out things, and leads nobody."""
    with tenant(fjordvik):
        return make_user(make_employee(house.unit, "Kari Vaktmester"))


@pytest.fixture
def key(house, fjordvik):
    """The key the adviser has."""
    with tenant(fjordvik):
        return hand_over(house.adviser, "Nøkkel til lager", "N-17")


def hand_over(person, resource, label=""):
    return IssuedThing.objects.create(person=person, permission=permission_of(resource), label=label, issued_at=now())


def send(browser, address, sent=None, *, method="post"):
    return getattr(browser, method)(address, sent or {}, content_type="application/json")


def labels(answer):
    return [one["label"] for one in answer.json()["items"]]


def test_things_are_listed_narrowed_sorted_and_paged(visit, keeper, key, house, fjordvik):
    with tenant(fjordvik):
        hand_over(house.leader, "PC", "SN-1")
    browser = visit(keeper)
    assert labels(browser.get(f"{LIST}?sort=label")) == ["N-17", "SN-1"]
    assert labels(browser.get(f"{LIST}?kind=key")) == ["N-17"]
    assert labels(browser.get(f"{LIST}?q=sn-")) == ["SN-1"]
    assert labels(browser.get(f"{LIST}?state=lost")) == []
    first = browser.get(f"{LIST}?sort=label&limit=1").json()
    second = browser.get(f"{LIST}?sort=label&limit=1&after={first['next']}").json()
    assert [one["items"][0]["label"] for one in (first, second)] == ["N-17", "SN-1"]
    for nonsense in ("state=x", "kind=x", "sort=x", "limit=0"):
        assert browser.get(f"{LIST}?{nonsense}").status_code == 422, nonsense
    assert browser.get(f"{LIST}?after=x").status_code == 409
    with tenant(fjordvik):
        assert PersonalDataRead.objects.filter(what="access.things", subject_id=house.adviser.pk).exists()


def test_the_list_costs_the_same_for_one_thing_and_four(visit, keeper, key, house, fjordvik, count_statements):
    browser = visit(keeper)
    before = count_statements(browser, LIST)
    with tenant(fjordvik):
        for number in range(3):
            hand_over(make_employee(house.unit, f"Per Nr{number}"), "PC", f"SN-{number}")
    assert count_statements(browser, LIST) == before


def test_a_thing_is_handed_out_numbered_lost_found_and_taken_back(visit, keeper, house, fjordvik):
    browser = visit(keeper)
    with tenant(fjordvik):
        pc = str(permission_of("PC").pk)
    address = f"{ROOT}/people/{house.adviser.pk}/things"
    made = send(browser, address, {"permission_id": pc, "label": "SN-1"})
    assert (made.status_code, made.json()["state"], made.json()["name"]) == (201, "out", "PC (bærbar)")
    one = f"{LIST}/{made.json()['id']}"
    assert send(browser, address, {"permission_id": pc}).status_code == 409
    assert send(browser, one, {"label": "SN-2"}, method="put").json()["label"] == "SN-2"
    assert send(browser, one, {"label": "x" * 201}, method="put").status_code == 422
    assert send(browser, f"{one}/found").status_code == 409
    lost = send(browser, f"{one}/lost").json()
    assert (lost["state"], lost["returned_at"] is None) == ("lost", False)
    with tenant(fjordvik):
        assert Task.objects.filter(kind="access.lost").count() == 1
    assert send(browser, f"{one}/return").status_code == 409
    assert send(browser, f"{one}/found").json()["state"] == "back"
    again = send(browser, address, {"permission_id": pc}).json()["id"]
    assert send(browser, f"{LIST}/{again}/return").json()["state"] == "back"
    assert browser.get(f"{LIST}/{again}").json()["state"] == "back"


def test_what_nobody_gives_her_or_is_not_here_is_not_handed_out(visit, keeper, key, house, fjordvik):
    browser = visit(keeper)
    address = f"{ROOT}/people/{house.adviser.pk}/things"
    with tenant(fjordvik):
        tablet = str(permission_of("Nettbrett").pk)
    refused = send(browser, address, {"permission_id": tablet})
    assert (refused.status_code, refused["Content-Type"]) == (409, "application/problem+json")
    assert send(browser, address, {"permission_id": str(uuid4())}).status_code == 404
    assert send(browser, address, {"label": "N-1"}).status_code == 422
    with tenant(fjordvik):
        other = hand_over(house.leader, "Nøkkel til lager")
    assert send(browser, f"{LIST}/{other.pk}", {"label": "n-17"}, method="put").status_code == 409


def test_whoever_has_it_sees_it_and_says_that_it_is_lost_and_nothing_more(visit, key, house, fjordvik):
    with tenant(fjordvik):
        browser = visit(make_user(house.adviser))
    assert [one["label"] for one in browser.get(f"{ROOT}/me/things").json()] == ["N-17"]
    one = f"{LIST}/{key.pk}"
    assert send(browser, one, {"label": "N-18"}, method="put").status_code == 403
    assert send(browser, f"{one}/return").status_code == 403
    assert send(browser, f"{one}/lost").status_code == 200
    assert send(browser, f"{one}/found").status_code == 403
    with tenant(fjordvik):
        pc = str(permission_of("PC").pk)
    assert send(browser, f"{ROOT}/people/{house.adviser.pk}/things", {"permission_id": pc}).status_code == 403


def calls(house, key, pc):
    one = f"{LIST}/{key.pk}"
    return [
        ("post", f"{ROOT}/people/{house.adviser.pk}/things", {"permission_id": pc}),
        ("put", one, {"label": "N-18"}),
        ("post", f"{one}/return", {}),
        ("post", f"{one}/lost", {}),
        ("post", f"{one}/found", {}),
    ]


def test_who_answers_for_nobody_sees_and_does_nothing(visit, key, house, fjordvik):
    with tenant(fjordvik):
        nobody = make_user(make_employee(make_unit("Bibliotek", parent=house.top), "Ingen Ting"))
        pc = str(permission_of("PC").pk)
    browser = visit(nobody)
    assert browser.get(LIST).status_code == 403
    assert browser.get(f"{ROOT}/me/things").json() == []
    assert browser.get(f"{LIST}/{key.pk}").status_code == 404
    issue, *others = calls(house, key, pc)
    assert send(browser, issue[1], issue[2]).status_code == 403
    for method, address, sent in others:
        assert send(browser, address, sent, method=method).status_code == 404, address


def test_from_another_municipality_there_is_nothing(client, sundby, key, house, fjordvik):
    with tenant(fjordvik):
        pc = str(permission_of("PC").pk)
    with tenant(sundby):
        user = make_user(make_employee(make_unit("Sundby"), "Signe Sund"))
        client.force_login(user)
    client.defaults["HTTP_HOST"] = "sundby.example"
    with granting(user, OFFICER, everywhere=True), granting(user, GIVE, everywhere=True):
        assert client.get(LIST).json()["items"] == []
        assert client.get(f"{LIST}/{key.pk}").status_code == 404
        for method, address, sent in calls(house, key, pc):
            assert send(client, address, sent, method=method).status_code == 404, address
    with tenant(fjordvik):
        key.refresh_from_db()
        assert (key.label, key.returned_at) == ("N-17", None)
