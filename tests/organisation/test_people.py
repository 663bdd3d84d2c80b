from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from grunnmur.core.periods import Period
from grunnmur.organisation import actions, events, queries
from grunnmur.organisation.models import Deputy, Employment, Leave, Person
from grunnmur.organisation.rules import (
    APPOINT,
    EDIT_PEOPLE,
    SEE_PROTECTED,
    DayOutsideError,
    EmploymentFacts,
    InvalidFactsError,
    NotAllowedDeputyError,
    OverlapError,
    TakenError,
    UnitNotOpenError,
)
from tests.factories_organisation import (
    SINCE,
    SYSTEM,
    facts_of,
    granting,
    make_deputy,
    make_employee,
    make_function,
    make_leader,
    make_person,
    make_position,
    make_unit,
    make_user,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]
TODAY, MAY = date(2026, 3, 2), date(2026, 5, 1)


@pytest.fixture
def unit():
    return make_unit("Kundesenter")


def employment_of(person):
    return Employment.objects.get(person=person)


def at(unit, **more):
    return EmploymentFacts(**{"unit_id": unit.pk, "kind": "permanent"} | more)


def test_a_hire_is_a_person_with_an_employment_and_one_event(unit, published):
    seen = published(events.PersonFactsChanged)
    row = actions.hire(facts_of("Nora Ny", work_email="nora@fjordvik.example"), at(unit), valid=Period(MAY), by=SYSTEM)
    assert (row.person.display_name, row.valid.lower, row.source) == ("Nora Ny", MAY, "grunnmur")
    assert seen == [events.PersonFactsChanged(frozenset({row.person_id}))]


def test_a_leader_hires_only_where_she_may(unit):
    user, other = make_user(make_person()), make_unit()
    with granting(user, EDIT_PEOPLE, other), pytest.raises(PermissionDenied):
        actions.hire(facts_of(), at(unit), valid=Period(MAY), by=user)
    assert not Employment.objects.exists()
    with granting(user, EDIT_PEOPLE, unit):
        actions.hire(facts_of(), at(unit), valid=Period(MAY), by=user)
    assert Employment.objects.count() == 1


def test_nobody_is_hired_into_a_unit_that_closes_before(unit):
    actions.close_unit(unit.pk, last_day=TODAY, by=SYSTEM)
    with pytest.raises(UnitNotOpenError):
        actions.hire(facts_of(), at(unit), valid=Period(MAY), by=SYSTEM)


def test_an_employee_number_belongs_to_one_person():
    make_person(employee_number="100")
    with pytest.raises(TakenError):
        make_person(employee_number="100")
    make_person(employee_number="")
    make_person(employee_number="")


def test_a_login_belongs_to_one_person_and_nobody_links_her_own():
    user, person = make_user(make_person()), make_person()
    with granting(user, EDIT_PEOPLE, everywhere=True), pytest.raises(PermissionDenied):
        actions.link_user(person.pk, user_id=user.pk, by=user)
    with pytest.raises(TakenError):
        actions.link_user(make_person().pk, user_id=user.pk, by=SYSTEM)


def test_a_change_from_a_day_closes_and_opens_under_the_same_key(unit):
    person, other = make_employee(unit), make_unit()
    old = employment_of(person)
    new = actions.change_employment(old.pk, at(other, percent=Decimal(50)), from_day=MAY, by=SYSTEM)
    old.refresh_from_db()
    assert (old.valid.upper, new.valid.lower, new.valid.upper) == (MAY, MAY, None)
    assert (new.unit_id, new.percent, new.external_id) == (other.pk, 50, old.external_id)


def test_a_change_from_the_first_day_corrects_the_row(unit):
    row = employment_of(make_employee(unit))
    same = actions.change_employment(row.pk, at(unit, percent=Decimal(80)), from_day=SINCE, by=SYSTEM)
    assert (same.pk, same.percent, Employment.objects.count()) == (row.pk, 80, 1)


