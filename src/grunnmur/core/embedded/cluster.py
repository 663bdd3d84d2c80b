"""One cluster: made, started, stopped."""

import atexit
import contextlib
import fcntl
import os
import pwd
import shutil
import signal
import subprocess
import sys
import threading
import time
from functools import partial
from pathlib import Path
from typing import IO, Any, Protocol, Self
from urllib.parse import quote

from grunnmur.core.embedded.accounts import (
    EmbeddedError,
    cluster_folder,
    keeper_of,
    make_passable,
    make_private_folder,
    server_account,
    socket_folder,
)
from grunnmur.core.embedded.binaries import Binaries, find_binaries, reachable_copy
from grunnmur.core.embedded.children import ending_with_us

SUPERUSER = "postgres"
ROLES = (SUPERUSER, "grunnmur_owner", "grunnmur_web", "grunnmur_backup")
PORT = 5432  # no port is opened: it is only the last part of the socket's name
START_SECONDS = 60
STOP_SECONDS = 20
POLL_SECONDS = 0.02
RETRY_SECONDS = 0.25

SETTINGS = {"listen_addresses": "", "port": str(PORT), "timezone": "UTC", "log_timezone": "UTC", "jit": "off"}
FAST_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    # A plan is the same in each run: whether a table was looked at by itself just then would decide it.
    "autovacuum_analyze_threshold": "2147483647",
}


