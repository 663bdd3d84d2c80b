"""The pages, the API and the commands of targets: what they show, what they do, and whom they refuse."""

import pytest
from click.testing import CliRunner

from grunnmur.access.actions.targets import connect
from grunnmur.access.actions.targets.examine import examine_targets
from grunnmur.access.models import (
    DriftItem,
    Grant,
    Target,
    TargetAccount,
    TargetChange,
    TargetHold,
    TargetMember,
)
from grunnmur.access.rules import GIVE, RELEASE_PLAN, TARGETS
from grunnmur.cli import main
from grunnmur.core import clock
from grunnmur.core.tenancy import tenant
from tests.access.targets.worlds import facts_for
from tests.factories_access import permission_of
from tests.factories_organisation import SYSTEM, granting, make_user

pytestmark = pytest.mark.django_db
LIST = "/access/targets/"
NEW = {"name": "Doors", "address": "doors.csv", "username_source": "employee_number", "retention_days": ""}


@pytest.fixture
def officer(visit, fjordvik, house):
    """The browser of somebody who may do all this, with a person of her own."""
    with tenant(fjordvik):
        user = make_user()
        with granting(user, TARGETS, everywhere=True):
            visitor = visit(user)
            visitor.user = user
            yield visitor


@pytest.fixture
def doors(csv, house, fjordvik, settings):
    """A target that has been read, with one of each difference and change."""
    settings.DROP_FOLDER = csv.folder.parent
    with tenant(fjordvik):
        target = connect.connect_target(facts_for(csv, {"crm": permission_of("CRM")}, name="Doors"), by=SYSTEM)
        Target.objects.update(observed_at=clock.now(), mode="managed")
        account = TargetAccount.objects.create(
            target=target, person=house.leader, external_id="x", username="lise", state="active"
        )
        TargetMember.objects.create(
            account=account, permission=permission_of("CRM"), is_ours=False, seen_at=clock.now()
        )
        add_drift(target, account, "extra", permission=permission_of("CRM"))
        add_change(target, account, state="failed")
        target.refresh_from_db()
        return target


def add_drift(target, account, kind, **more):
    seen = {"first_seen_at": clock.now(), "last_seen_at": clock.now()}
    return DriftItem.objects.create(target=target, account=account, kind=kind, **seen, **more)


def add_change(target, account, **more):
    facts = {"operation": "ensure", "created_at": clock.now(), "next_at": clock.now()}
    return TargetChange.objects.create(target=target, account=account, **facts | more)


def test_a_system_is_connected_step_by_step(officer, fjordvik, house, settings, tmp_path):
    settings.DROP_FOLDER = tmp_path
    assert b"No system is kept in step yet" in officer.get(LIST).content
    assert b"?kind=csv" in officer.get(f"{LIST}new/").content
    form = officer.get(f"{LIST}new/?kind=csv").content.decode()
    assert "File name" in form
    assert 'name="secret_name"' not in form

    tried = officer.post(f"{LIST}new/?kind=csv", NEW | {"test": "1"}).content.decode()
    assert "The system answers" in tried
    with tenant(fjordvik):
        assert not Target.objects.exists(), "trying saves nothing"
    answer = officer.post(f"{LIST}new/?kind=csv", NEW | {"save": "1"}, follow=True)
    with tenant(fjordvik):
        target = Target.objects.get()
        place = {"permission_id": permission_of("CRM").pk, "place_kind": "column", "place_name": "crm"}
    assert target.mode == "observed"
    assert answer.redirect_chain[-1][0] == f"{LIST}{target.pk}/"
    assert officer.post(f"{LIST}{target.pk}/", place).status_code == 302
    assert "CRM" in officer.get(f"{LIST}{target.pk}/").content.decode()
    again = officer.post(f"{LIST}{target.pk}/", {"permission_id": place["permission_id"], "place_kind": "column"})
    assert again.status_code == 422


def test_a_connection_that_cannot_work_is_said_in_words(officer, house, settings, monkeypatch):
    settings.TARGET_HOSTS = frozenset({"other.example"})
    monkeypatch.setenv("fjordvik__target_crm", "x")
    new = NEW | {"address": "https://crm.example/scim/v2", "secret_name": "target_crm", "test": "1"}

    assert "not among the hosts" in officer.post(f"{LIST}new/?kind=scim", new).content.decode()
    for address in ("http://other.example/", "ftp://other.example/", "nonsense", "https://a:b@other.example/"):
        settings.TARGET_HOSTS = frozenset({"other.example"})
        said = officer.post(f"{LIST}new/?kind=scim", new | {"address": address}).content.decode()
        assert "Write" in said, address


