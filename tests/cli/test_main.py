import subprocess
import sys

import pytest
from click.testing import CliRunner

from grunnmur.cli import COMMANDS, HIDDEN, main


def test_help_lists_every_command():
    shown = CliRunner().invoke(main, ["--help"])
    assert shown.exit_code == 0
    for name in COMMANDS:
        assert f"  {name} " in shown.output
    for name in HIDDEN:
        assert name not in shown.output


def test_help_imports_no_django():
    asked = "import sys; from grunnmur.cli import main; main(['--help'], standalone_mode=False)"
    said = subprocess.run(  # noqa: S603 (our own command)
        [sys.executable, "-c", f"{asked}; assert 'django' not in sys.modules"], check=False, capture_output=True
    )
    assert said.returncode == 0, said.stderr


@pytest.mark.parametrize("name", [*COMMANDS, *HIDDEN])
def test_every_command_can_be_called(name):
    shown = CliRunner().invoke(main, [name, "--help"])
    assert shown.exit_code == 0, shown.output


def test_unknown_command_is_refused():
    shown = CliRunner().invoke(main, ["dance"])
    assert shown.exit_code == 2
    assert "No such command 'dance'" in shown.output
