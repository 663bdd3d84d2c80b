"""Filters are compiled to SQL: what it finds is what the library finds in memory, whatever the filter."""

from datetime import UTC, datetime

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scim2_models import InvalidFilterException, ScimFilter
from scim2_models.path import (
    AttrPath,
    CompareOperator,
    Comparison,
    LogicalExpr,
    LogicalOperator,
    Not,
    Present,
    ValuePath,
)

from grunnmur.access.actions.scim.clients import NewClient, add_scim_client
from grunnmur.access.queries.scim import pages, rowsets
from grunnmur.access.queries.scim.filters import condition_of
from grunnmur.access.queries.scim.pages import Page
from grunnmur.access.scim import shapes
from grunnmur.access.scim.schema import GROUP_TYPE, PROVIDER, USER_TYPE, FullUser, Group
from grunnmur.access.scim.storage import Storage
from grunnmur.core import clock
from grunnmur.core.clock import now
from tests.access.scim.conftest import EMPLOYMENT, ENTERPRISE, USER
from tests.factories_organisation import SYSTEM, make_unit

pytestmark = pytest.mark.django_db
WORDS = ["Åse", "ÅSE", "åse", "Øystein", "a%b_c", "Kari", "KARI", "kari", "x", "Kundesenter", "KS", "Straße", "İ"]
PEOPLE = [
    {"userName": "kari@fjordvik.example", "externalId": "Kari", "name": {"givenName": "Kari", "familyName": "Åse"}},
    {"userName": "ÅSE", "displayName": "a%b_c", "active": False, "preferredLanguage": "nb"},
    {
        "userName": "øystein",
        "externalId": "x",
        "name": {"formatted": "Øystein ÅSE"},
        "emails": [
            {"value": "kari@fjordvik.example", "type": "work", "primary": True},
            {"value": "x@fjordvik.example", "type": "home"},
        ],
        "phoneNumbers": [{"value": "12345678"}],
    },
    {
        "userName": "Straße",
        "userType": "Employee",
        ENTERPRISE: {"employeeNumber": "0412", "department": "KS"},
        "emails": [{"value": "ase@fjordvik.example", "type": "other", "primary": False}],
        EMPLOYMENT: {
            "employments": [
                {"value": "1", "unit": "KS", "kind": "permanent", "percent": "50", "primary": True},
                {"unit": "x", "firstDay": "2026-01-01"},
            ]
        },
    },
    {"userName": "İstanbul", "displayName": "Kundesenter", "emails": [{"type": "work"}]},
]
TEXTS = [
    *("id", "externalId", "userName", "displayName", "userType", "preferredLanguage", "meta.resourceType"),
    *("name.formatted", "name.familyName", "name.givenName", "NAME.GivenName", f"{USER}:userName"),
    *(f"{ENTERPRISE}:employeeNumber", f"{ENTERPRISE}:department", "phoneNumbers.value", "phoneNumbers.type"),
    *("emails", "emails.value", "emails.type", "groups", "groups.display", f"{USER}:emails.type"),
    *(f"{EMPLOYMENT}:employments.unit", f"{EMPLOYMENT}:employments.kind", f"{EMPLOYMENT}:employments"),
]
ENTRIES = {
    "emails": ["value", "type"],
    "phoneNumbers": ["value", "type"],
    f"{EMPLOYMENT}:employments": ["unit", "kind", "percent", "firstDay", "value"],
}


def path_of(text):
    """An attribute path as the grammar reads it."""
    urn, colon, rest = text.rpartition(":")
    attribute, _dot, part = rest.partition(".")
    return AttrPath(attribute, part or None, urn if colon else None)


values = st.one_of(st.sampled_from(WORDS), st.none(), st.text(max_size=3).filter(lambda text: "\0" not in text))
operators = st.sampled_from(list(CompareOperator))
compared = st.builds(Comparison, st.sampled_from(TEXTS).map(path_of), operators, values)
known = st.sampled_from(["work", "home", "ks", "KS", "permanent", "50", "2026-01-01", "User", "user", "42", "0412"])
compared_known = st.builds(Comparison, st.sampled_from(TEXTS).map(path_of), operators, known)
active = st.builds(
    Comparison,
    st.sampled_from(["active", "emails.primary"]).map(path_of),
    st.sampled_from([CompareOperator.eq, CompareOperator.ne]),
    st.one_of(st.booleans(), st.none()),
)
times = st.builds(
    Comparison,
    st.sampled_from(["meta.created", "meta.lastModified"]).map(path_of),
    st.sampled_from([CompareOperator.eq, CompareOperator.gt, CompareOperator.le, CompareOperator.ne]),
    st.sampled_from(["2026-03-02T09:00:00Z", "2026-03-02T10:00:00+01:00", "2020-01-01T00:00:00Z"]),
)
present = st.builds(Present, st.sampled_from([*TEXTS, "active", "meta.created", "emails.primary"]).map(path_of))


def logical(inner):
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.one_of(st.builds(Not, inner), st.builds(LogicalExpr, st.sampled_from(list(LogicalOperator)), several))


