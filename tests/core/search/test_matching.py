from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from grunnmur.core.models import SearchEntry
from grunnmur.core.paging import BadCursorError
from grunnmur.core.search import Filter, match
from tests.core.search.things import LONG_AGO, Things, asker, register

pytestmark = pytest.mark.usefixtures("here")
EMPLOYEE = asker("everyone")


def titles(query: str, seen_by=EMPLOYEE, **options) -> list[str]:
    return [hit.title for hit in match(query, seen_by=seen_by, **options).hits]


@pytest.mark.parametrize(
    ("title", "query"),
    [
        ("Rutine for saksbehandlerne", "saksbehandler"),
        ("Lærebøkene til skolen", "lærebok"),
        ("Søknader om barnehageplass", "søknaden barnehageplasser"),
        ("Søknadane", "søknad"),
        ("Kommuneplan", "kommunepl"),
        ("Kommuneplan", "kom*"),
        ("Sak om vann", "sak vann"),
        ("Plan og bygg", '"plan og bygg"'),
        ("Vedtak i sak 2026/123", "2026/123"),
        ("Gnr 123/45", "123/45"),
        ("Skriv til kari.nes@fjordvik.example", "kari.nes@fjordvik.example"),
        ("IT-systemet", "it-system"),
    ],
)
def test_what_is_written_is_found_as_it_is_asked(things, title, query):
    things.put(title)
    assert titles(query) == [title]


@pytest.mark.parametrize(
    ("title", "query"),
    [
        ("Fartøyet bør bli", "bor"),
        ("Hvor folk bor", "bør"),
        ("Regn i dag", "regning"),
        ("Plan for bygg", '"plan bygg"'),
        ("Plan og bygg", "plan -bygg"),
        ("Kommuneplan", "plan vann"),
    ],
)
def test_what_is_something_else_is_not_found(things, title, query):
    things.put(title)
    assert titles(query) == []


def test_text_in_another_language_is_found_as_it_is_typed(things):
    things.put("Policies", body="Privacy policy", language="en")
    assert titles("policy") == ["Policies"]


def test_title_counts_more_than_text(things):
    things.put("Om noe annet", body="vannverk " * 3)
    things.put("Vannverk i bygda")
    assert titles("vannverk") == ["Vannverk i bygda", "Om noe annet"]


def test_equal_title_comes_first(things):
    things.put("Vannverk vannverk vannverk")
    things.put("Vannverk")
    things.put("Vannverk i Fjordvik")
    assert titles("vannverk")[0] == "Vannverk"


def test_new_things_come_before_old_ones_but_age_only_halves(things):
    things.put("Vannverk øst", happened_at=LONG_AGO - timedelta(days=4000))
    things.put("Vannverk vest", happened_at=LONG_AGO)
    assert titles("vannverk") == ["Vannverk vest", "Vannverk øst"]


def test_newest_first_is_by_time_alone(things):
    things.put("Vannverk", happened_at=LONG_AGO - timedelta(days=1))
    things.put("Noe", body="vannverk", happened_at=LONG_AGO)
    assert titles("vannverk", is_newest=True) == ["Noe", "Vannverk"]


def test_a_number_typed_alone_opens_its_thing(things):
    ref = things.put("Barnehageplass", codes=("2026/77", "OLD 987 654 321"))
    things.put("Viser til 2026/77")
    for query in ("2026/77", "old 987654321"):
        result = match(query, seen_by=EMPLOYEE)
        assert result.opens is not None
        assert result.opens.ref.id == ref
    assert match("barnehageplass", seen_by=EMPLOYEE).opens is None


def test_heavier_kinds_come_first(things):
    heavy = register(Things("heavy"), label="Tunge", weight=3.0)
    things.put("Vannverk en")
    heavy.put("Vannverk to")
    assert titles("vannverk") == ["Vannverk to", "Vannverk en"]


def test_filters_that_are_typed_narrow_the_search(things):
    unit, other = uuid4(), uuid4()
    units = register(Things("unit"), label="Enheter")
    units.put("Nes skole", ref=unit)
    things.put("Plan en", unit=unit, type_code="byggesak", happened_at=datetime(2025, 1, 31, 22, 59, tzinfo=UTC))
    things.put("Plan to", unit=other, type_code="klage", happened_at=datetime(2025, 1, 31, 23, 0, tzinfo=UTC))
    assert titles("plan type:byggesak") == ["Plan en"]
    assert titles('plan unit:"Nes skole"') == ["Plan en"]
    assert titles(f"plan unit:{other}") == ["Plan to"]
    assert titles("plan unit:finnes-ikke") == []
    assert titles("plan after:2025-02-01") == ["Plan to"]
    assert titles("plan before:2025-02-01") == ["Plan en"]
    assert titles("type:Enheter") == ["Nes skole"]
    assert titles("type:enheter plan") == []


def test_filters_of_the_page_and_typed_ones_must_both_hold(things):
    things.put("Plan", type_code="klage")
    within = Filter(type_codes=("klage",), since=date(2026, 1, 1))
    assert titles("plan", within=within) == ["Plan"]
    assert titles("plan type:byggesak", within=within) == []
    assert titles("plan before:2026-01-01", within=within) == []


def test_a_unit_that_is_hidden_from_the_asker_cannot_be_named(things):
    units = register(Things("unit"), label="Enheter")
    unit = units.put("Skjult enhet", audience_keys=["role:x"])
    things.put("Plan", unit=unit)
    assert titles('plan unit:"Skjult enhet"') == []


def test_mine_are_the_things_that_name_me(things):
    things.put("Plan min", audience_keys=["everyone", "person:1"])
    things.put("Plan din", audience_keys=["everyone", "person:2"])
    assert titles("plan mine", seen_by=asker("everyone", "person:1")) == ["Plan min"]
    assert titles("mine", seen_by=asker("everyone", "person:1")) == ["Plan min"]
    assert titles("mine", seen_by=EMPLOYEE) == []


