"""What takes away, what roles contain, and the edges of the calendar: where other access systems go wrong."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from grunnmur.access.derivation import Compiled, derive, effective
from grunnmur.access.derivation.content import RoleNestingError
from grunnmur.access.derivation.facts import (
    Anchor,
    Appointment,
    Definitions,
    Effect,
    Exclusion,
    Leadership,
    Leave,
    Permission,
    Role,
    RoleItem,
    Scope,
    UnitParent,
)
from grunnmur.access.derivation.units import UnitCycleError
from grunnmur.core.periods import Period
from tests.access.derivation.small import (
    EMPLOYED,
    EVER,
    MAIL,
    MOVE,
    RULE,
    START,
    TREE,
    below,
    definitions,
    grant,
    held,
    may,
    people,
)

OSLO = ZoneInfo("Europe/Oslo")


# what takes away


def test_exclusion_beats_every_route_for_its_days_and_only_those():
    week = Period(MOVE, MOVE + timedelta(days=7))
    for named in ({"role": "role", "permission": None}, {"role": None, "permission": "mail"}):
        crowd = people(
            grants=(grant(),), exclusions=(Exclusion("x", "ann", lower=week.span[0], upper=week.span[1], **named),)
        )
        days = [week.lower - timedelta(days=1), week.lower, week.last_day, week.upper]
        assert [may(crowd, definitions(RULE), day) for day in days] == [{"mail"}, set(), set(), {"mail"}]


def test_exclusion_of_a_role_leaves_what_another_role_gives():
    parts = definitions(
        RULE,
        RULE._replace(id="rule2", role="other"),
        roles=(Role("role", True, 0, *EVER), Role("other", True, 0, *EVER)),
        items=(
            RoleItem("role", "mail", None, Scope.NONE, None, *EVER),
            RoleItem("other", "mail", None, Scope.NONE, None, *EVER),
        ),
    )
    crowd = people(exclusions=(Exclusion("x", "ann", "role", None, *EVER),))
    assert may(crowd, parts, START) == {"mail"}


def test_early_start_never_reaches_into_excluded_days():
    early = Permission("mail", 20, False, *EVER)
    parts = definitions(RULE, permissions=(early,))
    excluded_until = START - timedelta(days=5)
    crowd = people(exclusions=(Exclusion("x", "ann", "role", None, *Period(None, excluded_until).span),))
    assert may(crowd, parts, excluded_until - timedelta(days=1)) == set()
    assert may(crowd, parts, excluded_until) == {"mail"}


def test_exclude_rule_on_a_permission_takes_the_early_days_too():
    early = Permission("mail", 20, False, *EVER)
    taking = RULE._replace(id="taking", effect=Effect.EXCLUDE, role=None, permission="mail")
    parts = definitions(RULE, taking, permissions=(early,))
    for days in (-20, -1, 0, 10):
        assert may(people(), parts, START + timedelta(days=days)) == set()


def test_early_start_never_comes_before_the_rule_itself():
    early = Permission("mail", 20, False, *EVER)
    floor = START - timedelta(days=3)
    parts = definitions(RULE._replace(lower=floor.toordinal()), permissions=(early,))
    assert may(people(), parts, floor) == {"mail"}
    assert may(people(), parts, floor - timedelta(days=1)) == set()


def test_leave_from_one_of_two_employments_suspends_nothing():
    flagged = Permission("mail", 0, True, *EVER)
    side = EMPLOYED._replace(id="side")
    away = (Leave("leave", "job", 100, *Period.on(MOVE).span),)
    parts = definitions(RULE, permissions=(flagged,))
    assert may(people(EMPLOYED, side, leaves=away), parts, MOVE) == {"mail"}
    assert may(people(EMPLOYED, leaves=away), parts, MOVE) == set()
    assert may(people(EMPLOYED, leaves=away), parts, MOVE + timedelta(days=1)) == {"mail"}


def test_part_leave_suspends_nothing():
    flagged = Permission("mail", 0, True, *EVER)
    crowd = people(leaves=(Leave("leave", "job", 80, *EVER),))
    assert may(crowd, definitions(RULE, permissions=(flagged,)), MOVE) == {"mail"}


def test_a_day_withheld_as_excluded_is_not_withheld_as_leave_too():
    crowd = people(
        exclusions=(Exclusion("x", "ann", None, "mail", *Period(MOVE).span),),
        leaves=(Leave("leave", "job", 100, *EVER),),
    )
    parts = definitions(RULE, permissions=(Permission("mail", 0, True, *EVER),))
    rows = derive(crowd, Compiled(parts)).withheld
    assert [(row.cause, row.valid) for row in rows] == [
        ("excluded", Period(MOVE)),
        ("leave", Period(START, MOVE)),
    ]


# roles


def test_role_edit_changes_what_is_in_the_role_and_no_held_row():
    before = definitions(RULE)
    after = replace(before, items=(RoleItem("role", "door", None, Scope.NONE, None, *EVER),))
    after = replace(after, permissions=(MAIL, Permission("door", 0, False, *EVER)))
    first, second = derive(people(), Compiled(before)), derive(people(), Compiled(after))
    assert first.digests() == second.digests()
    assert may(people(), after, START) == {"door"}


def nested(*pairs):
    roles = tuple(Role(role, True, 0, *EVER) for role in sorted({role for pair in pairs for role in pair}))
    items = tuple(RoleItem(role, None, child, Scope.NONE, None, *EVER) for role, child in pairs)
    last = RoleItem(pairs[-1][1], "mail", None, Scope.NONE, None, *EVER)
    return Definitions(roles=roles, items=(*items, last), permissions=(MAIL,))


def test_roles_inside_each_other_give_what_the_innermost_has_four_deep():
    content = Compiled(nested(("a", "b"), ("b", "c"), ("c", "d"))).content
    assert {row.role for row in content} == {"a", "b", "c", "d"}
    with pytest.raises(RoleNestingError, match="a > b > c > d > e"):
        Compiled(nested(("a", "b"), ("b", "c"), ("c", "d"), ("d", "e")))


def test_role_inside_itself_is_refused_by_name():
    with pytest.raises(RoleNestingError, match="a > b > a"):
        Compiled(nested(("a", "b"), ("b", "a")))


def test_retired_child_role_gives_nothing_through_its_parent():
    facts = nested(("a", "b"))
    retired = tuple(role._replace(is_active=role.id != "b") for role in facts.roles)
    assert Compiled(replace(facts, roles=retired)).content == ()


def test_units_under_each_other_in_a_ring_are_refused_by_name():
    ring = (UnitParent("team", "school", "line", *EVER), UnitParent("school", "team", "line", *EVER))
    with pytest.raises(UnitCycleError, match="team > school > team"):
        held(people(), definitions(RULE._replace(units=(below("area"),)), parents=ring))


def test_units_that_swap_places_on_a_day_are_no_ring():
    swap = (
        UnitParent("team", "school", "line", *Period(None, MOVE).span),
        UnitParent("school", "team", "line", *Period(MOVE).span),
    )
    rule = RULE._replace(units=(below("school"),))
    assert held(people(), definitions(rule, parents=swap))[0].valid == Period(START, MOVE)


def test_rule_in_a_project_structure_does_not_follow_the_line():
    tree = (*TREE, UnitParent("team", "project", "projects", *EVER))
    rule = RULE._replace(units=(below("project"),))
    assert held(people(), definitions(rule, parents=tree)) == ()
    assert held(people(), definitions(rule._replace(structure="projects"), parents=tree))


# the calendar


def test_employment_through_29_february_ends_with_that_day():
    leap = EMPLOYED._replace(upper=Period.through(START, date(2028, 2, 29)).span[1])
    rows = held(people(leap), definitions(RULE))
    assert rows[0].valid.last_day == date(2028, 2, 29)
    assert may(people(leap), definitions(RULE), date(2028, 2, 29)) == {"mail"}
    assert may(people(leap), definitions(RULE), date(2028, 3, 1)) == set()


def test_early_days_are_counted_over_29_february():
    starts = date(2028, 3, 1)
    early = Permission("mail", 1, False, *EVER)
    crowd = people(EMPLOYED._replace(lower=starts.toordinal()))
    assert may(crowd, definitions(RULE, permissions=(early,)), date(2028, 2, 29)) == {"mail"}
    assert may(crowd, definitions(RULE, permissions=(early,)), date(2028, 2, 28)) == set()


@pytest.mark.parametrize("night", [date(2026, 3, 29), date(2026, 10, 25)])
def test_days_on_which_summer_time_changes_are_whole_days(night):
    rule = RULE._replace(lower=night.toordinal(), upper=night.toordinal() + 1)
    days = [night + timedelta(days=days) for days in (-1, 0, 1)]
    assert [may(people(), definitions(rule), day) for day in days] == [set(), {"mail"}, set()]


def test_hour_of_a_grant_is_an_instant_in_the_night_summer_time_ends():
    night = date(2026, 10, 25)
    first_half_past_two = datetime(2026, 10, 25, 2, 30, tzinfo=OSLO, fold=0)
    crowd = people(grants=(grant(ends_at=first_half_past_two, upper=night.toordinal() + 1),))
    before = datetime(2026, 10, 25, 2, 15, tzinfo=OSLO, fold=0)
    an_hour_later = datetime(2026, 10, 25, 2, 15, tzinfo=OSLO, fold=1)
    assert may(crowd, definitions(), night, now=before) == {"mail"}
    assert may(crowd, definitions(), night, now=an_hour_later) == set()


def test_hour_counts_only_when_every_route_has_one():
    hour = datetime(2026, 6, 1, 12, tzinfo=OSLO)
    limited = grant(ends_at=hour, scope_unit="team")
    assert held(people(grants=(limited,)), definitions())[0].ends_at == hour
    assert held(people(grants=(limited,)), definitions(RULE))[0].ends_at is None


def test_rows_that_ended_before_the_horizon_are_left_out():
    gone = EMPLOYED._replace(upper=MOVE.toordinal())
    compiled = Compiled(definitions(RULE))
    assert derive(people(gone), compiled, since=MOVE).held["ann"] == ()
    assert derive(people(gone), compiled, since=MOVE - timedelta(days=1)).held["ann"][0].valid.lower == START


def test_scopes_of_several_routes_are_united():
    leads = Leadership("lead", "ann", "school", "leader", *EVER)
    parts = definitions(RULE, RULE._replace(id="rule2", anchor=Anchor.LEADERSHIP))
    compiled = Compiled(parts)
    derived = derive(people(leaderships=(leads,)), compiled)
    allowed = effective(derived.held["ann"], (), compiled, on=START)
    assert {(row.scope, row.unit) for row in allowed} == {
        (Scope.HERE_BELOW, "team"),
        (Scope.HERE_BELOW, "school"),
    }


def test_function_rule_counts_at_the_unit_of_the_appointment():
    appointed = Appointment("a", "ann", "safety", "library", *EVER)
    rule = RULE._replace(anchor=Anchor.FUNCTION, functions=frozenset({"safety"}))
    rows = held(people(appointments=(appointed,)), definitions(rule))
    assert [(row.scope_unit, row.valid) for row in rows] == [("library", Period(START))]
