"""Pages, order, tags, bulk requests, discovery, and who may ask."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from grunnmur.access.actions import derive
from grunnmur.access.actions.scim import clients
from grunnmur.access.models import ScimClient
from grunnmur.access.scim.schema import LARGEST_BODY
from grunnmur.core import clock
from grunnmur.core.tenancy import tenant
from grunnmur.organisation.models import Person
from tests.access.scim.conftest import BULK, EMPLOYMENT, ENTERPRISE, GROUP, PATCH, USER, let_in
from tests.factories_organisation import SYSTEM, make_unit

pytestmark = pytest.mark.django_db
# The municipality with the client, and she with all that is hers unless somebody knows her. And what a test's own
# transaction adds: a savepoint, its end, and the way out of the municipality.
STATEMENTS_OF_CREATE = 2 + 3
NAMES = ["ada", "Bo", "Cæsar", "dag", "Eva"]


@pytest.fixture
def people(source):
    for place, name in enumerate(NAMES):
        said = {"displayName": name} if place % 2 else {}
        source.make_user(name, emails=[{"value": f"{name[::-1].lower().replace('æ', 'a')}@a.example"}], **said)
    return source


def test_index_pages_are_cut_as_the_standard_says(people):
    first = people.get("/Users", startIndex="0", count="2", sortBy="userName").json()

    assert (first["startIndex"], first["itemsPerPage"], first["totalResults"]) == (1, 2, 5)
    assert people.names(startIndex="3", count="2", sortBy="userName") == NAMES[2:4]
    assert people.names(startIndex="5", count="2", sortBy="userName") == NAMES[4:]
    for nothing in ({"count": "0"}, {"count": "-1"}, {"startIndex": "6"}):
        answer = people.get("/Users", **nothing).json()
        assert (answer["totalResults"], answer.get("Resources", [])) == (5, [])


def test_a_page_is_bounded(source):
    for number in range(3):
        source.make_user(f"u{number}")

    assert source.get("/Users", count="1000000").json()["itemsPerPage"] == 3
    assert source.get("/ServiceProviderConfig").json()["pagination"]["maxPageSize"] == 200


@pytest.mark.parametrize(
    ("by", "order"),
    [
        ("userName", ["ada", "Bo", "Cæsar", "dag", "Eva"]),
        ("displayName", ["Bo", "dag", None, None, None]),
        ("emails", ["ada", "Eva", "dag", "Bo", "Cæsar"]),
    ],
)
@pytest.mark.parametrize("is_descending", [False, True])
def test_users_are_sorted_and_who_has_no_value_is_last_or_first(people, by, order, is_descending):
    names = people.names(sortBy=by, sortOrder="descending" if is_descending else "ascending")

    if by == "displayName":
        names = [name if name in order else None for name in names]
    assert names == (order[::-1] if is_descending else order)


@pytest.mark.parametrize("query", [{}, {"sortBy": "userName"}, {"sortBy": "displayName"}, {"sortBy": "meta.created"}])
@pytest.mark.parametrize("way", ["ascending", "descending"])
def test_cursors_walk_forth_and_back_over_everybody_once(people, query, way):
    query = query | ({"sortOrder": way} if query else {})
    whole = people.names(**query)
    pages, cursor = [], ""
    while cursor is not None:
        page = people.get("/Users", cursor=cursor, count="2", **query).json()
        pages.append(page)
        cursor = page.get("nextCursor")

    assert [one["userName"] for page in pages for one in page["Resources"]] == whole
    back = people.get("/Users", cursor=pages[-1]["previousCursor"], count="2", **query).json()
    assert back["Resources"] == pages[-2]["Resources"]
    assert "startIndex" not in pages[0]


def test_a_cursor_holds_its_place_when_others_come_and_go(people):
    page = people.get("/Users", cursor="", count="2", sortBy="userName").json()
    people.make_user("aase")
    people.call("DELETE", f"/Users/{page['Resources'][1]['id']}")

    rest = people.get("/Users", cursor=page["nextCursor"], count="9", sortBy="userName")
    assert rest.status_code == 400, "a cursor belongs to its count"
    rest = people.get("/Users", cursor=page["nextCursor"], count="2", sortBy="userName").json()
    assert [one["userName"] for one in rest["Resources"]] == NAMES[2:4]


def test_a_cursor_that_is_not_ours_is_refused(people, client, fjordvik):
    page = people.get("/Users", cursor="", count="2").json()

    assert people.get("/Users", cursor="AAAA").json()["scimType"] == "invalidCursor"
    assert people.get("/Users", cursor=page["nextCursor"], count="2", filter="active eq true").status_code == 400
    other = let_in(client, fjordvik, name="payroll")
    stolen = other.get("/Users", cursor=page["nextCursor"], count="2").json()
    assert stolen.get("Resources", []) == []


def test_a_list_made_of_rows_says_what_the_resource_itself_says(people):
    people.make_group("G", people.get("/Users").json()["Resources"][0]["id"])

    for kind in ("Users", "Groups"):
        for one in people.get(f"/{kind}").json()["Resources"]:
            assert one == people.get(f"/{kind}/{one['id']}").json()


@pytest.mark.parametrize(
    "told",
    [
        {},
        {
            "externalId": "7",
            "active": False,
            "displayName": "Åse",
            "emails": [{"value": "a@b.example", "primary": True}],
        },
        {
            "schemas": [USER, ENTERPRISE, EMPLOYMENT],
            "name": {"givenName": "Åse", "familyName": "Aas", "formatted": "Åse Aas"},
            "phoneNumbers": [{"value": "tel:+47-12-34-56-78", "type": "work"}],
            "preferredLanguage": "nb-NO",
            "userType": "Employee",
            ENTERPRISE: {"employeeNumber": "7", "department": "KS"},
            EMPLOYMENT: {"employments": [{"unit": "KS", "percent": "37.5", "firstDay": "2026-01-31"}]},
        },
    ],
)
def test_the_answer_to_a_creation_says_what_the_user_herself_says(source, told):
    made = source.post_user("åse@fjordvik.example", **told)

    read = source.get(f"/Users/{made.json()['id']}")
    assert made.status_code == 201
    assert made.json() == read.json()
    assert made["ETag"] == read["ETag"]
    assert made["Location"] == made["Content-Location"] == read["Content-Location"] == read.json()["meta"]["location"]


@pytest.mark.parametrize("part", [0, 1, 100_000, 999_999])
def test_a_time_is_written_alike_by_the_database_and_in_an_answer_to_a_creation(source, part):
    moment = datetime(2026, 7, 1, 23, 59, 59, part, tzinfo=UTC)
    with clock.at(moment):
        made = source.make_user("kari")

    (listed,) = source.get("/Users").json()["Resources"]
    assert listed["meta"] == made["meta"]
    assert datetime.fromisoformat(made["meta"]["created"]) == moment


def test_a_page_far_down_the_list_holds_what_the_users_themselves_say(people):
    whole = people.get("/Users", sortBy="userName").json()["Resources"]

    part = people.get("/Users", sortBy="userName", startIndex="4", count="2").json()["Resources"]
    assert part == whole[3:]
    assert [one["userName"] for one in part] == sorted(NAMES, key=str.lower)[3:]
    assert people.get("/Users", sortBy="meta.created", startIndex="2", count="3").json()["totalResults"] == len(NAMES)


@pytest.mark.parametrize("query", [{"attributes": "userName"}, {"excludedAttributes": "meta,emails,active"}])
def test_attributes_narrow_lists_and_single_answers_alike(people, query):
    one = people.get("/Users", sortBy="userName", **query).json()["Resources"][0]

    assert set(one) == {"schemas", "id", "userName"}
    assert people.get(f"/Users/{one['id']}", **query).json() == one


def test_a_page_costs_the_same_for_one_row_and_for_four(source):
    def count():
        with CaptureQueriesContext(connection) as seen:
            source.get("/Users")
        return len(seen)

    source.make_user("one")
    source.get("/Users")
    before = count()
    for name in ("two", "three", "four"):
        source.make_user(name)
    assert count() == before


def test_tags_tell_whether_something_changed(source):
    made = source.call("POST", "/Users", {"schemas": [USER], "userName": "kari"})
    address, tag = made["Location"].partition("/scim/v2")[2], made["ETag"]

    assert source.call("GET", address, headers={"if-none-match": tag}).status_code == 304
    change = {"schemas": [PATCH], "Operations": [{"op": "replace", "path": "displayName", "value": "K"}]}
    assert source.call("PATCH", address, change, headers={"if-match": 'W/"9"'}).status_code == 412
    changed = source.call("PATCH", address, change, headers={"if-match": tag})
    assert changed.status_code == 200
    assert changed["ETag"] != tag
    assert source.call("GET", address, headers={"if-none-match": tag}).status_code == 200
    for method in ("PUT", "DELETE"):
        body = {"schemas": [USER], "userName": "kari"} if method == "PUT" else None
        assert source.call(method, address, body, headers={"if-match": tag}).status_code == 412
    assert source.call("DELETE", address, headers={"if-match": changed["ETag"]}).status_code == 204


def bulk(source, *operations, **more):
    return source.call("POST", "/Bulk", {"schemas": [BULK], "Operations": list(operations), **more})


def test_a_bulk_request_refers_forward_and_fails_one_by_one(source):
    source.make_user("taken")
    answer = bulk(
        source,
        {
            "method": "POST",
            "path": "/Groups",
            "bulkId": "g",
            "data": {"schemas": [GROUP], "displayName": "G", "members": [{"value": "bulkId:k"}]},
        },
        {"method": "POST", "path": "/Users", "bulkId": "k", "data": {"schemas": [USER], "userName": "kari"}},
        {"method": "POST", "path": "/Users", "bulkId": "t", "data": {"schemas": [USER], "userName": "taken"}},
        {
            "method": "PATCH",
            "path": "/Users/bulkId:k",
            "data": {
                "schemas": [PATCH],
                "Operations": [
                    {"op": "Replace", "path": "active", "value": "False"},
                    {"op": "Add", "path": "title", "value": "x"},
                ],
            },
        },
        {"method": "DELETE", "path": "/Users/00000000-0000-4000-8000-000000000000"},
    )

    assert [one["status"] for one in answer.json()["Operations"]] == ["201", "201", "409", "200", "404"]
    assert len(source.get("/Groups").json()["Resources"][0]["members"]) == 1
    assert source.names(filter="active eq false") == ["kari"]


def test_a_circle_of_references_is_refused_and_the_rest_is_done(source):
    def group(own, other):
        data = {"schemas": [GROUP], "displayName": own, "members": [{"value": f"bulkId:{other}"}]}
        return {"method": "POST", "path": "/Groups", "bulkId": own, "data": data}

    answer = bulk(
        source,
        group("a", "b"),
        group("b", "a"),
        {"method": "POST", "path": "/Users", "bulkId": "k", "data": {"schemas": [USER], "userName": "kari"}},
    )

    assert [one["status"] for one in answer.json()["Operations"]] == ["409", "409", "201"]


def test_a_bulk_request_stops_at_the_errors_it_accepts(source):
    gone = {"method": "DELETE", "path": "/Users/00000000-0000-4000-8000-000000000000"}
    more = {"method": "POST", "path": "/Users", "bulkId": "k", "data": {"schemas": [USER], "userName": "kari"}}

    assert [one["status"] for one in bulk(source, gone, more, failOnErrors=1).json()["Operations"]] == ["404"]
    assert source.names() == []


def test_a_bulk_request_is_bounded_in_operations_and_bytes(source):
    gone = {"method": "DELETE", "path": "/Users/00000000-0000-4000-8000-000000000000"}

    assert bulk(source, *[gone] * 1001).status_code == 413
    assert source.post_user("x" * (LARGEST_BODY + 1)).status_code == 413
    assert source.call("POST", "/Bulk", {"x": "y" * LARGEST_BODY}).status_code == 413


def test_a_bulk_request_derives_access_once(source, fjordvik, monkeypatch):
    with tenant(fjordvik):
        make_unit("Kundesenter", code="KS")
    asked, really = [], derive._derive
    monkeypatch.setattr(derive, "_derive", lambda people: asked.append(people) or really(people))
    enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
    new = (
        {
            "method": "POST",
            "path": "/Users",
            "bulkId": name,
            "data": {"schemas": [USER], "userName": name, enterprise: {"department": "KS"}},
        }
        for name in ("one", "two", "three")
    )

    assert bulk(source, *new).status_code == 200
    assert [len(people) for people in asked] == [3]


def test_discovery_tells_what_there_is(source):
    config = source.get("/ServiceProviderConfig").json()

    assert config["bulk"] == {"supported": True, "maxOperations": 1000, "maxPayloadSize": LARGEST_BODY}
    assert config["pagination"]["cursor"] is True
    assert {one["endpoint"] for one in source.get("/ResourceTypes").json()["Resources"]} == {"/Users", "/Groups"}
    assert len(source.get("/Schemas").json()["Resources"]) == 4
    assert source.get("/Schemas/urn:ietf:params:scim:schemas:extension:grunnmur:2.0:Employment").status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/Nothing", 404), ("PUT", "/Users", 405), ("GET", "/Me", 501), ("GET", "/Users/x", 404), ("GET", "", 501)],
)
def test_what_is_not_there_is_told_in_scims_words(source, method, path, status):
    answer = source.call(method, path, {} if method == "PUT" else None)

    assert (answer.status_code, answer.json()["status"]) == (status, str(status))
    assert answer["Content-Type"] == "application/scim+json"


def test_a_body_that_is_not_json_is_refused(source, client):
    headers = {"host": source.host, "authorization": f"Bearer {source.token}"}

    assert (
        client.generic(
            "POST", "/scim/v2/Users", "<user/>", content_type="application/scim+json", headers=headers
        ).status_code
        == 400
    )
    assert (
        client.generic("POST", "/scim/v2/Users", "<user/>", content_type="text/xml", headers=headers).status_code == 415
    )


@pytest.mark.parametrize(
    "headers", [{"authorization": ""}, {"authorization": "Bearer gm_fjordvik_x"}, {"authorization": "Basic eDp5"}]
)
def test_without_a_valid_token_nobody_is_anybody(source, headers):
    answer = source.call("GET", "/Users", headers=headers)

    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Bearer realm="SCIM"')
    assert source.call("GET", "/ServiceProviderConfig", headers=headers).status_code == 200


def test_a_token_that_expired_or_was_revoked_or_renewed_is_none(source, fjordvik):
    with clock.at(datetime.now(UTC) + timedelta(days=366)):
        assert source.get("/Users").status_code == 401
    with tenant(fjordvik):
        _client, plain = clients.renew_scim_token(source.client.pk, days=30, by=SYSTEM, at=clock.now())
    assert source.get("/Users").status_code == 401
    source.token = plain
    assert source.get("/Users").status_code == 200
    with tenant(fjordvik):
        clients.revoke_scim_client(source.client.pk, by=SYSTEM, at=clock.now())
    assert source.get("/Users").status_code == 401


def test_a_client_calls_from_its_own_addresses_only(client, fjordvik, source):
    here = let_in(client, fjordvik, name="near", addresses=["127.0.0.0/8", " ::1 "])
    away = let_in(client, fjordvik, name="far", addresses=["192.0.2.7"])

    assert here.get("/Users").status_code == 200
    answer = away.get("/Users")
    assert (answer.status_code, answer.json()["status"]) == (403, "403")


def test_a_token_is_kept_as_a_hash_and_its_use_is_noted(source, fjordvik):
    source.get("/Users")

    with tenant(fjordvik):
        client = ScimClient.objects.get()
        assert source.token not in str(vars(client))
        assert client.last_used_at is not None


def test_what_fails_leaves_nothing_but_the_note_that_the_client_called(source, fjordvik, monkeypatch):
    def fail(*_args, **_more):
        raise RuntimeError("nobody hears")

    monkeypatch.setattr("grunnmur.access.scim.views.tell_recorded", fail)
    assert source.post_user("kari").status_code == 500
    with tenant(fjordvik):
        assert ScimClient.objects.get().last_used_at is not None
        assert not Person.objects.exists()
    monkeypatch.undo()
    assert source.post_user("kari").status_code == 201, "her name is free"


def test_a_new_user_costs_a_handful_of_statements(source, django_assert_num_queries):
    source.make_user("first@fjordvik.example")
    with django_assert_num_queries(STATEMENTS_OF_CREATE, connection=connection):
        source.make_user("kari@fjordvik.example", externalId="7")


def test_from_another_municipality_nothing_is_there(source, client, sundby):
    made, group = source.make_user("kari"), source.make_group("G")
    other = let_in(client, sundby, name="entra")

    for method, path in (("GET", "/Users/"), ("DELETE", "/Users/"), ("PUT", "/Users/")):
        body = {"schemas": [USER], "userName": "x"} if method == "PUT" else None
        assert other.call(method, path + made["id"], body).status_code == 404
    assert other.get(f"/Groups/{group['id']}").status_code == 404
    assert other.names() == []
    source.host = other.host
    assert source.get("/Users").status_code == 401, "a token counts in its own municipality only"


def test_a_token_finds_its_municipality_where_the_host_does_not_say(source, settings):
    settings.ALLOWED_HOSTS = ["*"]
    source.host = "scim.example"
    assert source.get("/Users").status_code == 200
    assert source.call("GET", "/Users", headers={"authorization": "Bearer gm_nowhere_x"}).status_code == 401


def test_what_nobody_expected_is_told_without_its_details(source, monkeypatch):
    def fail(*_args, **_more):
        raise RuntimeError("secret detail")

    monkeypatch.setattr("grunnmur.access.queries.scim.pages.find_page", fail)
    answer = source.get("/Users")

    assert answer.status_code == 500
    assert b"secret" not in answer.content
