"""What programs may change, and what they are refused."""

from contextlib import ExitStack
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from grunnmur.core.periods import Period
from grunnmur.core.tenancy import tenant
from grunnmur.organisation import actions
from grunnmur.organisation.models import Deputy, Employment, Function, Leadership, Leave, Person, Unit, UnitParent
from grunnmur.organisation.rules import APPOINT, EDIT_PEOPLE, EDIT_UNITS, IMPORT_PEOPLE, RELEASE_IMPORT
from tests.factories_organisation import (
    SINCE,
    SYSTEM,
    granting,
    make_deputy,
    make_employee,
    make_function,
    make_unit,
    make_user,
)
from tests.organisation.imports.files import csv_zip, small

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/organisation"
TODAY, APRIL, MAY = date(2026, 3, 2), date(2026, 4, 1), date(2026, 5, 1)


def post(caller, path, sent):
    return caller.post(f"{ROOT}/{path}", sent, content_type="application/json")


@pytest.fixture
def things(fjordvik, house):
    """One of each that an address can name."""
    with tenant(fjordvik):
        row = Employment.objects.get(person=house["person"])
        function = make_function("verneombud")
        where = {"function_id": function.pk, "unit_id": house["unit"].pk}
        return {
            "unit": house["unit"].pk,
            "person": house["person"].pk,
            "employment": row.pk,
            "leave": actions.register_leave(row.pk, percent=50, valid=Period(APRIL, MAY), by=SYSTEM).pk,
            "deputy": make_deputy(house["person"], house["leader"], valid=Period(TODAY, MAY)).pk,
            "function": function.pk,
            "appointment": actions.appoint(house["person"].pk, **where, valid=Period(SINCE), by=SYSTEM).pk,
        }


def changes(things):
    """Every change a program may ask for, as method, path and body."""
    unit, person = str(things["unit"]), str(things["person"])
    days = {"first_day": "2026-04-01", "last_day": "2026-04-30"}
    names = {"name": "X", "code": "X"}
    place = {"unit_id": unit, "kind": "permanent"}
    who = {"given_name": "X", "family_name": "Y"}
    return [
        ("post", "units", names | days | {"parent_id": unit}),
        ("post", f"units/{unit}/rename", names),
        ("post", f"units/{unit}/move", {"parent_id": None, "from_day": "2026-04-01"}),
        ("post", f"units/{unit}/close", {"last_day": "2026-04-30"}),
        ("post", f"units/{unit}/leader", {"person_id": person, "from_day": "2026-04-01"}),
        ("post", f"units/{unit}/acting", {"person_id": person} | days),
        ("post", f"units/{unit}/vacate", {"from_day": "2026-04-01"}),
        ("post", f"people/{person}/correct", who),
        ("post", f"people/{person}/protect", {"is_protected": True}),
        ("post", f"people/{person}/employments", place | days),
        ("post", f"employments/{things['employment']}/change", place | {"from_day": "2026-04-01"}),
        ("post", f"employments/{things['employment']}/extend", {"last_day": None}),
        ("post", f"employments/{things['employment']}/end", {"last_day": "2026-04-30"}),
        ("delete", f"employments/{things['employment']}", None),
        ("post", f"employments/{things['employment']}/leaves", days),
        ("post", f"leaves/{things['leave']}/change", days),
        ("post", f"leaves/{things['leave']}/end", {"last_day": "2026-04-10"}),
        ("delete", f"leaves/{things['leave']}", None),
        ("post", f"people/{person}/deputies", {"deputy_id": unit, "may": ["tasks"]} | days),
        ("post", f"deputies/{things['deputy']}/end", {"last_day": "2026-04-10"}),
        ("post", "functions", names),
        ("post", f"functions/{things['function']}/change", names),
        ("post", "appointments", {"person_id": person, "function_id": str(things["function"]), "unit_id": unit} | days),
        ("post", f"appointments/{things['appointment']}/end", {"last_day": "2026-04-10"}),
        ("delete", f"appointments/{things['appointment']}", None),
    ]


