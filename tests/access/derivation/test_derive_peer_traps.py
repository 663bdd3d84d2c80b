"""What other access systems are known to get wrong about rules and routes, one test each."""

from datetime import timedelta

from grunnmur.access.derivation import Compiled, derive
from grunnmur.access.derivation.facts import (
    Anchor,
    Deputy,
    Leadership,
    Role,
    RuleUnit,
    UnitParent,
)
from grunnmur.core.periods import Period
from tests.access.derivation.small import (
    EMPLOYED,
    EVER,
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

# conditions


def test_position_and_minus_person_are_both_asked():
    rule = RULE._replace(positions=frozenset({"nurse"}), not_persons=frozenset({"bo"}))
    clerk = EMPLOYED._replace(id="job2", person="kim", position="clerk")
    excepted = EMPLOYED._replace(id="job3", person="bo")
    crowd = people(EMPLOYED, clerk, excepted)
    assert held(crowd, definitions(rule))
    assert held(crowd, definitions(rule), "kim") == ()
    assert held(crowd, definitions(rule), "bo") == ()


def test_minus_unit_wins_over_a_plus_unit_above_and_below_it():
    rule = RULE._replace(units=(below("area"), below("team"), below("school", is_minus=True)))
    assert held(people(), definitions(rule)) == ()


def test_rule_at_a_parent_that_ends_ends_in_the_units_below():
    rule = RULE._replace(units=(below("area"),), upper=MOVE.toordinal())
    assert may(people(), definitions(rule), MOVE - timedelta(days=1)) == {"mail"}
    assert may(people(), definitions(rule), MOVE) == set()


def test_rule_for_a_unit_without_below_does_not_reach_the_units_below():
    rule = RULE._replace(units=(RuleUnit("school", is_minus=False, with_below=False),))
    assert held(people(), definitions(rule)) == ()


def test_one_employment_must_meet_position_and_kind_together():
    leads = Leadership("lead", "ann", "team", "leader", *EVER)
    rule = RULE._replace(anchor=Anchor.LEADERSHIP, positions=frozenset({"nurse"}), kinds=frozenset({"hourly"}))
    second = EMPLOYED._replace(id="job2", position="clerk", kind="hourly")
    apart = people(EMPLOYED, second, leaderships=(leads,))
    together = people(EMPLOYED, second._replace(position="nurse"), leaderships=(leads,))
    assert held(apart, definitions(rule)) == ()
    assert held(together, definitions(rule))


def test_only_the_deputy_of_the_leader_acts_never_the_deputys_deputy():
    rule = RULE._replace(anchor=Anchor.LEADERSHIP, has_deputies=True)
    crowd = people(
        *(EMPLOYED._replace(id=f"job-{who}", person=who) for who in ("ann", "bo", "kim")),
        leaderships=(Leadership("lead", "ann", "team", "leader", *EVER),),
        deputies=(
            Deputy("one", "ann", "bo", None, frozenset({"access"}), *EVER),
            Deputy("two", "bo", "kim", None, frozenset({"access"}), *EVER),
        ),
    )
    assert held(crowd, definitions(rule), "bo")[0].scope_unit == "team"
    assert held(crowd, definitions(rule), "kim") == ()
    assert held(crowd, definitions(rule._replace(has_deputies=False)), "bo") == ()


def test_deputy_for_approvals_only_gets_no_access():
    rule = RULE._replace(anchor=Anchor.LEADERSHIP, has_deputies=True)
    crowd = people(
        EMPLOYED,
        leaderships=(Leadership("lead", "bo", "team", "leader", *EVER),),
        deputies=(Deputy("one", "bo", "ann", None, frozenset({"approve", "tasks"}), *EVER),),
    )
    assert held(crowd, definitions(rule)) == ()


def test_nobody_without_an_active_employment_has_anything():
    leads = Leadership("lead", "bo", "team", "leader", *EVER)
    crowd = people(EMPLOYED, leaderships=(leads,), grants=(grant(person="bo"),))
    compiled = Compiled(definitions(RULE, RULE._replace(id="rule2", anchor=Anchor.LEADERSHIP)))
    assert derive(crowd, compiled, persons=["bo"]).held["bo"] == ()


# routes


def test_two_routes_are_one_row_and_losing_one_changes_no_permission():
    both = held(people(grants=(grant(scope_unit="team"),)), definitions(RULE))
    assert [row.via for row in both] == [("grant", "rule")]
    alone = held(people(), definitions(RULE))
    assert [row[:6] for row in alone] == [row[:6] for row in both]
    for day in (START, MOVE):
        assert may(people(), definitions(RULE), day) == {"mail"}


def test_losing_the_last_route_takes_the_permission():
    assert may(people(), definitions(), START) == set()


def test_two_employments_one_moves_and_the_other_keeps_what_it_gives():
    rule = RULE._replace(units=(below("area"),))
    moved = (
        EMPLOYED._replace(upper=MOVE.toordinal()),
        EMPLOYED._replace(id="new", unit="library", lower=MOVE.toordinal()),
    )
    stays = EMPLOYED._replace(id="side", unit="school", kind="hourly")
    rows = held(people(*moved, stays), definitions(rule))
    assert [(row.scope_unit, row.valid) for row in rows] == [
        ("school", Period(START)),
        ("team", Period(START, MOVE)),
    ]
    assert may(people(*moved, stays), definitions(rule), MOVE) == {"mail"}


def test_unit_moved_on_a_date_changes_what_its_people_have_from_that_date():
    tree = (
        UnitParent("team", "school", "line", *Period(None, MOVE).span),
        UnitParent("team", "culture", "line", *Period(MOVE).span),
        *TREE[1:],
    )
    rule = RULE._replace(units=(below("area"),))
    assert held(people(), definitions(rule, parents=tree))[0].valid == Period(START, MOVE)


def test_start_date_survives_activation():
    rule = RULE._replace(lower=MOVE.toordinal())
    draft, active = (definitions(rule, roles=(Role("role", state, 0, *EVER),)) for state in (False, True))
    assert held(people(), draft) == ()
    assert held(people(), active)[0].valid == Period(MOVE)


def test_employment_shortened_after_a_grant_shortens_the_grant_too():
    shortened = EMPLOYED._replace(upper=MOVE.toordinal())
    for bound in (None, "job"):
        rows = held(people(shortened, grants=(grant(employment=bound),)), definitions())
        assert [row.valid for row in rows] == [Period(START, MOVE)]


def test_rehire_does_not_revive_a_grant_bound_to_the_old_employment():
    old = EMPLOYED._replace(upper=MOVE.toordinal())
    new = EMPLOYED._replace(id="new", lower=MOVE.toordinal() + 100)
    rows = held(people(old, new, grants=(grant(employment="job"),)), definitions())
    assert [row.valid for row in rows] == [Period(START, MOVE)]


def test_mover_keeps_the_role_for_the_grace_days_and_a_leaver_does_not():
    rule = RULE._replace(units=(below("area"),))
    parts = definitions(rule, roles=(Role("role", True, 14, *EVER),))
    old = EMPLOYED._replace(upper=MOVE.toordinal())
    new = EMPLOYED._replace(id="new", unit="library", lower=MOVE.toordinal())
    assert held(people(old, new), parts)[0].valid == Period(START, MOVE + timedelta(days=14))
    assert held(people(old), parts)[0].valid == Period(START, MOVE)


def test_rule_that_ends_gives_no_grace():
    parts = definitions(RULE._replace(upper=MOVE.toordinal()), roles=(Role("role", True, 14, *EVER),))
    side = EMPLOYED._replace(id="side", unit="library")
    assert {row.valid for row in held(people(EMPLOYED, side), parts)} == {Period(START, MOVE)}
