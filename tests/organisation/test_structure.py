from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from grunnmur.core.periods import Period
from grunnmur.organisation import actions, events, queries
from grunnmur.organisation.actions.closure import rebuild_closure
from grunnmur.organisation.models import Appointment, Leadership, Unit, UnitClosure, UnitParent
from grunnmur.organisation.rules import (
    EDIT_UNITS,
    DayOutsideError,
    NotEmployedError,
    TakenError,
    UnitCycleError,
    UnitFacts,
    UnitInUseError,
    UnitNames,
    UnitNotOpenError,
)
from tests.factories_organisation import (
    SINCE,
    SYSTEM,
    granting,
    make_employee,
    make_function,
    make_leader,
    make_unit,
    make_user,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]
TODAY, MAY = date(2026, 3, 2), date(2026, 5, 1)


def above(unit, day):
    rows = UnitClosure.objects.filter(descendant=unit, valid__contains=day).order_by("-distance")
    return [row.ancestor.name for row in rows]


def new_unit(parent_id):
    return UnitFacts(code="N", name="N", parent_id=parent_id)


@pytest.fixture
def tree():
    top = make_unit("Top")
    school = make_unit("School", parent=top)
    health = make_unit("Health", parent=top)
    return {"top": top, "school": school, "health": health, "team": make_unit("Team", parent=school)}


def test_the_closure_names_every_unit_above(tree):
    assert above(tree["team"], TODAY) == ["Top", "School", "Team"]


def test_a_move_counts_from_its_day_for_all_below(tree):
    room = make_unit("Room", parent=tree["team"])
    actions.move_unit(tree["team"].pk, parent_id=tree["health"].pk, from_day=MAY, by=SYSTEM)
    assert above(room, date(2026, 4, 30)) == ["Top", "School", "Team", "Room"]
    assert above(room, MAY) == ["Top", "Health", "Team", "Room"]


def test_a_move_and_its_way_back_leave_the_closure_joined(tree):
    before = set(UnitClosure.objects.values_list("ancestor", "descendant", "distance", "valid"))
    actions.move_unit(tree["team"].pk, parent_id=tree["health"].pk, from_day=MAY, by=SYSTEM)
    actions.move_unit(tree["team"].pk, parent_id=tree["school"].pk, from_day=MAY, by=SYSTEM)
    assert set(UnitClosure.objects.values_list("ancestor", "descendant", "distance", "valid")) == before


def test_a_rebuild_without_change_writes_nothing(tree):
    before = set(UnitClosure.objects.values_list("pk", flat=True))
    actions.rename_unit(tree["team"].pk, names=UnitNames(name="Another", code="A"), by=SYSTEM)
    make_unit("Beside", parent=tree["top"])
    assert before < set(UnitClosure.objects.values_list("pk", flat=True))


def test_a_move_planned_for_later_stays_as_planned(tree):
    actions.move_unit(tree["team"].pk, parent_id=tree["top"].pk, from_day=date(2026, 9, 1), by=SYSTEM)
    actions.move_unit(tree["team"].pk, parent_id=tree["health"].pk, from_day=MAY, by=SYSTEM)
    assert above(tree["team"], MAY) == ["Top", "Health", "Team"]
    assert above(tree["team"], date(2026, 9, 1)) == ["Top", "Team"]


def test_a_unit_below_itself_is_refused_and_nothing_changes(tree):
    before = set(UnitClosure.objects.values_list("pk", flat=True))
    with pytest.raises(UnitCycleError, match=r"School|Team"):
        actions.move_unit(tree["school"].pk, parent_id=tree["team"].pk, from_day=MAY, by=SYSTEM)
    assert set(UnitClosure.objects.values_list("pk", flat=True)) == before


def test_changing_places_on_a_day_is_no_cycle(tree):
    actions.move_unit(tree["team"].pk, parent_id=tree["top"].pk, from_day=MAY, by=SYSTEM)
    actions.move_unit(tree["school"].pk, parent_id=tree["team"].pk, from_day=MAY, by=SYSTEM)
    assert above(tree["team"], TODAY) == ["Top", "School", "Team"]
    assert above(tree["school"], MAY) == ["Top", "Team", "School"]


