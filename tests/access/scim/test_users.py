"""A user is a person, and her employments of this source: opened, changed and ended as the source tells."""

from datetime import UTC, date, datetime

import pytest

from grunnmur.access.models import ScimFinding, ScimUser
from grunnmur.core import clock
from grunnmur.core.history import history_of
from grunnmur.core.periods import Period
from grunnmur.core.tenancy import tenant
from grunnmur.organisation.models import Employment, Leave, Person, PersonKey
from tests.access.scim.conftest import EMPLOYMENT, ENTERPRISE, let_in
from tests.factories_organisation import make_employee, make_position, make_unit

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def today():
    with clock.at(datetime(2026, 3, 2, 9, tzinfo=UTC)):
        yield


@pytest.fixture
def units(fjordvik):
    with tenant(fjordvik):
        return {code: make_unit(code, code=code) for code in ("KS", "BIB")}


def work(source):
    """(key, unit code, first day, first day off) of the source's employments, in their order."""
    with tenant(source.client.tenant_id):
        rows = Employment.objects.filter(source=source.client.name).select_related("unit")
        return [
            (row.external_id, row.unit.code, row.valid.lower, row.valid.upper) for row in rows.order_by("valid", "id")
        ]


def findings(source):
    with tenant(source.client.tenant_id):
        return sorted(ScimFinding.objects.values_list("kind", "value"))


def at_department(code, **more):
    return {ENTERPRISE: {"department": code, **more}}


def told(*employments):
    return {EMPLOYMENT: {"employments": list(employments)}}


def test_a_user_becomes_a_person_who_works_in_the_department(source, units, fjordvik):
    made = source.make_user(
        "kari@fjordvik.example",
        externalId="hr-7",
        name={"givenName": "Kari", "familyName": "Åsen"},
        displayName="Kari Åsen",
        preferredLanguage="nn-NO",
        emails=[{"value": "home@kari.example", "type": "home"}, {"value": "kari@fjordvik.example", "type": "work"}],
        phoneNumbers=[{"value": "tel:+47 00 00 00 00", "type": "mobile"}],
        **at_department("KS", employeeNumber="0412"),
    )

    with tenant(fjordvik):
        person = Person.objects.get()
        assert (person.given_name, person.family_name, person.display_name) == ("Kari", "Åsen", "Kari Åsen")
        assert (person.work_email, person.work_phone, person.language) == (
            "kari@fjordvik.example",
            "+47 00 00 00 00",
            "nn",
        )
        assert person.employee_number == "0412"
        assert PersonKey.objects.get().key == "hr-7"
    assert work(source) == [("hr-7", "KS", TODAY, None)]
    assert findings(source) == []
    assert made["active"] is True
    assert made[ENTERPRISE] == {"employeeNumber": "0412", "department": "KS"}


def test_an_unknown_department_is_a_finding_and_no_employment(source, units):
    made = source.make_user("kari", **at_department("NOWHERE"))

    assert work(source) == []
    assert findings(source) == [("unit", "NOWHERE")]
    assert made[ENTERPRISE]["department"] == "NOWHERE"

    source.patch(f"/Users/{made['id']}", {"op": "replace", "path": f"{ENTERPRISE}:department", "value": "KS"})
    assert work(source) == [("kari", "KS", TODAY, None)]
    assert findings(source) == []


def test_another_department_is_a_move_from_today(source, units):
    made = source.make_user("kari", **told({"unit": "KS", "firstDay": "2026-01-01"}))
    source.patch(
        f"/Users/{made['id']}",
        {"op": "replace", "path": f"{EMPLOYMENT}:employments", "value": [{"unit": "BIB", "firstDay": "2026-01-01"}]},
    )

    assert work(source) == [("kari", "KS", date(2026, 1, 1), TODAY), ("kari", "BIB", TODAY, None)]


