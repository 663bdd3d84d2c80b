"""The audit for programs: who had what on a day, what changed between two, and why."""

from datetime import date

import pytest

from grunnmur.access import actions
from grunnmur.core.models import PersonalDataRead
from grunnmur.core.periods import Period
from grunnmur.core.tenancy import tenant
from tests.factories_access import permission_of
from tests.factories_organisation import SYSTEM, make_employee, make_unit, make_user

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/access/audit"
THEN = date(2026, 2, 10)


@pytest.fixture
def crm(fjordvik, house):
    with tenant(fjordvik):
        return permission_of("CRM").pk


def test_who_had_what_on_a_day_comes_with_days_roles_and_causes(auditor, past, house, fjordvik):
    _gone, temp = past
    found = auditor.get(f"{ROOT}/accesses?on={THEN}&person={temp.pk}&role={house.roles['Vikar'].pk}").json()
    assert found["persons"] == 1
    assert found["rows"] == len(found["items"])
    one = found["items"][0]
    assert (one["person"], one["unit"]) == ({"id": str(temp.pk), "name": "Tor Vikar"}, "Kundesenter")
    assert (one["first_day"], one["last_day"], one["roles"]) == ("2026-02-01", "2026-02-19", ["Vikar"])
    assert one["because"][0].endswith("Sykdom i februar")
    after = auditor.get(f"{ROOT}/accesses?on=2026-03-02&person={temp.pk}&role={house.roles['Vikar'].pk}").json()
    assert (after["items"], after["rows"], after["next"]) == ([], 0, "")
    with tenant(fjordvik):
        assert PersonalDataRead.objects.filter(subject_id=temp.pk, what="access.audit").exists()


def test_a_day_long_ago_is_answered_from_the_facts(auditor, past):
    gone, _temp = past
    found = auditor.get(f"{ROOT}/accesses?on=2020-06-01&person={gone.pk}").json()
    assert found["persons"] == 1


def test_what_changed_between_two_days_is_told_by_day(auditor, past, house):
    _gone, temp = past
    query = f"first=2026-02-01&last=2026-02-28&person={temp.pk}&role={house.roles['Vikar'].pk}"
    found = auditor.get(f"{ROOT}/changes?{query}").json()
    told = {(one["day"], one["what"], one["text"]) for one in found["items"]}
    assert told == {("2026-02-01", "began", "Began"), ("2026-02-19", "ended", "Ended")}
    assert auditor.get(f"{ROOT}/changes?first=2026-02-01").status_code == 422


def test_pages_of_the_audit_follow_each_other(auditor, house):
    address = f"{ROOT}/accesses?person={house.adviser.pk}&limit=1"
    first = auditor.get(address).json()
    second = auditor.get(f"{address}&after={first['next']}").json()
    assert first["rows"] == second["rows"] > 1
    assert first["items"] != second["items"]
    assert auditor.get(f"{address}&after=nonsense").status_code == 409


def test_why_tells_every_route_and_every_deed(auditor, house, crm, fjordvik):
    with tenant(fjordvik):
        period = Period(date(2026, 3, 1), date(2026, 4, 1))
        person = make_employee(house.unit, "Gro Gitt")
        actions.give_role(person.pk, house.roles["Kundestøtte"].pk, by=SYSTEM, period=period, reason="Avlastning")
    told = auditor.get(f"{ROOT}/people/{person.pk}/why?permission={crm}&on=2026-03-02").json()
    assert told["has"] is True
    assert told["sentences"][0].startswith("Gro Gitt has CRM (bidra)")
    assert any("Avlastning" in step["text"] for step in told["steps"])


@pytest.mark.parametrize(
    "path", ["accesses", "changes?first=2026-02-01&last=2026-02-28", "people/{person}/why?permission={crm}"]
)
def test_only_auditors_read_the_audit(leader, house, crm, path):
    assert leader.get(f"{ROOT}/{path.format(person=house.adviser.pk, crm=crm)}").status_code == 403


def test_protected_persons_are_in_no_answer_for_who_may_not_see_them(auditor, house, crm, fjordvik):
    address = f"{ROOT}/accesses?person={house.adviser.pk}"
    assert auditor.get(address).json()["rows"] > 0
    with tenant(fjordvik):
        house.adviser.is_protected = True
        house.adviser.save()
    assert auditor.get(address).json()["rows"] == 0
    assert auditor.get(f"{ROOT}/people/{house.adviser.pk}/why?permission={crm}").status_code == 404


def test_from_another_municipality_nothing_is_told(auditor, sundby, crm, house):
    with tenant(sundby):
        stranger = make_employee(make_unit("Fremmed"), "Frida Fremmed")
        make_user(stranger)
    for name, other in (("person", stranger.pk), ("unit", stranger.pk)):
        assert auditor.get(f"{ROOT}/accesses?{name}={other}").json()["rows"] == 0
    assert auditor.get(f"{ROOT}/people/{stranger.pk}/why?permission={crm}").status_code == 404
