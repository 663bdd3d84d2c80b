"""Access written by programs: the same actions as the pages."""

from uuid import uuid4

import pytest

from grunnmur.access import actions
from grunnmur.access.models import Exclusion, Grant, Permission, Resource, Role, Rule
from grunnmur.access.rules import DEFINE, GIVE, OFFICER, ROLES, RULES
from grunnmur.core.models import PersonalDataRead
from grunnmur.core.tenancy import tenant
from tests.access.restraints import give, make_conflict, make_level, make_pool
from tests.access.states import everything_held
from tests.factories_access import permission_of
from tests.factories_organisation import SYSTEM, granting, make_employee, make_unit, make_user

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/access"


@pytest.fixture
def program(visit, house, fjordvik):
    """A caller who may do all of it."""
    with tenant(fjordvik):
        user = make_user(make_employee(house.top, "Pro Gram"))
    with (
        granting(user, DEFINE, everywhere=True),
        granting(user, ROLES, everywhere=True),
        granting(user, RULES, everywhere=True),
        granting(user, GIVE, everywhere=True),
        granting(user, OFFICER, everywhere=True),
    ):
        browser = visit(user)

        def send(method, path, sent):
            return getattr(browser, method)(f"{ROOT}/{path}", sent, content_type="application/json")

        yield send


def rule(house, **more):
    sent = {"name": "Vikarer", "role_id": str(house.roles["Vikar"].pk), "reason": "Fordi"}
    return sent | {"selector": {"units": [str(house.unit.pk)]}} | more


def test_a_rule_is_previewed_made_changed_and_ended(program, house, fjordvik):
    seen = program("post", "rules/preview", rule(house)).json()
    assert (seen["reaches"], len(seen["gains"]), seen["loses"]) == (3, 3, [])
    made = program("post", "rules", rule(house))
    assert made.status_code == 201
    assert (made.json()["reaches"], made.json()["sentence"]) == (
        2,
        "Everyone employed in Kundesenter and below gets Vikar.",
    )
    change = rule(house, selector={"persons": [str(house.adviser.pk)]}, from_day="2026-03-10")
    one = f"rules/{made.json()['id']}"
    assert len(program("post", f"{one}/preview", change).json()["loses"]) == 2
    changed = program("post", f"{one}/changes", change).json()
    assert changed["id"] != made.json()["id"]
    assert program("post", f"rules/{changed['id']}/end", {"last_day": "2026-03-20"}).status_code == 204
    with tenant(fjordvik):
        assert str(Rule.objects.get(pk=changed["id"]).valid.upper) == "2026-03-21"
        assert PersonalDataRead.objects.filter(what="access.rule_preview").exists()


def test_the_preview_of_a_rule_tells_conflicts_and_licences(program, house, fjordvik):
    with tenant(fjordvik):
        level = house.roles["Vikar"]
        draw = make_level("Draw")
        actions.set_items(level.pk, [draw.pk], by=SYSTEM)
        pay = make_level("Pay")
        make_conflict(pay, draw, name="Pay and draw")
        make_pool(draw, on_full="queue", name="Brushes")
        give(house.adviser, pay)
    seen = program("post", "rules/preview", rule(house)).json()
    assert seen["conflicts"] == [{"name": "Per Person", "conflicts": "Pay and draw"}]
    (pool,) = seen["pools"]
    assert (pool["name"], pool["on_full"], pool["quantity"]) == ("Brushes", "queue", 1)
    assert pool["count"] >= 1
    bare = program("post", "rules/preview", rule(house, role_id=str(house.roles["Nettbrett"].pk))).json()
    assert (bare["conflicts"], bare["pools"]) == ([], [])


def test_a_rule_that_names_what_is_not_here_is_refused(program, house):
    nobody = str(uuid4())
    for condition in ("units", "positions", "functions", "persons", "not_units_alone"):
        refused = program("post", "rules", rule(house, selector={condition: [nobody]}))
        assert refused.status_code == 409, condition
    assert program("post", "rules", rule(house, selector={"employment_kinds": ["konge"]})).status_code == 409
    assert program("post", "rules", rule(house, role_id=nobody)).status_code == 404
    assert program("post", "rules", rule(house, owner_key="unit:x")).status_code == 409
    assert program("post", "rules", rule(house, selector={})).status_code == 409


def test_a_role_is_made_filled_activated_and_retired(program, house, fjordvik):
    made = program("post", "roles", {"name": "Arkivar", "review_months": 12}).json()
    one = f"roles/{made['id']}"
    with tenant(fjordvik):
        crm = str(permission_of("CRM").pk)
    content = program("put", f"{one}/content", {"items": [{"permission_id": crm}]}).json()
    assert [item["text"] for item in content] == ["CRM (bidra)"]
    for bad in ({}, {"permission_id": crm, "scope": "at"}, {"permission_id": str(uuid4())}):
        assert program("put", f"{one}/content", {"items": [bad]}).status_code == 409
    assert program("put", one, {"name": "Arkivar 2", "owner_key": "tull"}).status_code == 409
    assert program("put", one, {"name": "Arkivar 2"}).json()["state"] == "draft"
    assert program("post", f"{one}/activate", {}).json()["state"] == "active"
    assert program("post", f"{one}/retire", {"last_day": "2026-03-20"}).json()["state"] == "retired"
    with tenant(fjordvik):
        assert Role.objects.get(pk=made["id"]).name == "Arkivar 2"