def test_leaves_follow_their_days_through_a_change(unit):
    row = employment_of(make_employee(unit))
    spring = Period(date(2026, 4, 1), date(2026, 6, 1))
    actions.register_leave(row.pk, percent=Decimal(100), valid=spring, by=SYSTEM)
    new = actions.change_employment(row.pk, at(unit), from_day=MAY, by=SYSTEM)
    found = {leave.employment_id: (leave.valid.lower, leave.valid.upper) for leave in Leave.objects.all()}
    assert found == {row.pk: (date(2026, 4, 1), MAY), new.pk: (MAY, date(2026, 6, 1))}


def test_a_change_on_a_day_it_does_not_run_is_refused(unit):
    row = employment_of(make_employee(unit, valid=Period(SINCE, MAY)))
    with pytest.raises(DayOutsideError):
        actions.change_employment(row.pk, at(unit), from_day=MAY, by=SYSTEM)


def test_ending_tells_the_last_day_and_cuts_leaves(unit, published):
    row = employment_of(make_employee(unit))
    actions.register_leave(row.pk, percent=Decimal(100), valid=Period(date(2026, 4, 1), date(2026, 6, 1)), by=SYSTEM)
    seen, now = published(events.EmploymentEnded), published(events.EmploymentEndedNow)
    actions.end_employment(row.pk, last_day=date(2026, 4, 30), by=SYSTEM)
    row.refresh_from_db()
    assert row.valid.upper == MAY
    assert Leave.objects.get().valid.upper == MAY
    assert seen == [events.EmploymentEnded(row.person_id, row.pk, unit.pk, date(2026, 4, 30))]
    assert now == []


def test_ending_at_once_is_told_too(unit, published):
    row = employment_of(make_employee(unit))
    now = published(events.EmploymentEndedNow)
    actions.end_employment(row.pk, last_day=TODAY, is_immediate=True, by=SYSTEM)
    assert now == [events.EmploymentEndedNow(row.person_id, row.pk)]


@pytest.mark.parametrize("last_day", [SINCE - timedelta(days=1), MAY])
def test_a_last_day_outside_the_employment_is_refused(unit, last_day):
    row = employment_of(make_employee(unit, valid=Period(SINCE, MAY)))
    with pytest.raises(DayOutsideError):
        actions.end_employment(row.pk, last_day=last_day, by=SYSTEM)


def test_an_employment_is_extended_but_not_shortened_or_revived(unit):
    row = employment_of(make_employee(unit, valid=Period(SINCE, MAY)))
    with pytest.raises(DayOutsideError):
        actions.extend_employment(row.pk, last_day=TODAY, by=SYSTEM)
    assert actions.extend_employment(row.pk, last_day=None, by=SYSTEM).valid.upper is None
    over = employment_of(make_employee(unit, valid=Period(SINCE, TODAY)))
    with pytest.raises(DayOutsideError):
        actions.extend_employment(over.pk, last_day=None, by=SYSTEM)


def test_a_leave_lies_within_the_employment(unit):
    row = employment_of(make_employee(unit, valid=Period(SINCE, MAY)))
    with pytest.raises(DayOutsideError):
        actions.register_leave(row.pk, percent=Decimal(50), valid=Period(TODAY), by=SYSTEM)


@pytest.mark.parametrize(
    "change",
    [
        lambda row, by: actions.end_employment(row.pk, last_day=TODAY, by=by),
        lambda row, by: actions.extend_employment(row.pk, last_day=None, by=by),
        lambda row, by: actions.change_employment(row.pk, at(row.unit), from_day=TODAY, by=by),
        lambda row, by: actions.register_leave(row.pk, percent=Decimal(50), valid=Period.on(TODAY), by=by),
        lambda row, by: actions.start_employment(row.person_id, at(row.unit), valid=Period(TODAY), by=by),
        lambda row, by: actions.correct_person(row.person_id, facts_of("Ny Navn"), by=by),
        lambda row, by: actions.protect_person(row.person_id, is_protected=True, by=by),
    ],
)
def test_people_are_changed_only_where_one_may(unit, change):
    row, user = employment_of(make_employee(unit)), make_user()
    for units in ([], [make_unit()]):
        with granting(user, EDIT_PEOPLE, *units), pytest.raises(PermissionDenied):
            change(row, user)
    with granting(user, EDIT_PEOPLE, unit):
        change(row, user)


