"""What may not be opened is not found, counted or hinted at; nor is anything of another municipality."""

from uuid import UUID

import pytest
from django.db import ProgrammingError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from grunnmur.core import links
from grunnmur.core.models import SearchEntry
from grunnmur.core.search import Filter, forget, kinds, match, set_audience
from grunnmur.core.tenancy import tenant
from tests.core.search.things import Things, asker, register
from tests.municipalities import FJORDVIK

pytestmark = pytest.mark.django_db
KEYS = ["everyone", "person:1", "person:2", "unit:1", "below:1", "role:x", "may:cases.see@1"]
AUDIENCES = st.lists(st.sampled_from(KEYS), min_size=1, max_size=4, unique=True)


def found(query: str, *keys: str, **options) -> set[UUID]:
    return {hit.ref.id for hit in match(query, seen_by=asker(*keys), limit=100, **options).hits}


@settings(max_examples=40, deadline=None)
@given(
    audiences=st.lists(st.tuples(AUDIENCES, st.sampled_from(["plan", "plan vann", "vann"])), min_size=1, max_size=12),
    askers=st.lists(st.lists(st.sampled_from(KEYS), max_size=4, unique=True), min_size=1, max_size=4),
)
def test_hits_counts_and_facets_are_those_of_a_brute_force_comparison(audiences, askers):
    with pytest.MonkeyPatch.context() as patch, tenant(FJORDVIK):
        patch.setattr(kinds, "_kinds", {})
        patch.setattr(links, "_resolvers", {})
        things = register(Things("thing"), label="Ting")
        for keys, title in audiences:
            things.put(title, audience_keys=keys)
        for keys in askers:
            compare_with_brute_force(things, keys)
        forget("thing", list(things.entries))


def compare_with_brute_force(things: Things, keys: list[str]) -> None:
    titles = {ref: entry.title for ref, entry in things.entries.items() if set(entry.audience_keys) & set(keys)}
    expected = {ref for ref, title in titles.items() if "plan" in title}
    result = match("plan", seen_by=asker(*keys), limit=100)
    assert {hit.ref.id for hit in result.hits} == expected
    assert result.count == len(expected)
    assert sum(facet.count for facet in result.facets.kinds) == len(expected)
    everything = Filter(kinds=("thing",))
    assert found("", *keys, within=everything) == set(titles)
    assert found("-vann", *keys, within=everything) == {ref for ref, title in titles.items() if title == "plan"}


@pytest.mark.usefixtures("here")
def test_a_closed_thing_is_behind_the_wall_in_every_way_of_asking(things):
    closed = things.put("Plan lukket", audience_keys=["role:x"], codes=("77",), body="om brann")
    things.put("Plan")
    for query in ("lukket", "plan lukket", '"plan lukket"', "lukk*", "77", "brann", "type:ting lukket"):
        assert closed not in found(query, "everyone")
        assert closed in found(query, "role:x")
    result = match("plan", seen_by=asker("everyone"))
    assert (result.count, result.facets.kinds[0].count) == (1, 1)


@pytest.mark.usefixtures("here")
def test_nobody_finds_anything_without_keys(things):
    things.put("Plan")
    assert not found("plan")


@pytest.mark.usefixtures("here")
def test_many_hits_keep_closed_things_closed(things):
    things.put_many(2100, "Plan", audience_keys=["everyone"])
    closed = things.put("Plan lukket", audience_keys=["role:x"])
    assert match("plan", seen_by=asker("everyone")).count is None
    for is_newest in (False, True):
        assert closed not in found("plan", "everyone", is_newest=is_newest)
        assert found("plan", "role:x", is_newest=is_newest) == {closed}
    assert found("lukket plan", "everyone", "role:x") == {closed}


@pytest.mark.usefixtures("here")
def test_changed_keys_count_in_the_same_transaction(things):
    ref = things.put("Plan", audience_keys=["role:x"])
    assert not found("plan", "everyone")
    assert set_audience("thing", {ref: ["everyone"]}) == 1
    assert found("plan", "everyone") == {ref}
    assert set_audience("thing", {ref: ["unit:1", "role:new"]}) == 1
    assert not found("plan", "everyone", "role:x")
    assert found("plan", "role:new") == {ref}
    assert set_audience("thing", {ref: ["role:new", "unit:1"]}) == 0


