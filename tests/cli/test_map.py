"""The map on the command line: out as a file, in as a plan, written when asked to."""

import pytest
from click.testing import CliRunner

from grunnmur.cli import main
from grunnmur.cli.operator import municipalities
from grunnmur.core.models import ImportRun
from grunnmur.core.tenancy import tenant
from grunnmur.landscape.exchange import archimate
from grunnmur.landscape.models import Element, ExportLog
from tests.factories_landscape import make_element

HERE = ("--municipality", "fjordvik")
SYSTEMS = "navn;kode;leverandør\nElevsystem;ES;Skoleprogram AS\nArkiv;AR;\n"


def run(*arguments):
    """Call a command in this process: in the test's transaction, as the role that serves."""
    return CliRunner().invoke(main, ["map", *arguments], catch_exceptions=False)


@pytest.fixture
def systems(tmp_path):
    path = tmp_path / "systemer.csv"
    path.write_text(SYSTEMS, encoding="utf-8")
    return str(path)


def test_import_tells_the_plan_and_writes_nothing_until_asked(fjordvik, systems):
    told = run("import", systems, *HERE)
    assert told.exit_code == 0
    assert "elements: add 3" in told.stdout
    assert "Nothing has been written." in told.stdout
    with tenant(fjordvik):
        assert not Element.objects.filter(type="system").exists()
    written = run("import", systems, "--apply", *HERE)
    assert written.stdout.rstrip().endswith("Applied.")
    with tenant(fjordvik):
        assert Element.objects.filter(type="system").count() == 2
        assert ImportRun.objects.latest("uploaded_at").source == "list"
    again = run("import", systems, "--apply", *HERE)
    assert "Nothing changes." in again.stdout


def test_export_and_import_of_the_exchange_file_meet(fjordvik, sundby, systems, tmp_path):
    run("import", systems, "--apply", *HERE)
    out = tmp_path / "map.xml"
    told = run("export", "--format", "archimate", "-o", str(out), *HERE)
    assert told.exit_code == 0, told.output
    assert len(archimate.read(out.read_bytes()).model.elements) == 3
    brought = run("import", str(out), "--apply", "--municipality", "sundby")
    assert brought.exit_code == 0, brought.output
    with tenant(sundby):
        assert Element.objects.filter(type="system").count() == 2
        assert ImportRun.objects.get().source == "archimate"


@pytest.mark.parametrize("file_format", ["csv", "xlsx", "json"])
def test_every_format_is_written_and_noted(fjordvik, tmp_path, file_format):
    out = tmp_path / "map"
    told = run("export", "--format", file_format, "-o", str(out), "--profile", "public", *HERE)
    assert told.exit_code == 0
    assert out.stat().st_size
    with tenant(fjordvik):
        assert ExportLog.objects.get().exported_by == "grunnmur map"


def test_file_that_cannot_be_read_ends_with_a_sentence_and_exit_1(fjordvik, tmp_path):
    path = tmp_path / "bad.xml"
    path.write_text("<!DOCTYPE x><x/>")
    told = run("import", str(path), *HERE)
    assert told.exit_code == 1
    assert "DOCTYPE" in told.output


def test_several_municipalities_must_be_told_apart_but_in_a_demo_it_is_fjordvik(
    fjordvik, sundby, tmp_path, monkeypatch
):
    out = tmp_path / "map.json"
    unclear = run("export", "--format", "json", "-o", str(out))
    assert unclear.exit_code == 1
    assert "fjordvik, sundby" in unclear.output
    with tenant(fjordvik):
        make_element("system", "Elevsystem")
    monkeypatch.setattr(municipalities, "is_demo", lambda: True)
    assert run("export", "--format", "json", "-o", str(out)).exit_code == 0
    assert "Elevsystem" in out.read_text()
    assert run("export", "--format", "json", "-o", str(out), "--municipality", "sundby").exit_code == 0
    assert "Elevsystem" not in out.read_text()
