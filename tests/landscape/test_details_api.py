"""Systems, information and suppliers for programs: the same rules as the pages."""

import json
from datetime import date
from uuid import uuid4

import pytest

from grunnmur.core.clock import now
from grunnmur.core.tenancy import tenant
from grunnmur.landscape.actions.details import add_described
from grunnmur.landscape.actions.facts import answer_fact
from grunnmur.landscape.actions.products import add_product
from grunnmur.landscape.models import Element, SystemFact, SystemProduct
from grunnmur.landscape.queries.information import content_of
from grunnmur.landscape.rules import IMPORT, ElementFacts
from grunnmur.landscape.rules.answers import NewAnswer
from grunnmur.landscape.rules.details import InformationFacts, SupplierFacts, SystemUsage
from grunnmur.landscape.rules.products import ProductFacts
from tests.factories_landscape import SYSTEM, make_element, make_relation
from tests.factories_organisation import granting
from tests.landscape.visiting import house, keeper, one_day, reader, stranger

__all__ = ["house", "keeper", "one_day", "reader", "stranger"]
ROOT = "/api/v1/landscape"
DETAILS = {"systems": SystemUsage, "information": InformationFacts, "suppliers": SupplierFacts}


def send(client, method, address, body):
    return client.generic(method.upper(), f"{ROOT}/{address}", json.dumps(body), content_type="application/json")


@pytest.fixture
def things(fjordvik, house):
    """One of each noun, by its word in the address."""
    with tenant(fjordvik):
        product = add_product(ProductFacts(name="Sak", facts={"mfa": True}), by=SYSTEM)
        facts = ElementFacts(name="Thing", owner_unit_id=house["unit"].pk)
        details = {**DETAILS, "systems": lambda: SystemUsage(product_id=product.pk, login="sso")}
        return {noun: add_described(facts, make(), by=SYSTEM) for noun, make in details.items()}


def test_an_element_of_any_type_is_returned(reader, fjordvik, things):
    with tenant(fjordvik):
        process = make_element("process", "Ansettelse")
    for element in (process, *things.values()):
        found = reader.get(f"{ROOT}/elements/{element.pk}").json()
        assert (found["type"], found["name"], found["audience"]) == (element.type, element.name, ["everyone"])


def test_unknown_too_old_and_no_have_different_values_and_reasons(reader, fjordvik, things):
    system = things["systems"]
    with tenant(fjordvik):
        answer_fact(system.pk, "backup", NewAnswer(False), by=SYSTEM)
        answer_fact(system.pk, "audit_log", NewAnswer(False, observed_on=date(2020, 1, 1)), by=SYSTEM)
        answer_fact(system.pk, "recovery_hours", NewAnswer(1), by=SYSTEM)
    facts = {one["key"]: one for one in reader.get(f"{ROOT}/systems/{system.pk}").json()["facts"]}
    assert (facts["mfa"]["value"], facts["mfa"]["reason"], facts["mfa"]["product_value"]) == (None, "unanswered", True)
    assert (facts["audit_log"]["value"], facts["audit_log"]["reason"]) == (None, "expired")
    assert (facts["backup"]["value"], facts["backup"]["reason"]) == (False, "answered")
    assert facts["recovery_hours"]["value"] == 1
    assert facts["recovery_hours"]["value"] is not True


@pytest.mark.parametrize(
    ("key", "value"),
    [("mfa", False), ("recovery_hours", 0), ("ai_risk_class", "high"), ("end_of_life_date", "2027-01-01")],
)
def test_a_fact_is_answered_and_taken_back(keeper, fjordvik, things, key, value):
    address = f"systems/{things['systems'].pk}/facts/{key}"
    answer = send(keeper, "put", address, {"value": value, "evidence": "Audit", "source": "robot"})
    assert answer.status_code == 200
    assert (answer.json()["value"], answer.json()["reason"]) == (value, "answered")
    with tenant(fjordvik):
        row = SystemFact.objects.get()
        assert (row.source, row.value, type(row.value)) == ("robot", value, type(value))
    gone = send(keeper, "put", address, {"value": None}).json()
    assert (gone["value"], gone["reason"]) == (None, "unanswered")


