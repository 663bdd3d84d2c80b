"""Nobody changes her own employment, leave, functions or leadership while somebody else may."""

import json
from datetime import date
from decimal import Decimal

import pytest

from grunnmur.access import actions as access
from grunnmur.access.actions.start import sync_own_permissions
from grunnmur.core.periods import Period
from grunnmur.core.permissions import StartRole, members_of
from grunnmur.core.tenancy import tenant
from grunnmur.organisation import actions
from grunnmur.organisation.models import Employment, Leave
from grunnmur.organisation.rules import APPOINT, EDIT_PEOPLE, EDIT_UNITS, EmploymentFacts, OwnBenefitError, PersonFacts
from tests.factories_organisation import (
    SYSTEM,
    granting,
    make_employee,
    make_function,
    make_leader,
    make_unit,
    make_user,
)

pytestmark = pytest.mark.django_db
TODAY, MAY = date(2026, 3, 2), date(2026, 5, 1)
SPRING = Period(TODAY, MAY)


@pytest.fixture
def unit():
    return make_unit("Kundesenter", parent=make_unit("Fjordvik"))


@pytest.fixture
def leader(unit):
    return make_leader(unit, name="Lise Leder")


@pytest.fixture
def user(leader, unit):
    user = make_user(leader)
    with granting(user, EDIT_PEOPLE, unit), granting(user, EDIT_UNITS, unit), granting(user, APPOINT, unit):
        yield user


def make_personnel(unit):
    """Return somebody who works with personnel everywhere."""
    sync_own_permissions()
    person = make_employee(unit, "Pia Personal")
    access.give_start_role(person.pk, StartRole.PERSONNEL, period=Period(TODAY), reason="Personal")
    return person


@pytest.fixture
def personnel(unit):
    """Somebody else who works with personnel everywhere."""
    return make_personnel(unit)


def employment_of(person):
    return Employment.objects.get(person=person)


def at(unit, **more):
    return EmploymentFacts(**{"unit_id": unit.pk, "kind": "permanent"} | more)


OWN_DEEDS = {
    "one more employment": lambda me, unit, by: actions.start_employment(me.pk, at(unit), valid=Period(MAY), by=by),
    "a change": lambda me, unit, by: actions.change_employment(
        employment_of(me).pk, at(unit, percent=Decimal(50)), from_day=MAY, by=by
    ),
    "an extension": lambda me, _unit, by: actions.extend_employment(employment_of(me).pk, last_day=None, by=by),
    "an end": lambda me, _unit, by: actions.end_employment(employment_of(me).pk, last_day=MAY, by=by),
    "a leave": lambda me, _unit, by: actions.register_leave(
        employment_of(me).pk, percent=Decimal(50), valid=SPRING, by=by
    ),
    "a function": lambda me, unit, by: actions.appoint(
        me.pk, function_id=make_function().pk, unit_id=unit.pk, valid=Period(TODAY), by=by
    ),
    "leadership": lambda me, unit, by: actions.set_leader(unit.pk, person_id=me.pk, from_day=TODAY, by=by),
    "acting leadership": lambda me, unit, by: actions.set_acting_leader(unit.pk, person_id=me.pk, valid=SPRING, by=by),
}


@pytest.mark.usefixtures("here", "personnel")
@pytest.mark.parametrize("deed", OWN_DEEDS)
def test_nobody_does_it_for_herself_and_grunnmur_does_it_for_anybody(deed, leader, unit, user):
    with pytest.raises(OwnBenefitError, match="Ask your leader or personnel"):
        OWN_DEEDS[deed](leader, unit, user)
    OWN_DEEDS[deed](leader, unit, SYSTEM)


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("deed", OWN_DEEDS)
def test_who_alone_may_does_it_herself(deed, leader, unit, user):
    OWN_DEEDS[deed](leader, unit, user)


