"""The demo as a newcomer meets it: one command, in a process of its own."""

import os
import signal
from http import HTTPStatus

from tests.journeys.conftest import children_of, copy_of, is_alive, read_until_ready, started


def test_demo_starts_serves_and_stops_with_its_children(filled):
    assert any(line.startswith("Done") for line in filled.printed)
    assert filled.answered == HTTPStatus.OK
    for name in (b"/postgres", b"gunicorn", b"grunnmur.config.worker"):
        assert any(name in command for command in filled.children.values())
    assert filled.printed_at_the_end.endswith("Stopped.\n")
    assert filled.code == 0
    assert filled.survivors == []


def test_demo_starts_again_with_its_data_and_ends_with_its_children(filled):
    with copy_of(filled.folder) as folder, started(folder, filled.port) as process:
        assert [line for line in read_until_ready(process) if not line.startswith("Ready")] == [
            "Starting PostgreSQL.\n"
        ]
        children = children_of(process)
        os.kill(next(pid for pid, command in children.items() if b"gunicorn" in command), signal.SIGKILL)
        assert "The web server ended by itself" in process.stdout.read()
        assert process.wait() == 1
        assert not [command for pid, command in children.items() if is_alive(pid)]
