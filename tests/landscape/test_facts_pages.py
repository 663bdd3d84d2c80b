"""What is known about a system, on screen: answered there, never mistaken for no."""

import re

import pytest
from django.urls import reverse

from grunnmur.core.tenancy import tenant
from grunnmur.landscape.actions.details import add_described
from grunnmur.landscape.actions.facts import answer_fact
from grunnmur.landscape.actions.products import add_product, update_from_catalogue
from grunnmur.landscape.models import Element, System, SystemFact, SystemProduct
from grunnmur.landscape.rules import ElementFacts
from grunnmur.landscape.rules.answers import NewAnswer
from grunnmur.landscape.rules.details import SystemUsage
from grunnmur.landscape.rules.products import ProductFacts
from tests.factories_landscape import SYSTEM, make_element, make_relation
from tests.landscape.visiting import count_statements, house, keeper, one_day, own_statements, reader, stranger

__all__ = ["count_statements", "house", "keeper", "one_day", "own_statements", "reader", "stranger"]
MOST = 14


@pytest.fixture
def product(fjordvik):
    with tenant(fjordvik):
        return add_product(ProductFacts(name="Sak Pluss", facts={"mfa": True}), by=SYSTEM)


@pytest.fixture
def system(fjordvik, house, product):
    with tenant(fjordvik):
        facts = ElementFacts(name="Fagsystem X", owner_unit_id=house["unit"].pk)
        return add_described(facts, SystemUsage(product_id=product.pk), by=SYSTEM)


def at(name, *ids):
    return reverse(f"landscape:{name}", args=ids)


def question(html, code):
    """The part of the page about one question, as text."""
    part = re.search(rf'<li class="question" id="{code}".*?(?=<li class="question"|</ul>)', html, re.DOTALL)[0]
    return re.sub(r"<[^>]+>|\s+", " ", part)


def test_no_answer_an_old_one_and_no_look_different(keeper, fjordvik, system):
    with tenant(fjordvik):
        answer_fact(system.pk, "backup", NewAnswer(False), by=SYSTEM)
        answer_fact(
            system.pk, "audit_log", NewAnswer(False, observed_on=system.changed_at.date().replace(year=2020)), by=SYSTEM
        )
    html = keeper.get(at("system_facts", system.pk)).text
    assert "Not answered" in question(html, "mfa")
    assert "Answer too old" in question(html, "audit_log")
    assert "It was “No” on 2 March 2020" in question(html, "audit_log")
    answered = question(html, "backup")
    assert "Not answered" not in answered
    assert re.search(r"Are backups made\? +No ", answered)


def test_the_products_answer_stands_beside_ones_own_and_is_marked(keeper, system):
    html = keeper.get(at("system_facts", system.pk)).text
    assert re.search(r"Not answered +Said of the product Sak Pluss: +Yes", question(html, "mfa"))


@pytest.mark.parametrize(
    ("code", "typed", "kept"),
    [
        ("mfa", "yes", True),
        ("mfa", "no", False),
        ("recovery_hours", "12", 12),
        ("restore_test_date", "2026-01-05", "2026-01-05"),
    ],
)
def test_a_question_is_answered_with_what_shows_it(keeper, fjordvik, system, code, typed, kept):
    sent = {"value": typed, "evidence": "Contract, page 4", "observed_on": "2026-02-01"}
    answer = keeper.post(at("answer_fact", system.pk, code), sent)
    assert answer.url == f"{at('system_facts', system.pk)}#{code}"
    with tenant(fjordvik):
        row = SystemFact.objects.get()
        assert (row.value, row.evidence, row.answered_by) == (kept, "Contract, page 4", "Lise Leder")


def test_i_do_not_know_takes_the_answer_back(keeper, fjordvik, system):
    for typed in ("yes", "unknown"):
        keeper.post(at("answer_fact", system.pk, "mfa"), {"value": typed})
    with tenant(fjordvik):
        assert not SystemFact.objects.exists()


