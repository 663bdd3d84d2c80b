"""From another municipality nothing of this one can be read, named or changed."""

from datetime import date

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import IntegrityError, connection, transaction

from grunnmur.core.periods import Period
from grunnmur.core.tenancy import tenant
from grunnmur.organisation import actions, queries
from grunnmur.organisation.models import Employment
from grunnmur.organisation.rules import EDIT_PEOPLE, EDIT_UNITS, EmploymentFacts, UnitNames
from tests.factories_organisation import SYSTEM, facts_of, granting, make_employee, make_unit, make_user

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)


@pytest.fixture
def theirs(fjordvik):
    with tenant(fjordvik):
        unit = make_unit()
        person = make_employee(unit)
        return {"unit": unit, "person": person, "employment": Employment.objects.get()}


@pytest.mark.parametrize(
    "ask",
    [
        lambda t: queries.find_unit(t["unit"].pk),
        lambda t: queries.find_person(t["person"].pk, seen_by=SYSTEM),
        lambda t: actions.rename_unit(t["unit"].pk, names=UnitNames(name="Ours", code="O"), by=SYSTEM),
        lambda t: actions.end_employment(t["employment"].pk, last_day=TODAY, by=SYSTEM),
        lambda t: actions.correct_person(t["person"].pk, facts_of(), by=SYSTEM),
        lambda t: actions.hire(
            facts_of(), EmploymentFacts(unit_id=t["unit"].pk, kind="permanent"), valid=Period(TODAY), by=SYSTEM
        ),
    ],
)
def test_a_guessed_id_does_not_exist(theirs, sundby, ask):
    with tenant(sundby), pytest.raises(ObjectDoesNotExist):
        ask(theirs)


def test_lists_and_keys_hold_nothing_of_theirs(theirs, sundby):
    with tenant(sundby):
        assert queries.unit_tree(on=TODAY, seen_by=SYSTEM) == []
        assert queries.directory(on=TODAY, seen_by=SYSTEM).rows == []
        assert queries.facts_for_derivation() == queries.Facts([], [], [], [], [], [])
        assert queries.facts_for_derivation([theirs["person"].pk]).employments == []
        assert queries.units_below([theirs["unit"].pk], on=TODAY) == {theirs["unit"].pk: frozenset()}


def test_the_database_refuses_a_row_that_points_across(theirs, sundby):
    with tenant(sundby):
        row = Employment(person=make_employee(make_unit()), unit=theirs["unit"], kind="permanent")
        row.valid = Period(TODAY).to_range()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError, match="tfk_organisation_employment_"), transaction.atomic():
            row.save()


@pytest.mark.parametrize("permission", [EDIT_PEOPLE, EDIT_UNITS])
def test_a_permission_everywhere_ends_at_the_wall(theirs, sundby, permission):
    with tenant(sundby):
        user = make_user()
        with granting(user, permission, everywhere=True), pytest.raises((ObjectDoesNotExist, PermissionDenied)):
            actions.rename_unit(theirs["unit"].pk, names=UnitNames(name="Ours", code="O"), by=user)