def test_several_employments_with_kinds_days_and_positions(source, units, fjordvik):
    with tenant(fjordvik):
        make_position("Konsulent", code="8530")
    source.make_user(
        "kari",
        **told(
            {"value": "1", "unit": "KS", "position": "8530", "percent": "60", "primary": True},
            {"value": "2", "unit": "BIB", "kind": "hourly", "percent": "37,5", "lastDay": "2026-06-30"},
        ),
    )

    assert work(source) == [("2", "BIB", TODAY, date(2026, 7, 1)), ("1", "KS", TODAY, None)]
    with tenant(fjordvik):
        first, second = Employment.objects.order_by("external_id")
        assert (first.position.code, first.percent, first.is_primary) == ("8530", 60, True)
        assert (second.kind, float(second.percent)) == ("hourly", 37.5)


@pytest.mark.parametrize(
    ("one", "finding"),
    [
        ({"unit": "KS", "firstDay": "1.3.2026"}, ("days", "1.3.2026 – ")),
        ({"unit": "KS", "firstDay": "2026-03-02", "lastDay": "2026-03-01"}, ("days", "2026-03-02 – 2026-03-01")),
        ({"unit": "KS", "percent": "120"}, ("percent", "120")),
        ({"unit": "KS", "percent": "much"}, ("percent", "much")),
        ({"unit": "KS", "kind": "prince"}, ("kind", "prince")),
        ({"kind": "permanent"}, ("unit", "")),
    ],
)
def test_what_cannot_be_used_of_an_employment_is_a_finding(source, units, one, finding):
    source.make_user("kari", **told(one))

    assert work(source) == []
    assert findings(source) == [finding]


def test_an_unknown_position_is_a_finding_and_the_employment_stands(source, units):
    source.make_user("kari", **told({"unit": "KS", "position": "X"}))

    assert work(source) == [("kari", "KS", TODAY, None)]
    assert findings(source) == [("position", "X")]


@pytest.mark.parametrize("way", ["active", "delete"])
def test_inactive_or_deleted_ends_today_and_telling_again_revives(source, units, way):
    made = source.make_user("kari", **told({"unit": "KS", "firstDay": "2026-01-01"}))
    address = f"/Users/{made['id']}"

    if way == "active":
        assert source.patch(address, {"op": "Replace", "path": "active", "value": "False"}).json()["active"] is False
    else:
        assert source.call("DELETE", address).status_code == 204
        assert source.get(address).status_code == 404
        assert source.call("DELETE", address).status_code == 404
        assert source.names() == []
    assert work(source) == [("kari", "KS", date(2026, 1, 1), date(2026, 3, 3))]

    if way == "active":
        source.patch(address, {"op": "Replace", "path": "active", "value": True})
    else:
        assert source.make_user("Kari", **told({"unit": "KS", "firstDay": "2026-01-01"}))["id"] == made["id"]
    assert work(source) == [("kari", "KS", date(2026, 1, 1), None)]


def test_who_comes_back_later_gets_a_new_row_from_that_day(source, units):
    made = source.make_user("kari", **at_department("KS"))
    source.call("DELETE", f"/Users/{made['id']}")

    with clock.at(datetime(2026, 9, 1, 9, tzinfo=UTC)):
        source.make_user("kari", **told({"unit": "BIB", "firstDay": "2026-03-02"}))

    assert work(source) == [("kari", "KS", TODAY, date(2026, 3, 3)), ("kari", "BIB", date(2026, 9, 1), None)]


def test_what_has_not_begun_is_withdrawn(source, units):
    made = source.make_user("kari", **told({"unit": "KS", "firstDay": "2026-05-01"}))
    assert work(source) == [("kari", "KS", date(2026, 5, 1), None)]

    source.patch(f"/Users/{made['id']}", {"op": "replace", "value": {"active": False}})

    assert work(source) == []


def test_leaves_end_with_the_employment(source, units, fjordvik):
    made = source.make_user("kari", **at_department("KS"))
    with tenant(fjordvik):
        Leave.objects.create(employment=Employment.objects.get(), valid=Period(date(2026, 3, 1)).to_range())

    source.call("DELETE", f"/Users/{made['id']}")

    with tenant(fjordvik):
        assert Leave.objects.get().valid.upper == date(2026, 3, 3)


