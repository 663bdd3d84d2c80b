"""The running product: a demo of its own, started as people start it, and a browser in front of it."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Locator, Page, expect

from grunnmur.core.database_roles import DATABASE
from grunnmur.core.embedded import Cluster
from tests.conftest import copy_of_template, passable_folder

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "frontend/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
NOT_FOR_IT = ("DATABASE_URL", "GRUNNMUR_OWNER_URL", "GRUNNMUR_SECRET_KEY", "GRUNNMUR_TEST", "GRUNNMUR_AS")
expect.set_options(timeout=10_000)


@dataclass(frozen=True)
class Demo:
    """The address of the running demo, its database, and its folder."""

    address: str
    cluster: Cluster
    home: Path

    def ask(self, query: str, *parameters: object, role: str = "postgres", tenant: str = "") -> list[tuple]:
        """Ask the database by raw SQL as a role, in a municipality or in none; its day is that of the demo's people."""
        with psycopg.connect(self.cluster.url(role, DATABASE)) as connection:
            connection.execute("SET TimeZone TO 'Europe/Oslo'")
            connection.execute("SELECT set_config('app.tenant', %s, true)", [tenant])
            return connection.execute(query, parameters or None).fetchall()

    def tenant_id(self, slug: str) -> str:
        """The id of a municipality."""
        return str(self.ask("SELECT id FROM core_tenant WHERE slug = %s", slug)[0][0])


@dataclass(frozen=True)
class FirstStart:
    """How the first start of a demo went, from an empty database to its end; its folder is left as it was then."""

    folder: Path
    port: int
    printed: list[str]
    answered: int
    children: dict[int, bytes]
    printed_at_the_end: str
    code: int
    survivors: list[bytes]


@pytest.fixture(scope="session")
def filled() -> Iterator[FirstStart]:
    """A demo, smaller than people get it, that has been started and stopped as people do; to be copied, not used."""
    with passable_folder() as folder:
        copy_of_template(folder / "postgres")
        port = free_port()
        with started(folder, port) as process:
            printed = read_until_ready(process)
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz") as answer:
                answered = answer.status
            children = children_of(process)
            process.send_signal(signal.SIGINT)
            last, code = process.stdout.read(), process.wait(timeout=30)
            survivors = [command for pid, command in children.items() if is_alive(pid)]
        yield FirstStart(folder, port, printed, answered, children, last, code, survivors)


@pytest.fixture(scope="session")
def demo(filled):
    """The demo, started again from what its first start left; one for all journeys."""
    port = free_port()
    with copy_of(filled.folder) as folder, started(folder, port) as process:
        read_until_ready(process)
        threading.Thread(target=process.stdout.read, daemon=True).start()  # a full pipe would stop the server
        yield Demo(f"http://127.0.0.1:{port}", Cluster(folder / "postgres"), folder)
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)


@contextmanager
def started(installation: Path, port: int) -> Iterator[subprocess.Popen]:
    """Start the demo in a folder; it is gone afterwards."""
    environment = {name: value for name, value in os.environ.items() if name not in NOT_FOR_IT}
    process = subprocess.Popen(
        [sys.executable, "-m", "grunnmur.cli", "demo", "--employees", "600", "--municipality-b", "150"],
        env=environment | {"GRUNNMUR_HOME": str(installation), "GRUNNMUR_PORT": str(port)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@contextmanager
def copy_of(stopped: Path) -> Iterator[Path]:
    """A copy of the folder of a demo that does not run."""
    with passable_folder() as folder:
        copy = ["cp", "-a", "--reflink=auto", f"{stopped}/.", str(folder)]
        subprocess.run(copy, check=True)  # noqa: S603 (a copy that keeps the owner)
        yield folder


def read_until_ready(process: subprocess.Popen) -> list[str]:
    """What is printed up to the line that says so; fails when it ends before."""
    printed = []
    for line in process.stdout:
        printed.append(line)
        if re.fullmatch(r"Ready: http://127\.0\.0\.1:\d+\n", line):
            return printed
    return pytest.fail("".join(printed))


def children_of(process: subprocess.Popen) -> dict[int, bytes]:
    """The children of a process: number → command line."""
    numbers = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return {int(number): Path(f"/proc/{number}/cmdline").read_bytes() for number in numbers}


def is_alive(pid: int) -> bool:
    """Whether the process runs; one that has ended and waits to be collected does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def complaints(page):
    """What the browser complains about: scripts, policies, addresses that are not there."""
    found = []
    page.on("console", lambda line: found.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


@pytest.fixture
def enter(demo, page):
    """Log in as one of the demo's people."""

    def as_(username: str) -> Page:
        page.context.clear_cookies()
        page.goto(f"{demo.address}/demo/")
        follow(page.locator(f"form:has(input[value='{username}']) button"))
        return page

    return as_


def follow(element: Locator) -> None:
    """Click what leads to another page, and be there: what is asked next is asked of that page."""
    with element.page.expect_navigation():
        element.click()


def take_along(page: Page, form: str) -> None:
    """Take what a page shows along as a file of a form, from its menu."""
    menu = page.locator("details.actions-menu", has_text="Last ned")
    menu.locator("summary").click()
    menu.get_by_role("link", name=form).click()


def violations(page: Page, *, is_contrast_known: bool = False) -> list[str]:
    """What axe finds against WCAG 2.1 A and AA, as lines.

    is_contrast_known: leave out the contrast, which takes longer than all the rest.
    """
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(f"() => {{ {AXE.read_text(encoding='utf-8')} }}")
    options = {
        "runOnly": RULES,
        "resultTypes": ["violations"],
        "rules": {"color-contrast": {"enabled": not is_contrast_known}},
    }
    result = page.evaluate("options => axe.run(document, options)", options)
    return [f"{one['id']}: {node['html'][:160]}" for one in result["violations"] for node in one["nodes"]]