@pytest.mark.parametrize("name", ["oidc_entra", "national_id", "TARGET_X", "target_../x", ""])
def test_only_secrets_made_for_targets_can_be_named(officer, fjordvik, house, settings, name):
    settings.TARGET_HOSTS = frozenset({"crm.example"})
    new = NEW | {"address": "https://crm.example/", "secret_name": name, "save": "1"}

    assert officer.post(f"{LIST}new/?kind=scim", new).status_code == 422
    with tenant(fjordvik):
        assert not Target.objects.exists()


def test_every_page_shows_what_there_is(officer, doors, house):
    address = f"{LIST}{doors.pk}/"
    assert "Doors" in officer.get(LIST).content.decode()
    assert "doors.csv" in officer.get(address).content.decode()
    assert "Accesses are given" in officer.get(f"{address}plan/").content.decode()
    assert "Failed" in officer.get(f"{address}changes/").content.decode()
    assert "Nothing here" in officer.get(f"{address}changes/?state=done").content.decode()
    assert "Has CRM (bidra), and shall not have it." in officer.get(f"{address}differences/").content.decode()
    assert "No difference" in officer.get(f"{address}differences/?kind=orphan").content.decode()
    for form in ("csv", "xlsx"):
        assert officer.get(f"{address}differences.{form}").status_code == 200
        assert officer.get(f"{LIST}left.{form}").status_code == 200
    assert officer.get(f"{LIST}left/").status_code == 200
    assert officer.get(f"{LIST}{house.leader.pk}/").status_code == 404


def test_differences_are_answered_many_at_a_time(officer, doors, fjordvik, house):
    address = f"{LIST}{doors.pk}/differences/"
    with tenant(fjordvik):
        item = DriftItem.objects.get()
    assert officer.post(address, {"answer": "ignored"}).status_code == 422
    assert officer.post(address, {"items": item.pk, "answer": "ignored", "last_day": "2030-01-01"}).status_code == 422
    assert officer.post(address, {"items": item.pk, "answer": "ignored", "last_day": "2026-04-01"}).status_code == 302
    with tenant(fjordvik):
        assert DriftItem.objects.get().answer == "ignored"
    assert officer.post(address, {"items": item.pk, "answer": "put_right"}).status_code == 302
    with tenant(fjordvik):
        change = TargetChange.objects.get(operation="remove")
        assert (change.source, change.state) == ("drift", "open")


def test_what_somebody_may_keep_becomes_a_grant_with_an_end(officer, doors, fjordvik, house):
    address = f"{LIST}{doors.pk}/differences/"
    with tenant(fjordvik):
        item = DriftItem.objects.get()
        answer = {"items": item.pk, "answer": "adopted", "last_day": "2026-05-01", "reason": "Covers for a colleague"}
    assert officer.post(address, answer).status_code == 403, "adopting is giving, and takes that permission too"
    with tenant(fjordvik), granting(officer.user, GIVE, everywhere=True):
        assert officer.post(address, answer | {"reason": " "}).status_code == 422
        assert officer.post(address, answer | {"last_day": "2028-01-01"}).status_code == 422
        assert officer.post(address, answer).status_code == 302
        grant = Grant.objects.get()
        assert (grant.source, grant.person_id, grant.valid.upper.isoformat()) == (
            "adopted",
            house.leader.pk,
            "2026-05-02",
        )
        assert TargetMember.objects.get().is_ours, "it is wanted now, and goes with the grant"


def test_who_may_not_sees_and_does_nothing(leader, doors, fjordvik):
    address = f"{LIST}{doors.pk}/"
    for path in (LIST, f"{LIST}new/", address, f"{address}change/"):
        assert leader.get(path).status_code == 403, path
    for path in ("plan/", "changes/", "differences/", "differences.csv"):
        assert leader.get(f"{address}{path}").status_code == 403, path
    for path in ("", "mode/", "read/", "test/", "release/", "plan/", "changes/", "differences/"):
        assert leader.post(f"{address}{path}", {"mode": "observed", "reason": "x"}).status_code == 403, path
    with tenant(fjordvik):
        assert Target.objects.get().mode == "managed"
        assert TargetChange.objects.get().state == "failed"


