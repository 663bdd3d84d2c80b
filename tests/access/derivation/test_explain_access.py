"""Explanations: the same answer as the derivation, every route named, and the condition that failed."""

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from grunnmur.access.derivation import Compiled, Reader, derive, effective, explain, text_of
from grunnmur.access.derivation.crowd import Crowd
from grunnmur.access.derivation.facts import (
    Anchor,
    Appointment,
    Definitions,
    Deputy,
    Effect,
    Employment,
    Exclusion,
    Grant,
    Leadership,
    Leave,
    People,
    Permission,
    Role,
    RoleItem,
    Rule,
    RuleUnit,
    Scope,
    UnitParent,
)
from grunnmur.access.derivation.messages import ABOUT_ANOTHER, ABOUT_THE_MATTER, TO_ONESELF, Key
from grunnmur.access.derivation.reasons import reasons_of
from grunnmur.access.derivation.remaining import permission_days
from grunnmur.core.periods import BEGINNING, END, Period, to_spans
from tests.access.derivation.oracle import WINDOW
from tests.access.derivation.worlds import dense_world

EVER = (BEGINNING, END)
START, LAST = date(2026, 3, 1), date(2026, 12, 31)
TODAY = date(2026, 4, 1)
JOB = Employment("job", "ann", "centre", "consultant", "permanent", *Period(START).span)
RULE = Rule(
    "basis",
    Effect.GRANT,
    "support",
    None,
    Anchor.EMPLOYMENT,
    *EVER,
    units=(RuleUnit("town", is_minus=False, with_below=True),),
    positions=frozenset({"consultant"}),
)
DEFINITIONS = Definitions(
    parents=(UnitParent("centre", "town", "line", *EVER), UnitParent("library", "town", "line", *EVER)),
    rules=(RULE,),
    roles=(Role("support", True, 10, *EVER),),
    items=(RoleItem("support", "crm", None, Scope.HERE, None, *EVER),),
    permissions=(Permission("crm", 14, True, *EVER), Permission("loan", 0, False, *EVER)),
)
NAMES = {
    "crm": "CRM (bidra)",
    "loan": "Ansattlån",
    "support": "Kundestøtte",
    "basis": "Kundesenter basis",
    "consultant": "Kundekonsulent",
    "centre": "Kundesenter",
    "library": "Biblioteket",
    "safety": "HMS-ansvarlig",
    "bo": "Bo Eksempel",
}


def ask(people=None, definitions=DEFINITIONS, *, permission="crm", on=TODAY, now=None):
    people = People(employments=(JOB,)) if people is None else people
    return explain(people, Compiled(definitions), person="ann", permission=permission, on=on, now=now)


def told(explanation, *, person=None):
    reader = Reader(translate=str, names=NAMES, day=date.isoformat, person=person)
    return [text_of(message, reader) for message in explanation.messages]


def with_rule(**changes):
    return replace(DEFINITIONS, rules=(RULE._replace(**changes),))


def keys(explanation):
    return [message.key for message in explanation.messages]


@pytest.mark.parametrize("seed", range(4_000, 4_400, 100))
def test_reasons_have_exactly_the_days_that_are_derived(seed):
    for more in range(100):
        people, definitions = dense_world(seed + more)
        compiled = Compiled(definitions)
        for person, rows in derive(people, compiled).held.items():
            found = defaultdict(list)
            for reason in reasons_of(person, Crowd(people), compiled):
                found[reason.permission].append(reason.valid)
            days = {permission: to_spans(periods) for permission, periods in found.items()}
            assert days == permission_days(rows, compiled)


@pytest.mark.parametrize("seed", range(5_000, 5_060))
def test_explanation_answers_as_effective_access_does_and_always_says_something(seed):
    people, definitions = dense_world(seed)
    compiled = Compiled(definitions)
    now = datetime(2026, 1, 1, 12, tzinfo=UTC)
    derived = derive(people, compiled, persons=["ann"])
    reader = Reader(translate=str, names=defaultdict(str), day=date.isoformat)
    for day in map(date.fromordinal, WINDOW[12:-12:5]):
        allowed = effective(derived.held["ann"], derived.withheld, compiled, on=day, now=now)
        answer = explain(people, compiled, person="ann", permission="q0", on=day, now=now)
        assert answer.has == bool(allowed)
        assert answer.messages
        assert not answer.has or answer.reasons
        assert all(text_of(message, reader) for message in answer.messages)


def test_route_by_rule_is_told_to_oneself():
    assert told(ask()) == [
        (
            "You have CRM (bidra) because you are Kundekonsulent in Kundesenter "
            "(rule “Kundesenter basis”, role Kundestøtte), from 2026-03-01 with no end."
        )
    ]


