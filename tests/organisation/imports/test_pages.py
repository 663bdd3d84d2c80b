import json
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from grunnmur.core import clock
from grunnmur.core.models import ImportFinding, ImportLine, ImportProfile, ImportRun, PersonalDataRead
from grunnmur.core.tables.read import read_tables
from grunnmur.core.tenancy import tenant
from grunnmur.organisation import tasks
from grunnmur.organisation.actions import imports as actions
from grunnmur.organisation.models import Employment, Person
from grunnmur.organisation.rules import IMPORT_PEOPLE, RELEASE_IMPORT, SEE_PROTECTED
from tests.factories_organisation import SYSTEM, granting, make_function, make_person, make_user
from tests.organisation.imports.conftest import Importing
from tests.organisation.imports.files import csv_zip, row, small
from tests.organisation.imports.test_guard import many

HOST = {"HTTP_HOST": "fjordvik.example"}
UPLOAD = "/organisation/imports/new/"


@pytest.fixture(autouse=True)
def _host(settings):
    settings.ALLOWED_HOSTS = ["*"]
    with clock.at(datetime(2026, 11, 22, 12, tzinfo=UTC)):
        yield


@pytest.fixture
def login(client, fjordvik):
    """Log somebody in who holds these permissions; ended with the test."""
    opened = []

    def log_in(*permissions, name="Ida Importør"):
        with tenant(fjordvik):
            user = make_user(make_person(name))
            client.force_login(user)
        for permission in permissions:
            manager = granting(user, permission, everywhere=True)
            manager.__enter__()
            opened.append(manager)
        return user

    yield log_in
    for manager in reversed(opened):
        manager.__exit__(None, None, None)


@pytest.fixture
def hr(fjordvik):
    """Steps of an import, to be used inside `with tenant(fjordvik)`."""
    return Importing()


def send(client, content, name="hr.zip", **more):
    file = SimpleUploadedFile(name, content if isinstance(content, bytes) else csv_zip(content))
    form = {"file": file, "source": "hr", "mode": "full", "effective_date": "2026-11-22"} | more
    return client.post(UPLOAD, form, **HOST)


def test_a_file_goes_from_upload_through_the_plan_into_the_organisation(client, fjordvik, login):
    login(IMPORT_PEOPLE)
    sent = send(client, small())
    assert sent.status_code == 302
    shown = client.get(sent.url + "?table=people", **HOST).content.decode()
    assert "Kari Prøve" in shown
    assert "kari.prove@fjordvik.example" in shown
    done = client.post(sent.url + "apply/", **HOST)
    assert (done.status_code, done.url) == (302, sent.url)
    with tenant(fjordvik):
        assert Employment.objects.count() == 5
        run = ImportRun.objects.get()
        assert (run.state, run.uploader_name, run.settler_name) == ("applied", "Ida Importør", "Ida Importør")
    assert "hr.zip" in client.get("/organisation/imports/", **HOST).content.decode()


def test_before_and_after_are_shown_with_names(client, fjordvik, login, hr):
    login(IMPORT_PEOPLE)
    with tenant(fjordvik):
        hr.apply(small())
        changed = small()
        row(changed, "employments", "3-1")[2] = "0412"
        row(changed, "people", "3")[2] = "Nyttnavn"
        run = hr.plan(changed)
    address = reverse("organisation:import", args=[run.pk])
    shown = client.get(f"{address}?table=people", **HOST).content.decode()
    assert "<del>Døme</del> → <ins>Nyttnavn</ins>" in shown
    shown = client.get(f"{address}?table=employments", **HOST).content.decode()
    assert "<del>Ærøy skole</del> → <ins>Bø skole</ins>" in shown


@pytest.mark.parametrize(
    ("name", "content"), [("hr.csv", b"a;b\n1;2\n"), ("hr.xlsx", b"PK\x03\x04broken"), ("hr.csv", b'a\n"')]
)
def test_an_unreadable_file_is_refused_beside_its_field_and_nothing_is_kept(client, fjordvik, login, name, content):
    login(IMPORT_PEOPLE)
    sent = send(client, content, name=name)
    assert sent.status_code == 422
    assert sent.context["form"].errors["file"]
    with tenant(fjordvik):
        assert not ImportRun.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [("columns", "Ressurs"), ("columns", "Ressurs = nonsense"), ("values", "kind F = permanent"), ("code_width", "99")],
)
def test_a_mapping_that_cannot_be_meant_is_refused(client, login, field, value):
    login(IMPORT_PEOPLE)
    sent = send(client, small(), **{field: value})
    assert sent.status_code == 422
    assert sent.context["form"].errors[field]
    assert '<details class="stack" open>' in sent.content.decode()  # what is wrong is not folded away


