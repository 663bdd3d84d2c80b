"""Goals as a tree, and laws with where they are used."""

from datetime import date
from itertools import pairwise

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from grunnmur.core.periods import Period
from grunnmur.core.tenancy import tenant
from grunnmur.landscape.actions.details import add_described
from grunnmur.landscape.models import Element
from grunnmur.landscape.queries import laws as law_queries
from grunnmur.landscape.queries.goals import goal_tree
from grunnmur.landscape.rules import ElementFacts
from grunnmur.landscape.rules.details import GoalFacts, LawFacts
from tests.factories_landscape import SYSTEM, make_element, make_relation
from tests.factories_organisation import make_employee, make_unit, make_user
from tests.landscape.rights import keeping
from tests.landscape.visiting import house, keeper, one_day, own_statements, reader, stranger

__all__ = ["house", "keeper", "one_day", "own_statements", "reader", "stranger"]


def shape(nodes):
    return {node.element.name: shape(node.below) for node in nodes}


def goal(name, **more):
    return add_described(ElementFacts(name=name), GoalFacts(**more), by=SYSTEM)


def law(name="Loven", **more):
    return add_described(ElementFacts(name=name), LawFacts(**more), by=SYSTEM)


def at(name, *ids):
    return reverse(f"landscape:{name}", args=ids)


def test_goals_stand_below_the_goals_that_contain_them(here):
    vision, first, second = goal("Vision", level="vision"), goal("First"), goal("Second")
    make_relation("contains", vision, second)
    make_relation("contains", vision, first)
    make_relation("contains", first, goal("Part"))
    assert shape(goal_tree(seen_by=SYSTEM)) == {"Vision": {"First": {"Part": {}}, "Second": {}}}


def test_a_goal_in_two_others_stands_once_below_the_first_by_name(here):
    for name in ("B", "A"):
        make_relation("contains", goal(name), Element.objects.filter(name="Part").first() or goal("Part"))
    assert shape(goal_tree(seen_by=SYSTEM)) == {"A": {"Part": {}}, "B": {}}


@pytest.mark.parametrize("size", [2, 3])
def test_goals_in_a_ring_are_all_shown_once(here, size):
    ring = [goal(f"G{number}") for number in range(size)]
    for one, other in pairwise([*ring, ring[0]]):
        make_relation("contains", one, other)
    waiting, names = list(goal_tree(seen_by=SYSTEM)), []
    while waiting:
        node = waiting.pop()
        names.append(node.element.name)
        waiting += node.below
    assert sorted(names) == [one.name for one in ring]


def test_contributions_are_counted_without_what_is_hidden(here):
    user, wanted = make_user(make_employee(make_unit())), goal("Wanted", measure="Days of waiting")
    make_relation("contributes", make_element("service"), wanted)
    make_relation("contributes", make_element("service", audience=["below:nobody"]), wanted)
    with keeping(user, everywhere=True):
        (node,) = goal_tree(seen_by=user)
    assert (node.contributors, node.details.measure) == (1, "Days of waiting")


def test_a_hidden_goal_in_the_middle_leaves_those_below_on_top(here):
    user = make_user(make_employee(make_unit()))
    top, middle, below = goal("Top"), goal("Middle"), goal("Below")
    make_relation("contains", top, middle)
    make_relation("contains", middle, below)
    Element.objects.filter(pk=middle.pk).update(audience=["below:nobody"])
    with keeping(user, everywhere=True):
        assert shape(goal_tree(seen_by=user)) == {"Below": {}, "Top": {}}


def test_goals_and_laws_are_for_those_who_see_the_map(here):
    user = make_user(make_employee(make_unit()))
    for refused in (lambda: goal_tree(seen_by=user), lambda: law_queries.laws(seen_by=user)):
        with pytest.raises(PermissionDenied):
            refused()


@pytest.mark.parametrize(
    ("days", "is_in_force"),
    [
        (None, None),
        (Period(date(2020, 1, 1)), True),
        (Period.through(date(2020, 1, 1), date(2026, 3, 2)), True),
        (Period.through(date(2020, 1, 1), date(2026, 3, 1)), False),
        (Period(date(2026, 3, 3)), False),
    ],
)
def test_a_law_is_in_force_on_its_days(here, days, is_in_force):
    law(in_force=days)
    (row,) = law_queries.laws(seen_by=SYSTEM).rows
    assert row.is_in_force(date(2026, 3, 2)) is is_in_force


def test_what_is_used_is_counted_by_type_without_what_is_hidden(here):
    user, act = make_user(make_employee(make_unit())), law()
    for kind, audience in (("process", None), ("information", None), ("information", ["below:nobody"])):
        element = make_element(kind)
        if audience:
            Element.objects.filter(pk=element.pk).update(audience=audience)
        make_relation("governs", act, element)
    with keeping(user, everywhere=True):
        (row,) = law_queries.laws(seen_by=user).rows
        assert row.used_by == {"process": 1, "information": 1}
        assert len(law_queries.use_of(act.pk, seen_by=user)) == 2
    assert len(law_queries.use_of(act.pk, seen_by=SYSTEM)) == 3


def test_the_tree_of_goals_and_its_empty_state_are_on_the_page(keeper, fjordvik):
    assert "No goals yet" in keeper.get(at("goals")).text
    with tenant(fjordvik):
        wanted = goal("Shorter queues", measure="Days of waiting", plan="Kommuneplan", period="2024-2028")
        make_relation("contributes", make_element("service"), wanted)
    html = keeper.get(at("goals")).text
    for told in ("Shorter queues", "Days of waiting", "Kommuneplan 2024-2028", "1 contributes"):
        assert told in html


def test_laws_tell_where_they_are_used(reader, fjordvik):
    assert "No laws yet" in reader.get(at("laws")).text
    with tenant(fjordvik):
        act = law("Opplæringslova", citation="LOV-2023-06-09-30", in_force=Period(date(2024, 8, 1)))
        make_relation("governs", act, make_element("information", "Elevmappe"))
    html = reader.get(at("laws")).text
    for told in ("LOV-2023-06-09-30", "In force", "from 1 August 2024", "1 information object"):
        assert told in html
    assert "Elevmappe" in reader.get(at("law_use", act.pk)).text


def test_use_of_hidden_other_and_foreign_things_is_not_there(reader, fjordvik):
    with tenant(fjordvik):
        hidden, other = law(), goal("G")
        Element.objects.filter(pk=hidden.pk).update(audience=["below:nobody"])
    for element in (hidden, other):
        assert reader.get(at("law_use", element.pk)).status_code == 404


def test_goals_and_laws_of_another_municipality_are_not_there(stranger, fjordvik):
    with tenant(fjordvik):
        act, _wanted = law("Loven"), goal("Our goal")
    assert stranger.get(at("law_use", act.pk)).status_code == 404
    assert "Loven" not in stranger.get(at("laws")).text
    assert "Our goal" not in stranger.get(at("goals")).text


def test_the_pages_cost_the_same_for_one_and_for_four(keeper, fjordvik, own_statements):
    with tenant(fjordvik):
        act, wanted = law(), goal("G0")
        make_relation("governs", act, make_element("information"))
        make_relation("contributes", make_element("service"), wanted)
    pages = at("goals"), at("laws"), at("law_use", act.pk)
    first = [own_statements(keeper, page) for page in pages]
    with tenant(fjordvik):
        for number in range(1, 4):
            make_relation("governs", act, make_element("process"))
            make_relation("governs", law(f"L{number}"), make_element("process"))
            make_relation("contains", wanted, goal(f"G{number}"))
    assert [own_statements(keeper, page) for page in pages] == first
    assert max(first) <= 8