def test_route_by_rule_is_told_to_a_leader_with_its_last_day():
    ends = People(employments=(JOB._replace(upper=Period.through(START, LAST).span[1]),))
    assert told(ask(ends), person="Ann Eksempel") == [
        (
            "Ann Eksempel has CRM (bidra) as Kundekonsulent in Kundesenter "
            "(rule “Kundesenter basis”, role Kundestøtte), from 2026-03-01 through 2026-12-31."
        )
    ]


def test_every_kind_of_route_is_told():
    plain = RULE._replace(units=(), positions=frozenset())
    rules = (
        plain,
        plain._replace(id="basis2", anchor=Anchor.FUNCTION),
        plain._replace(id="basis3", anchor=Anchor.LEADERSHIP, has_deputies=True),
    )
    people = People(
        employments=(JOB._replace(position=None), JOB._replace(id="bos", person="bo")),
        appointments=(Appointment("a", "ann", "safety", "library", *EVER),),
        leaderships=(
            Leadership("l1", "ann", "centre", "leader", *EVER),
            Leadership("l2", "ann", "library", "acting", *EVER),
            Leadership("l3", "bo", "centre", "leader", *EVER),
        ),
        deputies=(Deputy("d", "bo", "ann", None, frozenset({"access"}), *EVER),),
        grants=(Grant("g", "ann", None, "support", None, None, None, *EVER),),
    )
    answer = ask(people, replace(DEFINITIONS, rules=rules))
    found = {(message.key, message.params.unit, message.params.leader) for message in answer.messages}
    assert found == {
        (Key.AS_EMPLOYED, "centre", None),
        (Key.AS_FUNCTION, "library", None),
        (Key.AS_LEADER, "centre", None),
        (Key.AS_ACTING, "library", None),
        (Key.AS_DEPUTY, "centre", "bo"),
        (Key.BY_GRANT, None, None),
    }
    assert {reason.source for reason in answer.reasons} == {"basis", "basis2", "basis3", "g"}


def test_early_days_are_told_with_the_day_the_employment_starts():
    answer = ask(on=START - timedelta(days=3))
    assert answer.has
    assert told(answer) == [
        "You get CRM (bidra) early, so that it is ready on 2026-03-01 (rule “Kundesenter basis”, role Kundestøtte)."
    ]


def test_days_of_grace_are_told_with_their_end():
    moved = People(
        employments=(
            JOB._replace(upper=TODAY.toordinal()),
            JOB._replace(id="new", unit="elsewhere", lower=TODAY.toordinal()),
        )
    )
    assert told(ask(moved)) == [
        (
            "You keep CRM (bidra) for a while to hand over "
            "(rule “Kundesenter basis”, role Kundestøtte), from 2026-04-01 through 2026-04-10."
        )
    ]


def test_exclusion_is_told_before_anything_else():
    week = Period.through(TODAY, TODAY + timedelta(days=6))
    people = People(employments=(JOB,), exclusions=(Exclusion("x", "ann", None, "crm", *week.span),))
    answer = ask(people)
    assert not answer.has
    assert [row.source for row in answer.withheld] == ["x"]
    assert told(answer) == ["CRM (bidra) is held back by an exclusion, from 2026-04-01 through 2026-04-07."]


def test_exclude_rule_and_leave_are_told():
    taking = RULE._replace(id="basis2", effect=Effect.EXCLUDE, role=None, permission="crm")
    assert keys(ask(definitions=replace(DEFINITIONS, rules=(RULE, taking)))) == [Key.EXCLUDED_BY_RULE]
    away = People(employments=(JOB,), leaves=(Leave("leave", "job", 100, *EVER),))
    assert keys(ask(away)) == [Key.ON_LEAVE]


def test_what_keeps_the_role_away_is_told():
    excluded = People(employments=(JOB,), exclusions=(Exclusion("x", "ann", "support", None, *EVER),))
    assert keys(ask(excluded)) == [Key.ROLE_EXCLUDED]
    taking = RULE._replace(id="basis2", effect=Effect.EXCLUDE)
    assert keys(ask(definitions=replace(DEFINITIONS, rules=(RULE, taking)))) == [Key.ROLE_EXCLUDED_BY_RULE]
    retired = replace(DEFINITIONS, roles=(Role("support", False, 0, *EVER),))
    assert keys(ask(definitions=retired))[:1] in ([Key.ROLE_INACTIVE], [Key.NO_RULE])


