"""What should be done about the map: each list names what it should, nothing hidden, and the next step."""

import pytest
from django.urls import reverse

from grunnmur.core.tenancy import tenant
from grunnmur.landscape.rules import EDIT
from tests.factories_landscape import make_element, make_relation
from tests.factories_organisation import granting

pytestmark = pytest.mark.django_db
GAPS = ("gap_owner", "gap_relations", "gap_use", "single_points")


def at(name):
    return reverse(f"landscape:{name}")


def names_of(visitor, name, **asked):
    return [row["name"] for row in visitor.get(at(name), asked).context["rows"]]


def make_process(*systems, name="", **more):
    """Put a process on the map with one step that these systems support."""
    process, step = make_element("process", name), make_element("activity")
    make_relation("has_step", process, step)
    for system in systems:
        make_relation("supports", system, step, **more)
    return process


@pytest.mark.parametrize("name", GAPS)
def test_the_lists_are_for_those_who_see_the_map(client, visit, house, fjordvik, name):
    with granting(house.employee, "landscape.see"):
        assert visit(house.employee).get(at(name)).status_code == 403


def test_front_page_counts_single_points_as_their_list_does_and_nothing_hidden(visitor, visit, house, fjordvik):
    with tenant(fjordvik):
        for _ in range(3):
            make_process(house.archive, strength=2)
            make_process(house.secret, strength=2)

    def counted(browser):
        (gap,) = [gap for gap in browser.get(at("front")).context["gaps"] if gap["url"] == at("single_points")]
        return int(gap["count"]), len(names_of(browser, "single_points"))

    assert counted(visitor) == (1, 1)
    assert counted(visit(house.other_user)) == (2, 2)


@pytest.mark.parametrize("name", GAPS)
def test_lists_of_another_municipality_are_its_own(stranger, name):
    assert stranger.get(at(name)).context["rows"] == []


def test_things_without_owner_are_listed_with_who_may_give_them_one(visitor, house, fjordvik):
    with tenant(fjordvik):
        goal = make_element("goal", "Mål uten eier")
        make_element("activity", "Steg uten eier")
    assert names_of(visitor, "gap_owner") == ["Mål uten eier"]
    assert "For those who keep the whole map" in visitor.get(at("gap_owner")).text
    with granting(house.user, EDIT, everywhere=True):
        html = visitor.get(at("gap_owner")).text
    assert reverse("landscape:goal_details", args=[goal.pk]) in html
    assert names_of(visitor, "gap_owner", type="system") == []


def test_things_without_relations_lead_to_adding_one(visitor, house, fjordvik):
    with tenant(fjordvik):
        make_relation("supports", house.pupils, make_element("activity"))
    assert names_of(visitor, "gap_relations") == ["Arkivsystemet"]
    assert reverse("landscape:relate", args=[house.archive.pk]) in visitor.get(at("gap_relations")).text


def test_a_relation_with_something_hidden_is_not_hinted_at(visitor, visit, house, fjordvik):
    with tenant(fjordvik):
        make_relation("contains", house.secret, house.archive)
    assert "Arkivsystemet" in names_of(visitor, "gap_relations")
    assert names_of(visit(house.other_user), "gap_relations") == ["Elevsystemet"]


def test_what_nobody_uses_is_listed_with_two_ways_on(visitor, house, fjordvik):
    with tenant(fjordvik):
        read, unread = make_element("information", "Lest"), make_element("information", "Ulest")
        step = make_element("activity")
        make_relation("reads", step, read)
        make_relation("supports", house.pupils, step)
        make_relation("masters", house.archive, unread)
    assert names_of(visitor, "gap_use") == ["Arkivsystemet", "Ulest"]
    html = visitor.get(at("gap_use")).text
    assert reverse("landscape:retire_element", args=[house.archive.pk]) in html
    assert reverse("landscape:relate", args=[house.archive.pk]) + "?kind=supports&amp;way=out" in html


def test_what_required_steps_of_several_processes_depend_on_alone_is_named_with_its_supplier(visitor, house, fjordvik):
    with tenant(fjordvik):
        supplier = make_element("supplier", "Leverandør AS")
        make_relation("supplies", supplier, house.archive)
        for _ in range(3):
            make_process(house.archive)
    rows = visitor.get(at("single_points")).context["rows"]
    assert [(row["name"], row["told"]) for row in rows] == [
        ("Arkivsystemet", "3 processes"),
        ("Leverandør AS", "3 processes"),
    ]
    assert names_of(visitor, "single_points", at_least=4) == []
    assert reverse("landscape:dependencies", args=[house.archive.pk]) in visitor.get(at("single_points")).text


def test_optional_use_a_second_system_and_a_second_supplier_make_nothing_a_single_point(visitor, house, fjordvik):
    with tenant(fjordvik):
        other = make_element(name="Reserven")
        make_process(house.archive, strength=1)
        make_process(house.archive, other)
        lonely = make_element(name="Eneste")
        make_process(lonely)
        for name in ("Første", "Andre"):
            make_relation("supplies", make_element("supplier", name), lonely)
    assert names_of(visitor, "single_points", at_least=1) == ["Eneste"]


def test_a_hidden_single_point_is_named_to_those_who_may_know_of_it_only(visitor, visit, house, fjordvik):
    with tenant(fjordvik):
        make_process(house.secret)
    assert names_of(visitor, "single_points", at_least=1) == []
    assert names_of(visit(house.other_user), "single_points", at_least=1) == ["Hemmelig system"]


def test_the_front_page_counts_each_list_without_what_is_hidden(visitor, house, fjordvik):
    with tenant(fjordvik):
        make_element("goal", "Skjult", audience=[f"below:{house.there.pk}"])
        make_element("goal", "Uten eier")
    counts = {gap["url"]: gap["count"] for gap in visitor.get(at("front")).context["gaps"]}
    assert counts[at("gap_owner")] == "1"
    assert counts[at("gap_relations")] == "3"
    assert counts[at("gap_use")] == "2"


@pytest.mark.parametrize("name", GAPS)
def test_lists_cost_the_same_for_one_and_four(visitor, fjordvik, house, own_statements, name):
    address = at(name) + "?at_least=1"

    def add(number):
        with tenant(fjordvik):
            for _ in range(number):
                make_element("goal")
                make_element("system")
                make_process(make_element("system"))

    add(1)
    before = own_statements(visitor, address)
    add(3)
    assert own_statements(visitor, address) == before
    assert before <= 5