def ask(caller, method, path, sent):
    send = {"content_type": "application/json"} | ({"data": sent} if sent is not None else {})
    return getattr(caller, method)(f"{ROOT}/{path}", **send)


def test_every_change_is_refused_to_a_colleague_who_may_not(client, visitor, fjordvik, house, things):
    with tenant(fjordvik):
        client.force_login(make_user(make_employee(house["unit"])))
    answers = {f"{how} {path}": ask(visitor, how, path, sent).status_code for how, path, sent in changes(things)}
    assert {path: code for path, code in answers.items() if code != 403} == {}


def test_from_another_municipality_nothing_is_there_to_change(house, things, stranger):
    codes = {}
    with ExitStack() as may:
        for permission in (EDIT_UNITS, EDIT_PEOPLE, APPOINT):
            may.enter_context(granting(stranger.user, permission, everywhere=True))
        for how, path, sent in changes(things):
            codes[f"{how} {path}"] = ask(stranger, how, path, sent).status_code
    assert {path: code for path, code in codes.items() if code not in {404, 201}} == {}
    assert [path for path, code in codes.items() if code == 201] == ["post functions"]  # its own register


def test_nobody_changes_anything_without_login(client, things, settings):
    settings.ALLOWED_HOSTS = ["fjordvik.example"]
    client.defaults["HTTP_HOST"] = "fjordvik.example"
    assert {ask(client, how, path, sent).status_code for how, path, sent in changes(things)} == {401}


def test_units_are_opened_renamed_moved_and_closed(visitor, fjordvik, house):
    with granting(house["user"], EDIT_UNITS, everywhere=True), granting(house["user"], EDIT_PEOPLE, everywhere=True):
        sent = {"name": "Team", "code": "T", "parent_id": str(house["unit"].pk), "first_day": "2026-01-01"}
        opened = post(visitor, "units", sent)
        team = opened.json()["id"]
        renamed = post(visitor, f"units/{team}/rename", {"name": "Lag", "code": "L"})
        moved = post(visitor, f"units/{team}/move", {"parent_id": str(house["top"].pk), "from_day": "2026-04-01"})
        refused = post(visitor, f"units/{house['unit'].pk}/close", {"last_day": "2026-04-30"})
        sent = {"last_day": "2026-04-30", "move_to": team}
        closed = post(visitor, f"units/{house['unit'].pk}/close", sent)
    assert opened.status_code == 201
    assert renamed.json()["name"] == "Lag"
    assert moved.json()["first_day"] == "2026-04-01"
    assert (refused.status_code, refused["Content-Type"]) == (409, "application/problem+json")
    assert closed.json()["last_day"] == "2026-04-30"
    with tenant(fjordvik):
        assert UnitParent.objects.get(unit_id=team, valid__contains=APRIL).parent_id == house["top"].pk
        assert {str(row.unit_id) for row in Employment.objects.filter(valid__contains=MAY)} == {team}


def test_leaders_are_set_and_vacated_and_vacancies_listed(visitor, fjordvik, house):
    address = f"units/{house['unit'].pk}"
    with granting(house["user"], EDIT_UNITS, house["unit"]):
        post(visitor, f"{address}/leader", {"person_id": str(house["person"].pk), "from_day": "2026-04-01"})
        days = {"first_day": "2026-04-10", "last_day": "2026-04-20"}
        acting = post(visitor, f"{address}/acting", {"person_id": str(house["leader"].pk)} | days)
        wrong = post(visitor, f"{address}/acting", {"person_id": str(house["leader"].pk)} | days | {"last_day": SINCE})
        assert post(visitor, f"{address}/vacate", {"from_day": "2026-05-01"}).status_code == 204
    assert acting.json()["kind"] == "acting"
    assert wrong.status_code == 409
    found = visitor.get(f"{ROOT}/vacancies?on=2026-05-01").json()
    assert [(one["unit"]["name"], one["reason"], one["since"]) for one in found][1] == (
        "Kundesenter",
        "nobody_named",
        "2026-05-01",
    )
    with tenant(fjordvik):
        assert Leadership.objects.get(person=house["person"]).valid.upper == MAY


