"""Systems, information, suppliers and other elements from files: matched, compared, written once."""

import pytest

from grunnmur.core.models import ImportRun
from grunnmur.core.tenancy import tenant
from grunnmur.landscape.events import ElementsChanged, ElementsRegistered
from grunnmur.landscape.models import (
    Element,
    ImportIdentity,
    InformationContent,
    Relation,
    Supplier,
    System,
    SystemFact,
    SystemProduct,
)
from tests.factories_landscape import make_element
from tests.factories_organisation import make_unit
from tests.landscape.imports.conftest import Importing
from tests.one_day import published

__all__ = ["published"]
SYSTEMS = [
    {
        "Navn": "Elevsystem",
        "Kode": "ES",
        "Leverandør": "Skoleprogram AS",
        "Eier": "0412",
        "Livsløp": "i bruk",
        "Kritikalitet": "høy",
        "Brukere": "100-999",
        "mfa": "ja",
        "Land": "NO; IE",
    },
    {"Navn": "Arkiv", "Kode": "AR", "Leverandør": "Arkivhuset AS", "Eier": "Bø skole"},
]


@pytest.fixture
def school(maps):
    return make_unit("Bø skole", code="0412")


def test_list_of_systems_becomes_systems_with_owners_suppliers_and_answers(maps, school, published):
    seen = published(ElementsRegistered)
    run = maps.apply(SYSTEMS)
    assert maps.errors(run) == []
    found = Element.objects.get(type="system", name="Elevsystem")
    assert (found.code, found.owner_unit_id, found.lifecycle, found.criticality) == ("ES", school.pk, "active", 3)
    usage = System.objects.get(element=found)
    assert (usage.users_band, usage.hosting_countries) == (3, ["NO", "IE"])
    assert SystemFact.objects.get(element=found).value is True
    relation = Relation.objects.get(dst=found)
    assert (relation.src.name, relation.kind, relation.strength) == ("Skoleprogram AS", "supplies", 2)
    assert Element.objects.get(name="Arkiv").owner_unit_id == school.pk
    assert {event.type: len(event.element_ids) for event in seen} == {"system": 2, "supplier": 2}


def test_same_file_twice_changes_nothing_and_says_so(maps, school):
    maps.apply(SYSTEMS)
    again = maps.plan(SYSTEMS)
    assert (maps.lines(again), again.counts, maps.findings(again)) == ([], {}, [])


def test_changed_cell_is_one_line_with_before_and_after(maps, school, published):
    maps.apply(SYSTEMS)
    seen = published(ElementsChanged)
    run = maps.apply([{"Navn": "Elevsystem", "Kode": "ES", "Kritikalitet": "svært høy"}])
    assert run.counts == {"elements": {"change": 1}}
    assert Element.objects.get(name="Elevsystem").criticality == 4
    assert [event.fields for event in seen] == [frozenset({"criticality"})]


def test_element_is_known_again_by_the_sources_id_whatever_it_is_called_now(maps):
    maps.apply([{"external_id": "7", "name": "Gammelt navn"}], table="systems")
    run = maps.apply([{"external_id": "7", "name": "Nytt navn"}], table="systems")
    assert run.counts == {"elements": {"change": 1}}
    assert Element.objects.get(type="system").name == "Nytt navn"


def test_code_goes_before_name_and_two_hits_are_a_conflict(maps):
    one = make_element("system", "Arkiv", code="A1")
    make_element("system", "Journal", code="J1")
    renamed = maps.plan([{"name": "Sak og arkiv", "code": "A1"}], table="systems")
    assert [(line, title) for _table, line, title in maps.lines(renamed)] == [("change", "Sak og arkiv")]
    maps.apply([{"external_id": "1", "name": "Arkiv"}], table="systems")
    assert ImportIdentity.objects.get().element_id == one.pk
    both = maps.plan([{"external_id": "1", "name": "Arkiv", "code": "J1"}], table="systems")
    assert maps.errors(both) == [
        (2, "name", "This row may mean several that are on the map already: Arkiv (A1), Journal (J1).")
    ]


def test_name_is_compared_without_case_and_spaces_and_within_the_type(maps):
    make_element("supplier", "Arkiv")
    known = make_element("system", "Arkiv  Plus")
    maps.apply([{"name": "ARKIV plus", "summary": "Arkivet."}, {"name": "Arkiv"}], table="systems")
    known.refresh_from_db()
    assert known.summary == "Arkivet."
    assert Element.objects.filter(type="system").count() == 2


def test_two_with_the_same_name_are_a_conflict(maps):
    make_element("system", "Arkiv")
    make_element("system", "Arkiv")
    run = maps.plan([{"name": "Arkiv"}], table="systems")
    assert [row for row, _column, _text in maps.errors(run)] == [2]


def test_similar_name_only_warns(maps):
    make_element("system", "Elevsystemet Oppad")
    run = maps.apply([{"name": "Elevsystem Oppad"}], table="systems")
    assert maps.warnings(run) == [
        "This resembles “Elevsystemet Oppad”, which is on the map already. It becomes a new one."
    ]
    assert Element.objects.filter(type="system").count() == 2