def test_who_releases_plans_sees_them_and_changes_nothing_else(visit, doors, fjordvik, house):
    with tenant(fjordvik):
        user = make_user()
        TargetHold.objects.create(
            target=doors, removals=12, removal_limit=10, disables=0, disable_limit=5, held_at=clock.now()
        )
        with granting(user, RELEASE_PLAN, everywhere=True):
            visitor = visit(user)
            address = f"{LIST}{doors.pk}/"
            assert "Release the plan" in visitor.get(address).content.decode()
            assert visitor.post(f"{address}release/", {"reason": " "}).status_code == 422
            assert visitor.post(f"{address}mode/", {"mode": "observed"}).status_code == 403
            assert visitor.post(f"{address}release/", {"reason": "known"}).status_code == 302
            assert TargetHold.objects.get().released_by == user


def test_nothing_of_it_can_be_reached_from_another_municipality(client, doors, sundby, settings):
    settings.ALLOWED_HOSTS = ["sundby.example"]
    with tenant(sundby):
        user = make_user()
        with granting(user, TARGETS, everywhere=True):
            client.defaults["HTTP_HOST"] = "sundby.example"
            client.force_login(user)
            assert "Doors" not in client.get(LIST).content.decode()
            for path in ("", "plan/", "changes/", "differences/", "differences.csv"):
                assert client.get(f"{LIST}{doors.pk}/{path}").status_code == 404
            assert client.post(f"{LIST}{doors.pk}/mode/", {"mode": "observed"}).status_code == 404


def test_lists_cost_the_same_for_one_row_and_for_four(officer, doors, fjordvik, house, count_statements):
    address = f"{LIST}{doors.pk}/"
    pages = (LIST, address, f"{address}changes/", f"{address}differences/", f"{LIST}left/")
    before = [count_statements(officer, one) for one in pages]
    with tenant(fjordvik):
        for number, person in enumerate((house.adviser, house.newcomer, None)):
            account = TargetAccount.objects.create(
                target=doors, person=person, external_id=f"{number}", username=f"u{number}", state="active"
            )
            add_drift(doors, account, "state", expected="disabled")
            add_change(doors, account)
            Target.objects.create(name=f"T{number}", kind="csv", address="x.csv")
    assert [count_statements(officer, one) for one in pages] == before
    assert max(before) <= 30


def test_programs_read_and_answer_the_same(officer, doors, fjordvik):
    api = "/api/v1/access/targets"
    assert [one["name"] for one in officer.get(api).json()] == ["Doors"]
    drift = officer.get(f"{api}/{doors.pk}/drift").json()["rows"]
    assert [one["kind"] for one in drift] == ["extra"]
    assert officer.get(f"{api}/{doors.pk}/changes").json()["rows"][0]["state"] == "failed"
    sent = {"items": [drift[0]["id"]], "answer": "ignored", "last_day": "2026-04-01"}
    answered = officer.post(f"{api}/{doors.pk}/drift", sent, content_type="application/json")
    assert answered.json() == {"number": 1}
    assert officer.post(f"{api}/{doors.pk}/retry").json() == {"number": 1}
    mode = officer.post(f"{api}/{doors.pk}/mode", {"mode": "observed"}, content_type="application/json")
    assert mode.json()["mode"] == "observed"


def test_the_operator_reads_plans_and_sends(doors, fjordvik, house):
    def run(*arguments):
        return CliRunner().invoke(main, ["targets", *arguments, "--municipality", "fjordvik"], catch_exceptions=False)

    with tenant(fjordvik):
        house.adviser.__class__.objects.filter(pk=house.adviser.pk).update(
            employee_number="77", work_email="p@x.example"
        )
    assert "Doors: add 1, ensure 1" in run("plan").output
    pushed = run("push", "--target", "doors")
    assert "Doors: " in pushed.output
    assert "accounts" in run("observe").output
    assert run("observe", "--target", "nothing").exit_code == 1
    with tenant(fjordvik):
        Target.objects.update(address="../x.csv")
    assert run("observe").exit_code == 1


def test_the_doctor_tells_of_each_target(doors, fjordvik):
    assert [finding.level for finding in examine_targets()] == ["warning"]
    with tenant(fjordvik):
        TargetChange.objects.all().delete()
    assert [finding.level for finding in examine_targets()] == ["ok"]
    with tenant(fjordvik):
        Target.objects.update(address="../x.csv")
    assert [finding.level for finding in examine_targets()] == ["wrong"]
