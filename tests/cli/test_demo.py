import json
import os
import signal
import socket
import tempfile
from pathlib import Path

import click
import psycopg
import pytest
from click.testing import CliRunner

from grunnmur.cli import demo, fingerprint, main
from grunnmur.cli.children import children
from grunnmur.cli.demo_state import DemoState
from grunnmur.cli.progress import progress_lines
from grunnmur.core.embedded import SUPERUSER


def test_demo_on_a_given_database_is_refused(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://grunnmur_web@db.example/grunnmur")
    refused = CliRunner().invoke(main, ["demo"])
    assert refused.exit_code == 1
    assert "unset DATABASE_URL" in refused.output


def test_demo_on_a_busy_port_is_refused():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(click.ClickException, match="is in use"):
            demo.refuse_busy_port(other.getsockname()[1])
        free = other.getsockname()[1]
    demo.refuse_busy_port(free)


class Place:
    """A cluster's folder, and its database."""

    def __init__(self, folder, address):
        self.folder = folder
        self.address = address

    def url(self, _role, _database):
        return self.address


@pytest.fixture
def place(tmp_path, cluster):
    """A database with the one table that the state is asked from."""
    with psycopg.connect(cluster.url(SUPERUSER, "postgres"), autocommit=True) as connection:
        connection.execute("CREATE DATABASE of_a_demo")
        place = Place(tmp_path, cluster.url(SUPERUSER, "of_a_demo"))
        with psycopg.connect(place.address) as inside:
            inside.execute("CREATE TABLE core_tenant (name text)")
        yield place
        connection.execute("DROP DATABASE of_a_demo")


@pytest.fixture
def state(place):
    return DemoState(place)


def test_state_is_remembered_with_the_data(state):
    assert state.get("schema") == ""
    state.put("schema", "a")
    state.put("assets", "b")
    state.put("schema", "c")
    assert json.loads((state._path).read_text()) == {"schema": "c", "assets": "b"}
    assert not state.is_filled


def test_broken_off_filling_is_noticed(state):
    state.put("filled", "begun")
    assert state.is_half_filled
    state.put("filled", "done")
    assert not state.is_half_filled
    assert state.is_filled


def test_municipality_of_others_is_not_opened_to_the_demos_visitors(state, place):
    state.refuse_data_of_others()
    with psycopg.connect(place.address) as connection:
        connection.execute("INSERT INTO core_tenant VALUES ('Somewhere')")
    with pytest.raises(click.ClickException, match="not the demo's"):
        state.refuse_data_of_others()
    state.put("filled", "done")
    state.refuse_data_of_others()


def test_child_that_ends_by_itself_ends_the_command():
    with children() as started:
        started.start("sleeper", command=["/bin/sleep", "60"], environment={})
        started.start("failing step", command=["/bin/sh", "-c", "exit $CODE"], environment={"CODE": "3"})
        with pytest.raises(click.ClickException, match=r"The failing step ended by itself \(code 3\)"):
            started.wait()
        sleeper = started.running["sleeper"]
        assert sleeper.poll() is None
    assert sleeper.returncode == -signal.SIGTERM


def test_signal_ends_the_demo_in_order_even_where_the_shell_ignores_it():
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        for number in before:
            signal.signal(number, signal.SIG_IGN)
            reached = False
            with demo.leaving_on_signals(), demo.undisturbed_end():
                os.kill(os.getpid(), number)
                reached = True
            assert not reached
            os.kill(os.getpid(), number)  # a second one disturbs nothing
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def test_progress_in_a_file_takes_a_few_lines(capsys):
    show = progress_lines()
    for done in range(1001):
        show("Persons", done, 1000)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Persons: 0 of 1000"
    assert lines[-1] == "Persons: 1000 of 1000"
    assert len(lines) == 6


@pytest.fixture
def package(monkeypatch):
    """A small package in the place of ours."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "cases" / "migrations").mkdir(parents=True)
        (folder / "cases" / "sql").mkdir()
        (folder / "cases" / "static").mkdir()
        monkeypatch.setattr(fingerprint, "PACKAGE", folder)
        yield folder


@pytest.mark.parametrize(
    ("path", "schema_changes", "assets_change"),
    [
        ("cases/migrations/0001_first.py", True, False),
        ("cases/models.py", True, False),
        ("cases/static/case.css", False, True),
        ("cases/sql/rank_2.sql", True, False),
        ("cases/sql/page.sql", False, False),
        ("cases/views.py", False, False),
    ],
)
def test_only_what_depends_on_a_file_is_done_again(package, path, schema_changes, assets_change):
    before = fingerprint.schema_fingerprint(), fingerprint.asset_fingerprint()
    (package / path).write_text("1")
    after = fingerprint.schema_fingerprint(), fingerprint.asset_fingerprint()
    assert (before[0] != after[0], before[1] != after[1]) == (schema_changes, assets_change)
