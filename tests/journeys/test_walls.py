"""From the Danish municipality nothing of the Norwegian one can be reached: asked of the running product."""

import re
from uuid import uuid4

import pytest
from django.urls import get_resolver

from grunnmur.core import rls

TABLES = sorted(rls.tenant_tables())
# Where the demo leaves no rows: nothing can be shown there by these tests, the policy itself is tested elsewhere.
MAY_BE_EMPTY = re.compile(
    r"session|token|notification|import|deputy|protected|read|grant|exclusion|withheld|leave|proposal|turned|ruleperson|search_word|scim|observed|delivery|preference|exportlog|auditexport|changestatement|reviewremoval|draftvisit|processvisit|webaddress|librarybundle|drawingcopy|stepquestion|stepnotice"
)
UUID_PAGE = re.compile(r"<uuid:(\w+)>")


@pytest.fixture(scope="module")
def norway(demo):
    return demo.tenant_id("fjordvik")


@pytest.fixture(scope="module")
def denmark(demo):
    return demo.tenant_id("sundby")


@pytest.mark.parametrize("table", TABLES)
def test_no_row_of_the_other_municipality_is_seen_or_changed_by_raw_sql(demo, norway, denmark, table):
    theirs = demo.ask(f"SELECT count(*) FROM {table} WHERE tenant_id = %s", norway)[0][0]
    seen = f"SELECT count(*) FROM {table} WHERE tenant_id = %s"

    assert theirs or MAY_BE_EMPTY.search(table), "the demo has no row here, so this shows nothing"
    if demo.ask("SELECT has_table_privilege('grunnmur_web', %s, 'SELECT')", table)[0][0]:
        assert demo.ask(seen, norway, role="grunnmur_web", tenant=denmark) == [(0,)]
        assert demo.ask(seen, norway, role="grunnmur_web") == [(0,)]


def addresses_with_one_id():
    """Every page that is about one thing, with its kind: the name in the address tells."""
    found = []

    def walk(resolver, prefix=""):
        for entry in resolver.url_patterns:
            text = prefix + str(entry.pattern)
            if hasattr(entry, "url_patterns"):
                walk(entry, text)
            elif len(UUID_PAGE.findall(text)) == 1 and "<str" not in text and not text.startswith(("^", "accounts")):
                found.append((text, UUID_PAGE.search(text)[1]))

    walk(get_resolver())
    return sorted(set(found))


THINGS = {
    "person_id": "organisation_person",
    "unit_id": "organisation_unit",
    "employment_id": "organisation_employment",
    "leave_id": "organisation_leave",
    "deputy_id": "organisation_deputy",
    "appointment_id": "organisation_appointment",
    "function_id": "organisation_function",
    "task_id": "worklist_task",
    "notification_id": "worklist_notification",
    "entry_id": "worklist_wheelentry",
    "thing_id": "access_issuedthing",
    "role_id": "access_role",
    "rule_id": "access_rule",
    "resource_id": "access_resource",
    "element_id": "landscape_element",
    "product_id": "landscape_systemproduct",
    "relation_id": "landscape_relation",
    "case_id": "landscape_changecase",
    "step_id": "landscape_changestep",
    "statement_id": "landscape_changestatement",
    "process_role_id": "processes_processrole",
    "link_id": "processes_steplink",
    "area_id": "processes_processarea",
    "question_id": "processes_stepquestion",
    "proposal_id": "processes_checklistproposal",
    "production_line_id": "publishing_productionline",
    "member_id": "publishing_linemember",
    "card_id": "publishing_card",
    "version_id": "publishing_version",
    "feedback_id": "publishing_feedback",
    "duty_id": "publishing_readingduty",
    "approval_step_id": "publishing_approvalstep",
    "standard_id": "publishing_namingstandard",
    "document_type_id": "publishing_documenttype",
    "run_id": "core_importrun",
    "file_id": "core_storedfile",
    "token_id": "core_apitoken",
    "session_id": "core_session",
    "client_id": "access_scimclient",
    "target_id": "access_target",
    "observed_person_id": "access_observedperson",
    "observed_thing_id": "access_observedthing",
    "request_id": "access_request",
    "line_id": "access_requestline",
    "policy_id": "access_approvalpolicy",
    "visit_id": "access_deskvisit",
    "review_id": "access_review",
    "conflict_id": "access_conflict",
    "waiver_id": "access_waiver",
    "pool_id": "access_licencepool",
    "item_id": "access_reviewitem",
}


@pytest.mark.parametrize(("address", "thing"), addresses_with_one_id())
def test_a_page_about_something_of_the_other_municipality_is_not_there(demo, enter, norway, address, thing):
    rows = demo.ask(f"SELECT id FROM {THINGS[thing]} WHERE tenant_id = %s LIMIT 1", norway)
    if not rows:
        pytest.skip(f"the demo has no {thing.removesuffix('_id')}")
    page = enter("demo-stranger")

    theirs, nobodys = (
        page.request.get(f"{demo.address}/{UUID_PAGE.sub(str(one), address)}").status for one in (rows[0][0], uuid4())
    )

    assert theirs in {403, 404, 405}
    assert theirs == nobodys, "the answer tells that there is something"


def test_search_finds_nothing_of_the_other_municipality(demo, enter, norway):
    name, unit = demo.ask(
        "SELECT p.display_name, u.name FROM organisation_person p JOIN organisation_employment e ON e.person_id = p.id"
        " JOIN organisation_unit u ON u.id = e.unit_id WHERE p.tenant_id = %s ORDER BY p.id LIMIT 1",
        norway,
    )[0]
    page = enter("demo-stranger")

    for words in (name, unit, "Ansettelse", "Kundesenter"):
        page.goto(f"{demo.address}/search/?q={words}")
        assert page.locator(".search-results li").count() == 0, words


def test_a_process_of_the_other_municipality_is_not_there(demo, enter):
    page = enter("demo-stranger")

    assert page.request.get(f"{demo.address}/processes/ANSETTELSE/").status == 404


def test_a_session_of_one_municipality_is_nobody_in_the_other(demo, enter):
    page = enter("demo-stranger")
    session = next(one for one in page.context.cookies() if one["name"] == "session")
    enter("demo-employee")

    page.context.add_cookies([session])
    page.goto(demo.address)

    assert "/accounts/login/" in page.url