@pytest.mark.parametrize(
    ("code", "sent", "message"),
    [
        ("mfa", {}, "This field is required"),
        ("mfa", {"value": "perhaps"}, "Select a valid choice"),
        ("recovery_hours", {"value": "-1"}, "greater than or equal to 0"),
        ("mfa", {"value": "yes", "observed_on": "2027-01-01"}, "on a day to come"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_saved(keeper, fjordvik, system, code, sent, message):
    answer = keeper.post(at("answer_fact", system.pk, code), sent)
    assert answer.status_code == 422
    assert message in answer.text
    with tenant(fjordvik):
        assert not SystemFact.objects.exists()


def test_a_question_that_nobody_asks_has_no_page(keeper, system):
    assert keeper.post(at("answer_fact", system.pk, "no-such"), {"value": "yes"}).status_code == 404


def test_a_list_is_marked_as_complete_today(keeper, fjordvik, system):
    keeper.post(at("confirm_mapping", system.pk, "suppliers"))
    html = keeper.get(at("system_facts", system.pk)).text
    assert "By Lise Leder on 2 March 2026. Confirm again by 2 March 2028." in html
    with tenant(fjordvik):
        assert System.objects.get().suppliers_mapped_at
    assert keeper.post(at("confirm_mapping", system.pk, "laws")).status_code == 409


def test_whoever_only_reads_sees_the_answers_and_no_way_to_change_them(reader, fjordvik, system):
    html = reader.get(at("system_facts", system.pk)).text
    assert "Not answered" in html
    assert at("answer_fact", system.pk, "mfa") not in html
    assert "Complete as of today" not in html
    assert reader.post(at("answer_fact", system.pk, "mfa"), {"value": "yes"}).status_code == 403
    assert reader.post(at("confirm_mapping", system.pk, "suppliers")).status_code == 403


def test_facts_of_hidden_and_other_things_and_of_others_are_not_there(keeper, fjordvik, system):
    with tenant(fjordvik):
        goal = make_element("goal")
        Element.objects.filter(pk=system.pk).update(audience=["below:nobody"])
    assert keeper.get(at("system_facts", goal.pk)).status_code == 404
    assert keeper.get(at("system_facts", system.pk)).status_code == 404
    assert keeper.post(at("answer_fact", system.pk, "mfa"), {"value": "yes"}).status_code == 404


def test_facts_of_another_municipality_are_not_there(stranger, system, product):
    for name in ("system_facts", "system_details"):
        assert stranger.get(at(name, system.pk)).status_code == 404
    assert stranger.post(at("answer_fact", system.pk, "mfa"), {"value": "yes"}).status_code == 404
    assert stranger.post(at("confirm_mapping", system.pk, "suppliers")).status_code == 404
    for name in ("product", "product_change"):
        assert stranger.get(at(name, product.pk)).status_code == 404


def test_what_needs_the_system_is_named_without_what_is_hidden(keeper, fjordvik, system):
    with tenant(fjordvik):
        for name, audience in (("Ansettelse", ["everyone"]), ("Hemmelig", ["below:nobody"])):
            step = make_element("process", name)
            Element.objects.filter(pk=step.pk).update(audience=audience)
            make_relation("supports", system, step)
    html = keeper.get(at("system_facts", system.pk)).text
    assert "Ansettelse" in html
    assert "Hemmelig" not in html


def test_the_page_costs_the_same_for_one_answer_and_for_four(keeper, fjordvik, system, own_statements):
    def answer(*codes):
        with tenant(fjordvik):
            for code in codes:
                answer_fact(system.pk, code, NewAnswer(True), by=SYSTEM)
                make_relation("supports", system, make_element("process"))

    answer("mfa")
    first = own_statements(keeper, at("system_facts", system.pk))
    answer("backup", "audit_log", "byod")
    assert own_statements(keeper, at("system_facts", system.pk)) == first
    assert first <= MOST


def test_a_product_is_added_changed_and_follows_its_catalogue_again(keeper, fjordvik):
    sent = {"name": "Arkiv 5", "kind": "register", "facts.mfa": "no", "facts.recovery_hours": "8"}
    keeper.post(at("product_add"), sent)
    with tenant(fjordvik):
        row = SystemProduct.objects.get()
        assert row.facts == {"mfa": False, "recovery_hours": 8}
        update_from_catalogue("Katalogen", "2026", [ProductFacts(name="Arkiv 5", facts={"mfa": True})], by=SYSTEM)
    html = keeper.get(at("product", row.pk)).text
    assert "Said here" in html
    keeper.post(at("product_follow", row.pk), {"place": "facts.mfa"})
    keeper.post(at("product_change", row.pk), sent | {"facts.mfa": "yes", "description": "Ours"})
    with tenant(fjordvik):
        row.refresh_from_db()
        assert (row.facts["mfa"], row.description) == (True, "Ours")
        assert row.local_overrides == ["description", "facts.recovery_hours", "kind"]


def test_a_taken_name_of_a_product_is_told_at_its_field(keeper, product):
    answer = keeper.post(at("product_add"), {"name": "sak pluss", "kind": "register"})
    assert answer.status_code == 422
    assert "There is a product called sak pluss already." in answer.text


def test_products_are_for_keepers_to_change_and_for_all_to_see(reader, product, system):
    assert "Fagsystem X" in reader.get(at("products")).text
    assert at("product_change", product.pk) not in reader.get(at("product", product.pk)).text
    assert reader.get(at("product_add")).status_code == 403
    assert reader.get(at("product_change", product.pk)).status_code == 403
    assert reader.post(at("product_follow", product.pk), {"place": "description"}).status_code == 403


def test_the_list_of_products_costs_the_same_for_one_and_for_four(keeper, fjordvik, system, count_statements):
    first = count_statements(keeper, at("products"))
    with tenant(fjordvik):
        for number in range(3):
            row = add_product(ProductFacts(name=f"P{number}"), by=SYSTEM)
            add_described(ElementFacts(name=f"S{number}"), SystemUsage(product_id=row.pk), by=SYSTEM)
    assert count_statements(keeper, at("products")) == first
