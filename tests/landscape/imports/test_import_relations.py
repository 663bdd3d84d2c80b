"""Relations from files: read in four languages from either end, claimed by the source, ended only by it."""

from datetime import date

import pytest

from grunnmur.core.periods import Period
from grunnmur.landscape.actions import claim_relations
from grunnmur.landscape.events import RelationsChanged
from grunnmur.landscape.models import Relation, RelationClaim
from tests.factories_landscape import SYSTEM, claim, live, make_element, make_relation
from tests.landscape.imports.conftest import TODAY
from tests.one_day import published

__all__ = ["published"]


@pytest.fixture
def ends(maps):
    return make_element("system", "Elevsystem", code="ES"), make_element("process", "Opptak", code="OP")


def row(kind="supports", src="Elevsystem", dst="Opptak", **more):
    return {"from": src, "kind": kind, "to": dst, **more}


@pytest.mark.parametrize("kind", ["supports", "støtter", "støttar", "understøtter", "SUPPORTS"])
def test_kind_is_read_by_code_and_by_its_words_in_four_languages(maps, ends, kind):
    maps.apply([row(kind)])
    assert live("supports", *ends).strength == 2


@pytest.mark.parametrize("kind", ["bruker", "bruger", "uses"])
def test_inverse_words_turn_the_relation(maps, ends, kind):
    maps.apply([row(kind, "Opptak", "Elevsystem")])
    assert live("supports", *ends)


def test_words_that_kinds_share_are_told_apart_by_what_they_join(maps):
    whole, part = make_element("system", "Hel"), make_element("system", "Del")
    process, step = make_element("process", "Opptak"), make_element("activity", "Vurder")
    maps.apply([row("er del av", "Del", "Hel"), row("er del av", "Vurder", "Opptak")])
    assert live("contains", whole, part)
    assert live("has_step", process, step)


def test_ends_are_named_by_id_code_or_name_and_new_rows_of_the_file_count(maps, ends):
    make_element("supplier", "Elevsystem")
    systems = [{"external_id": "9", "name": "Nytt system"}]
    content = maps.workbook(
        {"systems": systems, "relations": [row("støtter", "9", "OP", strength="valgfri", note="Bare om våren")]}
    )
    maps.apply(content, name="map.xlsx")
    relation = Relation.objects.get(src__name="Nytt system")
    assert (relation.dst, relation.strength, relation.note) == (ends[1], 0, "Bare om våren")


def test_days_of_the_file_are_kept_last_day_included(maps, ends):
    maps.apply([row(valid_from="2025-01-01", valid_to="31.12.2027")])
    assert Period.from_range(Relation.objects.get().valid) == Period(date(2025, 1, 1), date(2028, 1, 1))
    again = maps.plan([row(valid_from="2025-01-01", valid_to="31.12.2027")])
    assert again.counts == {}


def test_without_days_it_begins_on_the_effective_day(maps, ends):
    maps.apply([row()], on=date(2026, 12, 1))
    assert Period.from_range(Relation.objects.get().valid) == Period(date(2026, 12, 1), None)


def test_full_file_ends_what_this_source_alone_said_and_no_other(maps, ends, published):
    other = make_element("process", "Karakterer")
    system = ends[0]
    maps.apply([row(), row(dst="Karakterer")], mode="full")
    make_relation("supports", system, other)
    third = make_element("process", "Fravær")
    claim_relations("process", "p3", [claim("supports", system, third)], by=SYSTEM)
    seen = published(RelationsChanged)
    maps.apply([row(dst="Karakterer")], mode="full")
    assert live("supports", *ends) is None
    assert live("supports", system, other)
    assert live("supports", system, third)
    assert [event.source for event in seen] == ["import"]
    assert RelationClaim.objects.filter(source="import", source_ref="list", ended_at=None).count() == 1


def test_changes_only_file_ends_nothing(maps, ends):
    make_element("process", "Karakterer")
    maps.apply([row(), row(dst="Karakterer")])
    maps.apply([row(dst="Karakterer")])
    assert live("supports", *ends)


def test_row_in_error_keeps_a_full_file_from_ending_anything(maps, ends):
    maps.apply([row()], mode="full")
    run = maps.apply([row(dst="Ukjent")], mode="full")
    assert [line for line, *_rest in maps.errors(run)] == [2]
    assert live("supports", *ends)
    assert "nothing that is missing in the table was ended" in maps.warnings(run)[0]


def test_two_sources_claim_one_relation_and_the_stronger_counts(maps, ends):
    maps.apply([row(strength="støtter")], source="one")
    maps.apply([row(strength="kreves")], source="two")
    assert live("supports", *ends).strength == 2
    maps.apply([row(strength="valgfri")], source="two")
    assert live("supports", *ends).strength == 1
    assert RelationClaim.objects.filter(ended_at=None).count() == 2


def test_relation_that_others_claim_keeps_its_days(maps, ends):
    make_relation("supports", *ends)
    run = maps.apply([row(valid_from="2020-01-01")])
    assert Period.from_range(live("supports", *ends).valid).lower == TODAY
    assert "stay as they are" in maps.warnings(run)[0]


def test_each_relation_that_cannot_be_is_a_row_error_and_the_rest_survives(maps, ends):
    make_element("system", "Tvilling")
    make_element("system", "Tvilling")
    rows = [
        row("flyr over"),
        row(dst="Finnes ikke"),
        row("leverer"),
        row(src="Tvilling"),
        row(valid_from="2027-01-01", valid_to="2026-12-01"),
        row("inneholder", "ES", "ES"),
        row(),
    ]
    run = maps.apply(rows)
    assert [(line, column) for line, column, _text in maps.errors(run)] == [
        (2, "kind"),
        (3, "to"),
        (4, "from"),
        (5, "kind"),
        (6, "valid_to"),
        (7, "to"),
    ]
    assert live("supports", *ends)


def test_relation_to_a_row_in_error_says_which_row(maps, ends):
    systems = [{"name": "Nytt", "owner_unit": "ingen"}]
    run = maps.plan(maps.workbook({"systems": systems, "relations": [row(src="Nytt")]}), name="map.xlsx")
    assert (2, "from", "This hangs on row 2, which is in error.") in maps.errors(run)


def test_same_relation_twice_on_the_same_days_is_refused(maps, ends):
    run = maps.plan([row(), row("understøtter")])
    assert [line for line, *_rest in maps.errors(run)] == [2, 3]


def test_interface_columns_and_usage_of_a_register_become_offers_and_feeds(maps):
    giver, receiver = make_element("system", "Lønn"), make_element("system", "Regnskap")
    tables = {
        "interfaces": [{"name": "Lønnsfil", "offered_by": "Lønn", "mode": "file"}],
        "usage_relations": [{"fra_system": "Regnskap", "til_system": "Lønn", "integrasjon": "Lønnsfil"}],
    }
    maps.apply(maps.workbook(tables), name="register.xlsx")
    offers, feeds = Relation.objects.get(kind="offers"), Relation.objects.get(kind="feeds")
    assert (offers.src, offers.dst.name) == (giver, "Lønnsfil")
    assert (feeds.src_id, feeds.dst) == (offers.dst_id, receiver)
    assert maps.plan(maps.workbook(tables), name="register.xlsx").counts == {}
