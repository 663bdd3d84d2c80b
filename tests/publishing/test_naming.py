"""Naming standards and types of documents: what gates say of them, who may change them, what the pages cost."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from grunnmur.core.history import history_of
from grunnmur.core.tenancy import tenant
from grunnmur.publishing import actions, queries
from grunnmur.publishing.models import DocumentType, Item, NamingStandard
from grunnmur.publishing.rules import RUN_FACTORY, CodeTakenError, Level, PatternError, WrongTypeError, read_pattern
from tests.factories_organisation import SYSTEM, granting
from tests.factories_publishing import make_draft

pytestmark = pytest.mark.django_db
NAMING = "/publishing/naming/"


def standard(**facts):
    told = {"subject": "title", "pattern": "Prosess: {text}", "example": "Prosess: søknad", "why": "Så den finnes."}
    return actions.set_standard(actions.StandardFacts(**(told | facts)), by=SYSTEM)


def kind_of_document(**facts):
    told = {"name": "Rutine", "kind": "routine", "meaning": "Slik gjør vi.", "pattern": "Rutine for {text}"}
    return actions.set_document_type(
        actions.TypeFacts(**(told | {"example": "Rutine for nøkler", "why": "Ett ord."} | facts)), by=SYSTEM
    )


def named(version):
    return {result.key: result for result in queries.gates(version) if result.key.startswith("naming")}


def test_without_standards_the_gates_say_nothing_of_names(draft):
    assert named(draft) == {}


def test_a_title_that_does_not_follow_is_said_with_pattern_example_and_a_way_to_the_reason(draft):
    row = standard()
    result = named(draft)["naming_title"]
    assert result.level is Level.WARNING
    assert "Prosess: {text}" in result.sentence
    assert "Prosess: søknad" in result.sentence
    assert result.explained_url == f"/publishing/naming/#standard-{row.pk}"
    Item.objects.filter(pk=draft.item_id).update(title="Prosess: søknad")
    draft.item.refresh_from_db()
    assert set(named(draft)) == {"naming"}
    assert named(draft)["naming"].level is Level.OK


def test_the_standard_of_the_line_goes_before_the_common_one_and_one_out_of_use_does_not_count(inside, draft):
    standard(level="error")
    standard(line_id=inside.line.pk, pattern="{text}", example="Hva som helst")
    assert set(named(draft)) == {"naming"}
    standard(subject="code", pattern="HR-{number}", example="HR-1", is_active=False)
    assert set(named(draft)) == {"naming"}


def test_an_error_stops_and_the_standard_of_another_line_does_not_count(inside, draft):
    other = actions.open_line(actions.LineFacts(name="Teknisk"), by=SYSTEM)
    standard(line_id=other.pk, level="error")
    assert named(draft) == {}
    standard(level="error")
    assert named(draft)["naming_title"].level is Level.ERROR


def test_steps_and_lanes_are_checked_and_our_standard_takes_the_place_of_the_general_rule(draft):
    before = {result.key for result in queries.gates(draft)}
    standard(subject="step", kind="process", pattern="{verb} {text}", example="Les søknaden")
    standard(subject="role", pattern="[Leder/Ansatt]", example="Leder", level="error")
    after = [result for result in queries.gates(draft) if result.key in {"naming_step", "naming_role", "L11"}]
    assert "L11" in before
    assert {(result.key, result.params["name"]) for result in after} == {
        ("naming_step", "Avgjør"),
        ("naming_role", "Saksbehandler"),
    }
    assert all(result.mend_url and result.anchor for result in after)


def test_an_item_of_a_type_is_called_as_the_type_says_and_is_looked_through_as_often(inside, draft):
    row = kind_of_document(kind="process", revision_months=12)
    item = actions.set_item_type(draft.item_id, row.pk, by=inside.chief_user)
    assert item.revision_interval_months == 12
    draft.item.refresh_from_db()
    assert "Rutine for {text}" in named(draft)["naming_type"].sentence
    with pytest.raises(WrongTypeError):
        actions.set_item_type(draft.item_id, kind_of_document(name="Skjema", kind="form").pk, by=SYSTEM)
    actions.set_item_type(draft.item_id, None, by=SYSTEM)
    with pytest.raises(PermissionDenied):
        actions.set_item_type(draft.item_id, row.pk, by=inside.modeller_user)


@pytest.mark.usefixtures("inside")
def test_a_standard_that_its_own_examples_break_is_refused():
    with pytest.raises(PatternError):
        standard(example="Søknad")
    with pytest.raises(PatternError):
        standard(counter_example="Prosess: dette slipper gjennom")
    with pytest.raises(PatternError):
        standard(pattern="{regex}")
    with pytest.raises(PatternError):
        kind_of_document(example="Instruks")
    assert not NamingStandard.objects.exists()


@pytest.mark.usefixtures("inside")
def test_two_standards_in_use_for_the_same_and_two_types_of_one_name_are_refused():
    first = standard()
    with pytest.raises(CodeTakenError):
        standard()
    actions.set_standard(
        actions.StandardFacts(subject="title", pattern="{text}", example="Noe", why="Ute av bruk.", is_active=False),
        standard_id=first.pk,
        by=SYSTEM,
    )
    standard()
    assert [change.kind for change in history_of(first)] == ["update", "insert"]
    kind_of_document()
    with pytest.raises(CodeTakenError):
        kind_of_document()


def test_only_whoever_runs_the_factory_and_the_chief_for_her_own_line_may_say_it(inside):
    facts = {"subject": "title", "pattern": "{text}", "example": "Noe", "why": "Fordi."}
    common, own = actions.StandardFacts(**facts), actions.StandardFacts(**facts, line_id=inside.line.pk)
    for user in (inside.modeller_user, inside.assurer_user):
        with pytest.raises(PermissionDenied):
            actions.set_standard(own, by=user)
    with pytest.raises(PermissionDenied):
        actions.set_standard(common, by=inside.chief_user)
    row = actions.set_standard(own, by=inside.chief_user)
    with pytest.raises(PermissionDenied):
        actions.set_standard(common, standard_id=row.pk, by=inside.chief_user)
    with pytest.raises(PermissionDenied):
        actions.set_document_type(actions.TypeFacts(name="Notat", kind="form", meaning="Kort."), by=inside.chief_user)
    with granting(inside.chief_user, RUN_FACTORY, everywhere=True):
        assert actions.set_standard(common, by=inside.chief_user).line_id is None


@pytest.mark.parametrize("language", ["nb", "nn", "da", "en"])
def test_a_municipality_begins_with_standards_in_its_language_once(here, language):
    here.language = language
    actions.begin_naming(by=SYSTEM)
    actions.begin_naming(by=SYSTEM)
    assert NamingStandard.objects.count() == 2
    assert DocumentType.objects.count() == 9
    assert all(read_pattern(row.pattern).fits(row.example) for row in DocumentType.objects.exclude(pattern=""))
    NamingStandard.objects.update(is_active=False)
    actions.begin_naming(by=SYSTEM)
    assert not NamingStandard.objects.filter(is_active=True).exists()


def test_the_other_municipality_sees_nothing_of_it(fjordvik, sundby):
    with tenant(fjordvik):
        row, kind = standard(), kind_of_document()
    with tenant(sundby):
        assert queries.naming_standards() == []
        assert queries.document_types() == []
        with pytest.raises(NamingStandard.DoesNotExist):
            queries.find_standard(row.pk)
        with pytest.raises(DocumentType.DoesNotExist):
            queries.find_document_type(kind.pk)
        facts = actions.TypeFacts(name="X", kind="form", meaning="Y")
        with pytest.raises(DocumentType.DoesNotExist):
            actions.set_document_type(facts, document_type_id=kind.pk, by=SYSTEM)


def fill(made, count):
    with tenant(made.chief_user.tenant_id):
        for number in range(count):
            line = actions.open_line(actions.LineFacts(name=f"Linje {number} av {count}"), by=SYSTEM)
            standard(line_id=line.pk)
            kind_of_document(name=f"Rutine {number} av {count}", line_id=line.pk)


def test_the_page_costs_the_same_for_one_and_for_four(made, enter, count_statements):
    visitor = enter(made.modeller_user)
    assert "Nothing is said of how things are named yet." in visitor.get(NAMING).text
    fill(made, 1)
    one = count_statements(visitor, NAMING)
    fill(made, 4)
    assert count_statements(visitor, NAMING) == one <= 16


def test_standards_and_types_are_made_and_changed_on_their_pages(made, enter):
    visitor = enter(made.chief_user)
    sent = {
        "subject": "title",
        "pattern": "{verb} {text}",
        "example": "Tilsett nokon",
        "why": "Godt.",
        "level": "error",
    }
    sent |= {"line": str(made.line.pk), "is_active": "on"}
    assert visitor.post(f"{NAMING}standards/new/", sent | {"example": "Tilsetting"}).status_code == 422
    assert visitor.post(f"{NAMING}standards/new/", sent | {"line": ""}).status_code == 403
    assert visitor.post(f"{NAMING}standards/new/", sent).status_code == 302
    with tenant(made.chief_user.tenant_id):
        row = NamingStandard.objects.get()
    url = reverse("publishing:standard", args=[row.pk])
    assert url in visitor.get(NAMING).text
    assert visitor.post(url, sent | {"why": "Betre."}).status_code == 302
    assert "Betre." in visitor.get(url).text
    kind = {"name": "Notat", "kind": "form", "meaning": "Kort.", "line": str(made.line.pk), "is_active": "on"}
    assert visitor.post(f"{NAMING}types/new/", kind).status_code == 302
    assert "Notat" in visitor.get(NAMING).text


def test_those_who_may_not_see_the_list_without_ways_to_change_it(made, enter):
    with tenant(made.chief_user.tenant_id):
        row = standard()
    visitor = enter(made.modeller_user)
    page = visitor.get(NAMING).text
    assert "Prosess: {text}" in page
    assert reverse("publishing:standard", args=[row.pk]) not in page
    assert visitor.get(reverse("publishing:standard", args=[row.pk])).status_code == 403
    assert visitor.get(f"{NAMING}types/new/").status_code == 403


def test_the_lists_are_taken_along_as_csv_and_no_cell_is_a_formula(made, enter):
    with tenant(made.chief_user.tenant_id):
        standard(why="=1+1")
        kind_of_document()
    visitor = enter(made.modeller_user)
    sent = visitor.get(f"{NAMING}standards.csv")
    assert sent.headers["Content-Type"].startswith("text/csv")
    assert "'=1+1" in sent.content.decode("utf-8-sig")
    assert "Rutine for nøkler" in visitor.get(f"{NAMING}types.csv").content.decode("utf-8-sig")


def test_the_type_of_an_item_is_chosen_on_the_page_of_its_versions(made, enter):
    with tenant(made.chief_user.tenant_id):
        draft = make_draft(made)
        kind_of_document()
    visitor = enter(made.chief_user)
    url = reverse("publishing:versions", args=["SOK"])
    assert "Which type" not in visitor.get(url).text  # no type of documents is asked of a process
    with tenant(made.chief_user.tenant_id):
        kind = kind_of_document(name="Kjerneprosess", kind="process")
    html = visitor.get(url).text
    assert "Which type of process is it?" in html
    assert ("Kjerneprosess" in html, "Rutine</option>" in html) == (True, False)
    visitor.post(reverse("publishing:item_type", args=["SOK"]), {"document_type": str(kind.pk)})
    with tenant(made.chief_user.tenant_id):
        draft.item.refresh_from_db()
    assert draft.item.document_type_id == kind.pk
