"""Where an item is used, and two of its versions compared, as tabs on its page."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from grunnmur.core.tenancy import tenant
from grunnmur.publishing.actions import return_version
from grunnmur.publishing.models import Item
from grunnmur.publishing.rules import Reference, item_ref, kind_named, kinds
from tests.factories_organisation import make_employee, make_user
from tests.factories_processes import CHOICE
from tests.factories_publishing import make_draft, make_valid, next_draft, submit
from tests.publishing.test_moves import MOVED

pytestmark = pytest.mark.django_db
PAST = "/processes/SOK/history/"
FACTORY_PAST = "/publishing/items/SOK/history/"


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


def titles(response):
    return [entry["title"] for entry in response.context["entries"]]


def test_history_tells_who_did_what_when_across_drafts_approvals_and_versions(enter, fjordvik, made):
    with tenant(fjordvik):
        first = make_valid(made, make_draft(made))
        submit(made, next_draft(made, first, MOVED))
    found = enter(made.modeller_user).get(PAST)
    told = titles(found)
    assert told[0] == "Version 2.0: sent to quality control"
    for done in ("begun", "sent to quality control", "passed quality control", "approved", "became valid"):
        assert f"Version 1.0: {done}" in told
    by = {entry["title"]: entry["by"] for entry in found.context["entries"]}
    assert by["Version 1.0: passed quality control"] == made.assurer.display_name
    times = [entry["at"] for entry in found.context["entries"]]
    assert times == sorted(times, reverse=True)
    assert 'aria-current="page"' in found.text


def test_history_for_who_only_reads_leaves_out_drafts_and_what_was_said_of_them(enter, fjordvik, made):
    with tenant(fjordvik):
        first = make_valid(made, make_draft(made))
        draft = submit(made, next_draft(made, first, MOVED))
        return_version(draft.pk, comment="Skriv om trinn to.", by=made.assurer_user)
        reader = make_user(make_employee(made.top, "Lars Leser"))
    found = enter(reader).get(PAST)
    versions = [title for title in titles(found) if title.startswith("Version")]
    assert versions == ["Version 1.0: became valid"]
    assert "Skriv om trinn to." not in found.text
    assert f"/publishing/versions/{first.pk}/" not in found.text


def test_history_of_what_one_may_not_read_is_not_there(enter, fjordvik, made):
    with tenant(fjordvik):
        make_draft(made)
        reader = make_user(make_employee(made.top, "Lars Leser"))
    visitor = enter(reader)
    assert visitor.get(PAST).status_code == 404
    assert visitor.get(FACTORY_PAST).status_code == 404


def test_history_of_what_was_never_valid_stands_on_a_page_of_the_factory(enter, fjordvik, made):
    with tenant(fjordvik):
        submit(made, make_draft(made))
    visitor = enter(made.modeller_user)
    found = visitor.get(FACTORY_PAST)
    assert titles(found)[:2] == ["Version 1.0: sent to quality control", "Version 1.0: begun"]
    (current,) = [tab for tab in found.context["tabs"] if tab["is_current"]]
    assert current["url"] == FACTORY_PAST
    assert FACTORY_PAST in visitor.get("/publishing/items/SOK/versions/").text


def test_history_of_what_was_valid_stands_beside_its_content(enter, fjordvik, made):
    with tenant(fjordvik):
        make_valid(made, make_draft(made))
    found = enter(made.modeller_user).get(FACTORY_PAST)
    assert (found.status_code, found["Location"]) == (302, PAST)


def test_history_in_another_municipality_is_not_there(client, fjordvik, sundby, made):
    with tenant(fjordvik):
        make_valid(made, make_draft(made))
    with tenant(sundby):
        client.force_login(make_user())
    assert client.get(PAST, headers={"host": "sundby.example"}).status_code == 404


def test_one_version_and_four_cost_the_same(enter, fjordvik, made):
    with tenant(fjordvik):
        version = make_valid(made, make_draft(made))
    visitor = enter(made.modeller_user)
    one = cost(visitor)
    with tenant(fjordvik):
        for content in (MOVED, CHOICE, MOVED):
            version = make_valid(made, next_draft(made, version, content))
    assert cost(visitor) == one


def cost(visitor):
    visitor.get(PAST)
    with CaptureQueriesContext(connection) as seen:
        assert visitor.get(PAST).status_code == 200
    return len(seen)
