"""What changes of rules and roles run into, told before they are saved."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from grunnmur.access import actions
from grunnmur.access.models import Seat
from grunnmur.access.queries.restraints import Restraints, ShortPool
from grunnmur.access.queries.role_content import content_on, preview_activation, preview_content
from grunnmur.access.queries.rule_facts import preview_rule
from grunnmur.access.rules import ROLES, ItemFacts, RuleFacts, Selector
from grunnmur.core.tenancy import tenant
from grunnmur.organisation.models import Person
from tests.access.restraints import TODAY, give, make_conflict, make_level, make_pool, make_role, seating
from tests.access.states import everything_held
from tests.factories_organisation import SYSTEM, granting, make_employee, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def inside(fjordvik, house):
    with tenant(fjordvik), translation.override("en"):
        yield house


def rule_of(role, *units):
    return RuleFacts(name="All here", role_id=role.pk, selector=Selector(units=tuple(units)), reason="Needed")


def two_more(house):
    return [make_employee(house.unit, name=f"Ny {family}") for family in ("Andersen", "Berg")]


def with_level(role, level):
    return [*content_on(role.pk, TODAY), ItemFacts(permission_id=level.pk)]


def test_a_rule_preview_names_who_would_have_both_and_counts_who_would_wait(inside):
    two_more(inside)
    create, pay = make_level("Orders"), make_level("Bank")
    make_conflict(create, pay, name="Orders and bank")
    pool = make_pool(pay, seats=1, on_full="queue", name="Bank seats")
    give(inside.adviser, create)
    rule = rule_of(make_role("Banker", pay), inside.unit.pk)
    before = everything_held()

    found = preview_rule(rule, seen_by=SYSTEM).restraints
    assert found.conflicts == (("Per Person", "Orders and bank"),)
    assert everything_held() == before

    actions.make_rule(rule, by=SYSTEM)
    waiting = Seat.objects.filter(pool=pool, is_seated=False).values("person").distinct().count()
    assert found.pools == (ShortPool("Bank seats", "queue", 1, waiting),)
    assert preview_rule(rule_of(make_role("Other", create), inside.unit.pk), seen_by=SYSTEM).restraints.pools == ()


def test_where_all_get_a_seat_it_is_told_how_many_are_too_many(inside):
    two_more(inside)
    level = make_level("Bank")
    make_pool(level, seats=1, on_full="warn", name="Bank seats")
    rule = rule_of(make_role("Banker", level), inside.unit.pk)
    ((name, on_full, quantity, count),) = [
        (one.name, one.on_full, one.quantity, one.count) for one in preview_rule(rule, seen_by=SYSTEM).restraints.pools
    ]
    assert (name, on_full, quantity) == ("Bank seats", "warn", 1)
    assert count == preview_rule(rule, seen_by=SYSTEM).reaches - 1


def test_what_comes_into_a_role_is_told_with_conflicts_and_seats_of_its_holders(inside):
    people = two_more(inside)
    create, pay = make_level("Orders"), make_level("Bank")
    make_conflict(create, pay, name="Orders and bank")
    pool = make_pool(pay, seats=1, on_full="block", name="Bank seats")
    role = make_role("Banker")
    for person in people:
        give(person, role)
    give(people[0], create)
    items, before = with_level(role, pay), everything_held()

    found = preview_content(role.pk, items, from_day=TODAY, seen_by=SYSTEM)
    assert found.conflicts == (("Ny Andersen", "Orders and bank"),)
    assert everything_held() == before

    actions.change_content(role.pk, items, by=SYSTEM)
    assert len(seating(pool)[1]) == sum(one.count for one in found.pools)
    assert preview_content(role.pk, items, from_day=TODAY, seen_by=SYSTEM) == Restraints()


def test_a_role_inside_a_role_brings_what_is_kept_apart(inside):
    create, pay = make_level("Orders"), make_level("Bank")
    make_conflict(create, pay, name="Orders and bank")
    outer, inner = make_role("Outer"), make_role("Inner", pay)
    give(inside.adviser, outer)
    give(inside.adviser, create)
    found = preview_content(outer.pk, [ItemFacts(child_role_id=inner.pk)], from_day=TODAY, seen_by=SYSTEM)
    assert found.conflicts == (("Per Person", "Orders and bank"),)


def test_activating_a_role_tells_what_it_runs_into(inside):
    create, pay = make_level("Orders"), make_level("Bank")
    make_conflict(create, pay, name="Orders and bank")
    give(inside.adviser, create)
    role = actions.draft_role("Banker", by=SYSTEM)
    actions.set_items(role.pk, [pay.pk], by=SYSTEM)
    actions.make_rule(rule_of(role, inside.unit.pk), by=SYSTEM)
    assert preview_activation(role, seen_by=SYSTEM).restraints.conflicts == (("Per Person", "Orders and bank"),)


def test_nothing_that_is_scarce_or_kept_apart_derives_nobody(inside):
    give(inside.adviser, role := make_role("Reader"))
    items = with_level(role, make_level("Intranet"))
    with CaptureQueriesContext(connection) as asked:
        assert preview_content(role.pk, items, from_day=TODAY, seen_by=SYSTEM) == Restraints()
    assert len(asked) == 1


def test_protected_persons_are_neither_named_nor_counted(inside):
    create, pay = make_level("Orders"), make_level("Bank")
    make_conflict(create, pay)
    make_pool(pay, seats=0, on_full="queue")
    role = make_role("Banker")
    for thing in (role, create):
        give(inside.adviser, thing)
    Person.objects.filter(pk=inside.adviser.pk).update(is_protected=True)
    officer = make_user(make_employee(inside.top, name="Ola Officer"))
    with granting(officer, ROLES, everywhere=True):
        found = preview_content(role.pk, with_level(role, pay), from_day=TODAY, seen_by=officer)
    assert found == Restraints()


def test_only_who_makes_roles_and_rules_is_told(inside):
    role = make_role("Banker")
    with pytest.raises(PermissionDenied):
        preview_content(role.pk, [], from_day=TODAY, seen_by=make_user(inside.adviser))


def test_giving_a_role_says_first_that_it_would_be_refused(fjordvik, house, visit):
    with tenant(fjordvik):
        create, pay = make_level("Orders"), make_level("Bank")
        make_conflict(create, pay, name="Orders and bank")
        give(house.adviser, create)
        role = make_role("Banker", pay)
    leader = visit(house.leader_user)
    address = reverse("access:give", args=[house.adviser.pk])
    sent = {"role": role.pk, "first_day": TODAY, "last_day": TODAY + timedelta(days=30), "reason": "Needed"}
    html = leader.post(address, sent).text
    assert "Role conflict: Orders and bank" in html
    assert "It cannot be given until one of the two has ended" in html
    assert leader.post(address, sent | {"confirm": "1"}).status_code == 422