def test_employments_and_leaves_are_changed(visitor, fjordvik, house, things):
    address = f"employments/{things['employment']}"
    place = {"unit_id": str(house["unit"].pk), "kind": "temporary", "percent": 60}
    with granting(house["user"], EDIT_PEOPLE, house["unit"]):
        leave = post(visitor, f"{address}/leaves", {"first_day": "2026-06-01", "last_day": "2026-06-30"}).json()
        post(visitor, f"leaves/{leave['id']}/end", {"last_day": "2026-06-15"})
        assert visitor.delete(f"{ROOT}/leaves/{things['leave']}").status_code == 204
        changed = post(visitor, f"{address}/change", place | {"from_day": "2026-07-01"})
        begun = visitor.delete(f"{ROOT}/{address}")
        started = post(visitor, f"people/{house['person'].pk}/employments", place | {"first_day": "2026-08-01"})
        gone = visitor.delete(f"{ROOT}/employments/{started.json()['id']}")
        shown = visitor.get(f"{ROOT}/{address}/leaves").json()
    assert (changed.json()["kind"], changed.json()["first_day"]) == ("temporary", "2026-07-01")
    assert (begun.status_code, started.status_code, gone.status_code) == (409, 201, 204)
    assert [one["last_day"] for one in shown] == ["2026-06-15"]
    with tenant(fjordvik):
        assert Leave.objects.count() == 1


def test_persons_are_corrected_and_protected(visitor, fjordvik, house):
    address = f"people/{house['person'].pk}"
    with granting(house["user"], EDIT_PEOPLE, house["unit"]):
        corrected = post(visitor, f"{address}/correct", {"given_name": "Pål", "family_name": "Person"})
        assert post(visitor, f"{address}/protect", {"is_protected": True}).status_code == 204
    assert corrected.json()["name"] == "Pål Person"
    with tenant(fjordvik):
        assert Person.objects.get(pk=house["person"].pk).is_protected


def test_deputies_are_named_listed_and_ended(visitor, fjordvik, house):
    address = f"people/{house['leader'].pk}/deputies"
    sent = {"deputy_id": str(house["person"].pk), "may": ["approve"], "first_day": "2026-03-10"}
    made = post(visitor, address, sent | {"last_day": "2026-04-30"})
    endless = post(visitor, address, sent | {"last_day": "2028-04-30"})
    assert (made.status_code, endless.status_code) == (201, 409)
    assert [one["id"] for one in visitor.get(f"{ROOT}/{address}").json()] == [made.json()["id"]]
    post(visitor, f"deputies/{made.json()['id']}/end", {"last_day": "2026-03-31"})
    with tenant(fjordvik):
        assert Deputy.objects.get().valid.upper == APRIL


def test_functions_are_added_held_and_vacant(visitor, fjordvik, house):
    with granting(house["user"], EDIT_UNITS, everywhere=True), granting(house["user"], APPOINT, house["unit"]):
        made = post(visitor, "functions", {"name": "Fadder", "code": "f", "needed": "units"}).json()
        address = f"{ROOT}/functions/{made['id']}"
        assert [one["name"] for one in visitor.get(f"{address}/vacant").json()] == ["Kundesenter"]
        ids = {"function_id": made["id"], "unit_id": str(house["unit"].pk), "person_id": str(house["person"].pk)}
        appointed = post(visitor, "appointments", ids | {"first_day": "2026-01-01"}).json()
        closed = post(visitor, f"functions/{made['id']}/change", {"name": "F", "code": "f", "is_closed": True})
        later = ids | {"person_id": str(house["leader"].pk), "first_day": "2026-04-01"}
        refused = post(visitor, "appointments", later)
    assert [one["id"] for one in visitor.get(f"{address}/holders").json()["items"]] == [appointed["id"]]
    assert visitor.get(f"{address}/vacant").json() == []
    assert (closed.json()["is_closed"], refused.status_code) == (True, 409)
    (listed,) = visitor.get(f"{ROOT}/functions").json()
    assert (listed["holders"], listed["vacant"]) == (1, 0)
    with tenant(fjordvik):
        assert Function.objects.count() == 1


# Imports


