"""What information holds about whom, on screen: ticked, read, and the same for all information."""

import pytest
from django.urls import reverse

from grunnmur.core.tenancy import tenant
from grunnmur.landscape.actions.categories import add_subject_category
from grunnmur.landscape.actions.information import set_content
from grunnmur.landscape.models import DataCategory, Element, InformationContent, SubjectCategory
from grunnmur.landscape.queries.information import content_of
from grunnmur.landscape.rules import EDIT_CATALOGUE
from grunnmur.landscape.rules.categories import SubjectCategoryFacts
from tests.factories_landscape import SYSTEM, make_element
from tests.factories_organisation import granting
from tests.landscape.visiting import house, keeper, one_day, own_statements, reader, stranger

__all__ = ["house", "keeper", "one_day", "own_statements", "reader", "stranger"]


@pytest.fixture
def journal(fjordvik, house):
    with tenant(fjordvik):
        return make_element("information", "Elevmappe", owner_unit=house["unit"])


def at(name, *ids):
    return reverse(f"landscape:{name}", args=ids)


def held(fjordvik, element):
    with tenant(fjordvik):
        return content_of(element.pk)


def test_one_chooses_whom_it_is_about_and_then_ticks_what_it_holds(keeper, fjordvik, journal):
    page = at("information_content", journal.pk)
    assert 'name="pair"' not in keeper.get(page).text
    assert 'value="health:pupil"' in keeper.get(page, {"subject": ["pupil", "guardian"]}).text
    sent = {"shown": ["pupil", "guardian"], "pair": ["health:pupil", "contact:guardian"]}
    assert keeper.post(page, sent).url == page
    assert held(fjordvik, journal) == {("health", "pupil"), ("contact", "guardian")}
    html = keeper.get(page).text
    assert 'aria-label="Health: Pupil" checked' in html


def test_columns_that_were_not_shown_keep_what_they_hold(keeper, fjordvik, journal):
    with tenant(fjordvik):
        set_content(journal.pk, [("health", "pupil"), ("contact", "guardian")], by=SYSTEM)
    keeper.post(at("information_content", journal.pk), {"shown": "pupil", "pair": ["family:pupil", "income:guardian"]})
    assert held(fjordvik, journal) == {("family", "pupil"), ("contact", "guardian")}


def test_a_made_up_category_is_refused(keeper, fjordvik, journal):
    sent = {"shown": ["pupil"], "pair": ["nonsense:pupil"]}
    assert keeper.post(at("information_content", journal.pk), sent).status_code == 409
    assert held(fjordvik, journal) == set()


def test_whoever_only_reads_sees_what_is_held_and_no_checkbox(reader, fjordvik, journal):
    page = at("information_content", journal.pk)
    assert "Nothing is said about what it holds" in reader.get(page).text
    with tenant(fjordvik):
        set_content(journal.pk, [("health", "pupil")], by=SYSTEM)
    html = reader.get(page).text
    assert "Health" in html
    assert "Family" not in html
    assert 'type="checkbox"' not in html
    assert reader.post(page, {"shown": "pupil"}).status_code == 403
    assert held(fjordvik, journal) == {("health", "pupil")}


def test_content_of_hidden_other_and_foreign_things_is_not_there(keeper, fjordvik, journal):
    with tenant(fjordvik):
        system = make_element("system")
        Element.objects.filter(pk=journal.pk).update(audience=["below:nobody"])
    for element in (system, journal):
        assert keeper.get(at("information_content", element.pk)).status_code == 404
        assert keeper.post(at("information_content", element.pk), {"shown": "pupil"}).status_code == 404


def test_content_of_another_municipality_is_not_there(stranger, fjordvik, journal):
    assert stranger.get(at("information_content", journal.pk)).status_code == 404
    assert stranger.post(at("information_content", journal.pk), {"shown": "pupil"}).status_code == 404
    with tenant(fjordvik):
        set_content(journal.pk, [("health", "pupil")], by=SYSTEM)
    assert "Elevmappe" not in stranger.get(at("information_matrix")).text


def test_the_matrix_names_the_information_in_each_cell_without_what_is_hidden(reader, fjordvik, journal):
    assert "Nothing is said" in reader.get(at("information_matrix")).text
    with tenant(fjordvik):
        hidden = make_element("information", "Hemmelig", audience=["below:nobody"])
        for element in (journal, hidden):
            set_content(element.pk, [("health", "pupil")], by=SYSTEM)
    html = reader.get(at("information_matrix")).text
    assert "Elevmappe" in html
    assert "Hemmelig" not in html


