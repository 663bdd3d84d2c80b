"""Which personal data of whom information holds, and the categories it is told in."""

import pytest
from django.core.exceptions import PermissionDenied

from grunnmur.core.tenancy import tenant
from grunnmur.landscape.actions.categories import (
    add_data_category,
    add_subject_category,
    change_data_category,
    change_subject_category,
    remove_data_category,
    remove_subject_category,
)
from grunnmur.landscape.actions.information import set_content
from grunnmur.landscape.events import ElementsChanged, InformationContentChanged
from grunnmur.landscape.models import DataCategory, Element, InformationContent, SubjectCategory
from grunnmur.landscape.queries.information import content_matrix, content_of, data_categories, subject_categories
from grunnmur.landscape.rules import EDIT_CATALOGUE
from grunnmur.landscape.rules.categories import (
    SENSITIVITIES,
    CatalogueRowError,
    CategoryInUseError,
    DataCategoryFacts,
    SubjectCategoryFacts,
    UnknownCategoryError,
    code_of,
)
from grunnmur.landscape.rules.details import UnfitDetailError
from tests.factories_landscape import SYSTEM, make_element
from tests.factories_organisation import make_employee, make_unit, make_user
from tests.landscape.rights import keeping
from tests.one_day import one_day, published

__all__ = ["one_day", "published"]
HEALTH, CONTACT = ("health", "pupil"), ("contact", "guardian")


@pytest.fixture
def journal(here):
    return make_element("information", "Elevmappe")


def test_content_is_set_as_a_whole_and_told(journal, published):
    changed, told = published(InformationContentChanged), published(ElementsChanged)
    assert set_content(journal.pk, [HEALTH, CONTACT], by=SYSTEM)
    assert set_content(journal.pk, [CONTACT], by=SYSTEM)
    assert content_of(journal.pk) == {CONTACT}
    assert changed == [InformationContentChanged(journal.pk)] * 2
    assert [event.fields for event in told] == [{"content"}] * 2


def test_the_same_content_again_writes_nothing(journal, published):
    set_content(journal.pk, [HEALTH], by=SYSTEM)
    changed, events = published(InformationContentChanged), InformationContent.pgh_event_model.objects.count()
    assert not set_content(journal.pk, [HEALTH, HEALTH], by=SYSTEM)
    assert changed == []
    assert InformationContent.pgh_event_model.objects.count() == events


@pytest.mark.parametrize("pair", [("no_such", "pupil"), ("health", "no_such"), ("pupil", "health"), ("", "")])
def test_categories_that_there_are_not_are_refused(journal, pair):
    set_content(journal.pk, [CONTACT], by=SYSTEM)
    with pytest.raises(UnknownCategoryError):
        set_content(journal.pk, [HEALTH, pair], by=SYSTEM)
    assert content_of(journal.pk) == {CONTACT}


def test_only_those_who_own_the_information_say_what_it_holds(here):
    mine, theirs = make_unit(), make_unit()
    user = make_user(make_employee(mine))
    journal = make_element("information", owner_unit=theirs)
    hidden = make_element("information", owner_unit=mine, audience=["below:nobody"])
    with keeping(user, mine):
        with pytest.raises(PermissionDenied):
            set_content(journal.pk, [HEALTH], by=user)
        with pytest.raises(Element.DoesNotExist):
            set_content(hidden.pk, [HEALTH], by=user)
        with pytest.raises(Element.DoesNotExist):
            set_content(make_element("system", owner_unit=mine).pk, [HEALTH], by=user)
    assert not InformationContent.objects.exists()


def test_information_of_another_municipality_is_not_there(fjordvik, sundby):
    with tenant(fjordvik):
        journal = make_element("information")
    with tenant(sundby), pytest.raises(Element.DoesNotExist):
        set_content(journal.pk, [HEALTH], by=SYSTEM)


def test_categories_of_ones_own_stand_among_the_catalogues_by_class(here):
    row = add_data_category(DataCategoryFacts(label="Døgnrytme", sensitivity="confidential"), by=SYSTEM)
    add_subject_category(SubjectCategoryFacts(label="Fosterforelder", is_vulnerable=False), by=SYSTEM)
    assert row.code == "own_doegnrytme"
    order = [SENSITIVITIES.index(one.sensitivity) for one in data_categories().values()]
    assert order == sorted(order)
    assert data_categories()["own_doegnrytme"].label == "Døgnrytme"
    assert list(subject_categories())[-1] == "own_fosterforelder"
    assert data_categories()["health"].label == "Health"