def test_item_on_other_days_is_told():
    later = Period(TODAY + timedelta(days=1)).span
    item = DEFINITIONS.items[0]._replace(lower=later[0], upper=later[1])
    answer = ask(definitions=replace(DEFINITIONS, items=(item,)))
    assert keys(answer) == [Key.NOT_IN_ROLE, Key.STARTS_LATER]


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"units": (RuleUnit("library", is_minus=False, with_below=True),)}, Key.OTHER_UNIT),
        (
            {"units": (*RULE.units, RuleUnit("centre", is_minus=True, with_below=False))},
            Key.LEFT_OUT_UNIT,
        ),
        ({"positions": frozenset({"nurse"})}, Key.OTHER_POSITION),
        ({"kinds": frozenset({"hourly"})}, Key.OTHER_KIND),
        ({"functions": frozenset({"safety"})}, Key.OTHER_FUNCTION),
        ({"anchor": Anchor.FUNCTION, "functions": frozenset({"safety"})}, Key.OTHER_FUNCTION),
        ({"anchor": Anchor.LEADERSHIP}, Key.NOT_LEADER),
        ({"persons": frozenset({"bo"})}, Key.NOT_NAMED),
        ({"not_persons": frozenset({"ann"})}, Key.LEFT_OUT_PERSON),
    ],
)
def test_condition_that_failed_is_told(changes, key):
    answer = ask(definitions=with_rule(**changes))
    assert not answer.has
    assert keys(answer) == [key]
    assert answer.messages[0].params.rule == "basis"


def test_rule_on_other_days_is_told_with_the_day():
    tomorrow = TODAY + timedelta(days=1)
    coming = ask(definitions=with_rule(lower=tomorrow.toordinal()))
    assert keys(coming) == [Key.STARTS_LATER, Key.RULE_NOT_STARTED]
    assert coming.messages[1].params.day == tomorrow
    gone = ask(definitions=with_rule(upper=TODAY.toordinal()))
    assert keys(gone) == [Key.HAS_ENDED, Key.RULE_ENDED]
    assert gone.messages[1].params.day == TODAY - timedelta(days=1)


def test_leader_rule_that_leaves_out_deputies_is_told():
    people = People(
        employments=(JOB,),
        leaderships=(Leadership("l", "bo", "centre", "leader", *EVER),),
        deputies=(Deputy("d", "bo", "ann", None, frozenset({"access"}), *EVER),),
    )
    assert keys(ask(people, with_rule(anchor=Anchor.LEADERSHIP))) == [Key.NOT_FOR_DEPUTIES]


def test_nearest_rule_is_the_one_with_fewest_failed_conditions():
    far = RULE._replace(
        id="aaa", positions=frozenset({"nurse"}), kinds=frozenset({"hourly"}), functions=frozenset({"x"})
    )
    near = RULE._replace(id="basis", kinds=frozenset({"hourly"}))
    answer = ask(definitions=replace(DEFINITIONS, rules=(far, near)))
    assert [(message.key, message.params.rule) for message in answer.messages] == [(Key.OTHER_KIND, "basis")]


@pytest.mark.parametrize(
    ("employments", "key", "day"),
    [
        ((), Key.NEVER_EMPLOYED, None),
        ((JOB._replace(lower=TODAY.toordinal() + 30),), Key.NOT_EMPLOYED_YET, TODAY + timedelta(days=30)),
        ((JOB._replace(upper=TODAY.toordinal()),), Key.EMPLOYMENT_ENDED, TODAY - timedelta(days=1)),
    ],
)
def test_not_being_employed_is_told_first(employments, key, day):
    answer = ask(People(employments=employments))
    assert keys(answer)[0] == key
    assert answer.messages[0].params.day == day


def test_permission_that_no_rule_leads_to_is_told_as_such():
    assert told(ask(permission="loan")) == ["No rule leads to Ansattlån; it must be given or asked for."]


def test_grant_of_a_permission_out_of_use_is_told():
    unused = Permission("loan", 0, False, *Period(None, START).span)
    people = People(employments=(JOB,), grants=(Grant("g", "ann", None, None, "loan", None, None, *EVER),))
    definitions = replace(DEFINITIONS, permissions=(DEFINITIONS.permissions[0], unused))
    assert keys(ask(people, definitions, permission="loan")) == [Key.NOT_IN_USE]


def test_hour_that_has_passed_is_told():
    hour = datetime(2026, 4, 1, 12, tzinfo=UTC)
    people = People(employments=(JOB,), grants=(Grant("g", "ann", None, None, "loan", None, hour, *EVER),))
    assert ask(people, permission="loan", now=hour - timedelta(minutes=1)).has
    answer = ask(people, permission="loan", now=hour)
    assert not answer.has
    assert keys(answer) == [Key.HOUR_HAS_COME]


def test_every_message_has_one_text_for_each_voice():
    assert TO_ONESELF.keys() == ABOUT_ANOTHER.keys()
    assert TO_ONESELF.keys() | ABOUT_THE_MATTER.keys() == set(Key)
    assert not TO_ONESELF.keys() & ABOUT_THE_MATTER.keys()
    for text in ABOUT_ANOTHER.values():
        assert "%(person)s" in text
