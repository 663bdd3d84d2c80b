"""Connecting targets for programs: what is said of them, places, reading, and that no secret goes in or out."""

from uuid import uuid4

import pytest

from grunnmur.access.actions.targets import connect
from grunnmur.access.models import Target, TargetHold, TargetMapping
from grunnmur.access.rules import RELEASE_PLAN, TARGETS
from grunnmur.core import clock
from grunnmur.core.tenancy import tenant
from tests.access.targets.worlds import facts_for
from tests.factories_access import permission_of
from tests.factories_organisation import SYSTEM, granting, make_employee, make_unit, make_user

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/access/targets"
DOORS = {"name": "Doors", "kind": "csv", "address": "doors.csv", "username_source": "employee_number"}
CRM = {"name": "CRM", "kind": "scim", "address": "https://crm.example/scim/v2", "secret_name": "target_crm"}
COLUMN = {"kind": "column", "name": "crm"}


@pytest.fixture
def program(visit, house, fjordvik):
    """The browser of somebody who connects systems and releases plans."""
    with tenant(fjordvik):
        user = make_user(make_employee(house.top, "Pro Gram"))
    with granting(user, TARGETS, everywhere=True), granting(user, RELEASE_PLAN, everywhere=True):
        yield visit(user)


@pytest.fixture
def doors(csv, house, fjordvik, settings):
    """A file target."""
    settings.DROP_FOLDER = csv.folder.parent
    with tenant(fjordvik):
        return connect.connect_target(facts_for(csv, {}, name="Doors"), by=SYSTEM)


def send(browser, method, address, sent=None):
    return getattr(browser, method)(address, sent or {}, content_type="application/json")


def test_a_system_is_connected_changed_mapped_and_read(program, fjordvik, settings, tmp_path):
    settings.DROP_FOLDER = tmp_path
    made = send(program, "post", ROOT, DOORS)
    assert (made.status_code, made.json()["mode"], made.json()["places"]) == (201, "observed", [])
    one = f"{ROOT}/{made.json()['id']}"
    with tenant(fjordvik):
        level = permission_of("CRM").pk
    place = f"{one}/places/{level}"
    mapped = send(program, "put", place, COLUMN).json()
    assert mapped["places"] == [{"permission_id": str(level), **COLUMN, "value": ""}]
    changed = send(program, "put", one, DOORS | {"name": "Gates", "retention_days": 30}).json()
    assert (changed["name"], changed["retention_days"], len(changed["places"])) == ("Gates", 30, 1)
    assert send(program, "post", f"{one}/test").status_code == 204
    assert send(program, "post", f"{one}/read").status_code == 202
    assert send(program, "delete", place).json()["places"] == []
    assert program.get(one).json()["name"] == "Gates"


def test_no_secret_goes_in_or_out(program, fjordvik, monkeypatch):
    monkeypatch.setenv("fjordvik__target_crm", "very-secret")
    for more in ({"secret": "x"}, {"token": "x"}, {"password": "x"}):
        assert send(program, "post", ROOT, CRM | more).status_code == 422
    assert send(program, "post", ROOT, CRM | {"options": {"token": "x"}}).status_code == 409
    for name in ("", "oidc_entra", "TARGET_X", "target_../x"):
        assert send(program, "post", ROOT, CRM | {"secret_name": name}).status_code == 409, name
    made = send(program, "post", ROOT, CRM)
    assert made.json()["secret_name"] == "target_crm"
    for answer in (made, program.get(ROOT), program.get(f"{ROOT}/{made.json()['id']}")):
        assert "very-secret" not in answer.content.decode()


def test_what_does_not_fit_is_refused(program, doors, fjordvik):
    one = f"{ROOT}/{doors.pk}"
    assert send(program, "post", ROOT, DOORS | {"address": "other.csv"}).status_code == 409, "the name is taken"
    assert send(program, "post", ROOT, DOORS | {"name": "X", "address": "../x"}).status_code == 409
    assert send(program, "put", one, CRM).status_code == 409, "the kind stays"
    for bad in ({"kind": "fax"}, {"name": ""}, {"retention_days": -1}, {"username_source": "x"}):
        assert send(program, "post", ROOT, DOORS | bad).status_code == 422, bad
    assert send(program, "put", f"{one}/places/{uuid4()}", COLUMN).status_code == 409
    with tenant(fjordvik):
        level = permission_of("CRM").pk
    assert send(program, "put", f"{one}/places/{level}", COLUMN | {"kind": "group"}).status_code == 409
    assert send(program, "put", f"{one}/places/{level}", COLUMN | {"kind": "x"}).status_code == 422


def test_a_plan_that_is_held_is_released_with_a_reason(program, doors, fjordvik):
    one = f"{ROOT}/{doors.pk}"
    assert send(program, "post", f"{one}/release", {"reason": "Meant"}).status_code == 409
    with tenant(fjordvik):
        numbers = dict.fromkeys(("removals", "removal_limit", "disables", "disable_limit"), 1)
        TargetHold.objects.create(target=doors, held_at=clock.now(), **numbers)
    assert program.get(one).json()["is_held"]
    assert send(program, "post", f"{one}/release", {"reason": ""}).status_code == 422
    assert send(program, "post", f"{one}/release", {"reason": "Meant"}).json()["is_held"] is False


def calls(target, level):
    one = f"{ROOT}/{target.pk}"
    return [
        ("get", one, {}),
        ("put", one, DOORS),
        ("put", f"{one}/places/{level}", COLUMN),
        ("delete", f"{one}/places/{level}", {}),
        ("post", f"{one}/test", {}),
        ("post", f"{one}/read", {}),
        ("post", f"{one}/release", {"reason": "Meant"}),
    ]


def test_only_who_connects_systems_does(visit, doors, house, fjordvik):
    with tenant(fjordvik):
        browser, level = visit(make_user(house.adviser)), permission_of("CRM").pk
    for method, address, sent in [*calls(doors, level), ("post", ROOT, DOORS)]:
        assert send(browser, method, address, sent).status_code == 403, address
    with tenant(fjordvik):
        assert (Target.objects.count(), TargetMapping.objects.count()) == (1, 0)


def test_another_municipality_has_no_such_target(client, sundby, doors, fjordvik):
    with tenant(fjordvik):
        level = permission_of("CRM").pk
    with tenant(sundby):
        user = make_user(make_employee(make_unit()))
        client.force_login(user)
    client.defaults["HTTP_HOST"] = "sundby.example"
    with granting(user, TARGETS, everywhere=True), granting(user, RELEASE_PLAN, everywhere=True):
        assert client.get(ROOT).json() == []
        for method, address, sent in calls(doors, level):
            assert send(client, method, address, sent).status_code == 404, address
