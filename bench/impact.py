"""Claims about asking what depends on a thing, on a map of 100,000 elements and 500,000 relations beside a smaller one.

1. Following it with levels, strengths and days takes at most 1.5 times the CPU of the bare recursive query that returns
   the same elements to the same person, in systems whose answer is not cut off.
2. The first page with names and paths takes at most 50 ms of CPU (process and backend) for the system with the median
   answer, in at most 6 statements; the worst hub at most 10 times that.

One element in twenty is hidden from whoever asks. Run as `python bench/impact.py`; prints three JSON lines. What is
answered is checked against the pure rules before a speed is told; blocks are interleaved in one run.
"""

import gc
import json
import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import django
import psycopg
from landscapes import Landscape, load, make_landscape

from grunnmur.cli.environment import addresses
from grunnmur.core.database_roles import DATABASE, prepare_database
from grunnmur.core.embedded import SUPERUSER, Cluster

ELEMENTS, SMALL = 100_000, 10_000
BIG, OTHER = UUID(int=1), UUID(int=2)
HIDDEN_KEY = "unit:somewhere-else"
SAMPLE, BLOCKS = 41, 10
HUBS = ("system", "supplier", "technology", "role", "information", "unit")
GOAL_REACH, GOAL_PAGE_MS, GOAL_HUB, GOAL_STATEMENTS = 1.5, 50.0, 10.0, 6
TENANT = """
    INSERT INTO core_tenant (id, slug, name, short_name, country, language, time_zone, host_names, main_colour,
        accent_colour, lexeme_prefix)
    VALUES (%s, %s, 'Fjordvik', 'Fjordvik', 'NO', 'nb', 'Europe/Oslo', '{}', '#0b5d4f', '#8a4b08', %s)
"""


