"""Who gets and who loses what by an HR file, by name, before anybody decides about it."""

import re
from contextlib import ExitStack
from datetime import date

import pytest
from django.urls import reverse

from grunnmur.access.queries.import_effects import import_effects
from grunnmur.access.rules import SEE
from grunnmur.core.imports.mapping import Mapping
from grunnmur.core.imports.runs import Upload
from grunnmur.core.models import PersonalDataRead
from grunnmur.core.tenancy import tenant
from grunnmur.organisation.actions import imports
from grunnmur.organisation.models import Person, Position
from grunnmur.organisation.rules import IMPORT_PEOPLE, RELEASE_IMPORT, SEE_PROTECTED
from tests.access.states import everything_held
from tests.factories_organisation import SYSTEM, granting, make_unit, make_user

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)
HEADER = "person_key;given_name;family_name;employment_key;unit_code;position_code;kind;percent;from"


def planned(unit, *names):
    """A file that says that these people work in a unit, planned."""
    position = Position.objects.get(name="Kundekonsulent").code
    rows = [f"{name};{name};Flyt;{name}-1;{unit.code};{position};hourly;100;2026-01-01" for name in names]
    content = "\n".join([HEADER, *rows]).encode()
    upload = Upload(
        content=content, file_name="hr.csv", source="hr", mode="delta", effective_date=TODAY, mapping=Mapping()
    )
    return imports.plan_import(imports.upload_import(upload, by=SYSTEM).pk)


def apply(run):
    """Carry out a plan, released first if the guard holds it: in so small a house it often does."""
    if run.state == "held":
        imports.release_import(run.pk, reason="Vedtatt", by=SYSTEM)
    assert imports.apply_import(run.pk, by=SYSTEM).state == "applied"


@pytest.fixture
def moving(house, fjordvik):
    """Return a function: people are imported into Kundesenter, and a file that moves them to the library waits."""

    def move(*names):
        with tenant(fjordvik):
            apply(planned(house.unit, *names))
            return planned(make_unit("Biblioteket"), *names)

    return move


@pytest.fixture
def reader(house, fjordvik):
    """Return a function: somebody who holds these permissions everywhere, as long as the test runs."""
    with ExitStack() as held:

        def holding(*permissions):
            with tenant(fjordvik):
                user = make_user()
                for permission in permissions:
                    held.enter_context(granting(user, permission, everywhere=True))
            return user

        yield holding


def address(run):
    return reverse("access:import_effects", args=[run.pk])


def test_who_loses_what_is_told_by_name_and_nothing_is_written(visit, moving, reader, fjordvik):
    run = moving("Mona")
    with tenant(fjordvik):
        before = everything_held()
    html = visit(reader(IMPORT_PEOPLE, SEE)).get(address(run)).text
    assert "Mona Flyt" in html
    assert "CRM (bidra)" in html
    assert "Loses it" in html
    assert "Gets it</span>" not in html
    with tenant(fjordvik):
        assert everything_held() == before


def test_somebody_new_is_told_to_get_it_without_a_page_of_her_own(house, reader, fjordvik):
    with tenant(fjordvik):
        run = planned(house.unit, "Nils")
        found = import_effects(run.pk, seen_by=reader(IMPORT_PEOPLE, SEE))
    assert {(row.person, row.person_id, row.is_gain) for row in found.rows} == {("Nils Flyt", None, True)}
    assert ("CRM (bidra)", 1, 0) in {(one.name, one.gets, one.loses) for one in found.levels}
    assert (found.persons, found.hidden) == (1, 0)


def test_the_preview_says_what_applying_the_file_does(moving, reader, fjordvik):
    run = moving("Mona", "Mads")
    user = reader(IMPORT_PEOPLE, SEE)
    with tenant(fjordvik):
        told = {(row.person_id, row.permission_id) for row in import_effects(run.pk, seen_by=user).rows}
        apply(run)
        persons = set(Person.objects.filter(family_name="Flyt").values_list("pk", flat=True))
        again = planned(make_unit("Arkivet"), "Mona", "Mads")
        assert import_effects(again.pk, seen_by=user).rows == ()
    assert {person for person, _permission in told} == persons
    assert len(told) == 2 * len({permission for _person, permission in told})