@pytest.mark.parametrize(
    ("key", "body", "status"),
    [
        ("mfa", {"value": "yes"}, 409),
        ("no_such", {"value": True}, 409),
        ("mfa", {"value": [True]}, 422),
        ("mfa", {}, 422),
        ("mfa", {"value": True, "evidence": "x" * 1001}, 422),
        ("mfa", {"value": True, "observed_on": "2027-01-01"}, 409),
    ],
)
def test_what_answers_no_question_is_refused(keeper, fjordvik, things, key, body, status):
    assert send(keeper, "put", f"systems/{things['systems'].pk}/facts/{key}", body).status_code == status
    with tenant(fjordvik):
        assert not SystemFact.objects.exists()


def test_a_list_is_said_to_be_complete(keeper, things):
    address = f"systems/{things['systems'].pk}/complete"
    found = {one["what"]: one for one in send(keeper, "post", f"{address}/suppliers", {}).json()}
    assert (found["suppliers"]["standing"], found["suppliers"]["expires_on"]) == ("complete", "2028-03-02")
    assert found["information"]["standing"] == "unconfirmed"
    assert send(keeper, "post", f"{address}/laws", {}).status_code == 409


@pytest.mark.parametrize(
    ("noun", "more"),
    [
        ("systems", {"hosting": "saas", "hosting_countries": ["NO", "IE"], "users_band": 3}),
        ("information", {"definition": "What it means", "archive": "preserve", "retention_months": 12}),
        ("suppliers", {"country": "NO", "org_number": "974 760 673", "contact": "post@v.example"}),
    ],
)
def test_each_noun_is_added_read_and_changed(keeper, house, noun, more):
    sent = {"name": "X", "owner_unit_id": str(house["unit"].pk), "criticality": 4} | more
    made = send(keeper, "post", noun, sent)
    assert made.status_code == 201
    address = f"{noun}/{made.json()['id']}"
    found = keeper.get(f"{ROOT}/{address}").json()
    kept = sent | ({"org_number": "974760673"} if noun == "suppliers" else {})
    assert {name: found[name] for name in kept} == kept
    changed = send(keeper, "put", address, sent | {"name": "Y", "criticality": None}).json()
    assert (changed["name"], changed["criticality"]) == ("Y", None)


@pytest.mark.parametrize(
    ("noun", "wrong", "status"),
    [
        ("systems", {"name": ""}, 422),
        ("systems", {"criticality": 5}, 422),
        ("systems", {"lifecycle": "dead"}, 422),
        ("systems", {"hosting_countries": ["Norway"]}, 422),
        ("systems", {"hosting_countries": ["XX"]}, 409),
        ("systems", {"product_id": str(uuid4())}, 409),
        ("systems", {"owner_unit_id": str(uuid4())}, 404),
        ("systems", {"contact_person_id": str(uuid4())}, 404),
        ("systems", {"audience": []}, 422),
        ("systems", {"audience": ["nobody"]}, 422),
        ("systems", {"audience": ["below:nobody"]}, 409),
        ("information", {"retention_months": -1}, 422),
        ("suppliers", {"country": "NO", "org_number": "974760674"}, 409),
    ],
)
def test_bad_shapes_and_refusals_leave_nothing(keeper, fjordvik, house, noun, wrong, status):
    sent = {"name": "X", "owner_unit_id": str(house["unit"].pk)} | wrong
    assert send(keeper, "post", noun, sent).status_code == status
    with tenant(fjordvik):
        assert not Element.objects.filter(type__in=("system", "information", "supplier")).exists()


def test_content_is_set_as_a_whole(keeper, fjordvik, things):
    address = f"information/{things['information'].pk}"
    pairs = [{"data_category": "health", "subject_category": "pupil"}]
    assert send(keeper, "put", f"{address}/content", pairs).json() == pairs
    assert keeper.get(f"{ROOT}/{address}").json()["content"] == pairs
    assert send(keeper, "put", f"{address}/content", [pairs[0] | {"data_category": "no_such"}]).status_code == 409
    with tenant(fjordvik):
        assert content_of(things["information"].pk) == {("health", "pupil")}


