"""PATCH as the standard says it, and as Entra and Okta really send it."""

import pytest

from tests.access.scim.conftest import ENTERPRISE, PATCH, USER

pytestmark = pytest.mark.django_db


@pytest.fixture
def kari(source):
    return source.make_user(
        "kari",
        displayName="Kari",
        active=True,
        name={"givenName": "Kari", "familyName": "Åsen"},
        emails=[{"value": "kari@fjordvik.example", "type": "work", "primary": True}],
    )


@pytest.fixture
def patch(source, kari):
    """Patch Kari; returns the answer."""
    return lambda *operations: source.patch(f"/Users/{kari['id']}", *operations)


def test_entra_disables_with_a_capital_letter_and_a_text(patch):
    answer = patch({"op": "Replace", "path": "active", "value": "False"})

    assert (answer.status_code, answer.json()["active"]) == (200, False)


def test_entra_sends_a_value_without_a_path_with_dotted_and_urn_keys(patch):
    told = {
        "active": "True",
        "name.givenName": "Karianne",
        f"{ENTERPRISE}:department": "KS",
        f"{ENTERPRISE}:employeeNumber": "7",
        f"{USER}:displayName": "Karianne",
    }
    answer = patch({"op": "Add", "value": told}).json()

    assert answer["name"] == {"givenName": "Karianne", "familyName": "Åsen"}
    assert answer[ENTERPRISE] == {"department": "KS", "employeeNumber": "7"}
    assert answer["displayName"] == "Karianne"


def test_entra_replaces_an_entry_that_is_not_there(patch):
    answer = patch(
        {"op": "Replace", "path": 'phoneNumbers[type eq "mobile"].value', "value": "11223344"},
        {"op": "Add", "path": 'emails[type eq "home"].value', "value": "kari@home.example"},
        {"op": "Replace", "path": 'emails[type eq "work"].value', "value": "ka@fjordvik.example"},
    ).json()

    assert answer["phoneNumbers"] == [{"value": "11223344", "type": "mobile"}]
    assert [(one["type"], one["value"]) for one in answer["emails"]] == [
        ("work", "ka@fjordvik.example"),
        ("home", "kari@home.example"),
    ]


def test_entra_sends_attributes_that_are_not_used_and_the_rest_is_done(patch):
    answer = patch(
        {"op": "Add", "path": "title", "value": "Chief"},
        {"op": "Replace", "path": 'addresses[type eq "work"].locality', "value": "Oslo"},
        {"op": "Add", "path": f"{ENTERPRISE}:manager", "value": "an-id"},
        {"op": "Replace", "value": {"nickName": "K", f"{ENTERPRISE}:costCenter": "12"}},
        {"op": "Replace", "path": "displayName", "value": "Ka"},
    )

    assert (answer.status_code, answer.json()["displayName"]) == (200, "Ka")


def test_only_attributes_that_are_not_used_change_nothing(patch, kari):
    answer = patch({"op": "Add", "path": "title", "value": "Chief"})

    assert answer.status_code == 200
    assert answer.json()["meta"]["version"] == kari["meta"]["version"]


def test_okta_deactivates_without_a_path(patch):
    assert patch({"op": "replace", "value": {"active": False}}).json()["active"] is False


def test_okta_names_the_resources_own_id(patch, kari):
    answer = patch({"op": "replace", "value": {"id": kari["id"], "displayName": "Ka"}})

    assert (answer.status_code, answer.json()["displayName"]) == (200, "Ka")


@pytest.mark.parametrize(
    ("operation", "kind"),
    [
        ({"op": "replace", "path": "id", "value": "x"}, "mutability"),
        ({"op": "replace", "value": {"id": "x"}}, "mutability"),
        ({"op": "replace", "path": "nothing", "value": "x"}, "invalidPath"),
        ({"op": "replace", "path": "name.nothing", "value": "x"}, "invalidPath"),
        ({"op": "replace", "path": "urn:example:Thing:x", "value": "x"}, "invalidPath"),
        ({"op": "replace", "path": "emails[", "value": "x"}, "invalidPath"),
        ({"op": "remove"}, "noTarget"),
        ({"op": "move", "path": "displayName", "value": "x"}, "invalidValue"),
        ({"op": "replace", "path": "active", "value": "perhaps"}, "invalidValue"),
        ({"op": "remove", "path": "userName"}, "mutability"),
        ({"op": "replace", "path": f'emails[{"(" * 17}type eq "x"{")" * 17}].value', "value": "x"}, "invalidFilter"),
    ],
)
def test_what_cannot_be_done_is_refused_and_nothing_is_done(patch, source, kari, operation, kind):
    answer = patch({"op": "replace", "path": "displayName", "value": "Half"}, operation)

    assert answer.status_code == 400, answer.content
    assert answer.json()["scimType"] == kind
    assert source.get(f"/Users/{kari['id']}").json() == kari


def test_a_patch_without_operations_is_refused(source, kari):
    for told in ({"schemas": [PATCH]}, {"schemas": [PATCH], "Operations": []}, []):
        assert source.call("PATCH", f"/Users/{kari['id']}", told).status_code == 400


@pytest.fixture
def people(source):
    return [source.make_user(name)["id"] for name in ("one", "two", "three", "four")]


@pytest.fixture
def group(source, people):
    made = source.make_group("Kundesenter", *people[:3])
    return f"/Groups/{made['id']}"


def members(source, group):
    return [one["value"] for one in source.get(group).json().get("members", [])]


def test_a_group_is_answered_without_a_body(source, group):
    answer = source.patch(group, {"op": "replace", "path": "displayName", "value": "Nytt"})

    assert (answer.status_code, answer.content) == (204, b"")
    assert source.get(group).json()["displayName"] == "Nytt"


def test_entra_removes_the_members_it_lists_and_no_others(source, group, people):
    source.patch(group, {"op": "Remove", "path": "members", "value": [{"value": people[1]}]})

    assert set(members(source, group)) == {people[0], people[2]}


def test_a_member_is_removed_by_a_filter_in_the_path(source, group, people):
    source.patch(group, {"op": "remove", "path": f'members[value eq "{people[1]}"]'})

    assert set(members(source, group)) == {people[0], people[2]}


def test_members_are_added_to_those_there_are(source, group, people):
    source.patch(group, {"op": "Add", "path": "members", "value": [{"value": people[3]}]})

    assert set(members(source, group)) == set(people)


def test_only_a_replace_of_exactly_members_replaces_them_all(source, group, people):
    source.patch(group, {"op": "replace", "value": {"displayName": "Nytt", "members": [{"value": people[3]}]}})
    assert set(members(source, group)) == set(people)
    assert source.get(group).json()["displayName"] == "Nytt"

    source.patch(group, {"op": "replace", "path": "members", "value": [{"value": people[3]}]})
    assert members(source, group) == [people[3]]


def test_a_remove_of_members_without_values_empties_the_group(source, group):
    source.patch(group, {"op": "remove", "path": "members"})

    assert members(source, group) == []


@pytest.mark.parametrize(
    "member",
    [{"value": "nobody"}, {"value": "00000000-0000-4000-8000-000000000000"}, {"value": "x", "type": "Group"}],
)
def test_a_member_that_is_no_user_of_the_client_is_refused(source, group, people, member):
    answer = source.patch(group, {"op": "add", "path": "members", "value": [member]})

    assert (answer.status_code, answer.json()["scimType"]) == (400, "invalidValue")
    assert set(members(source, group)) == set(people[:3])
