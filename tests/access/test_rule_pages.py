"""The pages of rules: making, changing and ending one, with who gets and who loses before it is saved."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from grunnmur.access import actions
from grunnmur.access.models import Held, Permission, RoleItem, Rule
from grunnmur.access.rules import ROLES, RULES
from grunnmur.core.models import PersonalDataRead
from grunnmur.core.tenancy import tenant
from tests.factories_organisation import SYSTEM, granting, make_employee, make_position, make_unit, make_user

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)
NEW = reverse("access:new_rule")


@pytest.fixture
def officer(visit, house, fjordvik):
    """The browser of somebody who makes rules."""
    with tenant(fjordvik):
        user = make_user(make_employee(house.top, "Ola Tilgang"))
    with granting(user, RULES, everywhere=True):
        yield visit(user)


def sent(house, **more):
    """Return a form as a browser sends it: Vikar to Kundesenter."""
    whole = {
        "effect": "grant",
        "target": f"role:{house.roles['Vikar'].pk}",
        "anchor": "employment",
        "units": [str(house.unit.pk)],
        "name": "Vikarer",
        "reason": "Fordi vi trenger dem",
        "first_day": TODAY.isoformat(),
    }
    return whole | more


def test_a_rule_says_what_is_otherwise_given_for_some_days_only(officer, house, fjordvik):
    assert "for some days only" not in officer.post(NEW, sent(house)).text
    with tenant(fjordvik):
        level = Permission.objects.get(pk=RoleItem.objects.filter(role=house.roles["Vikar"]).first().permission_id)
        Permission.objects.filter(pk=level.pk).update(max_days=30)
        told = f"{level}: 30 days at most"

    assert told in officer.post(NEW, sent(house)).text
    assert told in officer.post(NEW, sent(house, target=f"permission:{level.pk}")).text
    assert "for some days only" not in officer.post(NEW, sent(house, effect="exclude")).text


def test_a_rule_is_previewed_and_then_saved(officer, house, fjordvik):
    examples = officer.get(NEW).text
    assert "Begin with an example" in examples
    assert "All who lead a unit" in examples
    seen = officer.post(NEW, sent(house))
    assert seen.status_code == 200
    for expected in ("Everyone employed in Kundesenter and below gets Vikar.", "Gets it: +3.", "Per Person"):
        assert expected in seen.text
    assert "Loses it: −0." in seen.text
    with tenant(fjordvik):
        assert not Rule.objects.filter(name="Vikarer").exists()
        logged = PersonalDataRead.objects.filter(what="access.rule_preview").values_list("subject_id", flat=True)
        assert set(logged) == {house.leader.pk, house.adviser.pk, house.newcomer.pk}
    done = officer.post(NEW, sent(house, save="1"))
    with tenant(fjordvik):
        rule = Rule.objects.get(name="Vikarer")
        assert done.url == reverse("access:rule", args=[rule.pk])
        assert Held.objects.filter(role=house.roles["Vikar"]).count() == 3
    html = officer.get(done.url).text
    assert "Fordi vi trenger dem" in html
    assert "2 people today" in html


def test_htmx_gets_the_form_and_the_outcome_alone_while_a_draft_lacks_its_name(officer, house):
    draft = sent(house, name="", reason="")
    live = officer.post(NEW, draft, headers={"HX-Request": "true"})
    assert live.text.strip().startswith('<form id="rule"')
    assert "Gets it: +3." in live.text
    assert "Put this right" not in live.text
    assert "Choose what the rule is about" in officer.post(NEW, draft | {"target": ""}).text
    refused = officer.post(NEW, draft | {"save": "1"})
    assert refused.status_code == 422
    assert "Put this right" in refused.text


def test_a_typed_name_is_chosen_when_one_thing_fits(officer, house, fjordvik):
    with tenant(fjordvik):
        make_position("Kundekonsulent natt")
        unit = make_unit("Kundeservice", parent=house.top)
    found = officer.post(NEW, sent(house, units=[], **{"units-add": "kundesenter", "positions-add": "Kundekonsulent"}))
    assert "Everyone employed as Kundekonsulent in Kundesenter and below gets Vikar." in found.text
    several = officer.post(NEW, sent(house, units=[], **{"units-add": "kunde"}))
    assert several.status_code == 422
    assert "Several fit “kunde”. Tick the right one." in several.text
    assert f'value="{unit.pk}"' in several.text
    none = officer.post(NEW, sent(house, **{"persons-add": "Ukjent"}))
    assert "Nothing here is called “Ukjent”." in none.text
    one = officer.post(NEW, sent(house, units=[], **{"persons-add": "per per"}))
    assert "Everyone employed among 1 named person gets Vikar." in one.text


def test_a_rule_for_everyone_must_be_meant(officer, house, fjordvik):
    everyone = sent(house, units=[])
    seen = officer.post(NEW, everyone)
    assert "The rule has no conditions: it applies to everyone, 4 persons." in seen.text
    assert officer.post(NEW, everyone | {"save": "1"}).status_code == 422
    with tenant(fjordvik):
        assert not Rule.objects.filter(name="Vikarer").exists()
    assert officer.post(NEW, everyone | {"save": "1", "everyone": "on"}).status_code == 302


def test_names_come_a_page_at_a_time(officer, house, fjordvik):
    with tenant(fjordvik):
        for number in range(21):
            make_employee(house.unit, f"Anna Nr{number:02}")
    first = officer.post(NEW, sent(house)).text
    assert "Gets it: +24." in first
    assert "Anna Nr19" in first
    assert "Per Person" not in first
    second = officer.post(NEW, sent(house, page="2")).text
    assert "Per Person" in second
    assert "Anna Nr19" not in second
    assert officer.post(NEW, sent(house, page="99")).text.count("Per Person") == second.count("Per Person")


def test_a_rule_is_changed_from_a_day_and_ended_on_one(officer, house, fjordvik):
    officer.post(NEW, sent(house, save="1"))
    with tenant(fjordvik):
        rule = Rule.objects.get(name="Vikarer")
    address = reverse("access:change_rule", args=[rule.pk])
    shown = officer.get(address).text
    assert 'value="Vikarer"' in shown
    assert f'value="{house.unit.pk}"' in shown
    later = (TODAY + 5 * DAY).isoformat()
    changed = sent(house, units=[], persons=[str(house.adviser.pk)], first_day=later)
    assert "Loses it: −2." in officer.post(address, changed).text
    done = officer.post(address, changed | {"save": "1"})
    html = officer.get(done.url).text
    assert "What it said before" in html
    assert "Everyone employed in Kundesenter and below gets Vikar." in html
    with tenant(fjordvik):
        follower = Rule.objects.get(name="Vikarer", succeeds=rule)
    address = reverse("access:end_rule", args=[follower.pk])
    assert "Loses it: −1." in officer.post(address, {"last_day": "2026-03-20"}).text
    assert officer.post(address, {"last_day": "2026-03-20", "confirm": "1"}).url == reverse("access:rules")
    with tenant(fjordvik):
        follower.refresh_from_db()
        assert follower.valid.upper == date(2026, 3, 21)


@pytest.mark.parametrize("example", ["permanent", "leaders", "function", "nonsense"])
def test_an_example_fills_the_form(officer, house, example):
    html = officer.get(NEW, {"example": example}).text
    assert "Begin with an example" not in html
    anchor = {"leaders": "leadership", "function": "function"}.get(example, "employment")
    assert f'name="anchor" value="{anchor}" id="id_anchor_' in html.replace(' class="ds-input"', "")


def test_only_who_makes_rules_opens_the_forms(visit, house, fjordvik):
    with tenant(fjordvik):
        rule = Rule.objects.get(name="Kundesenter basis")
        user = make_user(make_employee(house.unit))
    visitor = visit(user)
    pages = [NEW, *(reverse(f"access:{name}", args=[rule.pk]) for name in ("change_rule", "end_rule"))]
    for address in pages:
        assert visitor.get(address).status_code == 403
        assert visitor.post(address, sent(house, save="1", confirm="1")).status_code == 403
    assert visitor.get(reverse("access:rule", args=[rule.pk])).status_code == 403
    with granting(user, ROLES, everywhere=True):
        html = visitor.get(reverse("access:rule", args=[rule.pk])).text
        assert "Kundesenter basis" in html
        assert pages[1] not in html


def test_from_another_municipality_no_rule_answers(client, house, fjordvik, sundby):
    with tenant(fjordvik):
        rule = Rule.objects.get(name="Kundesenter basis")
    with tenant(sundby):
        user = make_user(make_employee(make_unit()))
        client.force_login(user)
    client.defaults["HTTP_HOST"] = "sundby.example"
    with granting(user, RULES, everywhere=True):
        for name in ("rule", "change_rule", "end_rule"):
            assert client.get(reverse(f"access:{name}", args=[rule.pk])).status_code == 404
        html = client.post(NEW, sent(house)).text
        assert "Kundesenter" not in html
        assert "Per Person" not in html


def test_the_pages_of_a_rule_cost_the_same_for_one_and_four(officer, house, fjordvik, count_statements):
    with tenant(fjordvik):
        rule = actions.save_rule("Én", house.roles["Vikar"].pk, actions.Selector(units=[house.unit.pk]), by=SYSTEM)
    pages = [reverse(f"access:{name}", args=[rule.pk]) for name in ("rule", "change_rule", "end_rule")]
    before = [count_statements(officer, address) for address in pages]
    with tenant(fjordvik):
        for number in range(3):
            make_employee(make_unit(parent=house.unit), position_id=make_position().pk)
            actions.save_rule(
                f"Nr {number}", house.roles["Vikar"].pk, actions.Selector(units=[house.unit.pk]), by=SYSTEM
            )
    assert [count_statements(officer, address) for address in pages] == before


def test_a_preview_costs_the_same_for_one_and_four(officer, house, fjordvik, django_assert_max_num_queries):
    with django_assert_max_num_queries(70) as few:
        officer.post(NEW, sent(house))
    with tenant(fjordvik):
        for _ in range(3):
            make_employee(house.unit)
    with django_assert_max_num_queries(len(few)):
        officer.post(NEW, sent(house))
