"""What giving something would lead to, as it is told before it is given."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from grunnmur.access import actions
from grunnmur.access.actions import conflicts, pools
from grunnmur.access.models import Grant
from grunnmur.access.queries.outlook import Wanted, outlooks
from grunnmur.access.rules import ConflictError
from grunnmur.access.views.outlook import notices
from grunnmur.core.periods import Period
from grunnmur.core.permissions import StartRole
from grunnmur.core.tenancy import tenant
from grunnmur.organisation.models import Person
from tests.access.restraints import TODAY, give, make_conflict, make_level, make_pool, make_role, of
from tests.access.states import everything_held
from tests.factories_access import START
from tests.factories_organisation import SYSTEM, make_deputy, make_employee, make_user

pytestmark = pytest.mark.django_db
NOW = Period(TODAY)


@pytest.fixture
def inside(fjordvik, house):
    with tenant(fjordvik), translation.override("en"):
        yield house


def ahead(person, *things, period=NOW, by=SYSTEM):
    return outlooks(person.pk, [Wanted(of(thing), period) for thing in things], seen_by=by)


def texts(outlook):
    return [one["text"] for one in notices(outlook)]


def test_a_conflict_is_told_with_both_routes_and_nothing_is_written(inside):
    create, pay = make_level("Orders"), make_level("Bank")
    make_conflict(create, pay, severity="approve", name="Orders and bank")
    give(inside.adviser, create)
    before = everything_held()
    (found,) = ahead(inside.adviser, pay)
    (asked,) = found.conflicts
    assert (asked.name, asked.severity, asked.valid) == ("Orders and bank", "approve", NOW)
    assert [route.split(" because ")[0] for route in asked.routes] == ["Per Person has Orders", "Per Person has Bank"]
    assert "need an approved exception" in texts(found)[0]
    assert everything_held() == before


def test_two_wishes_that_collide_with_each_other_are_told_at_the_later(inside):
    create, pay = make_level("Orders"), make_level("Bank")
    make_conflict(create, pay)
    first, second = ahead(inside.adviser, create, pay)
    assert not first.conflicts
    assert "cannot be approved until one of the two has ended" in texts(second)[0]


def test_a_role_is_told_by_what_is_in_it_and_an_allowed_exception_is_not_told(inside):
    create, pay = make_level("Orders"), make_level("Bank")
    conflict = make_conflict(create, pay)
    give(inside.adviser, create, period=Period.through(TODAY, date(2026, 5, 31)))
    (found,) = ahead(inside.adviser, make_role("Paying", pay))
    assert found.conflicts[0].valid == Period.through(TODAY, date(2026, 5, 31))
    conflicts.waive_conflict(
        conflict.pk,
        inside.adviser.pk,
        period=Period.through(TODAY, date(2026, 12, 31)),
        reason="Two of us",
        compensating_check="The head looks",
        by=SYSTEM,
    )
    (found,) = ahead(inside.adviser, pay)
    assert not found.conflicts


def test_a_conflict_that_is_only_listed_is_said_to_be_allowed(inside):
    create, pay = make_level("Orders"), make_level("Bank")
    make_conflict(create, pay, severity="record")
    give(inside.adviser, create)
    assert texts(ahead(inside.adviser, pay)[0]) == [
        "It is allowed, and listed as a role conflict, from 2 March 2026 with no end."
    ]


def test_she_who_reads_about_herself_is_called_you(inside):
    create, pay = make_level("Orders"), make_level("Bank")
    make_conflict(create, pay)
    give(inside.adviser, create)
    (found,) = ahead(inside.adviser, pay, by=make_user(inside.adviser))
    assert found.conflicts[0].routes[0].startswith("You have Orders because it was given to you")


@pytest.mark.parametrize(
    ("on_full", "said"),
    [
        ("block", "It cannot be approved until one is free."),
        ("queue", "Whoever gets it waits for a seat, at place 1 in the queue."),
        ("warn", "It is given all the same, and the owner is told."),
    ],
)
def test_a_full_pool_is_told_with_its_numbers_and_what_happens(inside, on_full, said):
    level = make_level("Drawing")
    make_pool(level, on_full=on_full)
    give(inside.adviser, level)
    (found,) = ahead(inside.newcomer, level, period=Period(START))
    assert texts(found) == [f"1 of 1 seat is taken on 12 March 2026. {said}"]
    assert found.seats[0].is_refused is (on_full == "block")


def test_the_place_counts_those_who_wait_already(inside):
    level = make_level("Drawing")
    make_pool(level, on_full="queue")
    give(inside.adviser, level)
    give(inside.leader, level)
    (found,) = ahead(inside.newcomer, level, period=Period(START))
    assert (found.seats[0].quantity, found.seats[0].taken, found.seats[0].place) == (1, 1, 2)


def test_free_seats_are_told_and_two_levels_of_a_pool_take_one_seat(inside):
    one, other = make_level("Drawing"), make_level("Painting")
    make_pool(one, other, seats=3)
    first, second = ahead(inside.adviser, one, other)
    assert texts(first) == ["3 of 3 seats are free on 2 March 2026."]
    assert not second.seats


def test_seats_kept_for_others_are_not_told_as_free(inside):
    level = make_level("Drawing")
    pool = make_pool(level, seats=2)
    pools.set_share(pool.pk, inside.unit.pk, quantity=2, from_day=TODAY, by=SYSTEM)
    elsewhere = make_employee(inside.top)
    assert texts(ahead(elsewhere, level)[0])[0].startswith("No seat is kept for this unit")
    assert texts(ahead(inside.adviser, level)[0]) == ["2 of 2 seats are free on 2 March 2026."]


def test_it_costs_the_same_for_one_wish_and_four(inside):
    levels = [make_level(f"Level {number}") for number in range(8)]
    for number in range(4):
        make_conflict(levels[number], levels[number + 4])
        give(inside.adviser, levels[number])
    make_pool(*levels[4:], seats=9)
    counts = []
    for wanted in (levels[4:5], levels[4:]):
        with CaptureQueriesContext(connection) as seen:
            assert all(one.conflicts for one in ahead(inside.adviser, *wanted))
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 30


@pytest.fixture
def protected(inside):
    """The adviser stands in for a leader whom hardly anybody may know of, and gets what deputies get."""
    create, pay = make_level("Orders"), make_level("Bank")
    make_conflict(create, pay)
    role = make_role("Ordering", create)
    Person.objects.filter(pk=inside.leader.pk).update(is_protected=True)
    make_deputy(inside.leader, inside.adviser, valid=Period.through(TODAY, date(2026, 6, 30)), may_do=("access",))
    selector = actions.Selector(anchor="leadership", has_deputies=True)
    actions.save_rule("Leads", role.pk, selector, by=SYSTEM)
    officer = make_employee(inside.top, "Olga Officer")
    actions.give_start_role(officer.pk, StartRole.ACCESS_OFFICER, period=NOW, reason="Test")
    return pay, make_user(officer)


def test_a_protected_leader_is_not_named_by_a_refusal(inside, protected):
    pay, officer = protected
    with pytest.raises(ConflictError) as refused:
        give(inside.adviser, pay, by=officer)
    assert "as deputy for a leader in Kundesenter" in str(refused.value)
    assert "Lise" not in str(refused.value)
    assert not Grant.objects.filter(permission=pay).exists()


def test_a_protected_leader_is_not_named_before_it_is_given(inside, protected):
    pay, officer = protected
    (found,) = ahead(inside.adviser, pay, by=officer)
    assert "as deputy for a leader in Kundesenter" in found.conflicts[0].routes[0]


def test_a_protected_person_is_not_named_by_a_refusal_to_who_may_not_know_of_her(inside, protected):
    pay, officer = protected
    Person.objects.filter(pk=inside.adviser.pk).update(is_protected=True)
    with pytest.raises(ConflictError) as refused:
        give(inside.adviser, pay, by=officer)
    assert "A protected person has Bank" in str(refused.value)
    assert "Per" not in str(refused.value).replace("Person", "")
