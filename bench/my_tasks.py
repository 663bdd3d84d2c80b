"""Claim: the page of my tasks, among 100,000 open ones, takes at most 30 ms of CPU and asks 6 statements about tasks.

Measured is the whole request, process and backend; what a bare page costs the same person (session, who she is, her
groups and what she may do, the frame) is told beside it and counted in. The asker has tasks of her own and of her
groups; before speed is told, their number is counted in plain Python. Run as `python bench/my_tasks.py`.
"""

import json
import statistics
import time
from datetime import timedelta
from pathlib import Path

import django
from municipalities import demo_cluster

EMPLOYEES, TASKS, BLOCKS, ROUNDS = 1_000, 100_000, 9, 10
GOAL_MS, GOAL_STATEMENTS = 30, 6
WHO, BARE = "demo-leader", "/work/preferences/"


def main() -> None:
    """Open the tasks, check how many are shown, then measure."""
    with demo_cluster(employees=EMPLOYEES):
        django.setup()
        from my_tasks_house import expected, fill  # noqa: PLC0415 (its imports need Django to be set up)
        from reader import Reader  # noqa: PLC0415 (the same)

        fill(TASKS, spread=timedelta(days=300))
        reader = Reader(WHO)
        shown = reader.get("/work/").count('href="/work/tasks/')
        assert shown == expected(WHO), (shown, expected(WHO))
        tell(measured(reader, "/work/"), measured(reader, BARE), shown=shown, reader=reader)


def measured(reader: "Reader", address: str) -> list[float]:  # type: ignore[name-defined]  # noqa: F821
    """Return the CPU milliseconds of one request, block by block."""
    times = []
    for _block in range(BLOCKS):
        backend, process = reader.backend_seconds(), time.process_time()
        for _round in range(ROUNDS):
            reader.get(address)
        seconds = time.process_time() - process + reader.backend_seconds() - backend
        times.append(1000 * seconds / ROUNDS)
    return times


def tell(page: list[float], bare: list[float], *, shown: int, reader: "Reader") -> None:  # type: ignore[name-defined]  # noqa: F821
    """Print the claim as a JSON line."""
    each, other = statistics.median(page), statistics.median(bare)
    asked = reader.statements("/work/", about="worklist_task")
    result = {
        "claim": f"my tasks among {TASKS:,} open ones, the whole page",
        "ours": f"{each:.1f} ms CPU",
        "peer": f"a page of the same person without tasks: {other:.1f} ms",
        "ratio": round(each / other, 2),
        "spread": [round(min(page), 1), round(max(page), 1)],
        "goal": f"<= {GOAL_MS} ms, <= {GOAL_STATEMENTS} statements about tasks",
        "holds": each <= GOAL_MS and asked <= GOAL_STATEMENTS,
        "rows": {"shown": shown, "about tasks": asked, "statements in all": reader.statements("/work/")},
        "machine": Path("/etc/os-release").read_text(encoding="utf-8").split('PRETTY_NAME="')[1].split('"')[0],
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
