"""The pages and the commands about connected systems, and who may use them."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner

from grunnmur.access.models import Resource, ScimClient, ScimFinding, ScimHold, ScimUser
from grunnmur.access.rules import TARGETS
from grunnmur.cli import main
from grunnmur.core import clock
from grunnmur.core.tenancy import tenant
from grunnmur.organisation.models import Person
from grunnmur.organisation.rules import IMPORT_PEOPLE, RELEASE_IMPORT
from tests.access.scim.conftest import Caller, let_in
from tests.factories_organisation import granting, make_user

pytestmark = pytest.mark.django_db
LIST = "/access/systems/"
NEW = {"name": "entra", "mode": "source", "days": "30", "addresses": "192.0.2.0/24\n127.0.0.1\n"}


@pytest.fixture
def officer(visit, fjordvik, house):
    """The browser of somebody who connects systems and imports people."""
    with tenant(fjordvik):
        user = make_user()
        with granting(user, TARGETS, everywhere=True), granting(user, IMPORT_PEOPLE, everywhere=True):
            yield visit(user)


@pytest.fixture
def somebody(visit, fjordvik, house):
    with tenant(fjordvik):
        user = make_user()
    return visit(user)


def token_in(answer):
    return re.search(r"<code>(gm_\S+)</code>", answer.content.decode())[1]


def test_a_system_is_let_in_and_its_token_is_shown_once(officer, fjordvik, client):
    answer = officer.post(LIST, NEW)

    token = token_in(answer)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert "http://fjordvik.example/scim/v2" in answer.content.decode()
    assert token not in officer.get(LIST).content.decode()
    with tenant(fjordvik):
        found = ScimClient.objects.get()
        assert found.addresses == ["192.0.2.0/24", "127.0.0.1/32"]
    assert Caller(client, found, token).get("/Users").status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"mode": "consumer"},
        {"addresses": "here"},
        {"days": "9999"},
        {"name": "ENTRA"},
    ],
)
def test_what_cannot_be_a_system_is_refused_with_its_reason(officer, fjordvik, wrong):
    officer.post(LIST, NEW)
    answer = officer.post(LIST, NEW | {"name": "other"} | wrong)

    assert answer.status_code == 422
    assert "gm_" not in answer.content.decode()
    with tenant(fjordvik):
        assert ScimClient.objects.count() == 1


def test_a_consumer_asks_about_a_resource(officer, fjordvik):
    with tenant(fjordvik):
        resource = Resource.objects.get(name="CRM")

    assert officer.post(LIST, NEW | {"mode": "consumer", "resource_id": str(resource.pk)}).status_code == 200
    assert "CRM" in officer.get(LIST).content.decode()


def test_a_new_token_replaces_the_old_and_revoking_keeps_out(officer, fjordvik, client):
    old = token_in(officer.post(LIST, NEW | {"addresses": ""}))
    with tenant(fjordvik):
        found = ScimClient.objects.get()
    address = f"{LIST}{found.pk}/"

    new = token_in(officer.post(f"{address}token/", {"days": "30"}))
    assert [Caller(client, found, one).get("/Users").status_code for one in (old, new)] == [401, 200]
    assert officer.post(f"{address}token/", {"days": "0"}).status_code == 422

    assert officer.post(f"{address}revoke/").status_code == 302
    assert Caller(client, found, new).get("/Users").status_code == 401
    assert "Revoked" in officer.get(address).content.decode()


@pytest.fixture
def told(fjordvik, house):
    """A source with a finding about each of two people, and a hold."""
    with tenant(fjordvik):
        now = datetime(2026, 3, 2, 9, tzinfo=UTC)
        client = ScimClient.objects.create(name="hr", mode="source", token_hash="x", expires_at=now + timedelta(days=9))
        for person in (house.adviser, house.leader):
            user = ScimUser.objects.create(
                client=client,
                person=person,
                user_name=str(person),
                user_key=str(person),
                created_at=now,
                modified_at=now,
            )
            ScimFinding.objects.create(user=user, kind="unit", value=f"X{person.pk}", found_at=now)
        ScimHold.objects.create(client=client, ended=10, limit=10, held_at=now)
        return client


def test_findings_are_shown_and_the_protected_are_not_named(officer, told, house, fjordvik):
    with tenant(fjordvik):
        Person.objects.filter(pk=house.adviser.pk).update(is_protected=True)

    text = officer.get(f"{LIST}{told.pk}/").content.decode()

    assert "No such unit on these days" in text
    assert "Lise Leder" in text
    assert "Per Person" not in text
    assert "A protected person" in text


def test_a_hold_is_released_with_a_reason_by_who_may(visit, told, fjordvik, house):
    address = f"{LIST}{told.pk}/"
    with tenant(fjordvik):
        user = make_user()
        with granting(user, RELEASE_IMPORT, everywhere=True):
            browser = visit(user)
            assert "Release for a day" in browser.get(address).content.decode()
            assert browser.post(f"{address}release/", {"reason": ""}).status_code == 422
            assert browser.post(f"{address}release/", {"reason": "The school closed"}).status_code == 302
        assert ScimHold.objects.get().reason == "The school closed"


def test_who_may_not_sees_and_does_nothing(somebody, told, fjordvik):
    address = f"{LIST}{told.pk}/"

    for answer in (
        somebody.get(LIST),
        somebody.post(LIST, NEW),
        somebody.get(address),
        somebody.post(f"{address}token/", {"days": "9"}),
        somebody.post(f"{address}revoke/"),
        somebody.post(f"{address}release/", {"reason": "x"}),
    ):
        assert answer.status_code == 403
    with tenant(fjordvik):
        assert ScimClient.objects.get().revoked_at is None
        assert ScimHold.objects.get().released_at is None


def test_a_source_takes_the_permission_to_import_people_too(visit, fjordvik, house):
    with tenant(fjordvik):
        user = make_user()
        with granting(user, TARGETS, everywhere=True):
            assert visit(user).post(LIST, NEW).status_code == 403
        assert not ScimClient.objects.exists()


def test_the_pages_cost_the_same_for_one_row_and_for_four(officer, fjordvik, client, told, count_statements):
    address = f"{LIST}{told.pk}/"
    before = [count_statements(officer, one) for one in (LIST, address)]
    for name in ("a", "b", "c"):
        let_in(client, fjordvik, name=name)
    with tenant(fjordvik):
        user = ScimUser.objects.first()
        for value in ("1", "2", "3"):
            ScimFinding.objects.create(user=user, kind="kind", value=value, found_at=clock.now())

    assert [count_statements(officer, one) for one in (LIST, address)] == before


def run(*arguments):
    return CliRunner().invoke(main, ["scim-client", *arguments], catch_exceptions=False)


def test_the_operator_lets_in_lists_and_keeps_out(fjordvik, client, settings):
    settings.ALLOWED_HOSTS = ["fjordvik.example"]
    here = ("--municipality", "fjordvik")
    added = run("add", "entra", "--print-token", "--address", "127.0.0.0/8", *here)

    assert added.exit_code == 0, added.output
    token = added.stdout.strip()
    assert token.startswith("gm_fjordvik_")
    assert run("add", "quiet", *here).stdout == ""
    with tenant(fjordvik):
        caller = Caller(client, ScimClient.objects.get(name="entra"), token)
    assert caller.get("/Users").status_code == 200
    assert "entra: source, until " in run("list", *here).output
    assert token not in run("list", *here).output
    assert run("revoke", "Entra", *here).exit_code == 0
    assert caller.get("/Users").status_code == 401
    assert "revoked" in run("list", *here).output


@pytest.mark.parametrize(
    "arguments",
    [
        ("add", "x", "--mode", "consumer"),
        ("add", "x", "--mode", "consumer", "--resource", "Nothing"),
        ("add", "x", "--address", "here"),
        ("revoke", "nobody"),
    ],
)
def test_what_the_operator_cannot_mean_is_refused(fjordvik, arguments):
    answer = run(*arguments, "--municipality", "fjordvik")

    assert answer.exit_code == 1
    assert "gm_" not in answer.output
    with tenant(fjordvik):
        assert not ScimClient.objects.exists()
