"""The import of the map on screen, without a script: upload, plan, leave out, apply, errors back, what is missing."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from grunnmur.core.imports.writing import write_lines
from grunnmur.core.models import ImportRun
from grunnmur.core.tables.read import read_tables
from grunnmur.core.tenancy import tenant
from grunnmur.landscape import tasks
from grunnmur.landscape.actions.imports import apply_begun_import, begin_apply_import, plan_import
from grunnmur.landscape.models import Element, ExportLog
from grunnmur.landscape.rules import EXPORT, EXPORT_SECURITY, IMPORT, SEE
from tests.factories_landscape import make_element
from tests.factories_organisation import granting, make_person, make_unit, make_user
from tests.landscape.imports.conftest import Importing, as_csv
from tests.one_day import count_statements, one_day

__all__ = ["count_statements", "one_day"]
UPLOAD = "/map/imports/new/"
ROWS = [{"navn": "Elevsystem", "kode": "ES"}, {"navn": "Arkiv", "eier": "Ukjent"}]


@pytest.fixture(autouse=True)
def _host(settings, client):
    settings.ALLOWED_HOSTS = ["*"]
    client.defaults["HTTP_HOST"] = "fjordvik.example"
    client.cookies["language"] = "en"


@pytest.fixture
def login(client, fjordvik):
    """Log somebody in who holds these permissions; ended with the test."""
    opened = []

    def log_in(*permissions):
        with tenant(fjordvik):
            user = make_user(make_person("Ida Importør"))
            client.force_login(user)
        for permission in (SEE, *permissions):
            manager = granting(user, permission, everywhere=True)
            manager.__enter__()
            opened.append(manager)
        return user

    yield log_in
    for manager in reversed(opened):
        manager.__exit__(None, None, None)


def send(client, content=None, name="systemer.csv", **more):
    file = SimpleUploadedFile(name, content if content is not None else as_csv(ROWS))
    facts = {"file": file, "source": "list", "mode": "delta", "effective_date": "2026-03-02"} | more
    return client.post(UPLOAD, facts)


def page_of(client, answer):
    assert answer.status_code == 302, answer.content.decode()
    return client.get(answer["Location"]).content.decode()


def test_file_is_planned_rows_left_out_and_applied(client, login, fjordvik):
    login(IMPORT)
    text = page_of(client, send(client))
    run = ImportRun.objects.get
    with tenant(fjordvik):
        pk = run().pk
    assert "Elevsystem" in text
    assert "There is no unit with this code or name." in text
    key = re.search(r'name="row" value="([^"]+)"', text)[1]
    assert key == "2:systemer"
    client.post(f"/map/imports/{pk}/rows/", {"row": key})
    text = client.get(f"/map/imports/{pk}/").content.decode()
    assert "systemer, row 2" in text
    assert "Nothing would change" in text
    client.post(f"/map/imports/{pk}/rows/", {"back": key})
    done = client.post(f"/map/imports/{pk}/apply/", follow=True).content.decode()
    assert "The file is imported" in done
    with tenant(fjordvik):
        assert Element.objects.get(type="system").code == "ES"
    assert "systemer.csv" in client.get("/map/imports/").content.decode()


def test_same_file_again_says_that_nothing_would_change(client, login, fjordvik):
    login(IMPORT)
    with tenant(fjordvik):
        Importing().apply([ROWS[0]], table="systems", on="2026-03-02")
    assert "Nothing would change" in page_of(client, send(client, as_csv([ROWS[0]])))


def test_unreadable_file_and_unknown_column_are_told_beside_the_field(client, login):
    login(IMPORT)
    broken = send(client, b"\x00\x01")
    assert broken.status_code == 422
    assert "The file is not text." in broken.content.decode()
    assert send(client, columns="x = nonsense").status_code == 422
    assert send(client, b"").status_code == 422


def test_what_was_said_of_the_columns_is_remembered_for_the_source(client, login):
    login(IMPORT)
    send(client, as_csv([{"Fagsystem": "A"}]), columns="Fagsystem = name", table="systems", source="excel")
    text = client.get(f"{UPLOAD}?source=excel").content.decode()
    assert "Fagsystem = name" in text
    assert re.search(r'<option value="systems"\s+selected', text)


def test_rows_in_error_are_downloaded_with_what_is_wrong(client, login, fjordvik):
    login(IMPORT)
    send(client)
    with tenant(fjordvik):
        pk = ImportRun.objects.get().pk
    answer = client.get(f"/map/imports/{pk}/errors/")
    (sheet,) = read_tables(answer.content, name="x.xlsx").sheets
    assert "There is no unit" in str(sheet.rows[1].cells[-1])
    assert 'filename="systemer-errors.xlsx"' in answer["Content-Disposition"]


def test_long_file_is_planned_and_applied_by_jobs(client, login, fjordvik, monkeypatch):
    user = login(IMPORT)
    asked = []
    monkeypatch.setattr("grunnmur.landscape.views.imports.MOST_AT_ONCE", 1)
    monkeypatch.setattr(tasks, "plan_import", lambda **ids: asked.append(ids))
    monkeypatch.setattr(tasks, "apply_import", lambda **ids: asked.append(ids))
    assert "The plan is being made" in page_of(client, send(client))
    with tenant(fjordvik):
        pk = str(ImportRun.objects.get().pk)
        plan_import(pk)
    text = client.post(f"/map/imports/{pk}/apply/", follow=True).content.decode()
    assert "The file is being imported" in text
    assert asked == [{"run_id": pk}, {"run_id": pk, "user_id": str(user.pk)}]


def test_page_of_a_file_that_is_being_imported_tells_how_many_changes_are_written(client, login, fjordvik, monkeypatch):
    user = login(IMPORT)
    seen = []

    def write(run, target):
        seen.append(client.get(f"/map/imports/{run.pk}/").content.decode())
        return write_lines(run, target)

    monkeypatch.setattr("grunnmur.core.imports.runs.write_lines", write)
    with tenant(fjordvik):
        run = Importing().plan([{"name": "A"}, {"name": "B"}], table="systems")
        begin_apply_import(run.pk, by=user)
    assert "0 of 4" in client.get(f"/map/imports/{run.pk}/").content.decode()
    with tenant(fjordvik):
        apply_begun_import(run.pk, by=user)
    told = [re.search(r'<progress value="(\d+)" max="(\d+)"', text).groups() for text in seen]
    assert told[0] == ("0", "4")
    assert told[1] == ("2", "4"), "the two elements are written, what is known of them as systems is not"
    text = client.get(f"/map/imports/{run.pk}/").content.decode()
    assert "<progress" not in text
    assert "The file is imported" in text


def test_what_the_file_does_not_name_any_more_is_listed_and_nothing_is_deleted(client, login, fjordvik):
    login(IMPORT)
    with tenant(fjordvik):
        Importing().apply([{"name": "A"}, {"name": "B"}], table="systems")
        Importing().apply([{"name": "C"}], table="systems", source="another list")
        run = Importing().apply([{"name": "A"}], table="systems")
        assert Element.objects.filter(type="system", retired_at=None).count() == 3
    text = client.get(f"/map/imports/{run.pk}/missing/").content.decode()
    assert ">B<" in re.sub(r"\s+", "", text)
    assert ">C<" not in re.sub(r"\s+", "", text)


def test_somebody_else_sees_that_there_is_a_restricted_row_and_no_more(client, login, fjordvik):
    login(IMPORT)
    with tenant(fjordvik):
        make_unit("Bø skole", code="0412")
        run = Importing().plan([{"name": "Varsling", "audience": "below:0412", "summary": "Hemmelig"}], table="systems")
    for address in (f"/map/imports/{run.pk}/", f"/map/imports/{run.pk}/?table=identities"):
        text = client.get(address).content.decode()
        assert "Something that not everybody may know of" in text
        assert "Varsling" not in text
        assert "Hemmelig" not in text


@pytest.mark.parametrize("name", ["systems", "information", "suppliers", "elements", "relations"])
def test_every_sample_file_is_one_we_read_without_an_error_of_form(client, login, fjordvik, name):
    login(IMPORT)
    content = client.get(f"/map/imports/samples/{name}.csv").content
    with tenant(fjordvik):
        make_unit("Bø skole", code="0412")
        make_element("system", "Elevsystem")
        make_element("service", "Skoleplass")
        make_element("information", "Elevmappe")
        run = Importing().plan(content, name=f"{name}.csv")
        assert Importing().errors(run) == []
        assert run.counts


def test_sample_workbook_is_taken_in_as_a_whole(client, login, fjordvik):
    login(IMPORT)
    content = client.get("/map/imports/samples/map.xlsx").content
    with tenant(fjordvik):
        make_unit("Bø skole", code="0412")
        run = Importing().apply(content, name="map.xlsx")
        assert Importing().errors(run) == []
    assert client.get("/map/imports/samples/other.csv").status_code == 404


def test_pages_are_for_those_who_may_import_alone(client, login, fjordvik):
    with tenant(fjordvik):
        run = Importing().plan([ROWS[0]], table="systems")
    login()
    for address in ("/map/imports/", UPLOAD, "/map/imports/samples/map.xlsx", f"/map/imports/{run.pk}/"):
        assert client.get(address).status_code == 403
    for address in ("missing", "errors"):
        assert client.get(f"/map/imports/{run.pk}/{address}/").status_code == 403
    for address in ("plan", "rows", "apply", "release", "reject"):
        assert client.post(f"/map/imports/{run.pk}/{address}/").status_code == 403


def test_run_of_another_municipality_is_not_found(client, login, sundby):
    with tenant(sundby):
        run = Importing().plan([ROWS[0]], table="systems")
    login(IMPORT)
    assert client.get(f"/map/imports/{run.pk}/").status_code == 404


def test_page_costs_the_same_for_one_line_and_for_four(client, login, fjordvik, count_statements):
    login(IMPORT)
    with tenant(fjordvik):
        make_unit("Bø skole", code="0412")
        few = Importing().plan([{"name": "A", "eier": "0412"}], table="systems")
        many = Importing().plan([{"name": f"A{number}", "eier": "0412"} for number in range(4)], table="systems")
    assert count_statements(client, f"/map/imports/{few.pk}/") == count_statements(client, f"/map/imports/{many.pk}/")


def test_map_is_taken_out_as_a_file_by_a_form(client, login, fjordvik):
    login(EXPORT)
    with tenant(fjordvik):
        make_element("system", "Elevsystem")
    text = client.get(reverse("landscape:export")).content.decode()
    assert "security" not in re.findall(r'name="profile"[^>]*value="([^"]+)"', text)
    answer = client.post("/map/export/", {"profile": "internal", "file_format": "archimate"})
    assert b"Elevsystem" in answer.content
    assert answer["Content-Disposition"] == 'attachment; filename="map-fjordvik-internal.xml"'
    assert client.post("/map/export/", {"profile": "security", "file_format": "archimate"}).status_code == 422
    with tenant(fjordvik):
        assert ExportLog.objects.get().exported_by == "Ida Importør"


def test_security_profile_is_offered_to_those_who_may(client, login):
    login(EXPORT, EXPORT_SECURITY)
    assert client.post("/map/export/", {"profile": "security", "file_format": "json"}).status_code == 200


def test_export_without_the_permission_is_refused(client, login, fjordvik):
    login()
    assert client.get("/map/export/").status_code == 403
    assert client.post("/map/export/", {"profile": "public", "file_format": "json"}).status_code == 403
    with tenant(fjordvik):
        assert not ExportLog.objects.exists()
