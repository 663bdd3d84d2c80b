"""Files into the map and out of it, for programs."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from grunnmur.core.tenancy import tenant
from grunnmur.landscape import tasks
from grunnmur.landscape.models import Element, ExportLog
from grunnmur.landscape.rules import EXPORT, IMPORT
from tests.factories_landscape import make_element
from tests.factories_organisation import granting
from tests.landscape.visiting import house, keeper, one_day, reader, stranger

__all__ = ["house", "keeper", "one_day", "reader", "stranger"]
ROOT = "/api/v1/landscape"
CONTENT = b"navn;kode;eier\nElevsystem;ES;\nArkiv;AR;Ukjent\n"


@pytest.fixture
def importer(keeper):
    with granting(keeper.user, IMPORT, everywhere=True), granting(keeper.user, EXPORT, everywhere=True):
        yield keeper


def bring(client, content=CONTENT, **more):
    file = SimpleUploadedFile("systemer.csv", content)
    return client.post(f"{ROOT}/imports", {"file": file, "source": "list", "table": "systems"} | more)


def confirm(client, pk, body=b"{}"):
    return client.post(f"{ROOT}/imports/{pk}/confirm", body, content_type="application/json")


def test_file_is_planned_looked_at_and_confirmed(importer, fjordvik):
    answer = bring(importer)
    assert answer.status_code == 201, answer.content
    run = answer.json()
    assert (run["state"], run["rows"], run["errors"]) == ("planned", 2, 1)
    found = importer.get(f"{ROOT}/imports/{run['id']}/rows").json()
    assert [(line["action"], line["title"]) for line in found["lines"]] == [("add", "Elevsystem")]
    assert [(one["row"], one["column"]) for one in found["findings"]] == [(3, "eier")]
    done = confirm(importer, run["id"])
    assert done.json()["state"] == "applied"
    with tenant(fjordvik):
        assert Element.objects.get(type="system").code == "ES"
    assert confirm(importer, run["id"]).status_code == 409


def test_rows_are_left_out_when_it_is_confirmed(importer, fjordvik):
    run = bring(importer).json()
    assert confirm(importer, run["id"], b'{"left_out": {"systemer": [2]}}').json()["counts"] == {}
    with tenant(fjordvik):
        assert not Element.objects.filter(type="system").exists()


def test_long_file_is_left_to_jobs(importer, monkeypatch):
    asked = []
    monkeypatch.setattr("grunnmur.landscape.api.files.MOST_AT_ONCE", 1)
    monkeypatch.setattr(tasks, "plan_import", lambda **ids: asked.append(ids))
    run = bring(importer).json()
    assert (run["is_waiting"], asked) == (True, [{"run_id": run["id"]}])


def test_file_that_cannot_be_read_is_answered_with_its_sentence(importer):
    answer = bring(importer, b"\x00\x00")
    assert answer.status_code == 409
    assert "not text" in answer.json()["detail"]


def test_imports_without_the_permission_are_refused_and_of_others_not_found(keeper, stranger, fjordvik):
    assert bring(keeper).status_code == 403
    with granting(keeper.user, IMPORT, everywhere=True):
        pk = bring(keeper).json()["id"]
    assert keeper.get(f"{ROOT}/imports/{pk}/rows").status_code == 403
    assert confirm(keeper, pk).status_code == 403


@pytest.mark.parametrize("file_format", ["archimate", "csv", "xlsx", "json"])
def test_map_is_taken_out_in_every_format_and_noted(importer, fjordvik, file_format):
    with tenant(fjordvik):
        make_element("system", "Elevsystem")
    answer = importer.get(f"{ROOT}/exports/{file_format}?profile=public")
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    with tenant(fjordvik):
        log = ExportLog.objects.get()
    assert (log.profile, log.file_format) == ("public", file_format)


def test_export_asks_for_permission_profile_and_format(keeper, importer):
    assert importer.get(f"{ROOT}/exports/archimate?profile=security").status_code == 403
    assert importer.get(f"{ROOT}/exports/archimate?profile=all").status_code == 422
    assert importer.get(f"{ROOT}/exports/gif").status_code == 409


def test_export_without_the_permission_is_refused(keeper, fjordvik):
    assert keeper.get(f"{ROOT}/exports/json").status_code == 403
    with tenant(fjordvik):
        assert not ExportLog.objects.exists()
