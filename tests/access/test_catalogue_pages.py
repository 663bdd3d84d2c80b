"""Roles, rules, resources, and the role matrix in and out."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from grunnmur.access import actions, queries
from grunnmur.access.models import Permission, Resource, Role, RoleItem, Rule
from grunnmur.access.queries.matrix import matrix_table
from grunnmur.access.queries.rule_sentences import told_rules
from grunnmur.access.rules import DEFINE, GIVE, OFFICER, ROLES, RULES, SEE, BadMatrixError, OwnResourceError
from grunnmur.core.clock import today
from grunnmur.core.models import PersonalDataRead
from grunnmur.core.periods import Period
from grunnmur.core.tables.write import write_csv, write_xlsx
from grunnmur.core.tenancy import tenant
from tests.factories_access import MATRIX, permission_of
from tests.factories_organisation import (
    SYSTEM,
    granting,
    make_employee,
    make_function,
    make_unit,
    make_user,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)
LISTS = ("roles", "rules", "resources")


@pytest.fixture
def officer(house, fjordvik):
    """Somebody who works with access everywhere, and leads nobody."""
    with tenant(fjordvik):
        user = make_user(make_employee(house.top, "Ola Tilgang"))
    with (
        granting(user, DEFINE, everywhere=True),
        granting(user, ROLES, everywhere=True),
        granting(user, RULES, everywhere=True),
        granting(user, SEE, everywhere=True),
    ):
        yield user


def rows_of(visitor, name, **asked):
    return visitor.get(reverse(f"access:{name}"), asked, headers={"HX-Request": "true"}).text


# Lists


@pytest.mark.parametrize("name", LISTS)
def test_lists_are_for_those_who_work_with_access(visit, house, fjordvik, name):
    with tenant(fjordvik):
        user = make_user(make_employee(house.unit))
    visitor = visit(user)
    assert visitor.get(reverse(f"access:{name}")).status_code == 403
    for permission in (DEFINE, ROLES, RULES, GIVE, SEE, OFFICER):
        with granting(user, permission, everywhere=True):
            assert visitor.get(reverse(f"access:{name}")).status_code == 200


def test_roles_are_searched_filtered_and_sorted_by_the_address(visit, officer):
    visitor = visit(officer)
    rows = rows_of(visitor, "roles")
    assert rows.index("Fast ansatt") < rows.index("Kundestøtte") < rows.index("Vikar")
    assert "Vikar" not in rows_of(visitor, "roles", q="kunde")
    assert "No role fits." in rows_of(visitor, "roles", kind="temporary")
    assert "Fast ansatt" in rows_of(visitor, "roles", state="active", kind="nonsense")
    by_holders = rows_of(visitor, "roles", sort="holders", q="", state="active")
    assert by_holders.index("Fast ansatt") < by_holders.index("Kundestøtte")
    assert "state=active" in by_holders
    whole = visitor.get(reverse("access:roles"), {"q": "kunde", "state": "active", "sort": "kind"}).text
    assert 'value="kunde"' in whole
    assert '<option value="active" selected>' in whole
    assert 'name="sort" value="kind"' in whole


@pytest.mark.parametrize("sort", ["name", "kind", "state", "holders", "permissions"])
def test_roles_come_a_page_at_a_time_each_once(house, fjordvik, officer, sort):
    with tenant(fjordvik):
        for number in range(7):
            actions.draft_role(f"Rolle {number}", by=SYSTEM)
        wanted = queries.roles.RoleFilter(sort=sort)
        found, after = [], ""
        while True:
            page = queries.roles.role_list(wanted, on=TODAY, seen_by=officer, after=after, limit=3)
            found += [role.name for role in page.rows]
            after = page.next
            if not after:
                break
        assert sorted(found) == sorted(Role.objects.values_list("name", flat=True))


def test_protected_persons_are_in_no_count_and_no_list_of_holders(visit, house, fjordvik, officer):
    role = house.roles["Kundestøtte"]
    visitor = visit(officer)
    html = visitor.get(reverse("access:role", args=[role.pk])).text
    assert "Per Person" in html
    assert "1 person today" in html
    with tenant(fjordvik):
        type(house.adviser).objects.filter(pk=house.adviser.pk).update(is_protected=True)
    html = visitor.get(reverse("access:role", args=[role.pk])).text
    assert "Per Person" not in html
    assert "0 people today" in html
    assert "Nobody whose access you see holds it on this day." in html


def test_a_role_page_shows_content_rules_and_holders_of_the_day(visit, house, fjordvik, officer):
    address = reverse("access:role", args=[house.roles["Kundestøtte"].pk])
    html = visit(officer).get(address).text
    assert "CRM" in html
    assert "Everyone employed as Kundekonsulent in Kundesenter and below gets Kundestøtte." in html
    assert "Nora Ny" not in html
    with tenant(fjordvik):
        assert PersonalDataRead.objects.get(what="access.role_holders").subject_id == house.adviser.pk
    assert "Nora Ny" in visit(officer).get(address, {"on": "2026-03-20"}).text
    assert "Registered" in visit(officer).get(reverse("access:role_history", args=[house.roles["Vikar"].pk])).text


def test_a_leader_sees_only_holders_she_leads(leader, house, fjordvik):
    with tenant(fjordvik):
        make_employee(house.top, "Alf Annen")
    html = leader.get(reverse("access:role", args=[house.roles["Fast ansatt"].pk])).text
    assert "Per Person" in html
    assert "Alf Annen" not in html


def test_a_resource_page_shows_levels_roles_holders_and_who_hands_out(visit, house, fjordvik, officer):
    with tenant(fjordvik):
        pc, own = permission_of("PC").resource, Resource.objects.get(is_own=True)
    html = visit(officer).get(reverse("access:resource", args=[pc.pk])).text
    for expected in ("PC (bærbar)", "Fast ansatt", "Equipment", "Kundesenter"):
        assert expected in html
    assert "Grunnmur: Register systems and other resources" in visit(officer).get(
        reverse("access:resource", args=[own.pk])
    ).text.replace("&#x27;", "'")
    assert "PC" not in rows_of(visit(officer), "resources", kind="key")


@pytest.mark.parametrize("name", [*LISTS, "role", "resource"])
def test_lists_cost_the_same_for_one_and_four(visit, house, fjordvik, officer, name, count_statements):
    role, resource = house.roles["Nettbrett"], None
    with tenant(fjordvik):
        resource = permission_of("Nettbrett").resource
        save_rule(house, role, "Nettbrett", units=[house.unit.pk], functions=[make_function().pk])
    pages = {"role": [role.pk], "resource": [resource.pk]}
    address = reverse(f"access:{name}", args=pages.get(name, []))
    visitor = visit(officer)
    before = count_statements(visitor, address)
    with tenant(fjordvik):
        for number in range(3):
            save_rule(house, role, f"Nettbrett {number}", units=[make_unit().pk], functions=[make_function().pk])
            more = actions.define_resource(actions.NewResource(name=f"App {number}", kind="system"), by=SYSTEM)
            actions.set_items(
                role.pk, [*content(role), actions.define_permission(more, "les", by=SYSTEM).pk], by=SYSTEM
            )
            actions.define_permission(resource, f"nivå {number}", by=SYSTEM)
            actions.draft_role(f"Rolle {number}", by=SYSTEM)
            make_employee(house.unit)
    assert count_statements(visitor, address) == before


def content(role):
    return RoleItem.objects.filter(role=role).values_list("permission_id", flat=True)


def save_rule(house, role, name, **conditions):
    return actions.save_rule(name, role.pk, actions.Selector(**conditions), by=SYSTEM)


# Rules as sentences


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "Everyone employed as Kundekonsulent in Kundesenter and below gets Kundestøtte."),
        ("nb", "Alle som er ansatt som Kundekonsulent i Kundesenter og under får Kundestøtte."),
        ("nn", "Alle som er tilsette som Kundekonsulent i Kundesenter og under får Kundestøtte."),
        ("da", "Alle, der er ansat som Kundekonsulent i Kundesenter og under får Kundestøtte."),
    ],
)
def test_a_rule_is_a_sentence_in_each_language(house, fjordvik, language, expected):
    with tenant(fjordvik), translation.override(language):
        (told,) = told_rules(list(Rule.objects.filter(name="Kundesenter basis")), on=TODAY, seen_by=SYSTEM)
    assert (told.sentence, told.count) == (expected, 1)


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ({}, "Everyone employed gets Vikar."),
        ({"employment_kinds": ["permanent", "temporary"]}, "Everyone employed (Permanent or Temporary) gets Vikar."),
        ({"anchor": "leadership"}, "Everyone who leads a unit gets Vikar."),
        ({"anchor": "function"}, "Everyone with a function gets Vikar."),
    ],
)
def test_other_rules_are_sentences_too(house, fjordvik, conditions, expected):
    with tenant(fjordvik), translation.override("en"):
        rule = save_rule(house, house.roles["Vikar"], "100 % alle", **conditions)
        assert (
            told_rules([Rule.objects.select_related("role").get(pk=rule.pk)], on=TODAY, seen_by=SYSTEM)[0].sentence
            == expected
        )


def test_a_rule_by_function_names_it_and_rules_are_searched(visit, house, fjordvik, officer):
    with tenant(fjordvik):
        save_rule(house, house.roles["Vikar"], "Super", anchor="function", functions=[make_function("superbruker").pk])
    assert "Everyone who is Superbruker gets Vikar." in rows_of(visit(officer), "rules", q="vikar")
    assert "No rule fits." in rows_of(visit(officer), "rules", q="finnes ikke")


# The role matrix


def upload(visitor, content, name="matrix.csv"):
    return visitor.post(reverse("access:matrix"), {"file": SimpleUploadedFile(name, content)})


def test_a_matrix_is_planned_then_imported_and_its_roles_activated(visit, house, fjordvik, officer):
    visitor = visit(officer)
    plan = upload(visitor, "Tilgang;Nivå;Bibliotekar\nBibliofil;les;x\nBibliofil;skriv;x\nCRM;bidra;\n".encode())
    assert plan.status_code == 200
    for expected in ("Bibliofil", "5 things are new.", "New roles", 'name="kind-2"', "Known"):
        assert expected in plan.text
    assert 'name="kind-3"' not in plan.text
    with tenant(fjordvik):
        assert not Role.objects.filter(name="Bibliotekar").exists()
    sealed = plan.text.partition('name="file" value="')[2].partition('"')[0]
    sent = {"file": sealed, "kind-2": "licence", "kind-4": "", "hands-licence": f"unit:{house.unit.pk}"}
    done = visitor.post(reverse("access:matrix_apply"), sent)
    assert "Bibliotekar" in done.text
    with tenant(fjordvik):
        role, resource = Role.objects.get(name="Bibliotekar"), Resource.objects.get(name="Bibliofil")
        assert role.state == "draft"
        assert (resource.kind, resource.fulfil_key) == ("licence", f"unit:{house.unit.pk}")
        assert RoleItem.objects.filter(role=role).count() == 2
    activated = visitor.post(reverse("access:activate_role", args=[role.pk]))
    assert activated.url == reverse("access:role", args=[role.pk])
    with tenant(fjordvik):
        role.refresh_from_db()
    assert role.state == "active"


def test_a_plan_that_was_changed_on_the_way_is_refused(visit, officer, fjordvik):
    response = visit(officer).post(reverse("access:matrix_apply"), {"file": "made:up:text"})
    assert response.status_code == 409
    assert "Upload the file again." in response.text


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("Tilgang;Nivå;Rolle\n;les;x\n", "Row 2 has marks but no name of a resource."),
        ("Tilgang;Nivå;Rolle\nCRM;les;x\nCRM;LES;\n", "Rows 2 and 3 are the same resource and level."),
        ("Tilgang;Nivå\nCRM;les\n", "The first row must hold resource, level"),
        ("Tilgang;Nivå;Rolle;rolle\nCRM;les;x;\n", "each role once"),
        ("Tilgang;Nivå;Rolle\nGrunnmur;access.roles;x\n", "Row 2 is Grunnmur itself"),
    ],
)
def test_a_faulty_matrix_says_which_row_to_mend(visit, officer, fjordvik, content, told):
    response = upload(visit(officer), content.encode())
    assert response.status_code == 422
    assert told in response.text


def test_the_matrix_needs_both_permissions(visit, house, fjordvik):
    with tenant(fjordvik):
        user = make_user(make_employee(house.top))
    visitor = visit(user)
    for permission in (DEFINE, ROLES):
        with granting(user, permission, everywhere=True):
            assert visitor.get(reverse("access:matrix")).status_code == 403
            assert visitor.get(reverse("access:matrix_export", args=["csv"])).status_code == 403
            with tenant(fjordvik), pytest.raises(PermissionDenied):
                actions.import_role_matrix(queries.plan_role_matrix(MATRIX, "m.csv"), by=user)
    assert visitor.post(reverse("access:activate_role", args=[house.roles["Vikar"].pk])).status_code == 403


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_importing_the_exported_matrix_changes_nothing(visit, house, fjordvik, officer, form):
    content = visit(officer).get(reverse("access:matrix_export", args=[form])).content
    with tenant(fjordvik):
        before = everything()
        plan = queries.plan_role_matrix(content, f"matrix.{form}")
        assert plan.changes == 0
        assert {line.resource for line in plan.lines} >= {"CRM", "Nøkkel til lager"}
        actions.import_role_matrix(plan, by=officer)
        assert everything() == before


def everything():
    return [list(table.objects.order_by("pk").values()) for table in (Resource, Permission, Role, RoleItem)]


def test_the_exported_workbook_opens_and_guards_formulas(house, fjordvik):
    with tenant(fjordvik):
        evil = actions.define_resource(actions.NewResource(name="=cmd()", kind="system"), by=SYSTEM)
        actions.define_permission(evil, "les", by=SYSTEM)
        table = matrix_table(seen_by=SYSTEM)
        sheet = openpyxl.load_workbook(BytesIO(write_xlsx([table]))).active
        assert "'=cmd()" in write_csv(matrix_table(seen_by=SYSTEM)).decode()
    cell = next(row[0] for row in sheet.iter_rows() if row[0].value == "=cmd()")
    assert cell.data_type == "s"


def test_grunnmurs_own_resource_cannot_be_defined_by_hand(house, fjordvik):
    with tenant(fjordvik), pytest.raises(OwnResourceError):
        actions.define_resource(actions.NewResource(name="grunnmur", kind="system"), by=SYSTEM)


def test_an_unknown_file_is_no_matrix(house, fjordvik):
    with tenant(fjordvik), pytest.raises(BadMatrixError):
        queries.plan_role_matrix(b"bare\ntekst\n", "tekst.csv")


# Walls


def test_from_another_municipality_no_page_answers(client, visit, house, fjordvik, sundby):
    with tenant(fjordvik):
        resource = permission_of("CRM").resource_id
    role = house.roles["Vikar"].pk
    with tenant(sundby):
        user = make_user(make_employee(make_unit()))
        client.force_login(user)
    client.defaults["HTTP_HOST"] = "sundby.example"
    with granting(user, ROLES, everywhere=True):
        assert client.get(reverse("access:role", args=[role])).status_code == 404
        assert client.get(reverse("access:role_history", args=[role])).status_code == 404
        assert client.post(reverse("access:activate_role", args=[role])).status_code == 404
        assert client.get(reverse("access:resource", args=[resource])).status_code == 404
        assert "Kundestøtte" not in client.get(reverse("access:roles")).text
        assert "CRM" not in client.get(reverse("access:resources")).text


def test_group_keys_have_names(house, fjordvik):
    with tenant(fjordvik), translation.override("en"):
        function, role = make_function("superbruker"), house.roles["Vikar"]
        keys = {
            f"unit:{house.unit.pk}": "Kundesenter",
            f"role:{role.pk}": "Vikar",
            f"role:{role.pk}@{house.unit.pk}": "Vikar",
            f"function:{function.pk}": "Superbruker",
            f"person:{house.adviser.pk}": "Per Person",
            "may:access.officer": "Those who may: Fulfil and follow up access everywhere",
            "everyone": "Everyone",
        }
        assert queries.key_names([*keys, ""], seen_by=SYSTEM) == keys
        assert queries.key_names([f"person:{house.adviser.pk}"]) == {f"person:{house.adviser.pk}": "A named person"}


def test_a_matrix_puts_nothing_back_that_was_taken_out_of_a_role(house, fjordvik):
    with tenant(fjordvik):
        role, crm, visio = house.roles["Kundestøtte"], permission_of("CRM"), permission_of("Visio")
        begun = RoleItem.objects.get(role=role, permission=crm)
        begun.valid = Period(date(2026, 1, 1), TODAY).to_range()
        begun.save()
        plan = queries.plan_role_matrix("Tilgang;Nivå;Kundestøtte\nVisio;lisens;x\n".encode(), "m.csv")
        assert plan.changes == 1
        actions.import_role_matrix(plan, by=SYSTEM)
        now = RoleItem.objects.filter(role=role, valid__contains=today())
        assert set(now.values_list("permission_id", flat=True)) == {visio.pk, permission_of("Nøkkel til lager").pk}
        row = next(row for row in matrix_table(seen_by=SYSTEM).rows if row[0] == "CRM")
        assert "x" not in row
        again = queries.plan_role_matrix("Tilgang;Nivå;Kundestøtte\nCRM;bidra;x\n".encode(), "m.csv")
        assert again.changes == 1
        actions.import_role_matrix(again, by=SYSTEM)
        assert crm.pk in set(now.values_list("permission_id", flat=True))


def test_a_matrix_leaves_what_is_planned_for_a_role_and_takes_it_in_earlier(house, fjordvik):
    with tenant(fjordvik):
        role, visio, pc = house.roles["Kundestøtte"], permission_of("Visio"), permission_of("PC")
        for permission in (visio, pc):
            RoleItem.objects.create(role=role, permission=permission, valid=Period(date(2099, 1, 1)).to_range())
        plan = queries.plan_role_matrix("Tilgang;Nivå;Kundestøtte\nVisio;lisens;x\n".encode(), "m.csv")
        actions.import_role_matrix(plan, by=SYSTEM)
        assert RoleItem.objects.get(role=role, permission=visio).valid.lower == today()
        assert RoleItem.objects.get(role=role, permission=pc).valid.lower == date(2099, 1, 1)


def test_the_plan_of_a_matrix_tells_what_comes_into_roles_and_how_many_get_it(visit, house, fjordvik, officer):
    html = upload(visit(officer), "Tilgang;Nivå;Kundestøtte;Ny rolle\nVisio;lisens;x;x\nCRM;bidra;x;\n".encode()).text
    told = html.partition('id="additions"')[2].partition("</section>")[0]
    assert "Visio (lisens)" in told
    assert "1 person gets it at once" in told
    assert "CRM" not in told


def test_what_is_out_of_use_is_not_in_the_exported_matrix(house, fjordvik):
    with tenant(fjordvik):
        resource = permission_of("Nettbrett").resource
        resource.valid = Period(date(2026, 1, 1), TODAY).to_range()
        resource.save()
        assert "Nettbrett" not in [row[0] for row in matrix_table(seen_by=SYSTEM).rows]


def test_a_role_leads_to_a_rule_that_gives_it_for_who_makes_rules(visit, house, officer, fjordvik):
    role = house.roles["Vikar"]
    address, asked = reverse("access:role", args=[role.pk]), f"?target=role%3A{role.pk}"
    browser = visit(officer)
    assert "No rule gives it." in browser.get(address).text
    assert asked in browser.get(address).text
    form = browser.get(reverse("access:new_rule") + asked).text
    assert f'<option value="role:{role.pk}" selected' in form
    assert "example=permanent" not in form
    with tenant(fjordvik):
        reader = make_user(make_employee(house.unit))
    with granting(reader, SEE, everywhere=True):
        assert asked not in visit(reader).get(address).text


def test_a_retired_role_and_one_beyond_oneself_lead_to_no_rule(visit, house, officer, fjordvik):
    with tenant(fjordvik):
        beyond = Role.objects.get(name="Administrator")
        role = actions.draft_role("Gammel", by=SYSTEM)
        Role.objects.filter(pk=role.pk).update(state=Role.State.RETIRED)
    for one in (beyond, role):
        assert "?target=" not in visit(officer).get(reverse("access:role", args=[one.pk])).text


def test_a_rule_asked_for_about_something_unknown_begins_with_nothing_chosen(visit, officer):
    page = visit(officer).get(reverse("access:new_rule") + "?target=role:nothing").text
    assert 'value="role:nothing"' not in page
