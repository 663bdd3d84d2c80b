"""Pools for programs: one of them, and putting right what is said of it."""

from uuid import uuid4

import pytest

from grunnmur.access.models import LicencePool
from grunnmur.access.rules import DEFINE
from grunnmur.core.tenancy import tenant
from tests.access.restraints import give, make_level, make_pool
from tests.factories_organisation import granting, make_employee, make_unit, make_user

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/access/pools"


@pytest.fixture
def definer(visit, house, fjordvik):
    with tenant(fjordvik):
        user = make_user(make_employee(house.top, "Pro Gram"))
    with granting(user, DEFINE, everywhere=True):
        yield visit(user)


@pytest.fixture
def levels(house, fjordvik):
    with tenant(fjordvik):
        return make_level("Draw"), make_level("Paint")


@pytest.fixture
def pool(levels, fjordvik):
    with tenant(fjordvik):
        return make_pool(levels[0], seats=1, name="Brushes")


def put(browser, pool, **sent):
    return browser.put(f"{ROOT}/{pool.pk}", sent, content_type="application/json")


def test_a_pool_is_put_right_and_its_seats_changed_from_a_day(definer, pool, levels):
    ids = sorted(str(level.pk) for level in levels)
    changed = put(definer, pool, name="Pens", on_full="queue", unit_cost="120.50", permission_ids=ids)
    found = changed.json()
    assert changed.status_code == 200
    assert (found["name"], found["on_full"], found["unit_cost"]) == ("Pens", "queue", "120.50")
    assert sorted(found["permission_ids"]) == ids
    assert definer.get(f"{ROOT}/{pool.pk}").json() == found
    number = {"quantity": 5, "from_day": "2026-03-02"}
    assert definer.post(f"{ROOT}/{pool.pk}/quantity", number, content_type="application/json").status_code == 204
    assert definer.get(f"{ROOT}/{pool.pk}").json()["quantity"] == 5


def test_who_would_lose_a_seat_is_told_of_before(definer, pool, levels, house, fjordvik):
    with tenant(fjordvik):
        for person in (house.adviser, house.leader):
            give(person, levels[1])
    ids = [str(levels[1].pk)]
    refused = put(definer, pool, name="Brushes", on_full="queue", permission_ids=ids)
    assert (refused.status_code, refused["Content-Type"]) == (409, "application/problem+json")
    assert put(definer, pool, name="Brushes", on_full="queue", permission_ids=ids, is_loss_meant=True).json()["waiting"]


def test_what_does_not_fit_is_refused(definer, pool, levels, fjordvik):
    ids = [str(levels[0].pk)]
    with tenant(fjordvik):
        make_pool(levels[1], name="Other")
    assert put(definer, pool, name="other", permission_ids=ids).status_code == 409
    assert put(definer, pool, name="Brushes", permission_ids=[str(levels[1].pk)]).status_code == 409
    assert put(definer, pool, name="Brushes", permission_ids=[str(uuid4())]).status_code == 409
    for bad in ({"name": ""}, {"permission_ids": []}, {"on_full": "x"}, {"unit_cost": "-1"}):
        assert put(definer, pool, **({"name": "Brushes", "permission_ids": ids} | bad)).status_code == 422, bad


def test_only_who_defines_changes_a_pool(visit, pool, levels, house, fjordvik):
    with tenant(fjordvik):
        browser = visit(make_user(house.adviser))
    assert browser.get(f"{ROOT}/{pool.pk}").status_code == 403
    assert put(browser, pool, name="Mine", permission_ids=[str(levels[0].pk)]).status_code == 403


def test_another_municipality_has_no_such_pool(client, sundby, pool, levels, house, fjordvik):
    with tenant(sundby):
        user = make_user(make_employee(make_unit()))
        client.force_login(user)
    client.defaults["HTTP_HOST"] = "sundby.example"
    with granting(user, DEFINE, everywhere=True):
        assert client.get(f"{ROOT}/{pool.pk}").status_code == 404
        assert put(client, pool, name="Mine", permission_ids=[str(levels[0].pk)]).status_code == 404
    with tenant(fjordvik):
        assert LicencePool.objects.get().name == "Brushes"
