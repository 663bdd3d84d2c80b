import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from grunnmur.cli.bpmn import bpmn
from tests.processes.bpmn.drawings import LINE, LINE_DRAWN, file_of

GOOD = file_of(
    f'<process id="p"><laneSet id="ls"><lane id="l"/>'
    f'</laneSet>{LINE}<subProcess id="x"><userTask id="y"/></subProcess></process>'
)
BAD = file_of("<process id='p'>\n\n<task></process>")


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "good.bpmn").write_bytes(GOOD)
    (tmp_path / "drawn.bpmn").write_bytes(file_of(f'<process id="p">{LINE}</process>{LINE_DRAWN}'))
    (tmp_path / "bad.bpmn").write_bytes(BAD)
    (tmp_path / "list.md").write_text(
        "| Nr | Hva | Hvem |\n|---|---|---|\n| 1 | Lag utlysning | Leder |\n| 2 | Sjekk referanser | HR |\n"
    )
    (tmp_path / "empty.md").write_text("")
    return tmp_path


def run(*args):
    return CliRunner().invoke(bpmn, [str(arg) for arg in args])


def test_check_counts_what_is_in_the_file(folder):
    result = run("check", folder / "good.bpmn")
    assert result.exit_code == 0
    line = json.loads(result.stdout)
    assert {key: line[key] for key in ("ok", "processes", "steps", "lanes", "flows")} == {
        "ok": True,
        "processes": 1,
        "steps": 4,
        "lanes": 1,
        "flows": 3,
    }
    assert any(text.startswith("L09") for text in line["warnings"])


def test_check_names_line_and_reason_of_a_bad_file_and_goes_on(folder):
    result = run("check", folder / "bad.bpmn", folder / "drawn.bpmn")
    assert result.exit_code == 1
    bad, good = map(json.loads, result.stdout.splitlines())
    assert (bad["ok"], bad["line"], good["ok"]) == (False, 4, True)
    assert "mismatch" in bad["error"]
    assert f"{folder / 'bad.bpmn'}:4: " in result.stderr


def test_roundtrip_tells_of_each_file_what_would_be_lost(folder):
    twice = (folder / "good.bpmn").read_bytes().replace(b'id="a"', b'id="s"', 1)
    (folder / "twice.bpmn").write_bytes(twice)
    result = run("roundtrip", folder / "good.bpmn", folder / "twice.bpmn", folder / "bad.bpmn")
    assert result.exit_code == 1
    good, mended, bad = map(json.loads, result.stdout.splitlines())
    assert good == {"file": str(folder / "good.bpmn"), "ok": True, "lost": []}
    assert (mended["ok"], len(mended["lost"])) == (False, 1)
    assert mended["lost"][0].startswith("attribute id='s' of ")
    assert (bad["ok"], bad["lost"], bad["line"]) == (False, [], 4)


def test_svg_writes_a_drawing_that_stands_alone(folder):
    result = run("svg", folder / "drawn.bpmn", "-o", folder / "out.svg")
    assert result.exit_code == 0
    text = (folder / "out.svg").read_text(encoding="utf-8")
    assert text.startswith("<svg")
    assert "<style>" in text


@pytest.mark.parametrize("args", [("svg", "bad.bpmn"), ("from-checklist", "empty.md")])
def test_a_bad_file_writes_nothing(folder, args):
    result = run(args[0], folder / args[1], "-o", folder / "out")
    assert result.exit_code == 1
    assert result.stderr.startswith(f"{folder / args[1]}:")
    assert not (folder / "out").exists()


def test_from_checklist_writes_a_drawing_that_checks(folder):
    result = run("from-checklist", folder / "list.md", "-o", folder / "out.bpmn")
    assert result.exit_code == 0
    line = json.loads(run("check", folder / "out.bpmn").stdout)
    assert (line["steps"], line["lanes"]) == (2, 2)


def test_the_commands_need_no_django():
    code = "import sys, grunnmur.cli.bpmn; sys.exit('django' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], check=False)  # noqa: S603 - our own interpreter and code
    assert ran.returncode == 0
