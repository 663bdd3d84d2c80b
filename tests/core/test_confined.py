"""Scripts that run beside the server: what they are given, and where they end."""

import json
import tempfile
from contextlib import suppress

import pytest

from grunnmur.core.confined.run import ChildFailedError, run_confined

MEGABYTE = 1024 * 1024
ECHO = """
import json, resource, sys
limits = [resource.getrlimit(one)[0] for one in (resource.RLIMIT_AS, resource.RLIMIT_CPU)]
json.dump([sys.stdin.buffer.read().decode(), sys.argv[1:], limits], sys.stdout)
"""


@pytest.fixture
def run(tmp_path):
    def run_(script, content=b"", *, memory_bytes=256 * MEGABYTE, seconds=5, numbers=()):
        path = tmp_path / "script.py"
        path.write_text(script, encoding="utf-8")
        return run_confined(path, content, memory_bytes=memory_bytes, seconds=seconds, numbers=numbers)

    return run_


def test_script_gets_bytes_and_numbers_and_runs_within_its_limits(run):
    said = run(ECHO, b"in", memory_bytes=200 * MEGABYTE, seconds=3, numbers=(7, 8))

    assert json.loads(said) == ["in", ["7", "8"], [200 * MEGABYTE, 3]]


@pytest.mark.parametrize(
    "script",
    ["bytearray(1 << 30)", "while True: pass", "import time; time.sleep(60)", "raise SystemExit(1)", "import nothing"],
    ids=["memory", "processor", "clock", "status", "fault"],
)
def test_script_that_does_not_end_well_is_told_of(run, script):
    with pytest.raises(ChildFailedError):
        run(script, seconds=1)


@pytest.mark.parametrize("end", ["", "import os; os.abort()"], ids=["well", "died"])
def test_temporary_files_of_a_script_are_removed_however_it_ends(run, tmp_path, monkeypatch, end):
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setenv("TMPDIR", str(folder))
    with suppress(ChildFailedError):
        where = run(f"import tempfile\nprint(tempfile.mkdtemp(), flush=True)\n{end}")
        assert where.decode().startswith(str(folder))

    assert list(folder.iterdir()) == []


def test_modules_beside_a_script_are_not_imported(run, tmp_path):
    (tmp_path / "json.py").write_text("raise SystemExit(1)", encoding="utf-8")

    assert json.loads(run(ECHO))[0] == ""