def test_a_resource_and_its_levels_are_made_changed_and_retired(program, house, fjordvik):
    sent = {"name": "Arkiv", "kind": "system", "fulfil_key": f"unit:{house.unit.pk}"}
    one = f"resources/{program('post', 'resources', sent).json()['id']}"
    level = program("post", f"{one}/permissions", {"level": "les"}).json()["id"]
    assert program("put", f"permissions/{level}", {"level": "les", "risk": 4}).status_code == 409
    assert program("put", f"permissions/{level}", {"level": "les", "risk": 3}).status_code == 200
    assert program("put", one, sent | {"name": "Sakarkiv"}).status_code == 200
    assert program("post", f"permissions/{level}/retire", {"last_day": "2026-03-20"}).status_code == 200
    assert program("post", f"{one}/retire", {"last_day": "2026-03-20"}).status_code == 200
    with tenant(fjordvik):
        assert Permission.objects.get(pk=level).risk == 3
        assert Resource.objects.get(name="Sakarkiv").valid.upper is not None


def test_a_level_is_given_taken_away_and_kept_away(program, house, fjordvik):
    with tenant(fjordvik):
        visio, crm = str(permission_of("Visio").pk), str(permission_of("CRM").pk)
    one = f"people/{house.adviser.pk}"
    given = program("post", f"{one}/grants", {"permission_id": visio, "first_day": "2026-03-02", "reason": "Ja"})
    assert "Visio (lisens)" in [access["name"] for access in given.json()["accesses"]]
    assert program("post", f"{one}/grants", {"first_day": "2026-03-02", "reason": "Ja"}).status_code == 422
    assert program("post", f"{one}/take-away", {"permission_id": visio, "last_day": "2026-03-01"}).status_code == 200
    kept = program("post", f"{one}/exclusions", {"permission_id": crm, "first_day": "2026-03-02", "reason": "Nei"})
    assert "CRM (bidra)" not in [access["name"] for access in kept.json()["accesses"]]
    with tenant(fjordvik):
        assert (Grant.objects.count(), Exclusion.objects.count()) == (0, 1)


def writes(house, permission, resource, rule_id):
    """Return every way to write, with something sensible to send."""
    role, person = house.roles["Vikar"].pk, house.adviser.pk
    day, level = {"last_day": "2026-03-20"}, {"level": "x"}
    give = {"role_id": str(role), "first_day": "2026-03-02", "last_day": "2026-03-20", "reason": "x"}
    return [
        ("post", "rules", rule(house)),
        ("post", "rules/preview", rule(house)),
        ("post", f"rules/{rule_id}/preview", rule(house, from_day="2026-03-02")),
        ("post", f"rules/{rule_id}/changes", rule(house, from_day="2026-03-02")),
        ("post", f"rules/{rule_id}/end", day),
        ("post", "roles", {"name": "Ny"}),
        ("put", f"roles/{role}", {"name": "Ny"}),
        ("get", f"roles/{role}/content", {}),
        ("put", f"roles/{role}/content", {"items": []}),
        ("post", f"roles/{role}/activate", {}),
        ("post", f"roles/{role}/retire", day),
        ("post", "resources", {"name": "Ny", "kind": "key"}),
        ("put", f"resources/{resource}", {"name": "Ny", "kind": "key"}),
        ("post", f"resources/{resource}/retire", day),
        ("post", f"resources/{resource}/permissions", level),
        ("put", f"permissions/{permission}", level),
        ("post", f"permissions/{permission}/retire", day),
        ("post", f"people/{person}/grants", give),
        ("post", f"people/{person}/take-away", {"role_id": str(role), **day}),
        ("post", f"people/{person}/exclusions", give),
    ]


def addresses(house, fjordvik):
    with tenant(fjordvik):
        crm, known = permission_of("CRM"), Rule.objects.get(name="Kundesenter basis")
    return writes(house, crm.pk, crm.resource_id, known.pk)


def test_a_caller_without_rights_writes_nothing(visit, house, fjordvik):
    with tenant(fjordvik):
        browser = visit(make_user(house.adviser))
        before = everything_held()
    for method, path, sent in addresses(house, fjordvik):
        answer = getattr(browser, method)(f"{ROOT}/{path}", sent, content_type="application/json")
        assert answer.status_code == 403, path
    with tenant(fjordvik):
        assert everything_held() == before


def test_from_another_municipality_nothing_is_written(client, house, fjordvik, sundby):
    with tenant(sundby):
        user = make_user(make_employee(make_unit()))
        client.force_login(user)
    client.defaults["HTTP_HOST"] = "sundby.example"
    with tenant(fjordvik):
        before = everything_held()
    with (
        granting(user, DEFINE, everywhere=True),
        granting(user, ROLES, everywhere=True),
        granting(user, RULES, everywhere=True),
        granting(user, GIVE, everywhere=True),
        granting(user, OFFICER, everywhere=True),
    ):
        for method, path, sent in addresses(house, fjordvik):
            if "/" not in path or path == "rules/preview":
                continue
            answer = getattr(client, method)(f"{ROOT}/{path}", sent, content_type="application/json")
            assert answer.status_code == 404, path
        assert client.post(f"{ROOT}/rules", rule(house), content_type="application/json").status_code in {404, 409}
    with tenant(fjordvik):
        assert everything_held() == before
