from uuid import UUID

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from grunnmur.core import clock
from grunnmur.core.models import SearchEntry
from grunnmur.core.search import Entry, forget, index, index_beside, match, rebuild, register_kind
from grunnmur.core.search.indexing import MAX_BODY
from grunnmur.core.search.rebuilding import Difference, NoSourceError, check
from grunnmur.core.tenancy import tenant
from grunnmur.organisation.models import Position
from tests.core.search.things import LONG_AGO, asker
from tests.municipalities import FJORDVIK

EMPLOYEE = asker("everyone")
CONTENT = [one.name for one in SearchEntry._meta.concrete_fields if one.name not in {"id", "updated_at"}]


def count(query: str) -> int | None:
    return match(query, seen_by=EMPLOYEE).count


@pytest.mark.usefixtures("here")
class TestIndex:
    def test_unchanged_entries_are_not_written(self, things, django_assert_num_queries):
        entry = things.make("Plan", codes=("1",), happened_at=None)
        assert index([entry]) == 1
        before = SearchEntry.objects.values().get()
        with clock.at(LONG_AGO), django_assert_num_queries(1):
            assert index([entry]) == 0
        assert SearchEntry.objects.values().get() == before

    def test_new_rows_and_what_finds_them_are_one_statement(self, things, django_assert_num_queries):
        row = Position(source="own", code="7", name="Fyrvokter")
        entry = things.make(row.name, ref=row.pk, codes=("7",), audience_keys=["everyone", "role:x"])
        index([entry], is_forced=True)
        wanted = SearchEntry.objects.values(*CONTENT).get()
        forget(entry.kind, [row.pk])

        with django_assert_num_queries(1):
            index_beside(entry, row)
        assert Position.objects.get() == row
        assert SearchEntry.objects.values(*CONTENT).get() == wanted
        assert [count("fyrvokter"), count("7"), match("fyrvokter", seen_by=asker("role:y")).count] == [1, 1, 0]

    @pytest.mark.parametrize(
        "change",
        [
            {"title": "Ny"},
            {"body": "ny"},
            {"audience_keys": ["role:x"]},
            {"codes": ("2",)},
            {"keywords": ("ny",)},
            {"unit": UUID(int=1)},
            {"state": 1},
        ],
    )
    def test_every_change_is_written(self, things, change):
        ref = things.put("Plan")
        assert index([things.make("Plan", ref=ref)]) == 0
        assert index([things.make(**({"title": "Plan", "ref": ref} | change))]) == 1
        assert SearchEntry.objects.count() == 1

    def test_a_changed_text_is_found_by_its_new_words_only(self, things):
        ref = things.put("Plan")
        things.put("Rapport", ref=ref)
        assert (count("plan"), count("rapport")) == (0, 1)

    def test_the_last_of_equal_entries_counts(self, things):
        entry = things.make("Plan")
        assert index([entry, things.make("Rapport", ref=entry.ref)]) == 1
        assert (count("plan"), count("rapport")) == (0, 1)

    def test_statements_are_as_many_for_twenty_entries_as_for_one(self, things, django_assert_num_queries):
        things.put("Plan")
        with django_assert_num_queries(2):
            things.put("Plan")
        with django_assert_num_queries(2):
            things.put_many(20, "Plan")
        assert count("plan") == 22

    def test_forgotten_things_and_parts_are_gone(self, things):
        kept, gone = things.put("Plan"), things.put("Plan")
        index([things.make("Plan", ref=kept, part=1, body="vedlegg")])
        forget("thing", [kept], from_part=1)
        forget("thing", [gone])
        assert (count("plan"), count("vedlegg")) == (1, 0)
        forget("other", [kept])
        assert count("plan") == 1

    def test_a_long_body_is_cut_and_says_so(self, things):
        things.put("Lang", body="ord " * (MAX_BODY // 4) + "utenfor")
        things.put("Kort")
        assert count("utenfor") == 0
        assert match("lang", seen_by=EMPLOYEE).hits[0].is_cut
        assert not match("kort", seen_by=EMPLOYEE).hits[0].is_cut

    def test_more_different_words_than_postgresql_holds_are_cut(self, things):
        letters = [chr(0x4E00 + number) for number in range(250)]
        things.put("Mange", body=" ".join(one + other for one in letters for other in letters))
        assert count(letters[0] + letters[0]) == 1
        assert count(letters[-1] + letters[-1]) == 0

    def test_a_long_title_is_cut_but_found_by_its_beginning(self, things):
        things.put("Plan " + "lang " * 100)
        assert SearchEntry.objects.get().title.endswith("…")
        assert count("plan") == 1

    def test_what_describes_a_thing_is_found(self, things):
        things.put("Sak", subtitle="undertittel", grouping="mappe", class_code="12.34.56", keywords=("stikkord",))
        for word in ("undertittel", "mappe", "12.34.56", "stikkord"):
            assert count(word) == 1

    def test_an_unknown_language_is_refused(self, things):
        with pytest.raises(KeyError):
            things.put("Plan", language="xx")


HOSTILE = st.text("ab'\\\"&|!()<>:*- @./_åæø0\x00\ud800\n", max_size=60)


@pytest.mark.django_db
@settings(max_examples=60, deadline=None)
@given(st.one_of(st.text(max_size=200), HOSTILE))
def test_every_text_can_be_indexed(text):
    entry = Entry(
        kind="thing",
        ref=UUID(int=7),
        title=text,
        audience_keys=["everyone"],
        subtitle=text,
        body=text,
        codes=(text,),
        keywords=(text,),
        grouping=text,
    )
    with tenant(FJORDVIK):
        index([entry])
        assert SearchEntry.objects.filter(kind="thing", ref=UUID(int=7)).count() == 1


@pytest.mark.usefixtures("here")
class TestRebuild:
    def test_rebuild_writes_what_is_missing_and_forgets_what_is_gone(self, things):
        kept = things.put("Plan")
        gone = things.put("Borte")
        del things.entries[gone]
        things.make("Ny")
        assert rebuild("thing") is None
        assert (count("plan"), count("borte"), count("ny")) == (1, 0, 1)
        assert SearchEntry.objects.get(ref=kept).title == "Plan"

    def test_rebuild_stops_and_goes_on_where_it_was(self, things, monkeypatch):
        monkeypatch.setattr("grunnmur.core.search.rebuilding.BATCH", 2)
        gone = things.put("Plan")
        del things.entries[gone]
        refs = sorted(things.make("Plan").ref for _ in range(5))
        after = rebuild("thing", batches=1)
        assert after == refs[1]
        while after is not None:
            after = rebuild("thing", after=after, batches=1)
        assert count("plan") == 5

    def test_rebuild_leaves_other_kinds_alone(self, things):
        index([Entry(kind="other", ref=UUID(int=1), title="Annet", audience_keys=["everyone"])])
        things.make("Plan")
        rebuild("thing")
        assert SearchEntry.objects.filter(kind="other").count() == 1

    def test_check_tells_what_differs_and_writes_nothing(self, things, django_assert_num_queries):
        same, other, gone = things.put("Lik"), things.put("Åpen"), things.put("Borte")
        things.make("Åpen", ref=other, audience_keys=["role:x"])
        missing = things.make("Mangler").ref
        del things.entries[gone]
        with django_assert_num_queries(1):
            found = set(check("thing"))
        expected = {Difference(other, "audience"), Difference(missing, "missing"), Difference(gone, "surplus")}
        assert found == expected
        assert same not in {difference.ref for difference in found}
        rebuild("thing")
        assert not list(check("thing"))

    @pytest.mark.usefixtures("things")
    def test_a_kind_without_source_cannot_be_rebuilt(self):
        register_kind("mute", label="Stum")
        with pytest.raises(NoSourceError):
            rebuild("mute")


@pytest.mark.django_db
def test_the_index_of_lexemes_belongs_to_the_table_only_the_functions_read():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_table_privilege('search_token', 'SELECT'), has_table_privilege('search_entry', 'SELECT')"
        )
        assert cursor.fetchone() == (False, True)