@pytest.mark.parametrize(
    ("label", "code"), [("Søvn & hvile", "own_soevn_hvile"), ("!!!", "own_x"), ("a" * 90, "own_" + "a" * 36)]
)
def test_a_code_is_made_of_the_label(label, code):
    assert code_of(label) == code


def test_the_class_of_a_catalogue_row_never_changes(here):
    ordinary = DataCategoryFacts(label="Health", sensitivity="ordinary")
    with pytest.raises(CatalogueRowError):
        change_data_category("health", ordinary, by=SYSTEM)
    with pytest.raises(CatalogueRowError):
        change_subject_category("pupil", SubjectCategoryFacts(label="Pupil"), by=SYSTEM)
    for remove, code in ((remove_data_category, "health"), (remove_subject_category, "pupil")):
        with pytest.raises(CatalogueRowError):
            remove(code, by=SYSTEM)
    assert data_categories()["health"].sensitivity == "special"


def test_ones_own_category_is_renamed_and_graded_but_keeps_its_code(here):
    row = add_data_category(DataCategoryFacts(label="Døgnrytme"), by=SYSTEM)
    change_data_category(
        row.code, DataCategoryFacts(label="Søvn", sensitivity="special", is_highly_personal=True), by=SYSTEM
    )
    found = data_categories()[row.code]
    assert (found.label, found.sensitivity, found.is_highly_personal) == ("Søvn", "special", True)


@pytest.mark.parametrize("facts", [{"label": "X", "sensitivity": "secret"}, {"label": " "}, {"label": "x" * 101}])
def test_what_a_category_cannot_be_is_refused(here, facts):
    with pytest.raises(UnfitDetailError):
        add_data_category(DataCategoryFacts(**facts), by=SYSTEM)
    assert not DataCategory.objects.exists()


def test_two_categories_never_have_one_name(here):
    add_subject_category(SubjectCategoryFacts(label="Fosterforelder"), by=SYSTEM)
    with pytest.raises(CategoryInUseError):
        add_subject_category(SubjectCategoryFacts(label="fosterforelder!"), by=SYSTEM)
    assert SubjectCategory.objects.count() == 1


def test_a_category_in_use_stays_and_an_idle_one_goes(journal):
    row = add_data_category(DataCategoryFacts(label="Søvn"), by=SYSTEM)
    subject = add_subject_category(SubjectCategoryFacts(label="Søvn"), by=SYSTEM)
    set_content(journal.pk, [(row.code, "pupil")], by=SYSTEM)
    with pytest.raises(CategoryInUseError):
        remove_data_category(row.code, by=SYSTEM)
    remove_subject_category(subject.code, by=SYSTEM)
    set_content(journal.pk, [], by=SYSTEM)
    remove_data_category(row.code, by=SYSTEM)
    assert not DataCategory.objects.exists()
    assert not SubjectCategory.objects.exists()


def test_categories_are_for_those_who_keep_them(here):
    user = make_user(make_employee(make_unit()))
    row = add_data_category(DataCategoryFacts(label="Søvn"), by=SYSTEM)
    with keeping(user, everywhere=True):
        for refused in (
            lambda: add_data_category(DataCategoryFacts(label="Y"), by=user),
            lambda: add_subject_category(SubjectCategoryFacts(label="Y"), by=user),
            lambda: change_data_category(row.code, DataCategoryFacts(label="Y"), by=user),
            lambda: remove_data_category(row.code, by=user),
        ):
            with pytest.raises(PermissionDenied):
                refused()
    with keeping(user, permission=EDIT_CATALOGUE, everywhere=True):
        assert add_data_category(DataCategoryFacts(label="Y"), by=user).label == "Y"


def test_the_matrix_leaves_out_what_one_may_not_know_of(journal):
    user = make_user(make_employee(make_unit()))
    hidden = make_element("information", audience=["below:nobody"])
    for element in (journal, hidden):
        set_content(element.pk, [HEALTH], by=SYSTEM)
    with keeping(user, everywhere=True):
        assert content_matrix(seen_by=user) == {HEALTH: [journal]}
    with pytest.raises(PermissionDenied):
        content_matrix(seen_by=make_user(make_employee(make_unit())))
