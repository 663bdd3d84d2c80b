"""The pages of role conflicts."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation

from grunnmur.access import actions
from grunnmur.access.models import Conflict, Permission, Waiver
from grunnmur.core.periods import Period
from grunnmur.core.permissions import StartRole
from grunnmur.core.tenancy import tenant
from tests.access.restraints import TODAY, give, make_conflict, make_level, make_role
from tests.factories_organisation import SYSTEM, make_employee, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(visit, house, fjordvik):
    """The browser of an access officer."""
    with tenant(fjordvik):
        person = make_employee(house.top, "Olga Officer")
        user = make_user(person)
        actions.give_start_role(person.pk, StartRole.ACCESS_OFFICER, period=Period(TODAY), reason="Test")
    return visit(user)


@pytest.fixture
def invoices(fjordvik, house):
    """The adviser makes invoices; a rule lets the office pay from today; nobody shall have both."""
    with tenant(fjordvik), translation.override("en"):
        create, approve = make_level("Invoices", "create"), make_level("Payments", "approve", risk=2)
        conflict = make_conflict(create, approve, name="Invoice")
        give(house.adviser, create)
        role = make_role("Paying", approve)
        actions.save_rule("Office pays", role.pk, actions.Selector(units=[house.unit.pk]), by=SYSTEM)
    return conflict


def test_list_and_page_show_who_would_have_both(officer, invoices, house):
    listed = officer.get(reverse("access:conflicts")).content.decode()
    assert "Invoices (create)" in listed
    assert "Payments (approve)" in listed
    shown = officer.get(reverse("access:conflict", args=[invoices.pk])).content.decode()
    assert "Per Person" in shown
    assert "is held back" in shown
    assert "Lise Leder" not in shown


def test_conflict_is_defined_by_names_typed(officer, fjordvik, house):
    with tenant(fjordvik):
        for name in ("Post", "Stamp"):
            make_level(name)
    sent = {"name": "Post and stamp", "severity": "block", "reason": "", "a-add": "Post", "b-add": "Stamp"}
    answer = officer.post(reverse("access:new_conflict"), sent, follow=True)
    assert "Post and stamp" in answer.content.decode()
    with tenant(fjordvik):
        assert Conflict.objects.get().severity == "block"


def test_conflict_without_sides_is_asked_for_again(officer, fjordvik, house):
    answer = officer.post(reverse("access:new_conflict"), {"name": "Odd", "severity": "block"})
    assert answer.status_code == 422
    assert "Choose at least one role or access on each side." in answer.content.decode()


def test_exception_is_allowed_and_ended_from_the_page(officer, invoices, house, fjordvik):
    address = reverse("access:waive_conflict", args=[invoices.pk, house.adviser.pk])
    assert officer.get(address).status_code == 200
    sent = {
        "first_day": "2026-03-02",
        "last_day": "2026-08-31",
        "reason": "Two of us only",
        "compensating_check": "The head of finance looks at each",
    }
    shown = officer.post(address, sent, follow=True).content.decode()
    assert "The head of finance looks at each" in shown
    assert "Allowed as an exception" in shown
    with tenant(fjordvik):
        waiver = Waiver.objects.get()
    officer.post(reverse("access:end_waiver", args=[invoices.pk, waiver.pk]))
    with tenant(fjordvik):
        assert Waiver.objects.get().valid.upper == date(2026, 3, 3)


def test_exception_without_a_last_day_is_asked_for_again(officer, invoices, house):
    address = reverse("access:waive_conflict", args=[invoices.pk, house.adviser.pk])
    assert officer.post(address, {"first_day": "2026-03-02", "reason": "x"}).status_code == 422


def test_leader_may_not_read_or_change_conflicts_beyond_her_people(leader, invoices, house):
    assert leader.get(reverse("access:new_conflict")).status_code == 403
    assert leader.get(reverse("access:waive_conflict", args=[invoices.pk, house.adviser.pk])).status_code == 403
    assert "Per Person" in leader.get(reverse("access:conflict", args=[invoices.pk])).content.decode()


def test_list_is_narrowed_and_sorted_and_says_when_nothing_fits(officer, invoices, fjordvik):
    with tenant(fjordvik):
        make_conflict(make_level("Archive"), make_level("Seal"), severity="record", name="Archive and seal")
    address = reverse("access:conflicts")
    by_name = officer.get(address).text
    assert by_name.index("Archive and seal") < by_name.index(">Invoice<")
    by_number = officer.get(address, {"sort": "today"}).text
    assert by_number.index(">Invoice<") < by_number.index("Archive and seal")
    assert ">Invoice<" not in officer.get(address, {"severity": "record"}).text
    assert "No role conflict fits." in officer.get(address, {"severity": "approve"}).text
    assert officer.get(address, {"severity": "odd", "sort": "odd"}).text.count("row-link") == 2


def test_export_is_of_the_conflict_that_is_asked_about(officer, invoices, fjordvik):
    with tenant(fjordvik):
        other = make_conflict(make_level("Archive"), make_level("Seal"))
    address = reverse("access:conflicts_export", args=["csv"])
    assert "Per Person" in officer.get(address, {"conflict": str(invoices.pk)}).content.decode("utf-8-sig")
    assert "Per Person" not in officer.get(address, {"conflict": str(other.pk)}).content.decode("utf-8-sig")


def test_lists_are_given_as_csv_and_excel(officer, invoices):
    csv = officer.get(reverse("access:conflicts_export", args=["csv"]))
    assert "Per Person" in csv.content.decode("utf-8-sig")
    assert officer.get(reverse("access:conflicts_export", args=["xlsx"])).content[:2] == b"PK"


def test_list_and_page_cost_the_same_for_one_and_four(officer, invoices, house, fjordvik, count_statements):
    addresses = [reverse("access:conflicts"), reverse("access:conflict", args=[invoices.pk])]
    before = [count_statements(officer, address) for address in addresses]
    with tenant(fjordvik), translation.override("en"):
        for number in range(3):
            make_conflict(make_level(f"One {number}"), make_level(f"Other {number}"))
            kim = make_employee(house.unit, f"Kim {number}")
            actions.save_rule(
                f"Also {number}",
                make_role(f"Also {number}", *_levels()).pk,
                actions.Selector(persons=[kim.pk]),
                by=SYSTEM,
            )
    assert [count_statements(officer, address) for address in addresses] == before


def _levels():
    return Permission.objects.filter(resource__name__in=["Invoices", "Payments"])