def test_the_mapping_of_a_source_is_remembered(client, fjordvik, login):
    login(IMPORT_PEOPLE)
    send(client, small(), columns="Ressurs = person_key", values="kind: F = permanent", code_width="4")
    form = client.get(UPLOAD, **HOST).context["form"]
    assert form.initial["columns"] == "Ressurs = person_key"
    assert form.initial["values"] == "kind: F = permanent"
    assert form.initial["code_width"] == 4
    with tenant(fjordvik):
        assert ImportProfile.objects.get().name == "hr"


def test_a_held_import_offers_release_to_another_and_not_to_the_uploader(client, fjordvik, login, hr):
    with tenant(fjordvik):
        hr.apply(many(30))
    login(IMPORT_PEOPLE, RELEASE_IMPORT)
    address = send(client, many(5)).url
    shown = client.get(address, **HOST)
    assert shown.context["run"].state == "held"
    assert not shown.context["may_release"]
    assert not shown.context["may_apply"]
    assert client.post(address + "release/", {"reason": "Mine."}, **HOST).status_code == 409
    login(RELEASE_IMPORT, name="Rita Release")
    assert client.get(address, **HOST).context["may_release"]
    assert client.post(address + "release/", {"reason": ""}, **HOST).status_code == 409
    assert client.post(address + "release/", {"reason": "The school closes."}, **HOST).status_code == 302
    assert client.post(address + "apply/", **HOST).status_code == 403
    with tenant(fjordvik):
        assert ImportRun.objects.get(state="planned").reason == "The school closes."


def test_rejecting_needs_a_reason_and_changes_nothing(client, fjordvik, login):
    login(IMPORT_PEOPLE)
    address = send(client, small()).url
    assert client.post(address + "reject/", {"reason": ""}, **HOST).status_code == 409
    assert client.post(address + "reject/", {"reason": "Wrong file."}, **HOST).status_code == 302
    with tenant(fjordvik):
        assert ImportRun.objects.get().reason == "Wrong file."
        assert not Person.objects.filter(employee_number="1001").exists()


def test_an_outdated_plan_leads_to_the_new_one(client, fjordvik, login, hr):
    login(IMPORT_PEOPLE)
    one, two = small(), small()
    row(two, "people", "1")[2] = "Annetnavn"
    with tenant(fjordvik):
        first, second = hr.plan(one), hr.plan(two)
        actions.apply_import(first.pk, by=SYSTEM)
    address = reverse("organisation:import", args=[second.pk])
    done = client.post(address + "apply/", **HOST)
    assert done.status_code == 302
    assert done.url != address
    assert client.get(done.url, **HOST).context["run"].state == "planned"
    assert done.url in client.get(address, **HOST).content.decode()


def test_the_errors_come_back_as_a_file(client, login):
    login(IMPORT_PEOPLE)
    content = small()
    row(content, "people", "2")[5] = "ola@"
    address = send(client, content, name="lønn 2026.zip").url
    given = client.get(address + "errors/", **HOST)
    assert given.headers["Content-Disposition"] == 'attachment; filename="l_nn_2026-errors.xlsx"'
    assert "people" in [sheet.name for sheet in read_tables(given.content, name="e.xlsx").sheets]


def test_the_sample_files_can_be_imported_as_they_are(client, fjordvik, login, hr):
    login(IMPORT_PEOPLE)
    with tenant(fjordvik):
        make_function()
    for name in ("hr-sample.xlsx", "hr-flat.csv"):
        content = client.get(f"/organisation/imports/samples/{name}", **HOST).content
        with tenant(fjordvik):
            assert hr.findings(hr.apply(content, name=name, mode="delta", source=name)) == []
    schema = json.loads(client.get("/organisation/imports/samples/hr.schema.json", **HOST).content)
    assert schema["properties"]["people"]["items"]["required"] == ["person_key", "given_name", "family_name"]


