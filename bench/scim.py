"""Claims: SCIM with history costs no more than a peer without, and does not slow down with the number of users.

1. Creating a user with history takes at most the CPU (process and backend) of django-scim2, which keeps none. Beside it
   stands the same with history and a wall on its one table, put there by hand; and what the process alone takes.
   All begin with 2,000 users and fresh statistics, as autovacuum keeps them: a plan that was kept when its table was
   empty reads all of it.
2. Finding a user by name among 50,000 takes at most 5 ms of CPU, all of the request included.
3. A page of 100 among 50,000 comes at 5 times the rate of scim2-server's own storage, which holds 1,000 in memory.

Run as `python bench/scim.py`; prints one JSON line a claim. django-scim2 is not among the developers' packages: install
the group `bench` of pyproject.toml first, or the first claim is left out.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import django
import psycopg
from municipalities import demo_cluster
from psycopg import sql
from scim2_models import ScimProvider
from scim2_server.handler import ScimHandler
from scim2_server.memory import InMemoryStorage
from scim2_server.requests import ScimRequest
from scim2_server.service import ScimService
from scim2_server.utils import load_default_provider

from grunnmur.core.database_roles import DATABASE
from grunnmur.core.embedded import SUPERUSER, Cluster

BEFORE, USERS, IN_MEMORY = 2_000, 50_000, 1_000
BLOCKS, CREATES, FINDS, PAGES, WARM = 9, 40, 40, 20, 10
Apart = tuple[float, float]  # CPU seconds of the process, and of its backend
BODY = {
    "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
    "userName": "uNUMBER@fjordvik.example",
    "externalId": "NUMBER",
    "name": {"givenName": "Kari", "familyName": "NordmannNUMBER"},
    "emails": [{"value": "uNUMBER@fjordvik.example", "type": "work", "primary": True}],
    "active": True,
}


def main() -> None:
    """Fill the database, then measure each claim in the same run."""
    with demo_cluster(employees=1000) as cluster:
        django.setup()
        from scim_house import House  # noqa: PLC0415 (its imports need Django to be set up)

        house = House()
        fill(cluster, house, BEFORE)
        if find_spec("django_scim"):
            tell_create(cluster, house)
        else:
            print("django-scim2 is not installed: the claim about create is left out.", file=sys.stderr)
        fill(cluster, house, USERS - BEFORE)
        tell_find(house)
        tell_page(house)


def fill(cluster: Cluster, house: "House", users: int) -> None:  # type: ignore[name-defined]  # noqa: F821
    """Add many users, and look at the tables as autovacuum does after so many rows."""
    house.fill(users)
    with psycopg.connect(cluster.url(SUPERUSER, DATABASE), autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def body(number: object) -> dict[str, object]:
    """Return the user that everybody creates."""
    found: dict[str, object] = json.loads(json.dumps(BODY).replace("NUMBER", str(number)))
    return found


@contextmanager
def peer(cluster: Cluster, *, is_walled: bool = False) -> Iterator[Callable[[], Apart]]:
    """Run django-scim2 with a database of its own; asked, it tells the CPU seconds of so many creates."""
    database = "walled_peer" if is_walled else "peer"
    with psycopg.connect(cluster.url(SUPERUSER, "postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database)))
    own = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    environment = own | {
        "PEER_URL": cluster.url(SUPERUSER, database),
        "PEER_BODY": json.dumps(BODY),
        "PEER_USERS": str(BEFORE),
        "PEER_IS_WALLED": "1" if is_walled else "",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    command = [sys.executable, "-m", "scim_peer"]
    with subprocess.Popen(  # noqa: S603 (our own command)
        command, env=environment, cwd=Path(__file__).parent, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin
        assert process.stdout

        def ask() -> Apart:
            print(CREATES, file=process.stdin, flush=True)
            alone, backend = process.stdout.readline().split()  # type: ignore[union-attr]
            return float(alone), float(backend)

        yield ask
        process.stdin.close()
        assert process.wait() == 0


def tell_create(cluster: Cluster, house: "House") -> None:  # type: ignore[name-defined]  # noqa: F821
    """Measure creates in turn with the peer's, and with those of the peer with history and walls."""
    more = {"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"department": house.unit_code}}

    def ours() -> Apart:
        return house.cpu_apart(lambda: [house.create(body(house.next_number())) for _each in range(CREATES)])  # type: ignore[no-any-return]

    def with_work() -> Apart:
        return house.cpu_apart(lambda: [house.create(body(house.next_number()) | more) for _each in range(CREATES)])

    with peer(cluster) as theirs, peer(cluster, is_walled=True) as walled:
        ours(), theirs(), walled(), with_work()
        blocks = [(ours(), theirs(), walled(), with_work()) for _block in range(BLOCKS)]
    mine, other, kept, full = (_milliseconds(column) for column in zip(*blocks, strict=True))
    ratio, fair = (statistics.median(sum(block[0]) / sum(block[peer]) for block in blocks) for peer in (1, 2))
    alone = [statistics.median(block[0][0] / block[peer][0] for block in blocks) for peer in (1, 2)]
    tell(
        "SCIM: create with history beside django-scim2, which keeps none",
        (mine, other, round(ratio, 2)),
        goal="<= 1",
        holds=ratio <= 1,
        more={
            "with an employment, derived": full,
            "django-scim2 with history and walls on its table": kept,
            "ratio to that": round(fair, 2),
            "ratio of the process alone, to the first and to the second": [round(one, 2) for one in alone],
        },
    )


def _milliseconds(blocks: tuple[Apart, ...]) -> str:
    """Return what one create takes, and of that in the process and in the backend."""
    whole, process, backend = (
        statistics.median(column) * 1000 / CREATES for column in zip(*((sum(one), *one) for one in blocks), strict=True)
    )
    return f"{whole:.2f} ms (process {process:.2f}, backend {backend:.2f})"


def tell_find(house: "House") -> None:  # type: ignore[name-defined]  # noqa: F821
    """Measure a filter by user name."""

    def find() -> None:
        for number in range(FINDS):
            found = house.get("/Users", filter=f'userName eq "FILLED{number * 1201}@fjordvik.example"')
            assert found["totalResults"] == 1, found

    find()
    each = statistics.median(house.cpu_of(find) for _block in range(BLOCKS)) * 1000 / FINDS
    tell(
        f"SCIM: filter by userName among {USERS:,}",
        (f"{each:.2f} ms", "", ""),
        goal="<= 5 ms",
        holds=each <= 5,
        more={},
    )


def tell_page(house: "House") -> None:  # type: ignore[name-defined]  # noqa: F821
    """Measure a page of 100 in turn with the library's own storage."""
    peer = in_memory()

    def ours() -> None:
        for number in range(PAGES):
            assert len(house.get("/Users", count="100", startIndex=str(1 + 100 * number))["Resources"]) == 100

    def theirs() -> None:
        for number in range(PAGES):
            assert len(peer({"count": "100", "startIndex": str(1 + 100 * (number % 9))})["Resources"]) == 100

    ours(), theirs()
    pairs = []
    for _block in range(BLOCKS):
        before = time.process_time()
        theirs()
        pairs.append((time.process_time() - before, house.cpu_of(ours)))
    ratio = statistics.median(a / b for a, b in pairs)
    other, mine = (statistics.median(column) * 1000 / PAGES for column in zip(*pairs, strict=True))
    tell(
        f"SCIM: page of 100 among {USERS:,} beside scim2-server's own storage of {IN_MEMORY:,} in memory",
        (f"{mine:.2f} ms", f"{other:.2f} ms", round(ratio, 2)),
        goal=">= 5 times the rate",
        holds=ratio >= 5,
        more={},
    )


def in_memory() -> Callable[[dict[str, str]], dict[str, object]]:
    """Return what asks the library's own storage, filled."""
    provider = load_default_provider()
    service = ScimService(ScimProvider(provider.models, provider.resource_types, provider.config), secret="x")  # noqa: S106  # it seals nothing here
    handler = ScimHandler(service, InMemoryStorage())
    root = "https://peer.example/scim/v2"
    for number in range(IN_MEMORY):
        handler.handle(ScimRequest("POST", root, "/Users", body=json.dumps(body(number)).encode()))

    def ask(query: dict[str, str]) -> dict[str, object]:
        answer = handler.handle(ScimRequest("GET", root, "/Users", query=query)).body
        return json.loads(json.dumps(answer)) if answer else {}

    return ask


def tell(claim: str, numbers: tuple[str, str, object], *, goal: str, holds: bool, more: dict[str, object]) -> None:
    """Print one claim as a JSON line."""
    ours, peer, ratio = numbers
    machine = Path("/etc/os-release").read_text(encoding="utf-8").split('PRETTY_NAME="')[1].split('"')[0]
    result = {"claim": claim, "ours": ours, "peer": peer, "ratio": ratio, "goal": goal, "holds": holds, **more}
    print(json.dumps(result | {"machine": machine}))


if __name__ == "__main__":
    main()