@pytest.mark.usefixtures("here")
def test_keys_of_many_change_in_two_statements(things, django_assert_num_queries):
    refs = things.put_many(30, "Plan", audience_keys=["role:x"])
    with django_assert_num_queries(2):
        assert set_audience("thing", {ref: ["unit:1"] for ref in refs}) == 30
    assert found("plan", "unit:1") == set(refs)


@pytest.mark.usefixtures("here")
def test_an_empty_audience_is_refused_and_changes_nothing(things):
    ref = things.put("Plan")
    with pytest.raises(ValueError, match="audience"):
        set_audience("thing", {ref: []})
    with pytest.raises(ValueError, match="audience"):
        things.put("Plan", audience_keys=[])
    assert found("plan", "everyone") == {ref}


def test_another_municipality_is_never_found_nor_counted(fjordvik, sundby, things):
    with tenant(fjordvik):
        theirs = things.put("Kommuneplan", codes=("2026/1",))
    with tenant(sundby):
        ours = things.put("Kommuneplan")
        for query in ("kommuneplan", "kommun*", "kommuneplan type:ting", "2026/1"):
            assert theirs not in found(query, "everyone")
        result = match("kommuneplan", seen_by=asker("everyone"))
        assert ([hit.ref.id for hit in result.hits], result.count) == ([ours], 1)
        forget("thing", [theirs])
        assert set_audience("thing", {theirs: ["role:x"]}) == 0
    with tenant(fjordvik):
        assert found("kommuneplan", "everyone") == {theirs}


def test_danish_words_are_found_in_a_danish_municipality(sundby, things):
    with tenant(sundby):
        ref = things.put("Sagsbehandlernes bøger")
        assert found("sagsbehandler bog", "everyone") == {ref}


def run(statement: str, *arguments: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, arguments)
        return cursor.fetchall()


def matching(lexeme: str) -> int:
    statement = (
        "SELECT count(*) FROM search_match(%s::tsquery, NULL, NULL, '{everyone}', NULL,"
        " ROW('{thing}', NULL, NULL, NULL, NULL, NULL, NULL)::search_filter, '{1}', '2026-01-01')"
    )
    return run(statement, f"'{lexeme}'")[0][0]


def test_the_definer_function_itself_keeps_to_the_tenant_of_the_transaction(fjordvik, sundby, things):
    with tenant(fjordvik):
        things.put("Plan")
        assert matching("fj01plan") == 1
    with tenant(sundby):
        assert matching("fj01plan") == 0
    assert matching("fj01plan") == 0


def test_another_tenants_entries_cannot_be_put(fjordvik, sundby, things):
    with tenant(fjordvik):
        things.put("Plan")
        entry = SearchEntry.objects.get()
    with tenant(sundby):
        run("SELECT search_put(ARRAY[%s::bigint], ARRAY[%s])", entry.pk, "'fj01vann':1A")
    with tenant(fjordvik):
        assert matching("fj01plan") == 1
        assert matching("fj01vann") == 0


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM search_token",
        "SELECT * FROM search_key",
        "DELETE FROM search_token RETURNING 1",
        "SELECT * FROM search_visible(NULL, true, '{}', NULL, NULL)",
        "SELECT search_keys(NULL, '{}')",
    ],
)
def test_the_serving_role_cannot_go_round_the_functions(statement):
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        run(statement)


def test_a_table_of_the_askers_own_cannot_take_the_place_of_ours(here, things):
    things.put("Plan", audience_keys=["role:x"])
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE search_key (id integer, tenant_id uuid, key text) ON COMMIT DROP")
        cursor.execute("INSERT INTO search_key SELECT n, %s, 'role:y' FROM generate_series(1, 9) AS n", [here.pk])
    assert not found("plan", "everyone", "role:y")
