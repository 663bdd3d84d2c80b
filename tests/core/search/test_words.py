import pytest
from hypothesis import given
from hypothesis import strategies as st

from grunnmur.core.models import SearchWord
from grunnmur.core.search import compounds, count_words, match, rebuild
from grunnmur.core.search.compounds import best
from tests.core.search.things import asker

EMPLOYEE = asker("everyone")
KNOWN = {"sak": 90, "behandling": 40, "tid": 60, "barn": 50, "hage": 10, "plass": 30, "saks": 5, "behandlings": 5}


@pytest.fixture(autouse=True)
def _forget_splits():
    compounds._remembered.clear()


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("saksbehandling", ("sak", "behandling")),
        ("saksbehandlingstid", ("sak", "behandling", "tid")),
        ("barnehage", ("barn", "hage")),
        ("barnehageplass", ("barn", "hage", "plass")),
        ("tidsplass", ("tid", "plass")),
        ("regnskap", ()),
        ("behandling", ()),
        ("sak", ()),
        ("", ()),
    ],
)
def test_compounds_split_into_the_most_frequent_words(word, parts):
    assert best(word, KNOWN) == parts


@given(st.text("saktidbe", max_size=40))
def test_parts_stand_in_the_word_in_their_order(word):
    place = 0
    for part in best(word, KNOWN):
        place = word.index(part, place) + len(part)


@pytest.mark.usefixtures("here")
def test_words_are_counted_in_open_things_only(things):
    things.put_many(3, "Vannverk vannverk", audience_keys=["everyone"])
    things.put_many(2, "Sjelden", audience_keys=["everyone"])
    things.put_many(9, "Hemmelig", audience_keys=["role:x"])
    assert count_words() == 1
    assert list(SearchWord.objects.values_list("word", "frequency", "first", "length")) == [("vannverk", 3, "v", 8)]


@pytest.mark.usefixtures("here")
def test_counting_again_writes_only_what_changed(things):
    things.put_many(3, "Vannverk", audience_keys=["everyone"])
    count_words()
    before = SearchWord.objects.get()
    things.put_many(3, "Kommuneplan", audience_keys=["everyone"])
    assert count_words() == 2
    assert SearchWord.objects.get(word="vannverk").pk == before.pk
    things.entries.clear()
    rebuild("thing")
    assert count_words() == 0
    assert not SearchWord.objects.exists()


@pytest.mark.usefixtures("here")
def test_a_long_thing_counts_once_however_many_parts_it_has(things):
    ref = things.put("Vannverk")
    for part in range(1, 4):
        things.put("Vannverk", ref=ref, part=part)
    assert count_words() == 0


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("vanverk", "vannverk"),
        ("vannverkk", "vannverk"),
        ("vannveerk plan", "vannverk plan"),
        ("zebra", ""),
        ("vxqz", ""),
    ],
)
def test_a_misspelt_word_is_suggested_when_nothing_is_found(things, typed, meant):
    things.put_many(3, "Vannverk", audience_keys=["everyone"])
    count_words()
    result = match(typed, seen_by=EMPLOYEE)
    assert (result.hits, result.suggestion) == ((), meant)


@pytest.mark.usefixtures("here")
def test_words_of_closed_things_are_never_suggested(things):
    things.put_many(9, "Vannverk", audience_keys=["role:x"])
    count_words()
    assert match("vanverk", seen_by=EMPLOYEE).suggestion == ""
    assert match("vanverk", seen_by=asker("role:x")).suggestion == ""


@pytest.mark.usefixtures("here")
def test_what_is_found_needs_no_suggestion(things):
    things.put_many(3, "Vannverk", audience_keys=["everyone"])
    count_words()
    assert match("vannverk", seen_by=EMPLOYEE).suggestion == ""


@pytest.mark.usefixtures("here")
def test_the_parts_of_a_compound_are_found_after_whole_words(things):
    things.put_many(5, "Behandlingen av saker", audience_keys=["everyone"])
    things.put_many(5, "Sak til behandling", audience_keys=["everyone"])
    count_words()
    things.put("Saksbehandlerens bok om saksbehandlingen")
    titles = [hit.title for hit in match("behandling", seen_by=EMPLOYEE).hits]
    assert len(titles) == 11
    assert titles[-1] == "Saksbehandlerens bok om saksbehandlingen"


@pytest.mark.usefixtures("here")
def test_older_things_are_split_when_rebuilt_by_force(things):
    ref = things.put("Vannverksplan")
    things.put_many(5, "Plan for vannverk", audience_keys=["everyone"])
    count_words()
    compounds._remembered.clear()  # a new day
    rebuild("thing")
    assert ref not in {hit.ref.id for hit in match("vannverk plan", seen_by=EMPLOYEE).hits}
    rebuild("thing", is_forced=True)
    assert ref in {hit.ref.id for hit in match("vannverk plan", seen_by=EMPLOYEE).hits}


@pytest.mark.usefixtures("here")
def test_remembered_splits_cost_no_statement(django_assert_num_queries):
    with django_assert_num_queries(1):
        compounds.split([("nb", "vannverksplan"), ("da", "vandværksplan"), ("en", "waterworks"), ("nb", "plan")])
    with django_assert_num_queries(0):
        assert compounds.split([("nb", "vannverksplan")]) == {}