def test_rows_that_mean_the_same_are_all_refused(maps):
    run = maps.plan([{"name": "Arkiv"}, {"name": "arkiv"}, {"name": "Annet"}], table="systems")
    assert [row for row, _column, _text in maps.errors(run)] == [2, 3]
    assert maps.lines(run) == [("elements", "add", "Annet")]


def test_element_that_was_taken_off_the_map_is_not_put_back(maps):
    maps.apply([{"name": "Arkiv"}], table="systems")
    Element.objects.update(retired_at="2026-11-22T12:00Z")
    run = maps.plan([{"name": "Arkiv"}], table="systems")
    assert maps.errors(run) == [(2, "name", "“Arkiv” was taken off the map. It is not put back by a file.")]


def test_elements_of_other_domains_are_found_but_never_made(maps):
    process = make_element("process", "Ansettelse", code="P1")
    rows = [
        {"type": "prosess", "name": "Ansettelse", "external_id": "x1"},
        {"type": "prosess", "name": "Ukjent prosess"},
        {"type": "Mål", "name": "Flere lærlinger"},
    ]
    run = maps.apply(rows)
    assert [(row, column) for row, column, _text in maps.errors(run)] == [(3, "name")]
    assert ImportIdentity.objects.get(external_id="x1").element_id == process.pk
    assert Element.objects.filter(type="process").count() == 1
    assert Element.objects.get(type="goal").name == "Flere lærlinger"


def test_information_lists_its_categories_of_data_and_of_people(maps):
    rows = [
        {"name": "Elevmappe", "opplysningskategorier": "contact; Helse", "registrerte": "pupil", "definition": "Alt."}
    ]
    maps.apply(rows, table="information")
    pairs = InformationContent.objects.values_list("data_category", "subject_category")
    assert sorted(pairs) == [("contact", "pupil"), ("health", "pupil")]
    run = maps.apply([{"name": "Elevmappe", "content": "contact:pupil; contact:guardian"}], table="information")
    assert run.counts == {"contents": {"add": 1, "drop": 1}}
    bad = maps.plan([{"name": "Elevmappe", "content": "magic:pupil"}], table="information")
    assert maps.errors(bad) == [(2, "content", "There is no category called “magic”.")]


def test_organisation_number_is_checked_by_its_country(maps):
    rows = [
        {"name": "Rett AS", "orgnr": "974 760 673"},
        {"name": "Feil AS", "orgnr": "974760674"},
        {"name": "Dansk A/S", "orgnr": "24256790", "land": "DK"},
        {"name": "Ingensteds", "orgnr": "1", "land": "Atlantis"},
    ]
    run = maps.apply(rows, table="suppliers")
    assert [(row, column) for row, column, _text in maps.errors(run)] == [(3, "orgnr"), (5, "land")]
    told = Supplier.objects.order_by("country").values_list("country", "org_number")
    assert list(told) == [("DK", "24256790"), ("NO", "974760673")]


def test_number_that_another_supplier_has_is_a_row_error(maps):
    maps.apply([{"name": "Rett AS", "orgnr": "974760673"}], table="suppliers")
    run = maps.plan([{"name": "Ny AS", "orgnr": "974760673"}], table="suppliers")
    assert maps.errors(run) == [(2, "orgnr", "Another supplier has this organisation number already.")]


def test_products_are_made_by_name_and_local_words_are_kept(maps):
    maps.apply([{"name": "Arkiv", "product": "Arkivpakka"}], table="systems")
    product = SystemProduct.objects.get()
    assert System.objects.get().product_id == product.pk
    product.local_overrides = ["description"]
    product.save()
    rows = [{"name": "arkivpakka", "description": "Ny tekst", "kind": "fellessystem"}]
    maps.apply(rows, table="products")
    product.refresh_from_db()
    assert (product.description, product.kind) == ("", "common")


def test_changed_supplier_ends_what_the_list_said_before(maps, school):
    maps.apply(SYSTEMS)
    maps.apply([{**SYSTEMS[0], "Leverandør": "Arkivhuset AS"}, SYSTEMS[1]])
    live = Relation.objects.filter(kind="supplies", dst__name="Elevsystem", valid__endswith=None)
    assert [row.src.name for row in live] == ["Arkivhuset AS"]


def test_restricted_element_is_told_to_who_brought_it_and_taken_in_as_restricted(maps, school):
    run = maps.apply([{"name": "Varsling", "audience": "below:0412"}], table="systems")
    assert Element.objects.get(type="system").audience == [f"below:{school.pk}"]
    assert run.shielded_rows == {"file": [2]}
    wrong = maps.plan([{"name": "Annet", "audience": "below:9999"}], table="systems")
    assert [column for _row, column, _text in maps.errors(wrong)] == ["audience"]


def test_other_municipality_is_neither_matched_nor_changed(fjordvik, sundby):
    with tenant(sundby):
        theirs = make_element("system", "Arkiv", code="A1")
    with tenant(fjordvik):
        Importing().apply(
            [{"name": "Arkiv", "code": "A1", "external_id": f"id-{theirs.pk}"}], table="systems", name="x.csv"
        )
        assert Element.objects.get().pk != theirs.pk
    with tenant(sundby):
        assert Element.objects.get().pk == theirs.pk
        assert not ImportRun.objects.exists()