def test_adding_a_person_takes_the_permission_somewhere(unit):
    user = make_user()
    with pytest.raises(PermissionDenied):
        actions.add_person(facts_of(), by=user)
    with granting(user, EDIT_PEOPLE, unit):
        actions.add_person(facts_of(), by=user)


def test_a_person_is_appointed_once_at_a_time_where_one_may(unit):
    person, function, user = make_employee(unit), make_function(), make_user()
    given = {"function_id": function.pk, "unit_id": unit.pk, "valid": Period(SINCE)}
    with granting(user, APPOINT, make_unit()), pytest.raises(PermissionDenied):
        actions.appoint(person.pk, **given, by=user)
    with granting(user, APPOINT, unit):
        row = actions.appoint(person.pk, **given, by=user)
    with pytest.raises(OverlapError):
        actions.appoint(person.pk, **given, by=SYSTEM)
    with pytest.raises(PermissionDenied):
        actions.end_appointment(row.pk, last_day=TODAY, by=user)
    assert actions.end_appointment(row.pk, last_day=TODAY, by=SYSTEM).valid.upper == date(2026, 3, 3)


def test_deputies_are_named_by_herself_or_her_leader_for_a_year_at_most(unit):
    leader, person, deputy = make_leader(unit), make_employee(unit), make_employee(unit)
    year = {"deputy_id": deputy.pk, "may_do": ["approve"], "valid": Period(TODAY, date(2027, 3, 2))}
    with pytest.raises(PermissionDenied):
        actions.name_deputy(person.pk, **year, by=make_user(make_employee(unit)))
    for user in (make_user(person), make_user(leader)):
        actions.name_deputy(person.pk, **year, by=user)
    for wrong in ({"valid": Period(TODAY)}, {"valid": Period(TODAY, date(2027, 4, 1))}, {"deputy_id": person.pk}):
        with pytest.raises(NotAllowedDeputyError):
            actions.name_deputy(person.pk, **year | wrong, by=SYSTEM)


def test_the_database_refuses_an_endless_deputy(unit):
    row = make_deputy(make_employee(unit), make_employee(unit), valid=Period.on(TODAY))
    with pytest.raises(IntegrityError, match="deputy_at_most_a_year"), transaction.atomic():
        Deputy.objects.filter(pk=row.pk).update(valid=Period(TODAY).to_range())


def test_the_database_refuses_the_same_employment_twice_on_a_day(unit):
    row = employment_of(make_employee(unit))
    row.pk = None
    row._state.adding = True
    with pytest.raises(IntegrityError, match="employment_never_two"), transaction.atomic():
        row.save(force_insert=True)


# Who sees whom


def test_the_directory_finds_by_the_start_of_name_or_family_name(unit):
    for name in ("Kari Åsnes", "Åse Berg", "Kåre Vik", "Karin Dal"):
        make_employee(unit, name)
    found = lambda text: [p.display_name for p in queries.directory(on=TODAY, seen_by=SYSTEM, starts_with=text).rows]  # noqa: E731
    assert found("kar") == ["Kari Åsnes", "Karin Dal"]
    assert found("ås") == ["Kari Åsnes", "Åse Berg"]
    assert found("åsnes k") == ["Kari Åsnes"]
    assert found("x") == []
    assert found("%") == []


def test_the_directory_pages_and_costs_the_same_for_one_and_four(unit, django_assert_num_queries):
    def page(after=""):
        return queries.directory(on=TODAY, seen_by=SYSTEM, after=after, limit=2)

    make_employee(unit, "A A")
    with django_assert_num_queries(1):
        assert page().next == ""
    for name in ("B B", "C C", "D D"):
        make_employee(unit, name)
    with django_assert_num_queries(1):
        first = page()
    second = page(first.next)
    assert [p.given_name for p in (*first.rows, *second.rows)] == ["A", "B", "C", "D"]
    assert second.next == ""


def test_the_directory_is_of_the_day(unit):
    make_employee(unit, "Før Nå", valid=Period(SINCE, TODAY))
    make_employee(unit, "Kommer Snart", valid=Period(MAY))
    assert queries.directory(on=TODAY, seen_by=SYSTEM).rows == []
    assert [p.given_name for p in queries.directory(on=MAY, seen_by=SYSTEM).rows] == ["Kommer"]


