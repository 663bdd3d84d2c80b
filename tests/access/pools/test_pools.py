"""Licence pools: one seat for each person, who waits, and what is refused."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from grunnmur.access import actions
from grunnmur.access.actions import pools
from grunnmur.access.models import Grant, LicencePool, PoolQuantity, Seat
from grunnmur.access.queries import why
from grunnmur.access.rules import BadPoolError, PoolFullError
from grunnmur.core import clock
from grunnmur.core.links import Ref, links_to
from grunnmur.core.periods import Period
from grunnmur.core.tenancy import tenant
from grunnmur.organisation import actions as organisation
from grunnmur.organisation.models import Employment
from grunnmur.worklist.models import Task
from tests.access.restraints import TODAY, give, has, make_level, make_pool, make_role, seating
from tests.access.states import everything_held
from tests.factories_organisation import SYSTEM, make_employee, make_unit, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def inside(fjordvik, house):
    with tenant(fjordvik), translation.override("en"):
        yield house


@pytest.fixture
def visio(inside):
    return make_level("Visio drawing")


def test_seat_that_is_not_there_is_refused_with_the_numbers_and_nothing_is_saved(inside, visio):
    """The trap: a licence check that logs the failure, and saves anyway."""
    make_pool(visio)
    give(inside.adviser, visio)
    before = everything_held()
    with pytest.raises(PoolFullError, match="Seats has 1 seat, and 1 is taken on 2 March 2026"):
        give(inside.leader, visio)
    assert everything_held() == before
    assert Grant.objects.filter(person=inside.leader).count() == 0
    assert not has(inside.leader, visio)


def test_person_with_two_routes_takes_one_seat(inside, visio):
    """The trap: a person counted twice."""
    other = make_level("Visio reading")
    pool = make_pool(visio, other, seats=2)
    give(inside.adviser, visio)
    give(inside.adviser, make_role("Drawer", visio, other))
    give(inside.leader, visio)
    assert seating(pool) == (["Leder", "Person"], [])


def test_last_day_is_a_day_with_a_seat_and_the_next_is_free(inside, visio):
    """The trap: a stop date read in two ways."""
    pool = make_pool(visio)
    give(inside.adviser, visio, period=Period.through(TODAY, date(2026, 3, 31)))
    with pytest.raises(PoolFullError):
        give(inside.leader, visio, period=Period(date(2026, 3, 31)))
    give(inside.leader, visio, period=Period(date(2026, 4, 1)))
    assert seating(pool, date(2026, 3, 31)) == (["Person"], [])
    assert seating(pool, date(2026, 4, 1)) == (["Leder"], [])


def test_queue_lets_the_second_wait_and_sit_when_the_first_leaves(inside, visio):
    pool = make_pool(visio, on_full="queue")
    give(inside.adviser, visio)
    give(inside.leader, visio)
    assert seating(pool) == (["Person"], ["Leder"])
    assert not has(inside.leader, visio)
    actions.take_away(inside.adviser.pk, actions.Target(permission_id=visio.pk), by=SYSTEM, last_day=date(2026, 3, 6))
    assert seating(pool, date(2026, 3, 6)) == (["Person"], ["Leder"])
    assert seating(pool, date(2026, 3, 7)) == (["Leder"], [])
    assert has(inside.leader, visio, date(2026, 3, 7))


def test_explanation_tells_the_place_in_the_queue(inside, visio):
    make_pool(visio, on_full="queue")
    kim = make_employee(inside.unit, "Kim Kort")
    for person in (inside.adviser, inside.leader, kim):
        give(person, visio)
    sentences = {
        person: why(person.pk, visio.pk, on=TODAY, seen_by=SYSTEM).sentences for person in (inside.leader, kim)
    }
    places = {text.split("place ")[1][0] for (text,) in sentences.values()}
    assert places == {"1", "2"}
    assert sentences[kim][0].startswith("There is no free seat in Seats for Visio drawing: place ")


def test_rule_never_fails_the_overflow_waits_and_the_owner_is_told(inside, visio):
    pool = make_pool(visio, seats=1, on_full="block")
    role = make_role("Drawers", visio)
    actions.save_rule("All of the office", role.pk, actions.Selector(units=[inside.unit.pk]), by=SYSTEM)
    sits, waits = seating(pool)
    assert (len(sits), len(waits)) == (1, 1)
    task = Task.objects.get(kind="access.pool_full")
    assert task.group_key == "may:access.officer"
    about = Ref(task.subject_kind, task.subject_id)
    assert links_to([about], seen_by=SYSTEM)[about].url == f"/access/pools/{pool.pk}/"
    assert links_to([about], seen_by=make_user(inside.adviser)) == {}


def test_task_to_the_owner_is_cancelled_when_nobody_waits(inside, visio):
    pool = make_pool(visio, on_full="queue")
    give(inside.adviser, visio)
    give(inside.leader, visio)
    assert Task.objects.get(kind="access.pool_full").state == "open"
    pools.set_quantity(pool.pk, 2, from_day=TODAY, by=SYSTEM)
    assert Task.objects.get(kind="access.pool_full").state == "cancelled"
    assert seating(pool) == (["Leder", "Person"], [])


def test_fewer_seats_evict_nobody(inside, visio):
    pool = make_pool(visio, seats=2)
    give(inside.adviser, visio)
    give(inside.leader, visio)
    pools.set_quantity(pool.pk, 1, from_day=date(2026, 3, 9), by=SYSTEM)
    assert seating(pool, date(2026, 3, 20)) == (["Leder", "Person"], [])
    assert has(inside.leader, visio, date(2026, 3, 20))


def test_pool_without_a_queue_seats_everybody_and_tells_the_owner(inside, visio):
    pool = make_pool(visio, on_full="warn")
    give(inside.adviser, visio)
    assert not Task.objects.filter(kind="access.pool_full").exists()
    give(inside.leader, visio)
    assert seating(pool) == (["Leder", "Person"], [])
    assert Task.objects.filter(kind="access.pool_full").exists()


def test_full_leave_frees_the_seat_and_coming_back_waits(inside, visio):
    pool = make_pool(visio, on_full="queue")
    give(inside.adviser, visio)
    give(inside.leader, visio)
    job = Employment.objects.get(person=inside.adviser)
    organisation.register_leave(
        job.pk, percent=100, valid=Period.through(date(2026, 3, 9), date(2026, 3, 15)), by=SYSTEM
    )
    assert seating(pool, date(2026, 3, 9)) == (["Leder"], [])
    assert seating(pool, date(2026, 3, 16)) == (["Leder"], ["Person"])


def test_share_of_the_nearest_unit_above_pays_else_what_is_left(inside, visio):
    pool = make_pool(visio, seats=2, on_full="queue")
    library = make_unit("Library", parent=inside.top)
    reader = make_employee(library, "Liv Leser")
    pools.set_share(pool.pk, inside.unit.pk, 1, from_day=TODAY, by=SYSTEM)
    give(inside.adviser, visio)
    give(inside.leader, visio)
    give(reader, visio)
    sits, waits = seating(pool)
    assert "Leser" in sits
    assert len(sits) == 2
    assert len(waits) == 1
    assert Seat.objects.get(person=reader).payer_id is None
    assert Seat.objects.filter(payer=inside.unit).count() == 2


def test_shares_beyond_the_seats_are_refused(inside, visio):
    pool = make_pool(visio, seats=2)
    with pytest.raises(BadPoolError):
        pools.set_share(pool.pk, inside.unit.pk, 3, from_day=TODAY, by=SYSTEM)
    pools.set_share(pool.pk, inside.unit.pk, 2, from_day=TODAY, by=SYSTEM)
    with pytest.raises(BadPoolError):
        pools.set_quantity(pool.pk, 1, from_day=date(2026, 4, 1), by=SYSTEM)


def test_number_is_not_changed_for_days_that_have_been(inside, visio):
    pool = make_pool(visio)
    with pytest.raises(BadPoolError):
        pools.set_quantity(pool.pk, 5, from_day=TODAY - timedelta(days=1), by=SYSTEM)
    assert PoolQuantity.objects.get().quantity == 1


def test_who_asks_later_for_earlier_days_takes_nobodys_seat(inside, visio):
    pool = make_pool(visio, on_full="queue")
    give(inside.adviser, visio)
    give(inside.leader, visio, period=Period(date(2026, 2, 1)))
    assert seating(pool) == (["Person"], ["Leder"])


def test_level_takes_its_seat_in_one_pool_only(inside, visio):
    make_pool(visio)
    with pytest.raises(BadPoolError):
        make_pool(visio, name="Other")
    assert LicencePool.objects.count() == 1


def test_pools_need_their_permission(inside, visio):
    pool = make_pool(visio)
    with pytest.raises(PermissionDenied):
        pools.set_quantity(pool.pk, 5, from_day=TODAY, by=inside.leader_user)
    assert PoolQuantity.objects.get().quantity == 1


def test_pools_of_another_municipality_are_not_there(fjordvik, house, sundby):
    with tenant(fjordvik):
        pool = make_pool(make_level("Visio drawing"))
    with tenant(sundby), pytest.raises(LicencePool.DoesNotExist):
        pools.set_quantity(pool.pk, 5, from_day=TODAY, by=SYSTEM)


def test_second_derivation_of_everyone_writes_nothing_today_or_later(inside, visio):
    make_pool(visio, on_full="queue")
    give(inside.adviser, visio)
    give(inside.leader, visio)
    assert actions.derive_everyone() == ()
    with clock.at(clock.now() + timedelta(days=20)):
        assert actions.derive_everyone() == ()
