"""Rules made, changed and ended: by actions, and what a preview says of it."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from grunnmur.access import actions, queries
from grunnmur.access.actions import RuleFacts, Selector
from grunnmur.access.models import Held, Role, Rule
from grunnmur.access.queries.rule_facts import facts_of_rule, preview_rule
from grunnmur.access.rules import (
    RULES,
    BadSelectorError,
    EveryoneError,
    NameTakenError,
    NotChangeableError,
    NotGivableError,
)
from grunnmur.core.periods import Period
from grunnmur.core.tenancy import tenant
from grunnmur.organisation.models import Person
from tests.access.states import everything_held
from tests.factories_access import permission_of
from tests.factories_organisation import (
    SYSTEM,
    granting,
    make_deputy,
    make_employee,
    make_function,
    make_position,
    make_unit,
    make_user,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)


@pytest.fixture
def inside(house, fjordvik):
    with tenant(fjordvik), translation.override("en"):
        yield house


def facts(house, *, name="Vikarer", role="Vikar", **more):
    selector = {name: more.pop(name) for name in list(more) if name in Selector.__dataclass_fields__}
    return RuleFacts(name=name, role_id=house.roles[role].pk, selector=Selector(**selector), reason="Fordi", **more)


def holders(house, role="Vikar", on=TODAY):
    rows = Held.objects.filter(role=house.roles[role], valid__contains=on)
    return set(rows.values_list("person__display_name", flat=True))


def names(affected):
    return [row.name for row in affected]


def test_a_rule_with_every_condition_is_saved_and_read_back(inside):
    other, third = make_unit(parent=inside.unit), make_unit(parent=inside.unit)
    selector = Selector(
        units=(inside.top.pk,),
        units_alone=(inside.unit.pk,),
        not_units=(other.pk,),
        not_units_alone=(third.pk,),
        positions=(make_position().pk,),
        functions=(make_function().pk,),
        employment_kinds=("permanent",),
        persons=(inside.adviser.pk,),
        not_persons=(inside.leader.pk,),
        has_deputies=True,
    )
    whole = RuleFacts(
        name="Alt",
        role_id=inside.roles["Vikar"].pk,
        selector=selector,
        reason="Fordi",
        legal_basis="Hjemmel",
        owner_key="may:access.officer",
        valid=Period(TODAY, TODAY + 9 * DAY),
    )
    assert facts_of_rule(actions.make_rule(whole, by=SYSTEM)) == whole


def test_a_rule_without_conditions_is_refused_until_it_is_meant(inside):
    before = everything_held()
    for selector in ({}, {"not_persons": [inside.adviser.pk]}):
        with pytest.raises(EveryoneError):
            actions.make_rule(facts(inside, **selector), by=SYSTEM)
    assert everything_held() == before
    actions.make_rule(facts(inside), by=SYSTEM, is_everyone_meant=True)
    assert holders(inside) == {"Lise Leder", "Per Person"}


def test_position_and_minus_person_are_both_asked_of_a_saved_rule(inside):
    """One product ORs them: everybody who is not excepted gets the role."""
    position = facts_of_rule(Rule.objects.get(name="Kundesenter basis")).selector.positions
    rule = facts(inside, positions=position, not_persons=[inside.adviser.pk])
    actions.make_rule(rule, by=SYSTEM)
    assert holders(inside) == set()
    assert holders(inside, on=date(2026, 3, 12)) == {"Nora Ny"}


def test_a_rule_at_a_parent_that_ends_reaches_the_units_below(inside):
    """One product leaves the sub-units stale."""
    rule = actions.make_rule(facts(inside, units=[inside.top.pk]), by=SYSTEM)
    assert "Per Person" in holders(inside)
    actions.end_rule(rule.pk, last_day=TODAY, by=SYSTEM)
    assert "Per Person" in holders(inside)
    assert holders(inside, on=TODAY + DAY) == set()


def test_a_rule_for_a_unit_alone_and_one_that_leaves_it_out_are_opposites(inside):
    make_employee(inside.top, "Tora Topp")
    actions.make_rule(facts(inside, units_alone=[inside.top.pk]), by=SYSTEM)
    assert holders(inside) == {"Tora Topp"}
    rest = facts(inside, name="Resten", role="Nettbrett", units=[inside.top.pk], not_units_alone=[inside.top.pk])
    actions.make_rule(rest, by=SYSTEM)
    assert holders(inside, "Nettbrett") == {"Lise Leder", "Per Person"}


def test_deputies_get_what_leaders_get_when_the_rule_says_so(inside):
    make_deputy(inside.leader, inside.adviser, valid=Period(TODAY, TODAY + 9 * DAY), may_do=("access",))
    actions.make_rule(facts(inside, anchor="leadership", has_deputies=True), by=SYSTEM)
    assert holders(inside) == {"Lise Leder", "Per Person"}
    assert holders(inside, on=TODAY + 9 * DAY) == {"Lise Leder"}


def test_a_rule_that_keeps_away_wins_over_all_that_give(inside):
    keeps = facts(inside, name="Ikke lederen", role="Fast ansatt", persons=[inside.leader.pk], effect="exclude")
    actions.make_rule(keeps, by=SYSTEM)
    assert "Lise Leder" not in holders(inside, "Fast ansatt")
    assert "Per Person" in holders(inside, "Fast ansatt")


def test_a_rule_may_give_one_permission_without_a_role(inside):
    crm = permission_of("CRM")
    rule = RuleFacts(name="CRM", permission_id=crm.pk, selector=Selector(persons=[inside.leader.pk]), reason="Ja")
    preview = preview_rule(rule, seen_by=SYSTEM)
    assert (names(preview.gains), preview.loses) == (["Lise Leder"], ())
    actions.make_rule(rule, by=SYSTEM)
    accesses = queries.accesses_of([inside.leader.pk], on=TODAY)[inside.leader.pk]
    assert "CRM (bidra)" in [access.name for access in accesses]


def test_contradictions_and_taken_names_are_refused(inside):
    twice = facts(inside, units=[inside.unit.pk], not_units=[inside.unit.pk])
    with pytest.raises(BadSelectorError, match="twice"):
        actions.make_rule(twice, by=SYSTEM)
    person = facts(inside, persons=[inside.leader.pk], not_persons=[inside.leader.pk])
    with pytest.raises(BadSelectorError, match="twice"):
        actions.make_rule(person, by=SYSTEM)
    with pytest.raises(NameTakenError):
        actions.make_rule(facts(inside, name="kundesenter BASIS", units=[inside.unit.pk]), by=SYSTEM)
    with pytest.raises(BadSelectorError, match="one role or one permission"):
        actions.make_rule(RuleFacts(name="Ingenting", selector=Selector(units=[inside.unit.pk])), by=SYSTEM)


def test_nobody_gives_by_a_rule_more_of_grunnmur_than_she_has(inside):
    user = make_user(make_employee(inside.top))
    leader_role = Role.objects.get(name=actions.start_role_name("leader"))
    rule = RuleFacts(name="Meg selv", role_id=leader_role.pk, selector=Selector(persons=[user.made_for]), reason="x")
    with granting(user, RULES, everywhere=True), pytest.raises(NotGivableError):
        actions.make_rule(rule, by=user)
    with pytest.raises(PermissionDenied):
        actions.make_rule(facts(inside, units=[inside.unit.pk]), by=user)


def test_a_changed_rule_counts_from_its_day_and_the_days_before_stay(inside):
    first = actions.make_rule(facts(inside, units=[inside.unit.pk]), by=SYSTEM)
    make_employee(inside.top, "Tora Topp")
    changed = actions.change_rule(
        first.pk, facts(inside, units_alone=[inside.top.pk]), from_day=TODAY + 5 * DAY, by=SYSTEM
    )
    assert changed.succeeds_id == first.pk
    assert holders(inside, on=TODAY + 4 * DAY) == {"Lise Leder", "Per Person"}
    assert holders(inside, on=TODAY + 5 * DAY) == {"Tora Topp"}


def test_words_are_put_right_without_a_new_rule(inside):
    rule = actions.make_rule(facts(inside, units=[inside.unit.pk, inside.top.pk]), by=SYSTEM)
    before = everything_held()
    same = facts(inside, name="Bedre navn", units=[inside.top.pk, inside.unit.pk], legal_basis="Ny hjemmel")
    changed = actions.change_rule(rule.pk, same, from_day=TODAY, by=SYSTEM)
    assert (changed.pk, changed.name, changed.legal_basis) == (rule.pk, "Bedre navn", "Ny hjemmel")
    assert everything_held() == before


def test_a_rule_that_has_not_begun_is_changed_as_it_stands(inside):
    later = Period(TODAY + 10 * DAY)
    rule = actions.make_rule(facts(inside, units=[inside.unit.pk], valid=later), by=SYSTEM)
    moved = facts(inside, units=(inside.top.pk,), valid=later)
    changed = actions.change_rule(rule.pk, moved, from_day=TODAY + 10 * DAY, by=SYSTEM)
    assert changed.pk == rule.pk
    assert facts_of_rule(Rule.objects.get(pk=rule.pk)) == moved


def test_a_rule_never_changes_what_it_is_about_nor_when_it_is_over(inside):
    rule = actions.make_rule(facts(inside, units=[inside.unit.pk]), by=SYSTEM)
    other = facts(inside, role="Nettbrett", units=[inside.unit.pk])
    with pytest.raises(BadSelectorError, match="stays about"):
        actions.change_rule(rule.pk, other, from_day=TODAY, by=SYSTEM)
    actions.end_rule(rule.pk, last_day=TODAY - DAY, by=SYSTEM)
    with pytest.raises(NotChangeableError):
        actions.change_rule(rule.pk, facts(inside, units=[inside.top.pk]), from_day=TODAY, by=SYSTEM)
    with pytest.raises(NotChangeableError):
        actions.end_rule(rule.pk, last_day=TODAY, by=SYSTEM)


def test_a_rule_ended_before_it_began_is_withdrawn(inside):
    rule = actions.make_rule(facts(inside, units=[inside.unit.pk], valid=Period(TODAY + 5 * DAY)), by=SYSTEM)
    actions.end_rule(rule.pk, last_day=TODAY, by=SYSTEM)
    assert not Rule.objects.filter(pk=rule.pk).exists()
    assert holders(inside, on=TODAY + 6 * DAY) == set()


# Previews


def test_a_preview_says_what_saving_then_does_and_writes_nothing(inside):
    new = facts(inside, units=[inside.unit.pk])
    before, rules = everything_held(), Rule.objects.count()
    found = preview_rule(new, seen_by=SYSTEM)
    assert (everything_held(), Rule.objects.count()) == (before, rules)
    assert (found.reaches, names(found.gains), found.loses) == (3, ["Lise Leder", "Nora Ny", "Per Person"], ())
    actions.make_rule(new, by=SYSTEM)
    assert preview_rule(facts(inside, name="Igjen", units=[inside.unit.pk]), seen_by=SYSTEM).gains == ()


def test_a_preview_of_a_change_names_who_gets_and_who_loses(inside):
    rule = actions.make_rule(facts(inside, persons=[inside.leader.pk]), by=SYSTEM)
    new = facts(inside, persons=[inside.adviser.pk])
    found = preview_rule(new, instead_of=rule, from_day=TODAY + DAY, seen_by=SYSTEM)
    assert (names(found.gains), names(found.loses), found.elsewhere) == (["Per Person"], ["Lise Leder"], 0)
    assert found.loses[0].valid.lower == TODAY + DAY
    ended = preview_rule(None, instead_of=rule, from_day=TODAY + DAY, seen_by=SYSTEM)
    assert (ended.gains, names(ended.loses)) == ((), ["Lise Leder"])


def test_who_has_it_by_another_route_loses_nothing(inside):
    """One product takes what two routes give when one of them goes."""
    rule = actions.make_rule(facts(inside, units=[inside.unit.pk]), by=SYSTEM)
    actions.give_role(inside.adviser.pk, inside.roles["Vikar"].pk, by=SYSTEM, period=Period(TODAY), reason="Også")
    ended = preview_rule(None, instead_of=rule, from_day=TODAY + DAY, seen_by=SYSTEM)
    assert names(ended.loses) == ["Lise Leder", "Nora Ny"]


def test_a_rule_that_keeps_away_previews_whom_it_takes_from(inside):
    keeps = facts(inside, role="Fast ansatt", effect="exclude", units=[inside.unit.pk])
    found = preview_rule(keeps, seen_by=SYSTEM)
    assert (found.gains, names(found.loses)) == ((), ["Lise Leder", "Nora Ny", "Per Person"])


def test_a_rule_about_a_draft_role_reaches_people_and_gives_nothing_yet(inside):
    draft = actions.draft_role("Utkast", by=SYSTEM)
    rule = RuleFacts(name="Utkast", role_id=draft.pk, selector=Selector(units=[inside.unit.pk]), reason="x")
    found = preview_rule(rule, seen_by=SYSTEM)
    assert (found.reaches, found.gains) == (3, ())


def test_protected_persons_are_in_no_preview(inside):
    user = make_user(make_employee(inside.top))
    Person.objects.filter(pk=inside.adviser.pk).update(is_protected=True)
    with granting(user, RULES, everywhere=True):
        found = preview_rule(facts(inside, units=[inside.unit.pk]), seen_by=user)
    assert (found.reaches, names(found.gains)) == (2, ["Lise Leder", "Nora Ny"])
    with pytest.raises(PermissionDenied):
        preview_rule(facts(inside, units=[inside.unit.pk]), seen_by=make_user(make_employee(inside.top)))