def test_a_supplier_tells_who_stands_behind_it_without_what_is_hidden(keeper, fjordvik, things):
    with tenant(fjordvik):
        behind, hidden = make_element("supplier"), make_element("supplier", audience=["below:nobody"])
        for one in (behind, hidden):
            make_relation("sub_supplies", one, things["suppliers"])
        make_relation("supplies", things["suppliers"], things["systems"])
    found = keeper.get(f"{ROOT}/suppliers/{things['suppliers'].pk}").json()
    assert found["behind"] == [str(behind.pk)]
    assert found["in_the_end"] == [str(things["systems"].pk)]


def calls(things):
    """Every call about one thing, with a body that would do."""
    body = {"name": "X"}
    for noun, element in things.items():
        yield "get", f"{noun}/{element.pk}", {}
        yield "put", f"{noun}/{element.pk}", body
    yield "get", f"elements/{things['systems'].pk}", {}
    yield "put", f"systems/{things['systems'].pk}/facts/mfa", {"value": True}
    yield "post", f"systems/{things['systems'].pk}/complete/suppliers", {}
    yield "put", f"information/{things['information'].pk}/content", []


def test_things_of_another_municipality_are_not_there(stranger, things):
    for method, address, body in calls(things):
        assert send(stranger, method, address, body).status_code == 404, address


def test_hidden_things_are_not_there(keeper, fjordvik, things):
    with tenant(fjordvik):
        Element.objects.filter(pk__in=[one.pk for one in things.values()]).update(audience=["below:nobody"])
    for method, address, body in calls(things):
        assert send(keeper, method, address, body).status_code == 404, address


def test_things_of_another_type_are_not_there(keeper, things):
    turned = dict(zip(things, [*list(things.values())[1:], things["systems"]], strict=True))
    for method, address, body in calls(turned):
        if not address.startswith("elements/"):
            assert send(keeper, method, address, body).status_code == 404, address


def test_what_has_left_the_map_is_read_and_not_changed(keeper, fjordvik, things):
    with tenant(fjordvik):
        Element.objects.filter(pk__in=[one.pk for one in things.values()]).update(retired_at=now())
    for method, address, body in calls(things):
        assert send(keeper, method, address, body).status_code == (200 if method == "get" else 409), address


def test_whoever_only_reads_changes_nothing(reader, things):
    for method, address, body in calls(things):
        assert send(reader, method, address, body).status_code == (200 if method == "get" else 403), address
    for noun in DETAILS:
        assert send(reader, "post", noun, {"name": "X"}).status_code == 403


CATALOGUE = {
    "source": "Kommunekatalogen",
    "version": "2026-1",
    "products": [
        {"name": "Sak", "description": "Saksbehandling", "facts": {"mfa": False}},
        {"name": "Ny", "facts": {}},
    ],
}


def test_a_catalogue_is_taken_in_by_those_who_import_and_does_not_overwrite_us(keeper, fjordvik, sundby, house, things):
    assert send(keeper, "post", "products/catalogue", CATALOGUE).status_code == 403
    with granting(house["user"], IMPORT, everywhere=True):
        assert send(keeper, "post", "products/catalogue", CATALOGUE).json() == {"changed": 2}
        assert send(keeper, "post", "products/catalogue", CATALOGUE).json() == {"changed": 0}
        wrong = CATALOGUE | {"products": [{"name": "Sak", "facts": {"nobody_asks": True}}]}
        assert send(keeper, "post", "products/catalogue", wrong).status_code == 409
    with tenant(fjordvik):
        row = SystemProduct.objects.get(name="Sak")
        assert (row.description, row.facts["mfa"], row.catalogue_version) == ("Saksbehandling", True, "2026-1")
        assert row.local_overrides == ["facts.mfa"]
    with tenant(sundby):
        assert not SystemProduct.objects.exists()