def test_a_long_file_is_planned_and_applied_by_jobs(client, fjordvik, login, monkeypatch):
    user = login(IMPORT_PEOPLE)
    deferred = []
    monkeypatch.setattr(tasks, "MOST_AT_ONCE", 3)
    monkeypatch.setattr(tasks, "MOST_WRITTEN_AT_ONCE", 3)
    monkeypatch.setattr(tasks, "plan_import", lambda **ids: deferred.append(ids))
    monkeypatch.setattr(tasks, "apply_import", lambda **ids: deferred.append(ids))
    address = send(client, small()).url
    shown = client.get(address, **HOST)
    assert shown.context["is_waiting"]
    assert 'hx-trigger="every 3s"' in shown.content.decode()
    with tenant(fjordvik):
        run = actions.plan_import(ImportRun.objects.get().pk)
    assert client.post(address + "apply/", **HOST).status_code == 302
    assert deferred == [{"run_id": str(run.pk)}, {"run_id": str(run.pk), "user_id": str(user.pk)}]
    assert client.post(address + "apply/", **HOST).status_code == 409
    with tenant(fjordvik):
        assert ImportRun.objects.get().job == "apply"
        for _twice in range(2):
            assert actions.apply_begun_import(run.pk, by=user).state == "applied"


def test_a_protected_person_is_shown_only_to_who_may_see_the_protected(client, fjordvik, login, hr):
    content = small()
    row(content, "people", "1")[6] = "ja"
    row(content, "people", "1")[5] = "kari@"
    with tenant(fjordvik):
        run = hr.plan(content)
        content["people"][0][5] = ""
        good = hr.plan(content)
    login(IMPORT_PEOPLE)
    for found in (run, good):
        for table in ("people", "keys", "employments", "leaders"):
            address = reverse("organisation:import", args=[found.pk]) + f"?table={table}"
            shown = client.get(address, **HOST).content.decode()
            assert "Kari" not in shown
            assert "kari@" not in shown
    login(IMPORT_PEOPLE, SEE_PROTECTED)
    assert (
        "Kari" in client.get(reverse("organisation:import", args=[good.pk]) + "?table=people", **HOST).content.decode()
    )


def test_reads_of_people_in_a_plan_are_logged(client, fjordvik, login):
    login(IMPORT_PEOPLE)
    address = send(client, small()).url
    client.get(address + "?table=people", **HOST)
    with tenant(fjordvik):
        assert PersonalDataRead.objects.filter(what="organisation.import").count() == 4


@pytest.mark.parametrize("step", ["", "errors/"])
def test_who_may_not_import_sees_nothing(client, fjordvik, login, hr, step):
    with tenant(fjordvik):
        run = hr.plan(small())
    login()
    assert client.get(reverse("organisation:import", args=[run.pk]) + step, **HOST).status_code == 403
    for address in ("/organisation/imports/", UPLOAD, "/organisation/imports/samples/hr-flat.csv"):
        assert client.get(address, **HOST).status_code == 403


def test_another_municipality_finds_no_trace(client, fjordvik, sundby, login, hr):
    with tenant(fjordvik):
        run = hr.plan(small())
    with tenant(sundby):
        user = make_user(make_person("Søren Prøve"))
        client.force_login(user)
    there = {"HTTP_HOST": "sundby.example"}
    with granting(user, IMPORT_PEOPLE, everywhere=True), granting(user, RELEASE_IMPORT, everywhere=True):
        address = reverse("organisation:import", args=[run.pk])
        assert client.get(address, **there).status_code == 404
        assert client.get(address + "errors/", **there).status_code == 404
        for step in ("apply/", "release/", "reject/", "plan/"):
            assert client.post(address + step, {"reason": "x"}, **there).status_code == 404
        assert client.get("/organisation/imports/", **there).context["runs"] == []
    with tenant(fjordvik):
        assert ImportRun.objects.get().state == "planned"


def test_pages_cost_the_same_for_one_row_and_for_many(client, fjordvik, login, hr):
    login(IMPORT_PEOPLE)

    def cost(address):
        client.get(address, **HOST)
        with CaptureQueriesContext(connection) as found:
            assert client.get(address, **HOST).status_code == 200
        return len(found)

    few = small()
    few["employments"] = few["employments"][:1]
    few["leaders"] = []
    with tenant(fjordvik):
        one = hr.plan(few)
    runs = cost("/organisation/imports/")
    plan = cost(reverse("organisation:import", args=[one.pk]) + "?table=employments")
    with tenant(fjordvik):
        four = hr.plan(many(60))
        assert ImportLine.objects.filter(run=four).count() > 100
        for each in range(3):
            ImportFinding.objects.create(
                run=four, number=each, severity="error", sheet="people", row=each, message="x", params={}
            )
    assert cost("/organisation/imports/") == runs
    assert cost(reverse("organisation:import", args=[four.pk]) + "?table=employments") == plan
    assert (
        "after="
        in client.get(reverse("organisation:import", args=[four.pk]) + "?table=employments", **HOST).context[
            "next_changes_url"
        ]
    )
