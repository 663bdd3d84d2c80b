"""What a change about somebody who is here says it will give and take, before it is made; and that it then does."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation

from grunnmur.access import actions, queries
from grunnmur.access.models import Permission
from grunnmur.core.links import previews
from grunnmur.core.periods import Period
from grunnmur.core.tenancy import tenant
from grunnmur.organisation import actions as organisation
from grunnmur.organisation.models import Appointment, Deputy, Employment
from grunnmur.organisation.rules import (
    AppointmentChange,
    AppointmentEnd,
    DeputyChange,
    EmploymentChange,
    EmploymentExtension,
    EmploymentFacts,
    HireCancellation,
    LeaveChange,
)
from tests.factories_access import permission_of
from tests.factories_organisation import SYSTEM, make_function, make_unit

pytestmark = pytest.mark.django_db
MOVES = date(2026, 3, 23)
LOST = "CRM (bidra), Nøkkel til lager."


@pytest.fixture
def here(house, fjordvik):
    """Be in the municipality, in English, with a library beside Kundesenter."""
    with tenant(fjordvik), translation.override("en"):
        yield make_unit("Bibliotek", parent=house.top)


def told(change):
    return [line.sentence for line in previews(change)]


def work_of(person):
    return Employment.objects.get(person=person)


def move(person, unit, **more):
    row = work_of(person)
    facts = EmploymentFacts(unit_id=unit.pk, kind=row.kind, position_id=row.position_id, percent=row.percent)
    days = {"from_day": MOVES, "overlap_last_day": None} | more
    return EmploymentChange(employment_id=row.pk, person_id=person.pk, facts=facts, **days)


def test_a_move_tells_what_is_lost_and_from_when(house, here):
    sentences = told(move(house.adviser, here))
    assert f"Loses 2 accesses from 23 March 2026: {LOST}" in sentences
    assert "Loses 1 role from 23 March 2026: Kundestøtte." in sentences
    assert not [one for one in sentences if one.startswith("Gets")]


def test_a_move_back_into_the_unit_tells_what_is_got(house, here):
    row = work_of(house.adviser)
    facts = EmploymentFacts(unit_id=here.pk, kind=row.kind, position_id=row.position_id, percent=row.percent)
    organisation.change_employment(row.pk, facts, from_day=date(2026, 3, 2), by=SYSTEM)
    later = Employment.objects.filter(person=house.adviser).latest("valid")
    back = EmploymentFacts(unit_id=house.unit.pk, kind=row.kind, position_id=row.position_id, percent=row.percent)
    change = EmploymentChange(
        employment_id=later.pk, person_id=house.adviser.pk, facts=back, from_day=MOVES, overlap_last_day=None
    )
    assert "Gets 1 access from 23 March 2026: CRM (bidra)." in told(change)


def test_who_works_in_both_places_for_a_while_loses_it_only_afterwards(house, here):
    sentences = told(move(house.adviser, here, overlap_last_day=date(2026, 4, 5)))
    assert f"Loses 2 accesses from 6 April 2026: {LOST}" in sentences


def test_a_change_that_gives_and_takes_nothing_says_nothing(house, here):
    assert told(move(house.adviser, house.unit)) == []


def test_what_the_preview_of_a_move_says_is_what_happens(house, here):
    change = move(house.adviser, here)
    lost = next(line for line in told(change) if line.startswith("Loses 2 accesses"))
    before = set(queries.names_of(queries.accesses_of([house.adviser.pk], on=MOVES)[house.adviser.pk]))
    organisation.change_employment(change.employment_id, change.facts, from_day=MOVES, by=SYSTEM)
    after = set(queries.names_of(queries.accesses_of([house.adviser.pk], on=MOVES)[house.adviser.pk]))
    assert ", ".join(sorted(before - after)) in lost


def test_the_page_of_a_move_says_it_before_it_is_made(leader, house, fjordvik):
    with tenant(fjordvik):
        row = work_of(house.adviser)
        other = make_unit("Sentralbord", parent=house.unit)
    address = reverse("organisation:change_employment", args=[row.pk])
    sent = {"unit": str(other.pk), "kind": "permanent", "percent": "100", "from_day": "2026-03-23"}
    assert "Loses 2 accesses" in leader.post(address, sent | {"position": ""}).text
    with tenant(fjordvik):
        assert work_of(house.adviser).unit_id == house.unit.pk


def test_a_leave_tells_what_rests_and_until_when(house, here):
    Permission.objects.filter(pk=permission_of("CRM").pk).update(is_suspended_on_leave=True)
    row = work_of(house.adviser)
    days = Period.through(date(2026, 3, 3), date(2026, 3, 20))
    change = LeaveChange(employment_id=row.pk, person_id=house.adviser.pk, leave_id=None, percent=100, days=days)
    assert told(change) == ["Loses 1 access from 3 March 2026 through 20 March 2026: CRM (bidra)."]
    leave = organisation.register_leave(row.pk, percent=100, valid=days, by=SYSTEM)
    off = LeaveChange(employment_id=row.pk, person_id=house.adviser.pk, leave_id=leave.pk, percent=100, days=None)
    assert told(off) == ["Gets 1 access from 3 March 2026 through 20 March 2026: CRM (bidra)."]


def test_a_leave_on_which_nothing_rests_says_nothing(house, here):
    row = work_of(house.adviser)
    days = Period.through(date(2026, 3, 3), date(2026, 3, 20))
    change = LeaveChange(employment_id=row.pk, person_id=house.adviser.pk, leave_id=None, percent=50, days=days)
    assert told(change) == []


def test_a_function_tells_what_it_brings_and_what_goes_with_it(house, here):
    function = make_function()
    selector = actions.Selector(anchor="function", functions=[function.pk])
    actions.save_rule("HMS", house.roles["Vikar"].pk, selector, by=SYSTEM)
    days = Period.through(date(2026, 3, 9), date(2026, 4, 9))
    change = AppointmentChange(person_id=house.adviser.pk, function_id=function.pk, unit_id=house.unit.pk, days=days)
    assert "Gets 1 access from 9 March 2026 through 9 April 2026: Visio (lisens)." in told(change)
    organisation.appoint(house.adviser.pk, function_id=function.pk, unit_id=house.unit.pk, valid=days, by=SYSTEM)
    row = Appointment.objects.get()
    sooner = AppointmentEnd(appointment_id=row.pk, person_id=house.adviser.pk, last_day=date(2026, 3, 31))
    assert "Loses 1 access from 1 April 2026: Visio (lisens)." in told(sooner)
    never = AppointmentEnd(appointment_id=row.pk, person_id=house.adviser.pk, last_day=None)
    assert "Loses 1 access from 9 March 2026: Visio (lisens)." in told(never)


def test_a_deputy_is_told_to_get_what_leaders_share_with_deputies(house, here):
    selector = actions.Selector(anchor="leadership", has_deputies=True)
    actions.save_rule("Ledere", house.roles["Vikar"].pk, selector, by=SYSTEM)
    days = Period.through(date(2026, 3, 9), date(2026, 3, 20))
    change = DeputyChange(
        for_person_id=house.leader.pk,
        deputy_id=house.adviser.pk,
        unit_id=None,
        may_do=("approve", "access"),
        days=days,
    )
    assert "Gets 1 access from 9 March 2026 through 20 March 2026: Visio (lisens)." in told(change)
    organisation.name_deputy(
        house.leader.pk, deputy_id=house.adviser.pk, may_do=["approve", "access"], valid=days, by=SYSTEM
    )
    row = Deputy.objects.get()
    ends = DeputyChange(
        for_person_id=house.leader.pk,
        deputy_id=house.adviser.pk,
        unit_id=None,
        may_do=tuple(row.may),
        days=Period.through(None, date(2026, 3, 12)),
    )
    assert "Loses 1 access from 13 March 2026: Visio (lisens)." in told(ends)


def test_an_employment_called_off_or_longer_tells_what_goes_and_what_lasts(house, here):
    row = work_of(house.newcomer)
    off = told(HireCancellation(employment_id=row.pk, person_id=house.newcomer.pk))
    assert any(one.startswith("Loses") and "CRM (bidra)" in one for one in off)
    organisation.end_employment(row.pk, last_day=date(2026, 5, 31), by=SYSTEM)
    longer = EmploymentExtension(employment_id=row.pk, person_id=house.newcomer.pk, last_day=date(2026, 6, 30))
    assert any("from 1 June 2026 through 30 June 2026" in one and "CRM (bidra)" in one for one in told(longer))