def test_rows_are_narrowed_by_level_and_by_what_happens(visit, moving, reader):
    run = moving("Mona")
    browser = visit(reader(IMPORT_PEOPLE, SEE))
    levels = browser.get(address(run)).context["found"].levels
    one = next(level for level in levels if level.name == "CRM (bidra)")
    shown = browser.get(address(run), {"level": str(one.permission_id), "what": "loses"})
    assert [row["row"].permission for row in shown.context["rows"]] == ["CRM (bidra)"]
    assert browser.get(address(run), {"what": "gets"}).context["rows"] == []
    assert browser.get(address(run), {"level": "nonsense", "after": "-3"}).context["rows"]


def test_only_people_whose_access_she_may_see_are_named_and_counted(moving, reader, fjordvik):
    run = moving("Mona")
    with tenant(fjordvik):
        found = import_effects(run.pk, seen_by=reader(IMPORT_PEOPLE))
    assert (found.rows, found.levels, found.persons, found.hidden) == ((), (), 0, 1)


def test_a_protected_person_is_told_of_only_to_who_may_see_the_protected(moving, reader, fjordvik):
    run = moving("Mona", "Mads")
    with tenant(fjordvik):
        Person.objects.filter(given_name="Mona").update(is_protected=True)
        plain = import_effects(run.pk, seen_by=reader(IMPORT_PEOPLE, SEE))
        more = import_effects(run.pk, seen_by=reader(IMPORT_PEOPLE, SEE, SEE_PROTECTED))
    assert {row.person for row in plain.rows} == {"Mads Flyt"}
    assert {row.person for row in more.rows} == {"Mads Flyt", "Mona Flyt"}


def test_it_is_refused_to_who_may_not_see_imports_and_not_there_for_another_municipality(
    client, visit, moving, reader, sundby
):
    run = moving("Mona")
    assert visit(reader(SEE)).get(address(run)).status_code == 403
    with tenant(sundby):
        client.force_login(make_user())
    client.defaults["HTTP_HOST"] = "sundby.example"
    assert client.get(address(run)).status_code in {403, 404}


def test_an_import_that_is_decided_has_nothing_to_preview(visit, moving, reader, fjordvik):
    run = moving("Mona")
    browser = visit(reader(IMPORT_PEOPLE, RELEASE_IMPORT, SEE))
    page_of_import = reverse("organisation:import", args=[run.pk])
    assert address(run) in browser.get(page_of_import).text
    with tenant(fjordvik):
        apply(run)
    assert address(run) not in browser.get(page_of_import).text
    assert browser.get(address(run)).status_code == 409


def test_it_stands_under_imports_in_the_menu(visit, moving, reader, fjordvik):
    shown = visit(reader(IMPORT_PEOPLE, SEE)).get(address(moving("Mona"))).text
    assert re.search(r'href="/organisation/imports/"[^>]*aria-current', shown)


def test_whom_one_reads_about_is_logged(visit, moving, reader, fjordvik):
    run = moving("Mona")
    visit(reader(IMPORT_PEOPLE, SEE)).get(address(run))
    with tenant(fjordvik):
        mona = Person.objects.get(given_name="Mona")
        assert PersonalDataRead.objects.filter(subject_id=mona.pk, what="access.import").exists()


def test_the_page_costs_the_same_for_one_person_and_for_four(visit, house, reader, count_statements, fjordvik):
    browser = visit(reader(IMPORT_PEOPLE, SEE))
    with tenant(fjordvik):
        one, four = planned(house.unit, "Mona"), planned(house.unit, "Mona", "Mads", "Mia", "Mari")
    assert count_statements(browser, address(one)) == count_statements(browser, address(four))