def file_of(content):
    return SimpleUploadedFile("hr.zip", csv_zip(content))


def upload(caller, content, **more):
    return caller.post(f"{ROOT}/imports", {"file": file_of(content), "mode": "full", "effective_date": TODAY} | more)


def test_imports_are_for_those_who_may(visitor, fjordvik):
    refused = [upload(visitor, small()), visitor.get(f"{ROOT}/imports")]
    assert [answer.status_code for answer in refused] == [403, 403]
    with tenant(fjordvik):
        assert Unit.objects.count() == 2


def test_a_file_becomes_a_plan_and_the_plan_the_organisation(visitor, fjordvik, house):
    with granting(house["user"], IMPORT_PEOPLE, everywhere=True):
        made = upload(visitor, small(), mode="delta")
        plan = made.json()
        assert (made.status_code, plan["state"], plan["counts"]["people"]) == (201, "planned", {"add": 4})
        with tenant(fjordvik):
            assert Unit.objects.count() == 2
        done = visitor.post(f"{ROOT}/imports/{plan['id']}/apply").json()
        again = upload(visitor, small(), mode="delta").json()
        rejected = post(visitor, f"imports/{again['id']}/reject", {"reason": "Nothing in it."}).json()
        twice = visitor.post(f"{ROOT}/imports/{plan['id']}/apply")
        listed = visitor.get(f"{ROOT}/imports").json()
    assert (done["state"], again["counts"], rejected["state"], twice.status_code) == ("applied", {}, "rejected", 409)
    assert {one["id"] for one in listed} == {again["id"], plan["id"]}
    with tenant(fjordvik):
        assert Unit.objects.count() == 5


def test_a_held_import_is_released_by_another_person_only(client, visitor, fjordvik, house):
    crowd = small()
    for number in range(60):
        crowd["people"].append([f"x{number}", "Anna", f"Nummer{number}", f"9{number}", "", "", ""])
    with (
        granting(house["user"], IMPORT_PEOPLE, everywhere=True),
        granting(house["user"], RELEASE_IMPORT, everywhere=True),
    ):
        plan = upload(visitor, crowd, mode="delta").json()
        own = post(visitor, f"imports/{plan['id']}/release", {"reason": "I know."})
    assert plan["state"] == "held"
    assert [one["is_exceeded"] for one in plan["measures"]].count(True) == 1
    assert own.status_code == 409
    with tenant(fjordvik):
        other = make_user(make_employee(house["unit"]))
        client.force_login(other)
    assert post(client, f"imports/{plan['id']}/release", {"reason": "I know."}).status_code == 403
    with granting(other, RELEASE_IMPORT, everywhere=True):
        assert post(client, f"imports/{plan['id']}/release", {"reason": " "}).status_code == 409
        assert post(client, f"imports/{plan['id']}/release", {"reason": "New school."}).json()["state"] == "planned"


def test_a_file_that_cannot_be_read_is_refused_with_why(visitor, house):
    with granting(house["user"], IMPORT_PEOPLE, everywhere=True):
        sent = {"file": SimpleUploadedFile("hr.zip", b"no zip"), "effective_date": TODAY}
        answer = visitor.post(f"{ROOT}/imports", sent)
    assert answer.status_code == 409
    assert answer.json()["detail"]


def test_an_import_of_another_municipality_is_not_there(visitor, house, client, sundby):
    with granting(house["user"], IMPORT_PEOPLE, everywhere=True):
        plan = upload(visitor, small(), mode="delta").json()
    with tenant(sundby):
        user = make_user(make_employee(make_unit("Sundby")))
        client.force_login(user)
    client.defaults["HTTP_HOST"] = "sundby.example"
    with granting(user, IMPORT_PEOPLE, everywhere=True), granting(user, RELEASE_IMPORT, everywhere=True):
        answers = [client.get(f"{ROOT}/imports/{plan['id']}"), client.post(f"{ROOT}/imports/{plan['id']}/apply")]
        answers += [post(client, f"imports/{plan['id']}/{what}", {"reason": "x"}) for what in ("release", "reject")]
    assert [answer.status_code for answer in answers] == [404] * 4