def test_employments_of_other_sources_are_left_alone(source, units, fjordvik):
    with tenant(fjordvik):
        person = make_employee(units["BIB"], "Kari Åsen")
        Person.objects.filter(pk=person.pk).update(employee_number="0412")
    made = source.make_user("kari", **at_department("KS", employeeNumber="0412"))
    source.call("DELETE", f"/Users/{made['id']}")

    with tenant(fjordvik):
        assert Person.objects.count() == 1
        assert Employment.objects.get(source="grunnmur").valid.upper is None


def test_a_person_an_import_of_the_same_source_brought_is_the_same_person(source, units, fjordvik):
    with tenant(fjordvik):
        person = make_employee(units["BIB"], "Kari Åsen")
        PersonKey.objects.create(person=person, source="entra", key="hr-7")

    source.make_user("kari", externalId="hr-7", displayName="Kari Åsen")

    with tenant(fjordvik):
        assert ScimUser.objects.get().person_id == person.pk


def test_a_name_or_a_person_that_is_taken_is_refused_and_nothing_is_written(source, units, fjordvik):
    source.make_user("kari", **at_department("KS", employeeNumber="1"))
    for name, number in (("KARI", "2"), ("ola", "1")):
        answer = source.post_user(name, **at_department("KS", employeeNumber=number))

        assert answer.status_code == 409
        assert answer.json()["scimType"] == "uniqueness"
    with tenant(fjordvik):
        assert (Person.objects.count(), ScimUser.objects.count()) == (1, 1)


def test_a_change_that_says_nothing_new_writes_nothing(source, units, fjordvik):
    made = source.make_user("kari", displayName="Kari Åsen", **at_department("KS"))
    again = source.call("PUT", f"/Users/{made['id']}", {**made, "meta": {}})

    assert again.status_code == 200
    assert again.json()["meta"]["version"] == made["meta"]["version"]


def test_put_takes_away_what_it_does_not_say(source, units):
    made = source.make_user("kari", displayName="Kari", **at_department("KS"))

    answer = source.call("PUT", f"/Users/{made['id']}", {"schemas": made["schemas"], "userName": "kari"})

    assert "displayName" not in answer.json()
    assert work(source) == [("kari", "KS", TODAY, date(2026, 3, 3))]


def test_what_cannot_be_a_persons_facts_is_refused(source):
    for facts in ({"name": {"givenName": "x" * 101}}, {"displayName": "x\0y"}, {"externalId": "x" * 257}):
        answer = source.post_user("kari", **facts)

        assert (answer.status_code, answer.json()["scimType"]) == (400, "invalidValue")
    assert source.post_user(" ").status_code == 400


def test_attributes_of_the_standard_that_are_not_used_are_dropped_and_others_refused(source):
    made = source.make_user("kari", title="Chief", addresses=[{"locality": "Oslo"}], password="x", roles=[])

    assert {"title", "addresses", "password"} & set(made) == set()
    answer = source.post_user("ola", shoeSize=43)
    assert (answer.status_code, answer.json()["scimType"]) == (400, "invalidSyntax")


def test_two_sources_do_not_see_each_others_users(source, client, fjordvik, units):
    other = let_in(client, fjordvik, name="payroll")
    made = source.make_user("kari")

    assert other.get(f"/Users/{made['id']}").status_code == 404
    assert other.names() == []
    assert other.make_user("kari")["id"] != made["id"]


def test_history_tells_which_client_did_it_and_in_which_request(source, units, fjordvik):
    answer = source.post_user("kari", **at_department("KS"))

    with tenant(fjordvik):
        assert history_of(Person.objects.get())[0].by == "SCIM: entra"
        for model in (Person, PersonKey, ScimUser, Employment):
            context = model.pgh_event_model.objects.get().pgh_context
            assert (context["name"], context["request"]) == ("SCIM: entra", answer["X-Request-Id"]), model