class Cluster:
    """One PostgreSQL cluster in one folder; starts when entered, stops when left.

    fast: for tests; survives no power cut. A second process that starts the same cluster joins the running
    server and leaves it running (`joined`). Start it from the main thread: the server ends with its thread.
    """

    def __init__(self, data_dir: Path, *, fast: bool = False) -> None:
        self.fast = fast
        self.joined = False
        account = server_account()
        self._server: subprocess.Popen[bytes] | None = None
        self._lock: IO[str] | None = None
        self._starter = 0
        self.folder = cluster_folder(data_dir, account=account)
        self.data = self.folder / "data"
        self._account = keeper_of(self.data, account=account)
        self.socket_folder = socket_folder(self.folder)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self.stop()

    @property
    def exists(self) -> bool:
        """Whether the cluster has been made."""
        return (self.data / "PG_VERSION").exists()

    def url(self, role: str, database: str) -> str:
        """The address of a database, for one role; understood by psycopg and by libpq."""
        return f"postgresql://{role}@/{database}?host={quote(str(self.socket_folder))}&port={PORT}"

    def start(self) -> None:
        """Make the cluster if it is missing, and return when it answers.

        Raises EmbeddedError, with the end of the server's log, when it does not.
        """
        self._starter = os.getpid()
        self.joined = not self._own()
        if self.joined:
            self._wait_until_ready()
            return
        self._stop_survivor()
        binaries = find_binaries(major=self._major())
        binaries = reachable_copy(binaries, account=self._account, keep_in=self.folder)
        if not self.exists:
            self._make(binaries)
        self._admit()
        make_private_folder(self.socket_folder, account=self._account)
        atexit.register(self.stop)
        _leave_on_sigterm()
        self._launch(binaries)

    def stop(self) -> None:
        """Stop the server if this process started it. Harmless when called twice, or in a forked child."""
        if os.getpid() != self._starter:
            return
        server, self._server = self._server, None
        if server:
            _end(server.pid, wait=server.wait)
        if self._lock:
            self._lock.close()
            self._lock = None
        atexit.unregister(self.stop)

    def remove(self) -> None:
        """Stop the server and delete the cluster with all data.

        Raises EmbeddedError when another process runs it.
        """
        self._starter = os.getpid()
        if not self._own():
            raise EmbeddedError("The database is in use by another process; stop that one first.")
        self._stop_survivor()
        self.stop()
        shutil.rmtree(self.socket_folder, ignore_errors=True)
        shutil.rmtree(self.folder)

    def _own(self) -> bool:
        """Take the lock that says whose child the server is."""
        if self._lock:
            return True
        make_passable(self.folder, account=self._account)
        lock = (self.folder / "lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            return False
        self._lock = lock
        return True

    def _major(self) -> int | None:
        """The major version the cluster was made with, as PostgreSQL itself wrote it down."""
        return int((self.data / "PG_VERSION").read_text()) if self.exists else None

    def _make(self, binaries: Binaries) -> None:
        """Run initdb beside the final place, so that a broken attempt is never taken for a cluster."""
        unfinished = self.folder / "data.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        make_private_folder(unfinished, account=self._account)
        options = ["--locale=C.UTF-8", "-E", "UTF8", "-U", SUPERUSER, "-A", "peer"]
        command = [
            str(binaries.folder / "initdb"),
            "-D",
            str(unfinished),
            *options,
            *(["-N"] if self.fast else []),
        ]
        made = subprocess.run(command, check=False, capture_output=True, text=True, **self._as_account())  # noqa: S603
        if made.returncode:
            raise EmbeddedError(f"PostgreSQL could not make its files in {self.folder}:\n{made.stderr.strip()}")
        unfinished.rename(self.data)

    def _admit(self) -> None:
        """Let in the user who runs this process, as each of our roles, and nobody else."""
        (self.folder / "pg_hba.conf").write_text("local all all peer map=grunnmur\n")
        user = pwd.getpwuid(os.geteuid()).pw_name
        lines = [f'grunnmur "{user}" {role}\n' for role in ROLES]
        (self.folder / "pg_ident.conf").write_text("".join(lines))
        for name in ("pg_hba.conf", "pg_ident.conf"):
            (self.folder / name).chmod(0o644)

    def _launch(self, binaries: Binaries) -> None:
        """Start the server as our own child; again while a killed one still fades away."""
        log = self.folder / "postgresql.log"
        if log.exists():
            log.replace(self.folder / "postgresql.log.1")
        deadline = time.monotonic() + START_SECONDS
        while True:
            with log.open("ab") as output:
                self._server = subprocess.Popen(  # noqa: S603 (the program that was looked for)
                    self._command(binaries),
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,  # Ctrl-C is for us; we end the server after its clients
                    **self._as_account(),
                )
            if self._wait_until_ready(self._server):
                return
            text = log.read_text(errors="replace")
            if "postmaster.pid" not in text or time.monotonic() > deadline:
                self.stop()
                raise EmbeddedError(f"PostgreSQL did not start. The end of {log}:\n{text[-1500:].strip()}")
            time.sleep(RETRY_SECONDS)

    def _command(self, binaries: Binaries) -> list[str]:
        settings = SETTINGS | (FAST_SETTINGS if self.fast else {})
        settings["unix_socket_directories"] = str(self.socket_folder)
        settings["unix_socket_permissions"] = "0700"
        settings["hba_file"] = str(self.folder / "pg_hba.conf")
        settings["ident_file"] = str(self.folder / "pg_ident.conf")
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return ending_with_us([str(binaries.folder / "postgres"), "-D", str(self.data), *options], by="INT")

    def _as_account(self) -> dict[str, Any]:  # Any: keyword arguments of several types
        """How subprocesses run: in a clean environment, as the server's account when we are root."""
        keywords: dict[str, Any] = {"cwd": "/", "env": {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"}}
        if self._account:
            keywords |= {"user": self._account.uid, "group": self._account.gid, "extra_groups": []}
        return keywords

    def _wait_until_ready(self, server: subprocess.Popen[bytes] | None = None) -> bool:
        """Return True when the server answers, False when our child ended.

        server: our child; None for a server that another process runs.
        """
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            pid, is_ready = self._pid_file()
            # A stale file says "ready" too: the pid must be that of a living server.
            if is_ready and (pid == server.pid if server else self._is_our_server(pid)):
                return True
            if server and server.poll() is not None:
                return False
            time.sleep(POLL_SECONDS)
        raise EmbeddedError(f"PostgreSQL did not answer in {START_SECONDS} s; see {self.folder / 'postgresql.log'}.")

    def _pid_file(self) -> tuple[int, bool]:
        """The server's pid (0: none) and whether it accepts connections, as it states itself."""
        with contextlib.suppress(FileNotFoundError, ValueError, IndexError):
            lines = (self.data / "postmaster.pid").read_text().splitlines()
            return int(lines[0]), len(lines) > 7 and lines[7].strip() == "ready"
        return 0, False

    def _stop_survivor(self) -> None:
        """End a server of this cluster whose starter is gone."""
        pid, _ready = self._pid_file()
        if self._is_our_server(pid):
            _end(pid, wait=partial(self._wait_until_gone, pid))

    def _is_our_server(self, pid: int) -> bool:
        """Tell if the process runs PostgreSQL on our data: a number may belong to another by now."""
        if pid <= 0:
            return False
        with contextlib.suppress(OSError):
            return os.fsencode(self.data) in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        return False

    def _wait_until_gone(self, pid: int, *, timeout: float) -> None:
        deadline = time.monotonic() + timeout
        while self._is_our_server(pid):
            if time.monotonic() > deadline:
                raise subprocess.TimeoutExpired(["postgres"], timeout)
            time.sleep(POLL_SECONDS)


class _Wait(Protocol):
    def __call__(self, timeout: float) -> object:
        """Return when the server is gone; raise TimeoutExpired."""


def _end(pid: int, *, wait: _Wait) -> None:
    """End a server: in order, else at once (its log replays at the next start), else by force."""
    for step in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, step)
        with contextlib.suppress(subprocess.TimeoutExpired):
            wait(timeout=STOP_SECONDS)
            return


def _leave_on_sigterm() -> None:
    """Let SIGTERM unwind this process like an ordinary exit, unless somebody handles it already."""
    is_main = threading.current_thread() is threading.main_thread()
    if is_main and signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