def test_a_case_is_searched_by_its_scope(things):
    case = uuid4()
    things.put("Plan inne", scope=case)
    things.put("Plan ute")
    assert titles("plan", within=Filter(scope=case)) == ["Plan inne"]


def test_nothing_asked_finds_nothing_and_asks_nobody(things, django_assert_num_queries):
    things.put("Plan")
    with django_assert_num_queries(0):
        assert match("  ", seen_by=EMPLOYEE).hits == ()


def test_a_filter_alone_lists_the_newest_without_counting(things):
    for day in range(3):
        things.put(f"Ting {day}", happened_at=LONG_AGO + timedelta(days=day))
    result = match("", seen_by=EMPLOYEE, within=Filter(kinds=("thing",)))
    assert [hit.title for hit in result.hits] == ["Ting 2", "Ting 1", "Ting 0"]
    assert result.count is None


def test_facets_count_what_was_found(things):
    unit = uuid4()
    things.put("Plan en", unit=unit, type_code="klage", audience_keys=["everyone", "person:1"])
    things.put("Plan to", unit=unit, type_code="byggesak")
    things.put("Plan tre", happened_at=datetime(2025, 6, 1, tzinfo=UTC), type_code="klage")
    result = match("plan", seen_by=asker("everyone", "person:1"))
    assert result.count == 3
    assert [(facet.label, facet.count) for facet in result.facets.kinds] == [("Ting", 3)]
    assert [(facet.value, facet.count) for facet in result.facets.units] == [(str(unit), 2)]
    assert [(facet.value, facet.count) for facet in result.facets.types] == [("klage", 2), ("byggesak", 1)]
    assert [(facet.value, facet.count) for facet in result.facets.years] == [("2026", 2), ("2025", 1)]
    assert [facet.count for facet in result.facets.mine] == [1]


def test_parts_of_a_long_thing_are_one_hit_with_the_best_part_shown(things):
    ref = things.put("Rapport", body="innledning")
    things.put("Rapport", ref=ref, part=1, body="om grunnvann og drikkevann")
    result = match("grunnvann", seen_by=EMPLOYEE)
    assert (len(result.hits), result.count) == (1, 1)
    assert "grunnvann" in [piece.text for piece in result.hits[0].snippet if piece.is_hit]
    assert match("rapport", seen_by=EMPLOYEE).count == 1


@pytest.mark.parametrize("is_newest", [False, True])
def test_pages_follow_each_other_without_gap_or_repetition(things, is_newest):
    for number in range(7):
        things.put(f"Plan {number}")
    seen, after = [], ""
    for _page in range(4):
        result = match("plan", seen_by=EMPLOYEE, limit=2, after=after, is_newest=is_newest)
        seen += [hit.title for hit in result.hits]
        after = result.next
    assert sorted(seen) == [f"Plan {number}" for number in range(7)]
    assert not after


def test_nobody_reads_further_than_two_hundred_hits(things, monkeypatch):
    monkeypatch.setattr("grunnmur.core.search.matching.MAX_SHOWN", 4)
    for number in range(5):
        things.put(f"Plan {number}")
    first = match("plan", seen_by=EMPLOYEE, limit=2)
    second = match("plan", seen_by=EMPLOYEE, limit=2, after=first.next)
    assert first.next
    assert not first.must_narrow
    assert not second.next
    assert second.must_narrow


@pytest.mark.parametrize("cursor", ["x", "W10", "é", "bnVsbA", "WzEsMiwzLDQsNV0"])
@pytest.mark.usefixtures("things")
def test_a_cursor_that_is_not_ours_is_refused(cursor):
    with pytest.raises(BadCursorError):
        match("plan", seen_by=EMPLOYEE, after=cursor)


def test_statements_are_as_many_for_twenty_hits_as_for_one(things, django_assert_num_queries):
    things.put("Plan 0", body="planen")
    match("plan planen", seen_by=EMPLOYEE)
    with django_assert_num_queries(1):
        assert len(match("plan", seen_by=EMPLOYEE).hits) == 1
    for number in range(1, 25):
        things.put(f"Plan {number}", body="planen")
    with django_assert_num_queries(1):
        assert len(match("plan", seen_by=EMPLOYEE).hits) == 20
    assert things.asked == 3  # once for each page, not for each hit


def test_what_the_owner_hides_is_not_shown_and_raises_an_alarm(things, caplog):
    things.put("Plan åpen")
    things.hidden.add(things.put("Plan skjult"))
    result = match("plan", seen_by=EMPLOYEE)
    assert [hit.title for hit in result.hits] == ["Plan åpen"]
    assert result.count is None
    assert result.facets.kinds == ()
    assert "search_found_what_its_owner_hides" in caplog.text


def test_title_and_address_are_the_owners_of_today(things):
    ref = things.put("Gammelt navn")
    SearchEntry.objects.filter(ref=ref).update(title="Slik søket husker det")
    (hit,) = match("gammelt", seen_by=EMPLOYEE).hits
    assert (hit.title, hit.url) == ("Gammelt navn", f"/things/{ref}/")


def test_kinds_that_nobody_registers_are_not_found(things, monkeypatch):
    things.put("Plan")
    monkeypatch.setattr("grunnmur.core.search.kinds._kinds", {})
    assert titles("plan") == []


@pytest.mark.usefixtures("things")
def test_what_was_left_out_is_told():
    assert "after:x" in match("plan after:x", seen_by=EMPLOYEE).notice
    assert not match("plan", seen_by=EMPLOYEE).notice