@pytest.mark.usefixtures("here", "personnel")
def test_another_is_changed_as_before(unit, user):
    for name, deed in OWN_DEEDS.items():
        deed(make_employee(unit, f"Per {name}"), unit, user)


@pytest.mark.usefixtures("here", "personnel")
def test_what_one_does_about_oneself_stays(leader, unit, user):
    per = make_employee(unit, "Per Person")
    actions.name_deputy(leader.pk, deputy_id=per.pk, may_do=["approve"], valid=SPRING, by=user)
    facts = PersonFacts(given_name="Lise", family_name="Leder", work_email="lise@fjordvik.example")
    assert actions.correct_person(leader.pk, facts, by=user).work_email == "lise@fjordvik.example"
    function = make_function()
    row = actions.appoint(leader.pk, function_id=function.pk, unit_id=unit.pk, valid=Period(TODAY), by=SYSTEM)
    actions.end_appointment(row.pk, last_day=TODAY, by=user)


@pytest.mark.usefixtures("here")
def test_nobody_names_herself_deputy_for_another(unit, user, leader):
    per = make_employee(unit, "Per Person")
    with pytest.raises(OwnBenefitError, match="Nobody makes themselves a deputy"):
        actions.name_deputy(per.pk, deputy_id=leader.pk, may_do=["access"], valid=SPRING, by=user)


@pytest.mark.usefixtures("here")
def test_ones_own_leave_is_neither_moved_nor_called_off(leader, user, personnel):
    row = actions.register_leave(
        employment_of(leader).pk, percent=Decimal(100), valid=Period(MAY, date(2026, 6, 1)), by=SYSTEM
    )
    for deed in (
        lambda: actions.change_leave(row.pk, percent=Decimal(50), valid=SPRING, by=user),
        lambda: actions.end_leave(row.pk, last_day=MAY, by=user),
        lambda: actions.cancel_leave(row.pk, by=user),
    ):
        with pytest.raises(OwnBenefitError):
            deed()
    assert Leave.objects.get().percent == 100
    assert personnel.pk in members_of(f"may:{EDIT_PEOPLE}@{employment_of(leader).unit_id}", TODAY)


@pytest.mark.usefixtures("here")
def test_a_permission_counts_at_the_units_it_is_held_for(unit, personnel, leader):
    beside = make_unit("Bibliotek")
    access.give_start_role(leader.pk, StartRole.LEADER, period=Period(TODAY), reason="Leder")
    assert members_of(f"may:{EDIT_PEOPLE}@{unit.pk}", TODAY) == {personnel.pk, leader.pk}
    assert members_of(f"may:{EDIT_PEOPLE}@{beside.pk}", TODAY) == {personnel.pk}
    assert members_of(f"may:{EDIT_PEOPLE}", TODAY) == {personnel.pk, leader.pk}


def person_page(visitor, person):
    return visitor.get(f"/organisation/people/{person.pk}/").content.decode()


def test_her_own_page_leads_to_what_she_may_only(visitor, fjordvik, house):
    with tenant(fjordvik), granting(house["user"], EDIT_PEOPLE, everywhere=True):
        row = employment_of(house["leader"])
        assert "Change the employment" in person_page(visitor, house["leader"])
        make_personnel(house["top"])
        own = person_page(visitor, house["leader"])
        assert "Change the employment" not in own
        assert "Register leave" not in own
        assert "New employment" not in own
        assert "Correct the person" in own
        assert "Change the employment" in person_page(visitor, house["person"])
        refused = visitor.get(f"/organisation/employments/{row.pk}/change/")
        assert "Ask your leader or personnel" in refused.content.decode()
        answered = visitor.post(
            f"/api/v1/organisation/employments/{row.pk}/end",
            json.dumps({"last_day": "2026-05-01"}),
            content_type="application/json",
        )
        assert answered.status_code == refused.status_code == 409
        assert "Ask your leader or personnel" in answered.json()["detail"]
        row.refresh_from_db()
        assert row.valid.upper is None
