"""Claims: what concerns me among 500 processes is one quick statement, and a long process is read as fast as a short.

1. "Mine" for somebody among 1,000 employees, 500 processes and 10,000 steps: one statement, less than 50 ms of CPU of
   process and backend. The answer is checked against one made in plain Python.
2. The reading page of a process of 60 steps takes at most twice the CPU of one of 10, the whole request.
3. That page and all it loads comes in less than 150 kB, gzipped, without the editor.

Run as `python bench/process_pages.py`; prints one JSON line a claim.
"""

import gzip
import json
import re
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import django
from municipalities import demo_cluster

if TYPE_CHECKING:
    from reader import Reader

EMPLOYEES, PROCESSES, STEPS = 1_000, 500, 20
SHORT, LONG = 10, 60
BLOCKS, ROUNDS = 10, 10
GOAL_MINE_MS, GOAL_RATIO, GOAL_KB = 50, 2.0, 150
LOADED = re.compile(r'(?:src|href)="/static/([^"?#]+)"')
FONTS = re.compile(r"url\(([^)]+\.woff2)\)")


def main() -> None:
    """Draw the processes, then measure."""
    who = sys.argv[1] if len(sys.argv) > 1 else "demo-leader"
    with demo_cluster(employees=EMPLOYEES) as cluster:
        django.setup()
        from process_pages_house import draw, fill  # noqa: PLC0415 (its imports need Django to be set up)
        from reader import Reader  # noqa: PLC0415 (the same)

        from grunnmur.core.models import Tenant  # noqa: PLC0415 (the same)
        from grunnmur.core.tenancy import tenant  # noqa: PLC0415 (the same)

        fill(cluster, PROCESSES, steps=STEPS, reader=who)
        with tenant(Tenant.objects.get(slug="fjordvik")):
            draw("SHORT-1", steps=SHORT)
            draw("LONG-1", steps=LONG)
        reader = Reader(who)
        tell_mine(reader, who)
        tell_reading(reader)
        tell_size(reader)


def tell_mine(reader: "Reader", who: str) -> None:
    """Measure what concerns one person."""
    from django.db import connection  # noqa: PLC0415 (needs Django to be set up)
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 (the same)
    from process_pages_house import counts, expected, mine  # noqa: PLC0415 (the same)

    from grunnmur.core.models import Tenant  # noqa: PLC0415 (the same)
    from grunnmur.core.tenancy import tenant  # noqa: PLC0415 (the same)

    with tenant(Tenant.objects.get(slug="fjordvik")):
        found = {one.code for one in mine(who) if one.code.startswith("BENCH-")}
        assert found, "she takes part in something"
        assert found == expected(who)
        with CaptureQueriesContext(connection) as seen:
            mine(who)
        times = blocks(reader, lambda: mine(who))
    each = statistics.median(times)
    tell(
        f"“Mine” among {PROCESSES} processes",
        ours=f"{each:.1f} ms CPU, {len(seen)} statement",
        goal=f"< {GOAL_MINE_MS} ms, 1 statement",
        holds=each < GOAL_MINE_MS and len(seen) == 1,
        more={"rows": counts() | {"mine": len(found)}, "spread": [round(min(times), 1), round(max(times), 1)]},
    )


def tell_reading(reader: "Reader") -> None:
    """Measure the page of a long process in turn with that of a short one."""
    pages = {steps: f"/processes/{code}/" for steps, code in ((SHORT, "short-1"), (LONG, "long-1"))}
    for steps, address in pages.items():
        assert len(set(re.findall(r'id="(step-[^"]+)"', reader.get(address)))) >= steps, address
    pairs = [
        tuple(blocks(reader, lambda address=address: reader.get(address), count=1)[0] for address in pages.values())
        for _block in range(BLOCKS)
    ]
    short, long = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratios = [b / a for a, b in pairs]
    tell(
        f"reading page of a process of {LONG} steps beside one of {SHORT}",
        ours=f"{long:.1f} ms CPU",
        goal=f"<= {GOAL_RATIO}",
        holds=statistics.median(ratios) <= GOAL_RATIO,
        more={
            "peer": f"{short:.1f} ms CPU",
            "ratio": round(statistics.median(ratios), 2),
            "spread": [round(min(ratios), 2), round(max(ratios), 2)],
            "statements": {steps: reader.statements(address) for steps, address in pages.items()},
        },
    )


def tell_size(reader: "Reader") -> None:
    """Add up what the browser gets for the page of the long process."""
    from django.contrib.staticfiles import finders  # noqa: PLC0415 (needs Django to be set up)

    html = reader.get("/processes/long-1/")
    found = {name: finders.find(name) for name in dict.fromkeys(LOADED.findall(html))}
    files = {name: Path(str(path)).read_bytes() for name, path in found.items()}
    fonts = {font for name, data in files.items() if name.endswith(".css") for font in FONTS.findall(data.decode())}
    parts = {"page": packed(html.encode()), **{name: packed(data) for name, data in files.items()}}
    assert any(name.endswith(".css") for name in parts)
    assert not any("modeler" in name or "editor" in name for name in parts), parts
    whole = sum(parts.values()) / 1024
    tell(
        f"reading page of a process of {LONG} steps, with all scripts and styles it loads",
        ours=f"{whole:.0f} kB gzipped",
        goal=f"< {GOAL_KB} kB",
        holds=whole < GOAL_KB,
        more={"parts": {name: round(size / 1024, 1) for name, size in parts.items()}, "fonts beside it": len(fonts)},
    )


def packed(data: bytes) -> int:
    """Return how many bytes are sent."""
    return len(gzip.compress(data, 6))


def blocks(reader: "Reader", work: Callable[[], object], *, count: int = BLOCKS) -> list[float]:
    """Return the CPU milliseconds of process and backend for one time, block by block."""
    work()
    times = []
    for _block in range(count):
        backend, process = reader.backend_seconds(), time.process_time()
        for _round in range(ROUNDS):
            work()
        times.append(1000 * (time.process_time() - process + reader.backend_seconds() - backend) / ROUNDS)
    return times


def tell(claim: str, *, ours: str, goal: str, holds: bool, more: dict[str, object]) -> None:
    """Print one claim as a JSON line."""
    print(json.dumps({"claim": claim, "ours": ours, "goal": goal, "holds": holds, **more}), flush=True)


if __name__ == "__main__":
    main()
