"""Groups are observed: shown, found and taken away again, and nobody has anything by them."""

import pytest

from grunnmur.access.models import Grant, Held, Observed
from grunnmur.core.tenancy import tenant
from tests.access.scim.conftest import let_in

pytestmark = pytest.mark.django_db


def test_members_become_observed_and_nothing_is_granted(source, fjordvik):
    kari = source.make_user("kari")
    group = source.make_group("Fagsystem administrator", kari["id"], externalId="g-1")

    with tenant(fjordvik):
        assert str(Observed.objects.get().user_id) == kari["id"]
        assert not Grant.objects.exists()
        assert not Held.objects.exists()
    shown = source.get(f"/Users/{kari['id']}").json()["groups"]
    assert [(one["value"], one["display"]) for one in shown] == [(group["id"], "Fagsystem administrator")]
    assert shown[0]["$ref"].endswith(f"/scim/v2/Groups/{group['id']}")


def test_a_deleted_user_is_no_member_and_a_deleted_group_is_gone(source, fjordvik):
    kari, ola = source.make_user("kari"), source.make_user("ola")
    group = source.make_group("G", kari["id"], ola["id"])
    source.call("DELETE", f"/Users/{kari['id']}")

    assert [one["value"] for one in source.get(f"/Groups/{group['id']}").json()["members"]] == [ola["id"]]

    assert source.call("DELETE", f"/Groups/{group['id']}").status_code == 204
    assert source.get(f"/Groups/{group['id']}").status_code == 404
    assert "groups" not in source.get(f"/Users/{ola['id']}").json()
    with tenant(fjordvik):
        assert not Observed.objects.exists()


def test_groups_are_found_and_members_left_out_on_request(source):
    kari = source.make_user("kari")
    group = source.make_group("Kundesenter", kari["id"])
    source.make_group("Bibliotek")

    found = source.get("/Groups", filter='displayName eq "KUNDESENTER"', excludedAttributes="members").json()
    assert [one["id"] for one in found["Resources"]] == [group["id"]]
    assert "members" not in found["Resources"][0]
    by_member = source.get("/Groups", filter=f'members eq "{kari["id"]}"').json()
    assert [one["id"] for one in by_member["Resources"]] == [group["id"]]
    assert "members" not in source.get(f"/Groups/{group['id']}", excludedAttributes="members").json()


def test_a_group_of_another_client_does_not_exist(source, client, fjordvik):
    group = source.make_group("G")
    other = let_in(client, fjordvik, name="payroll")

    for method in ("GET", "DELETE"):
        assert other.call(method, f"/Groups/{group['id']}").status_code == 404
    kari = source.make_user("kari")
    answer = other.call(
        "POST", "/Groups", {"schemas": group["schemas"], "displayName": "x", "members": [{"value": kari["id"]}]}
    )
    assert answer.status_code == 400