def test_a_move_outside_the_units_days_is_refused(tree):
    with pytest.raises(DayOutsideError):
        actions.move_unit(tree["team"].pk, parent_id=tree["top"].pk, from_day=date(2019, 1, 1), by=SYSTEM)


def test_a_code_is_unique_while_the_unit_exists():
    make_unit(code="100", valid=Period(SINCE, MAY))
    make_unit(code="100", valid=Period(MAY))
    with pytest.raises(TakenError):
        make_unit(code="100", valid=Period(date(2026, 4, 30), date(2026, 5, 2)))


def test_a_unit_cannot_be_opened_below_one_that_closes_before_it(tree):
    short = make_unit(parent=tree["top"], valid=Period(SINCE, MAY))
    with pytest.raises(UnitNotOpenError):
        make_unit(parent=short)


def test_a_unit_with_people_or_units_after_the_day_is_not_closed(tree):
    make_employee(tree["health"])
    with pytest.raises(UnitInUseError, match="1 employed, 0 units"):
        actions.close_unit(tree["health"].pk, last_day=TODAY, by=SYSTEM)
    with pytest.raises(UnitInUseError, match="0 employed, 1 units"):
        actions.close_unit(tree["school"].pk, last_day=TODAY, by=SYSTEM)


def test_closing_a_unit_ends_what_is_dated_at_it(tree):
    leader = make_employee(tree["top"])
    make_leader(tree["team"], leader)
    actions.appoint(leader.pk, function_id=make_function().pk, unit_id=tree["team"].pk, valid=Period(SINCE), by=SYSTEM)
    actions.close_unit(tree["team"].pk, last_day=date(2026, 4, 30), by=SYSTEM)
    rows = (*Leadership.objects.all(), *Appointment.objects.all(), Unit.objects.get(pk=tree["team"].pk))
    ends = {row.valid.upper for row in rows}
    assert ends == {MAY}
    assert above(tree["team"], MAY) == []
    assert above(tree["team"], date(2026, 4, 30)) == ["Top", "School", "Team"]


def test_setting_a_leader_ends_the_one_before_and_tells_both(tree, published):
    old, new = make_leader(tree["team"]), make_employee(tree["top"])
    seen = published(events.LeadershipChanged)
    actions.set_leader(tree["team"].pk, person_id=new.pk, from_day=MAY, by=SYSTEM)
    rows = {row.person_id: row.valid for row in Leadership.objects.filter(unit=tree["team"])}
    assert (rows[old.pk].upper, rows[new.pk].lower, rows[new.pk].upper) == (MAY, MAY, None)
    assert seen == [events.LeadershipChanged(tree["team"].pk, frozenset({old.pk, new.pk}))]


def test_a_leader_planned_for_later_stays_planned(tree):
    later, sooner = make_employee(tree["top"]), make_employee(tree["top"])
    make_leader(tree["team"], later, since=MAY)
    make_leader(tree["team"], sooner)
    rows = {row.person_id: row.valid for row in Leadership.objects.filter(unit=tree["team"])}
    assert rows[sooner.pk].upper == MAY
    assert rows[later.pk].lower == MAY


def test_vacating_a_vacant_unit_is_refused(tree):
    make_leader(tree["team"])
    actions.vacate_leader(tree["team"].pk, from_day=TODAY, by=SYSTEM)
    with pytest.raises(DayOutsideError):
        actions.vacate_leader(tree["team"].pk, from_day=TODAY, by=SYSTEM)


def test_only_somebody_employed_can_lead(tree):
    late = make_employee(tree["team"], valid=Period(MAY))
    with pytest.raises(NotEmployedError):
        make_leader(tree["team"], late)


@pytest.mark.parametrize(
    "change",
    [
        lambda unit, by: actions.rename_unit(unit.pk, names=UnitNames(name="X", code="X"), by=by),
        lambda unit, by: actions.move_unit(unit.pk, parent_id=None, from_day=MAY, by=by),
        lambda unit, by: actions.close_unit(unit.pk, last_day=TODAY, by=by),
        lambda unit, by: actions.vacate_leader(unit.pk, from_day=TODAY, by=by),
        lambda unit, by: actions.set_leader(unit.pk, person_id=unit.pk, from_day=TODAY, by=by),
        lambda unit, by: actions.set_acting_leader(unit.pk, person_id=unit.pk, valid=Period.on(TODAY), by=by),
        lambda unit, by: actions.open_unit(new_unit(unit.pk), valid=Period(MAY), by=by),
        lambda _unit, by: actions.open_unit(new_unit(None), valid=Period(MAY), by=by),
    ],
)
def test_units_are_changed_only_where_one_may(tree, change):
    user = make_user()
    for units in ([], [tree["health"]]):
        with granting(user, EDIT_UNITS, *units), pytest.raises(PermissionDenied):
            change(tree["team"], user)


