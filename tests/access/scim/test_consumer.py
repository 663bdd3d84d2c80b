"""A consumer reads who has access to one resource, as of now, and writes nothing."""

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings

from grunnmur.access.actions.scim.clients import NewClient, add_scim_client
from grunnmur.access.models import Resource
from grunnmur.access.queries.scim import rowsets
from grunnmur.access.scim.schema import USER_TYPE, FullUser
from grunnmur.core import clock
from grunnmur.core.clock import now
from grunnmur.core.periods import Period
from grunnmur.core.tenancy import tenant
from grunnmur.organisation import actions as organisation
from grunnmur.organisation.models import Employment, Person
from tests.access.scim.conftest import GROUP, PATCH, USER, let_in
from tests.access.scim.test_filters import agree, everything, trees
from tests.factories_access import permission_of
from tests.factories_organisation import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def consumer(client, fjordvik, house):
    with tenant(fjordvik):
        Person.objects.filter(pk=house.adviser.pk).update(work_email="Per@fjordvik.example", employee_number="7")
        resource = Resource.objects.get(name="CRM")
    return let_in(client, fjordvik, name="crm", mode="consumer", resource_id=resource.pk)


def test_users_are_those_who_have_access_and_groups_are_the_permissions(consumer, house, fjordvik):
    with tenant(fjordvik):
        permission = permission_of("CRM")
    users = consumer.get("/Users").json()["Resources"]
    groups = consumer.get("/Groups").json()["Resources"]

    assert [one["id"] for one in users] == [str(house.adviser.pk)]
    assert (users[0]["userName"], users[0]["externalId"], users[0]["displayName"]) == (
        "Per@fjordvik.example",
        "7",
        "Per Person",
    )
    assert [(one["value"], one["display"]) for one in users[0]["groups"]] == [(str(permission.pk), "CRM (bidra)")]
    assert [(one["id"], one["displayName"]) for one in groups] == [(str(permission.pk), "CRM (bidra)")]
    assert [one["value"] for one in groups[0]["members"]] == [str(house.adviser.pk)]


def test_who_begins_later_is_there_when_it_begins_and_who_ended_is_not(consumer, house, fjordvik):
    with clock.at(datetime(2026, 3, 12, 9, tzinfo=UTC)):
        assert len(consumer.names()) == 2
    with tenant(fjordvik):
        employment = Employment.objects.get(person=house.adviser)
        organisation.end_employment(employment.pk, last_day=datetime(2026, 3, 2, tzinfo=UTC).date(), by=SYSTEM)
    with clock.at(datetime(2026, 3, 3, 9, tzinfo=UTC)):
        assert consumer.names() == []
        assert consumer.get(f"/Users/{house.adviser.pk}").status_code == 404


def test_what_is_withheld_is_not_shown(consumer, house, fjordvik):
    with tenant(fjordvik):
        permission = permission_of("CRM")
        permission.is_suspended_on_leave = True
        permission.save(update_fields=["is_suspended_on_leave"])
        employment = Employment.objects.get(person=house.adviser)
        days = Period(datetime(2026, 3, 1, tzinfo=UTC).date(), datetime(2026, 4, 1, tzinfo=UTC).date())
        organisation.register_leave(employment.pk, percent=100, valid=days, by=SYSTEM)

    assert consumer.names() == []
    assert "members" not in consumer.get("/Groups").json()["Resources"][0]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/Users", {"schemas": [USER], "userName": "x"}),
        ("PUT", "/Users/{user}", {"schemas": [USER], "userName": "x"}),
        (
            "PATCH",
            "/Users/{user}",
            {"schemas": [PATCH], "Operations": [{"op": "replace", "path": "active", "value": False}]},
        ),
        ("DELETE", "/Users/{user}", None),
        ("POST", "/Groups", {"schemas": [GROUP], "displayName": "x"}),
    ],
)
def test_a_consumer_writes_nothing(consumer, house, method, path, body):
    answer = consumer.call(method, path.format(user=house.adviser.pk), body)

    assert (answer.status_code, answer.json()["status"]) == (403, "403")


def test_a_consumer_writes_nothing_by_bulk_either(consumer, house):
    operations = [{"method": "DELETE", "path": f"/Users/{house.adviser.pk}"}]
    told = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"], "Operations": operations}

    assert consumer.call("POST", "/Bulk", told).json()["Operations"][0]["status"] == "403"


def test_tags_change_with_what_is_held(consumer, house, fjordvik):
    address = f"/Users/{house.adviser.pk}"
    tag = consumer.get(address)["ETag"]

    assert consumer.call("GET", address, headers={"if-none-match": tag}).status_code == 304
    with tenant(fjordvik):
        Person.objects.filter(pk=house.adviser.pk).update(display_name="Per P. Person")
    assert consumer.call("GET", address, headers={"if-none-match": tag}).status_code == 200


def test_pages_and_references_agree_with_the_resources_themselves(consumer):
    with clock.at(datetime(2026, 3, 12, 9, tzinfo=UTC)):
        first = consumer.get("/Users", cursor="", count="1", sortBy="displayName").json()
        rest = consumer.get("/Users", cursor=first["nextCursor"], count="1", sortBy="displayName").json()
        assert [one["Resources"][0]["displayName"] for one in (first, rest)] == ["Nora Ny", "Per Person"]
        for one in consumer.get("/Users").json()["Resources"]:
            assert one == consumer.get(f"/Users/{one['id']}").json()


def test_any_filter_finds_in_sql_what_the_library_finds_in_memory(fjordvik, house):
    with tenant(fjordvik), clock.at(datetime(2026, 3, 12, 9, tzinfo=UTC)):
        Person.objects.filter(pk=house.adviser.pk).update(work_email="kari@fjordvik.example", given_name="Kari")
        Person.objects.filter(pk=house.newcomer.pk).update(display_name="ÅSE", employee_number="x", language="nb")
        new = NewClient(name="crm", mode="consumer", resource_id=Resource.objects.get(name="CRM").pk)
        client, _token = add_scim_client(new, by=SYSTEM, at=now())
        rows = rowsets.users_of(client)
        resources = everything(rows, USER_TYPE)
        assert len(resources) == 2

        @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
        @given(trees)
        def check(tree):
            agree(rows, resources, FullUser, tree)

        check()
