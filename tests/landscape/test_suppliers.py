"""Who delivers to whom, and what hangs on whom in the end."""

from datetime import timedelta
from itertools import pairwise, permutations

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from grunnmur.core.clock import at as at_time
from grunnmur.core.clock import now
from grunnmur.core.tenancy import tenant
from grunnmur.landscape.actions import end_relation
from grunnmur.landscape.actions.suppliers import confirm_subsuppliers
from grunnmur.landscape.events import ElementsChanged
from grunnmur.landscape.models import Element, Relation, Supplier
from grunnmur.landscape.queries.suppliers import supplier_chain, suppliers_by_country
from tests.factories_landscape import SYSTEM, make_element, make_relation
from tests.factories_organisation import make_employee, make_user
from tests.landscape.rights import keeping
from tests.landscape.visiting import house, keeper, one_day, own_statements, published, reader, stranger

__all__ = ["house", "keeper", "one_day", "own_statements", "published", "reader", "stranger"]


def supplier(name, country="", **more):
    element = make_element("supplier", name, **more)
    Supplier.objects.create(element=element, country=country)
    return element


def names(elements):
    return [one.name for one in elements]


@pytest.fixture
def web(fjordvik, house):
    """Deep in Ireland delivers to Cloud in the US, which delivers to Vendor in Norway, who delivers two systems."""
    with tenant(fjordvik):
        vendor = supplier("Vendor", "NO", owner_unit=house["unit"])
        cloud, deep = supplier("Cloud", "US"), supplier("Deep", "IE")
        records, portal = make_element("system", "Records"), make_element("system", "Portal")
        make_relation("sub_supplies", cloud, vendor)
        make_relation("sub_supplies", deep, cloud)
        make_relation("supplies", vendor, records)
        make_relation("supplies", vendor, portal)
        make_relation("supplies", cloud, portal)
        return {"vendor": vendor, "cloud": cloud, "deep": deep, "records": records, "portal": portal}


def at(name, *ids):
    return reverse(f"landscape:{name}", args=ids)


def test_what_hangs_on_the_supplier_behind_another_is_found_in_the_end(fjordvik, web):
    with tenant(fjordvik):
        found = supplier_chain(web["deep"], seen_by=SYSTEM)
    assert names(found.in_front) == ["Cloud", "Vendor"]
    assert names(found.in_the_end) == ["Portal", "Records"]
    assert found.link.delivers == ()


def test_the_suppliers_behind_one_are_a_tree_with_countries(fjordvik, web):
    with tenant(fjordvik):
        (cloud,) = supplier_chain(web["vendor"], seen_by=SYSTEM).link.behind
    (deep,) = cloud.behind
    assert (cloud.element.name, cloud.country, names(cloud.delivers)) == ("Cloud", "US", ["Portal"])
    assert (deep.element.name, deep.country, deep.behind) == ("Deep", "IE", [])


def test_a_ring_of_suppliers_ends(fjordvik, web):
    with tenant(fjordvik):
        make_relation("sub_supplies", web["vendor"], web["deep"])
        found = supplier_chain(web["vendor"], seen_by=SYSTEM)
    again = found.link.behind[0].behind[0].behind[0]
    assert (again.element.name, again.is_again) == ("Vendor", True)
    assert names(found.in_front) == ["Deep", "Cloud"]


def test_a_chain_that_is_too_long_ends(here):
    ring = [make_element("supplier", f"S{number}") for number in range(12)]
    for one, other in pairwise(ring):
        make_relation("sub_supplies", other, one)
    link, depth = supplier_chain(ring[0], seen_by=SYSTEM).link, 0
    while link.behind:
        (link,), depth = link.behind, depth + 1
    assert (depth, link.is_again) == (8, True)


def test_countries_tell_what_comes_from_there_itself_and_through_others(fjordvik, web):
    with tenant(fjordvik):
        make_element("supplier", "Nobody knows")
        found = [
            (one.code, names(one.suppliers), names(one.delivers), names(one.through_others))
            for one in suppliers_by_country(seen_by=SYSTEM)
        ]
    assert found == [
        ("IE", ["Deep"], [], ["Portal", "Records"]),
        ("NO", ["Vendor"], ["Portal", "Records"], []),
        ("US", ["Cloud"], ["Portal"], ["Records"]),
        ("", ["Nobody knows"], [], []),
    ]