def test_moving_takes_the_permission_at_both_ends(tree):
    user = make_user()
    with granting(user, EDIT_UNITS, tree["team"]), pytest.raises(PermissionDenied):
        actions.move_unit(tree["team"].pk, parent_id=tree["health"].pk, from_day=MAY, by=user)
    with granting(user, EDIT_UNITS, tree["team"], tree["health"]):
        actions.move_unit(tree["team"].pk, parent_id=tree["health"].pk, from_day=MAY, by=user)
    assert above(tree["team"], MAY) == ["Top", "Health", "Team"]


def test_the_tree_on_a_day_has_numbers_and_leaders_at_fixed_cost(tree, django_assert_num_queries):
    make_leader(tree["school"], name="Rektor Prøve")
    make_employee(tree["team"])
    with django_assert_num_queries(4):
        (top,) = queries.unit_tree(on=TODAY, seen_by=SYSTEM)
    assert [node.unit.name for node in top.below] == ["Health", "School"]
    school = top.below[1]
    assert (school.leader.display_name, school.own, school.total, top.total) == ("Rektor Prøve", 1, 2, 2)
    for _ in range(3):
        make_leader(make_unit(parent=tree["health"]))
    with django_assert_num_queries(4):
        queries.unit_tree(on=TODAY, seen_by=SYSTEM)


def test_the_tree_can_be_read_as_of_another_day(tree):
    actions.move_unit(tree["team"].pk, parent_id=tree["health"].pk, from_day=MAY, by=SYSTEM)
    late = make_unit("Late", parent=tree["top"], valid=Period(MAY))
    (now,) = queries.unit_tree(on=TODAY, seen_by=SYSTEM)
    (then,) = queries.unit_tree(on=MAY, seen_by=SYSTEM)
    assert [node.unit.name for node in now.below] == ["Health", "School"]
    assert [node.unit.name for node in then.below] == ["Health", late.name, "School"]
    assert [node.unit.name for node in then.below[0].below] == ["Team"]


def test_the_outline_has_every_open_unit_below_its_own_with_how_deep_it_lies(tree, django_assert_num_queries):
    expected = [("Top", 0), ("Health", 1), ("School", 1), ("Team", 2)]
    with django_assert_num_queries(2):
        assert [(unit.name, level) for unit, level in queries.unit_outline(on=TODAY)] == expected
    for number in range(3):
        make_unit(f"New {number}", parent=tree["health"])
    with django_assert_num_queries(2):
        assert len(queries.unit_outline(on=TODAY)) == len(expected) + 3


def test_names_sort_as_nordic_readers_expect(tree):
    names = ["Ås", "Ærlig", "Aase", "Øst", "Zoo", "Anna"]
    for name in names:
        make_unit(name, parent=tree["health"])
    found = [unit.name for unit in queries.units_right_below(tree["health"].pk, on=TODAY)]
    assert found == ["Aase", "Anna", "Zoo", "Ærlig", "Øst", "Ås"]


def test_the_closure_of_a_large_tree_that_was_just_loaded_is_rebuilt_at_once():
    valid = Period(SINCE).to_range()
    units = [Unit(code=str(number), name=f"Unit {number}", valid=valid) for number in range(700)]
    Unit.objects.bulk_create(units)
    UnitParent.objects.bulk_create(
        UnitParent(unit=unit, parent=units[(number - 1) // 5] if number else None, valid=valid)
        for number, unit in enumerate(units)
    )
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '5s'")  # nested loops took minutes
    rebuild_closure()
    assert above(units[-1], TODAY) == ["Unit 0", "Unit 5", "Unit 27", "Unit 139", "Unit 699"]
