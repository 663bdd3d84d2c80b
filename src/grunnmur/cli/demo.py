"""grunnmur demo."""

import os
import shutil
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from grunnmur.cli.assets import collect_assets
from grunnmur.cli.children import Children, children, run_step, web_command, work_command
from grunnmur.cli.demo_state import DemoState
from grunnmur.cli.environment import cluster, home, running
from grunnmur.cli.fingerprint import schema_fingerprint
from grunnmur.core.embedded import Cluster, EmbeddedError


@click.command(help="Serve two made-up municipalities on this machine, and on no other. Ctrl-C stops it.")
@click.option("--port", envvar="GRUNNMUR_PORT", default=8000, show_default=True, help="Also GRUNNMUR_PORT.")
@click.option("--reset", is_flag=True, help="Throw away the demo's data and start over.")
@click.option("--employees", default=1000, show_default=True, help="Of the Norwegian municipality, when new.")
@click.option("--municipality-b", default=300, show_default=True, help="Employees of the Danish one, when new.")
@click.option("--reload", is_flag=True, help="For developers: show errors, and load changed code.")
def command(*, port: int, reset: bool, employees: int, municipality_b: int, reload: bool) -> None:
    """Database, pages, jobs: all from one command, all gone when it ends; the data stays."""
    if os.environ.get("DATABASE_URL"):
        raise click.ClickException("The demo keeps a database of its own and lets anyone in: unset DATABASE_URL.")
    refuse_busy_port(port)
    os.environ |= {"GRUNNMUR_HOME": str(home()), "GRUNNMUR_DEMO": "1", "GRUNNMUR_PORT": str(port)}
    os.environ |= {"GRUNNMUR_DEBUG": "1"} if reload else {}
    with (
        leaving_on_signals(),
        prepared_cluster(reset=reset) as embedded,
        children() as started,
        undisturbed_end(),
    ):
        state = DemoState(embedded)
        bring_up_to_date(state)
        state.refuse_data_of_others()
        if not state.is_filled:
            fill(state, employees=employees, municipality_b=municipality_b)
        serve(started, port=port, reload=reload)


@contextmanager
def leaving_on_signals() -> Iterator[None]:
    """Leave in order on Ctrl-C and SIGTERM, also where a shell in the background has SIGINT ignored."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    try:
        yield
    except KeyboardInterrupt:
        click.echo("Stopped.")


@contextmanager
def prepared_cluster(*, reset: bool) -> Iterator[Cluster]:
    """Run the demo's PostgreSQL, a new one if asked for or if the last filling broke off."""
    embedded = cluster()
    try:
        if reset or DemoState(embedded).is_half_filled:
            click.echo("Removing the demo's data.")
            embedded.remove()
            shutil.rmtree(home() / "files", ignore_errors=True)
            embedded = cluster()
    except EmbeddedError as error:
        raise click.ClickException(str(error)) from error
    click.echo("Starting PostgreSQL.")
    with running(embedded):
        if embedded.joined:
            raise click.ClickException(f"The database in {home()} is in use: does the demo run already?")
        yield embedded


@contextmanager
def undisturbed_end() -> Iterator[None]:
    """Let no further signal break off what follows this block: the orderly end."""
    try:
        yield
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)


def bring_up_to_date(state: DemoState) -> None:
    """Migrate, and collect the assets, if the code has changed since that was done."""
    schema = schema_fingerprint()
    if state.get("schema") != schema:
        click.echo("Bringing the database up to date.")
        run_step([sys.executable, "-m", "grunnmur.cli", "migrate", "--quiet"])
        state.put("schema", schema)
    collect_assets()


def fill(state: DemoState, *, employees: int, municipality_b: int) -> None:
    """Make the two municipalities, in a process of its own that serves nothing."""
    state.put("filled", "begun")
    sizes = ["--employees", str(employees), "--municipality-b", str(municipality_b)]
    run_step([sys.executable, "-m", "grunnmur.cli", "fill-demo", *sizes])
    state.put("filled", "done")


def serve(started: Children, *, port: int, reload: bool) -> None:
    """Serve until somebody stops us; say when the first page can be asked for."""
    options = ("--reload",) if reload else ("--preload",)  # preload: Django is loaded once for all workers
    web = web_command(
        bind=f"127.0.0.1:{port}",
        workers=1 if reload else 2,
        threads=4,
        options=("--log-level", "warning", *options),
    )
    started.start("web server", command=web, environment={})
    started.wait_for_page(port)
    started.start("worker", command=work_command(concurrency=2), environment={})
    click.echo(f"Ready: http://127.0.0.1:{port}")
    started.wait()


def refuse_busy_port(port: int) -> None:
    """Raise ClickException when another program listens on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise click.ClickException(
                f"Port {port} is in use. Choose another: GRUNNMUR_PORT=8001 make demo"
            ) from error