def test_a_hidden_supplier_in_the_middle_hides_what_lies_beyond(fjordvik, web, house):
    with tenant(fjordvik):
        user = make_user(make_employee(house["unit"]))
        Element.objects.filter(pk=web["cloud"].pk).update(audience=["below:nobody"])
        with keeping(user, everywhere=True):
            assert supplier_chain(web["vendor"], seen_by=user).link.behind == []
            assert supplier_chain(web["deep"], seen_by=user).in_the_end == []
            assert [one.code for one in suppliers_by_country(seen_by=user)] == ["IE", "NO"]


def test_a_hidden_system_is_not_told_of(fjordvik, web, house):
    with tenant(fjordvik):
        user = make_user(make_employee(house["unit"]))
        Element.objects.filter(pk=web["records"].pk).update(audience=["below:nobody"])
        with keeping(user, everywhere=True):
            assert names(supplier_chain(web["deep"], seen_by=user).in_the_end) == ["Portal"]


def test_a_relation_that_has_ended_counts_no_longer(fjordvik, web):
    with tenant(fjordvik), at_time(now() + timedelta(days=3)):
        end_relation(Relation.objects.get(kind="sub_supplies", src=web["cloud"]).pk, by=SYSTEM)
        assert supplier_chain(web["vendor"], seen_by=SYSTEM).link.behind == []
        assert names(supplier_chain(web["deep"], seen_by=SYSTEM).in_the_end) == ["Portal"]


def test_suppliers_that_all_deliver_to_each_other_are_each_shown_once(here):
    crowd = [make_element("supplier", f"S{number}") for number in range(7)]
    for one, other in permutations(crowd, 2):
        make_relation("sub_supplies", one, other)
    waiting, expanded = [supplier_chain(crowd[0], seen_by=SYSTEM).link], []
    while waiting:
        link = waiting.pop()
        expanded += [] if link.is_again else [link.element]
        waiting += link.behind
    assert sorted(names(expanded)) == names(crowd)


def test_the_suppliers_behind_one_are_said_to_be_complete(fjordvik, web, published):
    seen = published(ElementsChanged)
    with tenant(fjordvik):
        confirm_subsuppliers(web["vendor"].pk, by=SYSTEM)
        assert Supplier.objects.get(element=web["vendor"]).subsuppliers_confirmed_at
    assert [event.fields for event in seen] == [{"subsuppliers_confirmed_at"}]


def test_only_those_who_own_the_supplier_say_so(fjordvik, web, house):
    with tenant(fjordvik):
        user = make_user(make_employee(house["other"]))
        with keeping(user, house["other"]), pytest.raises(PermissionDenied):
            confirm_subsuppliers(web["vendor"].pk, by=user)
        with pytest.raises(Element.DoesNotExist):
            confirm_subsuppliers(web["records"].pk, by=SYSTEM)


def test_the_tree_and_what_hangs_on_it_are_on_the_page(keeper, web):
    html = keeper.get(at("supplier_chain", web["vendor"].pk)).text
    for told in ("Cloud", "United States", "Deep", "Ireland", "Records", "Nobody has said that it is complete"):
        assert told in html
    assert keeper.post(at("confirm_subsuppliers", web["vendor"].pk)).status_code == 302
    assert "Confirm again by 2 March 2028." in keeper.get(at("supplier_chain", web["vendor"].pk)).text


def test_the_page_is_refused_to_those_it_is_not_for(reader, fjordvik, web):
    assert "Complete as of today" not in reader.get(at("supplier_chain", web["vendor"].pk)).text
    assert reader.post(at("confirm_subsuppliers", web["vendor"].pk)).status_code == 403
    assert reader.get(at("supplier_chain", web["records"].pk)).status_code == 404
    with tenant(fjordvik):
        Element.objects.filter(pk=web["vendor"].pk).update(audience=["below:nobody"])
    assert reader.get(at("supplier_chain", web["vendor"].pk)).status_code == 404


def test_suppliers_of_another_municipality_are_not_there(stranger, web):
    assert stranger.get(at("supplier_chain", web["vendor"].pk)).status_code == 404
    assert stranger.post(at("confirm_subsuppliers", web["vendor"].pk)).status_code == 404
    assert "Vendor" not in stranger.get(at("suppliers_by_country")).text


def test_both_pages_cost_the_same_for_one_and_for_four(keeper, fjordvik, web, own_statements):
    pages = at("suppliers_by_country"), at("supplier_chain", web["vendor"].pk)
    first = [own_statements(keeper, page) for page in pages]
    with tenant(fjordvik):
        for number in range(4):
            other = supplier(f"S{number}", "SE")
            make_relation("sub_supplies", other, web["vendor"])
            make_relation("supplies", other, make_element("system"))
    assert [own_statements(keeper, page) for page in pages] == first
    assert max(first) <= 8