@st.composite
def entries(draw):
    """A filter between brackets on one of the lists."""
    head = draw(st.sampled_from(list(ENTRIES)))
    parts = st.sampled_from(ENTRIES[head]).map(AttrPath)
    one = st.one_of(
        st.builds(Comparison, parts, operators, st.one_of(known, values)),
        st.builds(Present, parts),
        st.builds(Comparison, st.just(AttrPath("primary")), st.just(CompareOperator.eq), st.booleans()),
    )
    return ValuePath(path_of(head), draw(st.recursive(one, logical, max_leaves=3)))


leaves = st.one_of(compared, compared_known, active, times, present, entries())
trees = st.recursive(leaves, logical, max_leaves=6)


@pytest.fixture
def client_here(here, at_nine):
    client, _token = add_scim_client(NewClient(name="entra"), by=SYSTEM, at=now())
    make_unit("Kundesenter", code="KS")
    storage = Storage(client)
    with PROVIDER:
        users = [storage.create(USER_TYPE, FullUser.model_validate({"schemas": [USER], **told})) for told in PEOPLE]
        members = [{"value": user.id} for user in users[:2]]
        storage.create(GROUP_TYPE, Group(display_name="Kundesenter", members=members))
        storage.create(GROUP_TYPE, Group(display_name="ÅSE", external_id="x", members=members[:1]))
        storage.create(GROUP_TYPE, Group(display_name="tom"))
    return client


@pytest.fixture
def at_nine():
    with clock.at(datetime(2026, 3, 2, 9, tzinfo=UTC)):
        yield


def everything(rows, resource_type):
    return [shapes.resource_of(row, resource_type) for row in pages.find_page(rows, Page(limit=200)).rows]


def agree(rows, resources, model, tree):
    """Compare what SQL finds with what the library finds; a filter it refuses is not one."""
    with PROVIDER, transaction.atomic():
        try:
            wanted = ScimFilter[model](str(tree))
            in_memory = {one.id for one in resources if wanted.match(one)}
        except InvalidFilterException:
            return
        found = pages.find_page(rows, Page(where=condition_of(wanted, rows.attributes), limit=200))
    assert {str(row.id) for row in found.rows} == in_memory, str(tree)
    assert found.total == len(in_memory)


def test_any_filter_of_users_finds_in_sql_what_the_library_finds_in_memory(client_here):
    rows = rowsets.users_of(client_here)
    resources = everything(rows, USER_TYPE)

    @settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
    @given(trees)
    def check(tree):
        agree(rows, resources, FullUser, tree)

    check()


group_leaves = st.one_of(
    st.builds(
        Comparison,
        st.sampled_from(["displayName", "externalId", "id", "members", "members.type"]).map(path_of),
        operators,
        st.one_of(values, known, st.just("Kundesenter")),
    ),
    st.builds(Present, st.sampled_from(["displayName", "externalId", "members"]).map(AttrPath)),
)


def test_any_filter_of_groups_finds_in_sql_what_the_library_finds_in_memory(client_here):
    rows = rowsets.groups_of(client_here)
    resources = everything(rows, GROUP_TYPE)
    user = resources[0].members[0].value if resources[0].members else "x"
    members = st.builds(
        lambda path, op: Comparison(path, op, user),
        st.sampled_from([AttrPath("members"), AttrPath("members", "value")]),
        operators,
    )
    named = Comparison(AttrPath("value"), CompareOperator.eq, user)
    bracketed = st.just(ValuePath(AttrPath("members"), named))

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.recursive(st.one_of(group_leaves, members, bracketed), logical, max_leaves=5))
    def check(tree):
        agree(rows, resources, Group, tree)

    check()


@pytest.mark.parametrize(
    "wanted",
    [
        f'userName eq "{"a" * 2000}"',
        "(" * 17 + "userName pr" + ")" * 17,
        " and ".join(["active eq true"] * 51),
        'meta.version eq "x"',
        'schemas eq "x"',
        'emails[display.x eq "x"]',
        'nothing eq "x"',
        "userName eq",
        'userName eq "a\\u0000b"',
        'emails[nothing eq "x"]',
        "active gt true",
    ],
)
def test_a_filter_that_is_too_large_or_unknown_is_refused_as_such(source, wanted):
    answer = source.get("/Users", filter=wanted)

    assert answer.status_code == 400, answer.content
    assert answer.json()["scimType"] == "invalidFilter"


@pytest.mark.parametrize("wanted", ["(" * 16 + "userName pr" + ")" * 16, 'userName eq "((((((((((((((((((((\\"("'])
def test_a_filter_as_deep_as_is_allowed_is_answered(source, wanted):
    assert source.get("/Users", filter=wanted).status_code == 200


def test_a_search_in_a_body_finds_the_same(source):
    source.make_user("kari")
    source.make_user("ola")
    told = {"schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"], "filter": 'userName sw "K"'}

    answer = source.call("POST", "/Users/.search", told)

    assert [one["userName"] for one in answer.json()["Resources"]] == ["kari"]


def test_a_filter_of_discovery_is_forbidden(source):
    for path in ("/Schemas", "/ResourceTypes", "/ServiceProviderConfig"):
        assert source.get(path, filter='id eq "x"').status_code == 403


def test_an_apostrophe_in_a_filter_stays_a_value(source):
    source.make_user("o'neill")

    assert source.names(filter='userName eq "o\'neill"') == ["o'neill"]
    assert source.names(filter='displayName eq "\' OR true --"') == []
    assert source.names(filter='userName co "%"') == []