def test_a_protected_person_is_seen_by_herself_her_leader_and_who_may(unit):
    person, leader = make_employee(unit, "Skjult Person"), make_leader(unit)
    actions.protect_person(person.pk, is_protected=True, by=SYSTEM)
    stranger = make_user(make_employee(unit))
    for user in (make_user(person), make_user(leader)):
        assert queries.find_person(person.pk, seen_by=user) == person
    for user in (stranger, make_user()):
        with pytest.raises(Person.DoesNotExist):
            queries.find_person(person.pk, seen_by=user)
        assert person not in queries.directory(on=TODAY, seen_by=user).rows
        (node,) = queries.unit_tree(on=TODAY, seen_by=user)
        assert node.own == 2
    with granting(stranger, SEE_PROTECTED, everywhere=True):
        assert queries.find_person(person.pk, seen_by=stranger) == person


def test_ending_protection_takes_the_permission_to_see(unit):
    person, user = make_employee(unit), make_user()
    with granting(user, EDIT_PEOPLE, unit):
        actions.protect_person(person.pk, is_protected=True, by=user)
        with pytest.raises(PermissionDenied):
            actions.protect_person(person.pk, is_protected=False, by=user)


def test_details_are_for_herself_her_leaders_and_who_edits_people(unit):
    below = make_unit(parent=unit)
    person, leader = make_employee(below), make_leader(unit)
    stranger = make_user(make_employee(below))
    assert queries.sees_details(person.pk, seen_by=make_user(person))
    assert queries.sees_details(person.pk, seen_by=make_user(leader))
    assert not queries.sees_details(person.pk, seen_by=stranger)
    with granting(stranger, EDIT_PEOPLE, below):
        assert queries.sees_details(person.pk, seen_by=stranger)


def test_starting_and_leaving_leave_out_who_only_changes(unit):
    other = make_unit()
    moves = employment_of(make_employee(unit, "Bytter Internt"))
    actions.change_employment(moves.pk, at(other), from_day=MAY, by=SYSTEM)
    new = make_employee(unit, "Ny Snart", valid=Period(MAY))
    gone = make_employee(other, "Gammel Slutt", valid=Period(SINCE, MAY))
    both, during = [unit.pk, other.pk], Period(TODAY, date(2026, 6, 1))
    assert [(m.person, m.day) for m in queries.starting(both, during=during, seen_by=SYSTEM)] == [(new, MAY)]
    assert [(m.person, m.day) for m in queries.leaving(both, during=during, seen_by=SYSTEM)] == [
        (gone, date(2026, 4, 30))
    ]
    assert len(queries.starting([other.pk], during=during, seen_by=SYSTEM)) == 1
    assert len(queries.leaving([unit.pk], during=during, seen_by=SYSTEM)) == 1


def test_facts_for_derivation_are_six_statements_of_plain_rows(unit, django_assert_num_queries):
    position = make_position()
    person, leader = make_employee(unit, position_id=position.pk), make_leader(unit)
    make_deputy(leader, person, valid=Period(TODAY, MAY), may_do=("access",))
    with django_assert_num_queries(6):
        facts = queries.facts_for_derivation()
    assert len(facts.employments) == 2
    with django_assert_num_queries(6):
        facts = queries.facts_for_derivation([person.pk])
    ((_id, who, where, what, kind, lower, upper),) = facts.employments
    assert (who, where, what, kind) == (str(person.pk), str(unit.pk), str(position.pk), "permanent")
    assert (lower, upper) == Period(SINCE).span
    assert [row[1] for row in facts.leaderships] == [str(leader.pk)]
    assert [row[4] for row in facts.deputies] == [["access"]]


@pytest.mark.parametrize("wrong", [{"work_email": "nora at home"}, {"employee_number": "9" * 41}, {"language": "xx"}])
def test_facts_that_cannot_be_right_are_refused(unit, wrong):
    with pytest.raises(InvalidFactsError):
        actions.hire(facts_of("Nora Ny", **wrong), at(unit), valid=Period(MAY), by=SYSTEM)
    assert not Person.objects.exists()
