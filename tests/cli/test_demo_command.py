"""The demo as a newcomer meets it: one command, in a process of its own."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from grunnmur.cli.demo_state import DemoState
from grunnmur.cli.fingerprint import schema_fingerprint
from grunnmur.core.embedded import Cluster

OWN = ("DATABASE_URL", "GRUNNMUR_OWNER_URL", "GRUNNMUR_SECRET_KEY", "GRUNNMUR_TEST")
READY = re.compile(r"Ready: http://127\.0\.0\.1:\d+\n")


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def demo(installation, port):
    """Starts the demo in a folder that is migrated already, small; ends it if the test does not."""
    DemoState(Cluster(installation / "postgres")).put("schema", schema_fingerprint())
    started = []

    def start():
        environment = {name: value for name, value in os.environ.items() if name not in OWN}
        process = subprocess.Popen(
            [sys.executable, "-m", "grunnmur.cli", "demo", "--employees", "600", "--municipality-b", "200"],
            env=environment | {"GRUNNMUR_HOME": str(installation), "GRUNNMUR_PORT": str(port)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


def read_until_ready(process):
    """What is printed up to the line that says so; fails when it ends before."""
    lines = []
    for line in process.stdout:
        lines.append(line)
        if READY.fullmatch(line):
            return lines
    pytest.fail("".join(lines))


def children_of(process):
    """The children of a process: number → command line."""
    numbers = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return {int(number): Path(f"/proc/{number}/cmdline").read_bytes() for number in numbers}


def is_alive(pid):
    """Whether the process runs; one that has ended and waits to be collected does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_demo_starts_serves_stops_starts_again_with_its_data_and_ends_with_its_children(demo, port):
    first = demo()
    printed = read_until_ready(first)
    assert any(line.startswith("Done") for line in printed)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz") as answer:
        assert answer.status == 200
    children = children_of(first)
    for name in (b"/postgres", b"gunicorn", b"grunnmur.config.worker"):
        assert any(name in command for command in children.values())
    first.send_signal(signal.SIGINT)
    assert first.stdout.read().endswith("Stopped.\n")
    assert first.wait() == 0
    assert not [command for pid, command in children.items() if is_alive(pid)]

    second = demo()
    assert [line for line in read_until_ready(second) if not line.startswith("Ready")] == ["Starting PostgreSQL.\n"]
    children = children_of(second)
    os.kill(next(pid for pid, command in children.items() if b"gunicorn" in command), signal.SIGKILL)
    assert "The web server ended by itself" in second.stdout.read()
    assert second.wait() == 1
    assert not [command for pid, command in children.items() if is_alive(pid)]
