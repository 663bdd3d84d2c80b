"""The pages of licence pools."""

import pytest
from django.urls import reverse
from django.utils import translation

from grunnmur.access import actions
from grunnmur.access.actions import pools
from grunnmur.access.models import LicencePool, Permission, PoolQuantity
from grunnmur.core.periods import Period
from grunnmur.core.permissions import StartRole
from grunnmur.core.tenancy import tenant
from tests.access.restraints import TODAY, give, make_level, make_pool
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
def visio(fjordvik, house):
    """One seat; the adviser sits, the leader waits."""
    with tenant(fjordvik), translation.override("en"):
        level = make_level("Visio drawing")
        pool = make_pool(level, on_full="queue", name="Drawing seats")
        give(house.adviser, level)
        give(house.leader, level)
    return pool


def test_list_and_page_show_who_sits_and_who_waits(officer, visio, house):
    assert "Drawing seats" in officer.get(reverse("access:pools")).content.decode()
    shown = officer.get(reverse("access:pool", args=[visio.pk])).content.decode()
    assert shown.index("Lise Leder") < shown.index("Per Person")
    assert "Who waits" in shown


def test_the_page_of_the_resource_tells_what_seats_cost(officer, visio, fjordvik):
    with tenant(fjordvik):
        level = Permission.objects.get(pool=visio)
    address = reverse("access:resource", args=[level.resource_id])
    assert "costs" not in officer.get(address).text
    with tenant(fjordvik):
        LicencePool.objects.update(unit_cost=1890)
        PoolQuantity.objects.update(quantity=25)
    assert "A seat costs 1,890 a year, all of them 47,250." in officer.get(address).text


def test_pool_is_made_and_its_number_and_share_are_set(officer, fjordvik, house):
    with tenant(fjordvik):
        make_level("Visio drawing")
    sent = {
        "name": "Seats",
        "on_full": "block",
        "unit_cost": "1200",
        "levels-add": "Visio drawing",
        "quantity": "3",
        "from_day": "2026-03-02",
    }
    officer.post(reverse("access:new_pool"), sent)
    with tenant(fjordvik):
        pool = LicencePool.objects.get(name="Seats")
    officer.post(reverse("access:pool_seats", args=[pool.pk]), {"quantity": "5", "from_day": "2026-04-01"})
    share = {"unit": str(house.unit.pk), "quantity": "2", "from_day": "2026-04-01"}
    officer.post(reverse("access:pool_share", args=[pool.pk]), share)
    shown = officer.get(reverse("access:pool", args=[pool.pk]) + "?on=2026-04-01").content.decode()
    assert "6000" in shown.replace("\\u00a0", "").replace(",", "").replace(".00", "")
    assert "Kundesenter: " in shown


def test_more_for_units_than_there_are_is_asked_for_again(officer, visio, house):
    share = {"unit": str(house.unit.pk), "quantity": "9", "from_day": "2026-03-02"}
    answer = officer.post(reverse("access:pool_share", args=[visio.pk]), share)
    assert answer.status_code == 422
    assert "9 seats are kept for units, and there are 1." in answer.content.decode()


def test_leader_may_not_make_a_pool(leader, visio):
    assert leader.get(reverse("access:new_pool")).status_code == 403
    assert leader.get(reverse("access:pool_seats", args=[visio.pk])).status_code == 403


def test_list_is_sorted_by_numbers_and_says_when_nothing_fits(officer, visio, fjordvik):
    with tenant(fjordvik):
        make_pool(make_level("Archive"), seats=9, name="Zebra seats")
    address = reverse("access:pools")
    by_name = officer.get(address).text
    assert by_name.index("Drawing seats") < by_name.index("Zebra seats")
    by_free = officer.get(address, {"sort": "free"}).text
    assert by_free.index("Zebra seats") < by_free.index("Drawing seats")
    assert "No licence pool fits." in officer.get(address, {"q": "nothing"}).text


def test_history_tells_what_was_changed(officer, visio, house, fjordvik):
    with tenant(fjordvik):
        pools.set_share(visio.pk, house.unit.pk, 1, from_day=TODAY, by=SYSTEM)
    html = officer.get(reverse("access:pool", args=[visio.pk])).text
    assert "Kundesenter: 1 seat" in html
    assert "Registered: 1 seat" in html


def test_seats_are_given_as_csv_and_excel(officer, visio):
    csv = officer.get(reverse("access:pool_csv", args=[visio.pk])).content.decode("utf-8-sig")
    assert "Per Person" in csv
    assert officer.get(reverse("access:pool_xlsx", args=[visio.pk])).content[:2] == b"PK"


def test_list_and_page_cost_the_same_for_one_and_four(officer, visio, house, fjordvik, count_statements):
    addresses = [reverse("access:pools"), reverse("access:pool", args=[visio.pk])]
    before = [count_statements(officer, address) for address in addresses]
    with tenant(fjordvik), translation.override("en"):
        for number in range(3):
            make_pool(make_level(f"Level {number}"), name=f"Pool {number}")
            (level,) = visio_levels(visio)
            give(make_employee(house.unit, f"Kim {number}"), level)
    assert [count_statements(officer, address) for address in addresses] == before


def visio_levels(pool):
    return Permission.objects.filter(pool=pool)


def test_a_new_pool_with_too_few_seats_asks_before_anybody_loses_what_she_has(officer, fjordvik, house):
    with tenant(fjordvik):
        level = make_level("Visio drawing")
        for person in (house.adviser, house.leader):
            give(person, level)
    sent = {"name": "Seats", "levels": [str(level.pk)], "quantity": "1", "from_day": TODAY.isoformat()}
    sent |= {"on_full": "queue"}
    told = officer.post(reverse("access:new_pool"), sent)
    assert told.status_code == 422
    assert "1 person who has it today would lose it until a seat is free." in told.text
    assert 'name="is_loss_meant"' in told.text
    with tenant(fjordvik):
        assert not LicencePool.objects.exists()
    assert officer.post(reverse("access:new_pool"), sent | {"is_loss_meant": "on"}).status_code == 302
    with tenant(fjordvik):
        assert LicencePool.objects.get().name == "Seats"


def test_one_more_level_in_a_full_pool_asks_first_and_a_pool_with_room_never_asks(officer, visio, fjordvik, house):
    with tenant(fjordvik):
        level, other = Permission.objects.get(pool=visio), make_level("Visio viewer")
        give(make_employee(house.unit, "Tora Tredje"), other)
    sent = {"name": "Drawing seats", "on_full": "queue", "levels": [str(level.pk)]}
    address = reverse("access:change_pool", args=[visio.pk])
    assert 'name="is_loss_meant"' not in officer.get(address).text
    assert officer.post(address, sent).status_code == 302
    more = sent | {"levels": [str(level.pk), str(other.pk)]}
    assert officer.post(address, more).status_code == 422
    with tenant(fjordvik):
        assert Permission.objects.get(pk=other.pk).pool_id is None
    assert officer.post(address, more | {"is_loss_meant": "on"}).status_code == 302
