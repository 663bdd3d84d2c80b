"""Starting from what is, for programs: a file, its names, its proposals, and the rest."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from grunnmur.access.models import Grant, Held, ObservedAccess, Role
from grunnmur.access.rules import OFFICER, ROLES, RULES
from grunnmur.access.rules.permissions import MINE
from grunnmur.core.models import ImportRun
from grunnmur.core.tenancy import tenant
from tests.factories_access import permission_of
from tests.factories_organisation import granting, make_employee, make_unit, make_user

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/access/mining"
FIVE = b"person_key;resource;level\n" + b"".join(b"%d;CRM;bidra\n" % number for number in range(101, 106))
HEAD = b"person_key;resource;level\n"


def bring(browser, content, **more):
    return browser.post(f"{ROOT}/imports", {"file": SimpleUploadedFile("it.csv", content), "source": "it", **more})


def post(browser, path, sent=None):
    return browser.post(f"{ROOT}/{path}", sent or {}, content_type="application/json")


def test_a_file_becomes_a_plan_that_is_applied(officer, clerks, fjordvik):
    with tenant(fjordvik):
        held = Held.objects.count()
    planned = bring(officer, FIVE)
    assert (planned.status_code, planned.json()["state"]) == (201, "planned")
    assert planned.json()["counts"]["accesses"] == {"add": 5}
    one = planned.json()["id"]
    assert post(officer, f"imports/{one}/apply").json()["state"] == "applied"
    assert officer.get(f"{ROOT}/imports/{one}").json()["state"] == "applied"
    assert [row["id"] for row in officer.get(f"{ROOT}/imports").json()] == [one]
    with tenant(fjordvik):
        assert ObservedAccess.objects.count() == 5
        assert Held.objects.count() == held


def test_a_file_is_rejected_or_refused(officer, clerks):
    one = bring(officer, FIVE).json()["id"]
    assert post(officer, f"imports/{one}/reject", {"reason": ""}).status_code == 422
    assert post(officer, f"imports/{one}/reject", {"reason": "Feil fil"}).json()["state"] == "rejected"
    refused = post(officer, f"imports/{one}/apply")
    assert (refused.status_code, refused["Content-Type"]) == (409, "application/problem+json")
    assert bring(officer, b"").status_code == 409
    assert bring(officer, FIVE, mode="x").status_code == 422
    assert post(officer, "imports").status_code == 422


def test_a_file_that_takes_away_much_is_not_released_by_who_brought_it(officer, clerks):
    many = HEAD + b"".join(b"p%d;CRM;bidra\n" % number for number in range(20))
    post(officer, f"imports/{bring(officer, many).json()['id']}/apply")
    held = bring(officer, HEAD + b"p0;CRM;bidra\n", mode="full").json()
    assert held["state"] == "held"
    assert any(one["is_exceeded"] for one in held["measures"])
    assert post(officer, f"imports/{held['id']}/release", {"reason": "Ja"}).status_code == 409


def test_names_are_matched_or_ignored(officer, clerks, house, fjordvik):
    post(officer, f"imports/{bring(officer, HEAD + b'999;Bokbase;les').json()['id']}/apply")
    (person,) = officer.get(f"{ROOT}/names/people").json()
    (thing,) = officer.get(f"{ROOT}/names/things").json()
    assert (person["name"], thing["name"]) == ("999", "Bokbase (les)")
    assert post(officer, f"names/people/{person['id']}", {"meant": str(house.adviser.pk)}).status_code == 204
    with tenant(fjordvik):
        crm = str(permission_of("CRM").pk)
    one = f"names/things/{thing['id']}"
    assert post(officer, one, {"meant": crm, "is_ignored": True}).status_code == 422
    assert post(officer, one, {"meant": str(uuid4())}).status_code == 404
    assert post(officer, one, {"is_ignored": True}).status_code == 204
    assert post(officer, one, {"meant": crm}).status_code == 204
    assert officer.get(f"{ROOT}/names/things").json() == []
    assert officer.get(f"{ROOT}/names/things?shown=all").json()[0]["meant"] == "CRM (bidra)"
    assert officer.get(f"{ROOT}/names/cats").status_code == 422


def test_a_proposal_is_accepted_as_a_draft_and_the_rest_is_taken_over(officer, clerks, house, fjordvik):
    with tenant(fjordvik):
        house.newcomer.employee_number = "200"
        house.newcomer.save(update_fields=["employee_number"])
    rows = FIVE.replace(b"CRM;bidra", b"Visio;lisens") + b"200;Visio;lisens\n"
    post(officer, f"imports/{bring(officer, rows).json()['id']}/apply")
    (found,) = officer.get(f"{ROOT}/proposals").json()["items"]
    made = post(officer, "proposals/accept", {"key": found["key"], "role_name": "Bokfolk"})
    assert (made.status_code, made.json()["role"]) == (201, "Bokfolk")
    assert post(officer, "proposals/accept", {"key": found["key"]}).status_code in {404, 409}
    assert post(officer, "proposals/accept", {"key": ""}).status_code == 422
    assert post(officer, "rest?share=3").status_code == 422
    taken = post(officer, "rest").json()
    with tenant(fjordvik):
        assert Role.objects.get(pk=made.json()["role_id"]).state == "draft"
        assert taken["grants"] == Grant.objects.filter(source="migration").count()
        assert taken["grants"] + taken["skipped"] == 1


def calls(run, name):
    return [
        ("get", f"imports/{run}", {}),
        ("post", f"imports/{run}/apply", {}),
        ("post", f"imports/{run}/release", {"reason": "Ja"}),
        ("post", f"imports/{run}/reject", {"reason": "Nei"}),
        ("post", f"names/people/{name}", {"is_ignored": True}),
    ]


def call(browser, method, path, sent):
    return getattr(browser, method)(f"{ROOT}/{path}", sent, content_type="application/json")


@pytest.fixture
def brought(officer, clerks):
    """A file that is planned, and the name of somebody nobody knows."""
    post(officer, f"imports/{bring(officer, HEAD + b'999;CRM;bidra').json()['id']}/apply")
    name = officer.get(f"{ROOT}/names/people").json()[0]["id"]
    return bring(officer, FIVE).json()["id"], name


def test_only_who_may_start_from_what_is_does(visit, brought, house, fjordvik):
    browser = visit(house.leader_user)
    for method, path, sent in calls(*brought):
        assert call(browser, method, path, sent).status_code == 403, path
    assert bring(browser, FIVE).status_code == 403
    for path in ("imports", "names/people", "names/things"):
        assert browser.get(f"{ROOT}/{path}").status_code == 403, path
    for path, sent in (("proposals/accept", {"key": "everyone"}), ("rest", {})):
        assert post(browser, path, sent).status_code == 403, path
    with tenant(fjordvik):
        assert ImportRun.objects.filter(state="planned").count() == 1


def test_another_municipality_has_no_such_file_or_name(client, sundby, brought, fjordvik):
    with tenant(sundby):
        user = make_user(make_employee(make_unit("Bibliotek")))
        client.force_login(user)
    client.defaults["HTTP_HOST"] = "sundby.example"
    with (
        granting(user, MINE, everywhere=True),
        granting(user, OFFICER, everywhere=True),
        granting(user, ROLES, everywhere=True),
        granting(user, RULES, everywhere=True),
    ):
        for method, path, sent in calls(*brought):
            assert call(client, method, path, sent).status_code == 404, path
        assert client.get(f"{ROOT}/imports").json() == []
        assert client.get(f"{ROOT}/names/people").json() == []
