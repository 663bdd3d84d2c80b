"""Where an item is used, and two of its versions compared, as tabs on its page."""

from dataclasses import replace

import pytest

from grunnmur.core.tenancy import tenant
from grunnmur.publishing.models import Item
from grunnmur.publishing.rules import Reference, item_ref, kind_named, kinds
from tests.factories_organisation import make_employee, make_user
from tests.factories_publishing import make_draft, make_valid, next_draft
from tests.publishing.test_moves import MOVED

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(fjordvik, made, monkeypatch):
    """Two valid items; the first leads to the second."""
    with tenant(fjordvik):
        source = make_valid(made, make_draft(made))
        target = make_valid(made, make_draft(made, code="MAL", title="Malen"))
    process = replace(
        kind_named("process"),
        links=lambda version: [Reference(ref=item_ref(target.item_id))] if version == source.pk else [],
        linked_from=lambda ref: [source.item_id] if ref == item_ref(target.item_id) else [],
    )
    monkeypatch.setitem(kinds._kinds, "process", process)
    return source, target


def test_where_an_item_is_used_and_what_it_leads_to(enter, made, two):
    visitor = enter(made.leader_user)
    here = visitor.get("/publishing/items/MAL/used/")
    assert [row["title"] for row in here.context["sources"]] == ["Søknad"]
    there = visitor.get("/publishing/items/SOK/used/")
    assert [row["url"] for row in there.context["targets"]] == ["/processes/MAL/"]
    assert there.context["sources"] == []


def test_what_one_may_not_read_is_not_told_as_a_use(enter, fjordvik, made, two):
    with tenant(fjordvik):
        Item.objects.filter(code="SOK").update(audience=[])
    here = enter(made.leader_user).get("/publishing/items/MAL/used/")
    assert here.context["sources"] == []


def test_the_last_two_versions_are_compared_in_words(enter, fjordvik, made):
    with tenant(fjordvik):
        first = make_valid(made, make_draft(made))
        make_valid(made, next_draft(made, first, MOVED))
    visitor = enter(made.leader_user)
    found = visitor.get("/publishing/items/SOK/compare/")
    assert (found.context["older"], found.context["newer"]) == ("1.0", "2.0")
    assert found.context["changes"]
    assert found.context["side_url"] == "/processes/SOK/compare/1.0/2.0/"
    same = visitor.get("/publishing/items/SOK/compare/?older=2.0&newer=2.0")
    assert "Choose two different versions." in same.content.decode()
    assert visitor.get("/publishing/items/SOK/compare/?older=x&newer=9.9").status_code == 200


def test_a_draft_is_compared_only_by_those_who_work_on_it(enter, fjordvik, made):
    address = "/publishing/items/SOK/compare/"
    with tenant(fjordvik):
        next_draft(made, make_valid(made, make_draft(made)), MOVED)
        reader = make_user(make_employee(made.unit, "Rita Leser"))
    at_work = enter(made.modeller_user).get(address).context["choices"]
    assert [number for number, _label in at_work] == ["2.0", "1.0"]
    read = enter(reader).get(address).context["choices"]
    assert [number for number, _label in read] == ["1.0"]


def test_one_version_alone_has_nothing_to_be_compared_with(enter, fjordvik, made):
    with tenant(fjordvik):
        make_valid(made, make_draft(made))
    text = enter(made.leader_user).get("/publishing/items/SOK/compare/").content.decode()
    assert "There is only one version." in text


@pytest.mark.parametrize("name", ["used", "compare"])
def test_who_may_not_read_it_sees_neither(enter, fjordvik, made, two, name):
    with tenant(fjordvik):
        Item.objects.filter(code="MAL").update(audience=[], owner_key="")
    assert enter(made.leader_user).get(f"/publishing/items/MAL/{name}/").status_code == 404


def test_the_method_is_in_the_menu(enter, made):
    assert '/publishing/method/"' in enter(made.leader_user).get("/publishing/reading/").content.decode()
