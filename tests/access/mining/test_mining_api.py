"""Proposals for programs."""

import pytest

from grunnmur.access import actions
from grunnmur.access.actions.mining.observing import Seen, observe
from grunnmur.access.rules.permissions import MINE
from grunnmur.core.tenancy import tenant
from tests.factories_organisation import SYSTEM, granting, make_employee, make_unit, make_user

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/access/mining/proposals"


@pytest.fixture
def seen(fjordvik, clerks, officer_user):
    """Five of six librarians have Bokbase."""
    with tenant(fjordvik):
        resource = actions.define_resource(actions.NewResource(name="Bokbase", kind="system"), by=SYSTEM)
        actions.define_permission(resource, "les", by=SYSTEM)
        rows = [
            Seen(key=f"b{n}", resource="Bokbase", level="les", person_id=one.pk) for n, one in enumerate(clerks[:5])
        ]
        observe("it", rows, by=officer_user)


def test_a_proposal_tells_whom_it_means_and_how_well_it_fits(officer, seen):
    found = officer.get(ADDRESS).json()
    assert (found["observed"], found["covered"], found["exceptions"]) == (5, 5, 0)
    (one,) = found["items"]
    assert one["who"] == "Everyone in Bibliotek and below"
    assert one["permissions"] == ["Bokbase (les)"]
    assert (one["members"], one["newly"], one["covers"], one["share"]) == (6, 1, 5, 83)
    assert officer.get(f"{ADDRESS}?without={one['key']}").json()["items"] != found["items"]
    assert officer.get(f"{ADDRESS}?share=90").json()["items"] == []
    assert officer.get(f"{ADDRESS}?share=3").status_code == 422


def test_only_who_may_start_from_what_is_reads_proposals(leader, seen):
    assert leader.get(ADDRESS).status_code == 403


def test_another_municipality_has_proposals_of_its_own(client, settings, sundby, seen):
    with tenant(sundby):
        user = make_user(make_employee(make_unit("Bibliotek")))
        client.force_login(user)
    client.defaults["HTTP_HOST"] = "sundby.example"
    with granting(user, MINE, everywhere=True):
        assert client.get(ADDRESS).json() == {"items": [], "observed": 0, "given": 0, "covered": 0, "exceptions": 0}