def test_both_tables_cost_the_same_for_one_and_for_four(keeper, fjordvik, journal, own_statements):
    with tenant(fjordvik):
        set_content(journal.pk, [("health", "pupil")], by=SYSTEM)
    pages = at("information_matrix"), at("information_content", journal.pk)
    first = [own_statements(keeper, page) for page in pages]
    with tenant(fjordvik):
        for _ in range(3):
            set_content(make_element("information").pk, [("family", "guardian")], by=SYSTEM)
        set_content(journal.pk, [("health", "pupil"), ("family", "guardian"), ("image", "patient")], by=SYSTEM)
    assert [own_statements(keeper, page) for page in pages] == first
    assert max(first) <= 8


def test_those_who_keep_the_categories_add_and_remove_their_own(keeper, fjordvik, house):
    with granting(house["user"], EDIT_CATALOGUE, everywhere=True):
        keeper.post(at("categories"), {"kind": "data", "label": "Søvn", "sensitivity": "confidential"})
        keeper.post(at("categories"), {"kind": "subject", "label": "Fosterforelder", "is_vulnerable": "on"})
        taken = keeper.post(at("categories"), {"kind": "data", "label": "søvn", "sensitivity": "ordinary"})
        assert taken.status_code == 422
        assert "There is a category called søvn already." in taken.text
        assert "Fosterforelder" in keeper.get(at("categories")).text
        keeper.post(at("category_remove", "subject", "own_fosterforelder"))
        assert keeper.post(at("category_remove", "data", "health")).status_code == 409
        assert keeper.post(at("category_remove", "other", "own_soevn")).status_code == 404
    with tenant(fjordvik):
        assert DataCategory.objects.get().sensitivity == "confidential"
        assert not SubjectCategory.objects.exists()


def test_those_who_keep_the_categories_change_their_own_and_none_of_the_catalogue(keeper, fjordvik, house):
    address = at("category_change", "subject", "own_fosterforelder")
    with granting(house["user"], EDIT_CATALOGUE, everywhere=True):
        keeper.post(at("categories"), {"kind": "subject", "label": "Fosterforelder"})
        keeper.post(at("categories"), {"kind": "data", "label": "Søvn", "sensitivity": "ordinary"})
        assert address in keeper.get(at("categories")).text
        assert 'value="Fosterforelder"' in keeper.get(address).text
        assert keeper.post(address, {"label": ""}).status_code == 422
        keeper.post(address, {"label": "Fosterhjem", "is_vulnerable": "on"})
        keeper.post(at("category_change", "data", "own_soevn"), {"label": "Søvn", "sensitivity": "special"})
        for refused in (("data", "health"), ("subject", "pupil"), ("other", "own_soevn"), ("data", "own_unknown")):
            assert keeper.post(at("category_change", *refused), {"label": "X"}).status_code == 404
    with tenant(fjordvik):
        row = SubjectCategory.objects.get()
        assert (row.code, row.label, row.is_vulnerable) == ("own_fosterforelder", "Fosterhjem", True)
        assert DataCategory.objects.get().sensitivity == "special"


def test_a_category_of_another_municipality_is_not_there_to_change(keeper, fjordvik, sundby, house):
    with tenant(sundby):
        add_subject_category(SubjectCategoryFacts(label="Fosterforelder"), by=SYSTEM)
    with granting(house["user"], EDIT_CATALOGUE, everywhere=True):
        address = at("category_change", "subject", "own_fosterforelder")
        assert (keeper.get(address).status_code, keeper.post(address, {"label": "X"}).status_code) == (404, 404)
    with tenant(sundby):
        assert SubjectCategory.objects.get().label == "Fosterforelder"


def test_others_see_the_categories_and_change_none(keeper):
    assert keeper.get(at("category_change", "subject", "own_x")).status_code == 403
    html = keeper.get(at("categories")).text
    assert "Special category" in html
    assert "Add a category" not in html
    assert keeper.post(at("categories"), {"kind": "data", "label": "X", "sensitivity": "ordinary"}).status_code == 403
    assert keeper.post(at("category_remove", "data", "own_x")).status_code == 403


def test_a_category_that_is_held_stays(keeper, fjordvik, house, journal):
    with granting(house["user"], EDIT_CATALOGUE, everywhere=True):
        keeper.post(at("categories"), {"kind": "data", "label": "Søvn", "sensitivity": "ordinary"})
        with tenant(fjordvik):
            set_content(journal.pk, [("own_soevn", "pupil")], by=SYSTEM)
        assert keeper.post(at("category_remove", "data", "own_soevn")).status_code == 409
    with tenant(fjordvik):
        assert InformationContent.objects.exists()
        assert DataCategory.objects.exists()