def main() -> None:
    """Fill the database, check what is answered, then measure."""
    landscape = make_landscape(ELEMENTS, seed=2026)
    assert len(landscape.relations) == 5 * ELEMENTS
    with migrated_cluster() as cluster:
        fill(cluster, landscape)
        django.setup()
        from impact_asking import Asker  # noqa: PLC0415 (its imports need Django to be set up)

        asker = Asker(BIG)
        with asker.entered():
            asker.check(landscape, hidden_key=HIDDEN_KEY)
            candidates, systems = chosen(landscape)
            del landscape  # ours, not the product's: collecting garbage shall not walk it
            gc.collect()
            sized = sorted((size, system) for system in systems if (size := asker.size(system)) is not None)
            middle = [system for _size, system in sized[len(sized) // 2 - 2 : len(sized) // 2 + 3]]
            tell_reach(asker, [system for size, system in sized if size])
            tell_pages(asker, middle, worst(asker, candidates), median_size=sized[len(sized) // 2][0])


def chosen(landscape: Landscape) -> tuple[list[UUID], list[UUID]]:
    """Return what may be the worst hub (the most used of each type, and more at random), and systems at random."""
    hubs = [each for kind in HUBS for each in landscape.elements[kind][:4]]
    rest = [each for kind in HUBS[:3] for each in landscape.elements[kind][7 :: len(landscape.elements[kind]) // 12]]
    return hubs + rest, landscape.elements["system"][:: len(landscape.elements["system"]) // SAMPLE]


@contextmanager
def migrated_cluster() -> Iterator[Cluster]:
    """Run a private PostgreSQL with an empty database, and point the environment at it, as the role that serves."""
    with TemporaryDirectory(prefix="grunnmur-bench-") as name:
        Path(name).chmod(0o711)
        with Cluster(Path(name) / "postgres", fast=True) as cluster:
            prepare_database(cluster)
            os.environ |= {**addresses(cluster), "GRUNNMUR_TEST": "1", "GRUNNMUR_HOME": name}
            os.environ["DJANGO_SETTINGS_MODULE"] = "grunnmur.config.settings"
            migrate = [sys.executable, "-m", "grunnmur.cli", "migrate", "--quiet"]
            subprocess.run(migrate, check=True)  # noqa: S603 (our own command)
            yield cluster


def fill(cluster: Cluster, landscape: Landscape) -> None:
    """Copy the map into one municipality, and a smaller one into another."""
    with psycopg.connect(cluster.url(SUPERUSER, DATABASE), autocommit=True) as connection:
        for tenant, slug, found in ((BIG, "large", landscape), (OTHER, "small", make_landscape(SMALL, seed=1))):
            connection.execute(TENANT, [tenant, slug, slug[:4]])
            load(found, tenant=tenant, key=HIDDEN_KEY, connection=connection)
        connection.execute("VACUUM ANALYZE")


def worst(asker: "Asker", candidates: Sequence[UUID]) -> UUID:  # type: ignore[name-defined]  # noqa: F821
    """Return the element that costs most."""
    seen = [each for each in candidates if asker.size(each) is not None]
    return max(seen, key=lambda each: asker.seconds(asker.ask, [each]))


def tell_reach(asker: "Asker", systems: Sequence[UUID]) -> None:  # type: ignore[name-defined]  # noqa: F821
    """Measure following the map beside the bare recursive query."""
    whole = [system for system in systems if asker.is_whole(system)]
    for system in whole:
        assert asker.reached(system) == asker.bare(system), system
    assert len(whole) > SAMPLE // 2
    pairs = interleaved(
        lambda: asker.seconds(asker.reached, whole), lambda: asker.seconds(asker.bare, whole), blocks=BLOCKS
    )
    nobody = interleaved(
        lambda: asker.seconds(asker.reached_by_all, whole), lambda: asker.seconds(asker.blind, whole), blocks=BLOCKS
    )
    result = compared("impact: following the map beside the bare recursive query of the same elements", pairs)
    result |= {
        "goal": f"<= {GOAL_REACH}",
        "holds": result["ratio"] <= GOAL_REACH,
        "rows": {
            "systems": len(whole),
            "elements reached": sum(len(asker.bare(system)) for system in whole),
            "both without asking who may know": compared("", nobody)["ratio"],
        },
    }
    print(json.dumps(result))


def tell_pages(
    asker: "Asker",  # type: ignore[name-defined]  # noqa: F821
    middle: Sequence[UUID],
    hub: UUID,
    *,
    median_size: int,
) -> None:
    """Measure the first page of the median system, and of the worst hub."""
    pairs = interleaved(
        lambda: asker.page_seconds([hub]), lambda: asker.page_seconds(middle) / len(middle), blocks=BLOCKS
    )
    page_ms = 1_000 * statistics.median(peer for _ours, peer in pairs)
    statements = max(asker.statements(system) for system in (*middle, hub))
    print(
        json.dumps(
            {
                "claim": "impact: first page with names and paths for the system with the median answer",
                "ours": f"{page_ms:.1f} ms",
                "peer": "",
                "ratio": "",
                "goal": f"<= {GOAL_PAGE_MS:.0f} ms, <= {GOAL_STATEMENTS} statements",
                "holds": page_ms <= GOAL_PAGE_MS and statements <= GOAL_STATEMENTS,
                "rows": {"elements reached": median_size, "statements": statements},
            }
        )
    )
    result = compared("impact: first page of the worst hub beside the median system", pairs)
    result |= {"goal": f"<= {GOAL_HUB:.0f}", "holds": result["ratio"] <= GOAL_HUB, "rows": asker.facts(hub)}
    print(json.dumps(result))


def interleaved(ours: Callable[[], float], peer: Callable[[], float], *, blocks: int) -> Sequence[tuple[float, float]]:
    """Measure both in turn, which one first changing from block to block."""
    pairs = []
    for block in range(blocks):
        if block % 2:
            pairs.append((ours(), peer()))
        else:
            second = peer()
            pairs.append((ours(), second))
    return pairs


def compared(claim: str, pairs: Sequence[tuple[float, float]]) -> dict[str, object]:
    """Return what is printed of one comparison; seconds in milliseconds."""
    found = sorted(ours / peer for ours, peer in pairs)
    ours, peer = (1_000 * statistics.median(pair[side] for pair in pairs) for side in (0, 1))
    return {
        "claim": claim,
        "ours": f"{ours:.1f} ms",
        "peer": f"{peer:.1f} ms",
        "ratio": round(statistics.median(found), 2),
        "spread": [round(found[0], 2), round(found[-1], 2)],
    }


if __name__ == "__main__":
    main()
