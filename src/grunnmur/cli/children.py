"""The processes that a command starts: the web server and the worker."""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import click

from grunnmur.cli.environment import database
from grunnmur.core.embedded import ending_with_us

START_SECONDS = 90
STOP_SECONDS = 15
POLL_SECONDS = 0.05


def web_command(*, bind: str, workers: int, threads: int, options: tuple[str, ...] = ()) -> list[str]:
    """The command that serves pages: gunicorn with threads, which cost least per request."""
    gunicorn = [sys.executable, "-m", "gunicorn", "grunnmur.config.wsgi", "--bind", bind]
    gunicorn += ["--config", "python:grunnmur.config.gunicorn"]
    numbers = ["--worker-class", "gthread", "--workers", str(workers), "--threads", str(threads)]
    return [*gunicorn, *numbers, "--no-control-socket", *options]


def work_command(*, concurrency: int) -> list[str]:
    """The command that runs jobs."""
    return [sys.executable, "-m", "grunnmur.config.worker", str(concurrency)]


def become(command: list[str]) -> None:
    """Run a command with a database: in place of this process, or as its child when the database is private."""
    with database() as embedded:
        if embedded is None:
            os.execv(command[0], command)  # noqa: S606 (no shell is wanted; signals go to the command itself)
        with children() as started:
            started.start("process", command=command, environment={})
            started.wait()


@dataclass
class Children:
    """Started processes, by name; all end when one does."""

    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, *, command: list[str], environment: dict[str, str]) -> None:
        """Start one in a session of its own: Ctrl-C is for us, who end them in order."""
        self.running[name] = subprocess.Popen(  # noqa: S603 (our own commands)
            ending_with_us(command, by="TERM"), env=os.environ | environment, start_new_session=True
        )

    def check(self) -> None:
        """Raise ClickException when one has ended; it has said why itself."""
        for name, process in self.running.items():
            if process.poll() is not None:
                raise click.ClickException(f"The {name} ended by itself (code {process.returncode}); see above.")

    def wait(self) -> None:
        """Return never; raise ClickException when one ends."""
        while True:
            self.check()
            time.sleep(POLL_SECONDS * 10)

    def wait_for_page(self, port: int) -> None:
        """Return when the web server answers."""
        deadline = time.monotonic() + START_SECONDS
        while not answers(port):
            self.check()
            if time.monotonic() > deadline:
                raise click.ClickException(f"The web server did not answer in {START_SECONDS} s.")
            time.sleep(POLL_SECONDS)

    def stop(self) -> None:
        """End them, the last started first; by force what does not listen."""
        for process in reversed(self.running.values()):
            process.terminate()
        for process in self.running.values():
            try:
                process.wait(timeout=STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextmanager
def children() -> Iterator[Children]:
    """Processes that end with this block."""
    started = Children()
    try:
        yield started
    finally:
        started.stop()


def answers(port: int) -> bool:
    """Tell if the web server on this machine says that it is up."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def run_step(command: list[str]) -> None:
    """Run a command to its end. Raises ClickException when it fails; it has said why itself."""
    with children() as started:
        started.start("step", command=command, environment={})
        code = started.running["step"].wait()
    if code:
        raise click.ClickException(f"A step of the set-up failed (code {code}); see above.")
