"""Claims: the start page costs little more than its one SQL statement, and no more in a large house than a small.

1. At most 3 statements of data beside session and permission, and at most 1.5 times the CPU (process and backend) of
   the bare thing: the same statement with its parameters ready, the same template.
2. At 100,000 employees in 100 municipalities the same statements, and at most 1.3 times the CPU of 1,000 in one.

Run as `python bench/start_page.py`; prints two JSON lines. The blocks are interleaved in one run.
"""

import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import django
from municipalities import LARGE, demo_cluster, multiply

EMPLOYEES, COPIES = 1000, 99
BLOCKS, ROUNDS, WARM = 12, 15, 5
GOAL_BARE, GOAL_GROWTH, GOAL_STATEMENTS = 1.5, 1.3, 3
PERSONAS = ("demo-leader", "demo-employee", "demo-newcomer")


def main() -> None:
    """Build both databases, check that both answer the same, then measure."""
    with demo_cluster(employees=EMPLOYEES) as cluster:
        multiply(cluster, copies=COPIES)
        django.setup()
        from start_page_views import Place  # noqa: PLC0415 (its imports need Django to be set up)

        small, large = Place("grunnmur"), Place(LARGE)
        people = {"small": small.count_people(), "large": large.count_people()}
        assert people["small"] >= EMPLOYEES
        assert people["large"] >= EMPLOYEES * (COPIES + 1)
        answers = [place.answers(PERSONAS) for place in (small, large)]
        assert answers[0] == answers[1]
        bare = ratios(lambda: measured(small, small.page), lambda: measured(small, small.bare))
        growth = ratios(lambda: measured(large, large.page), lambda: measured(small, small.page))
        data, other = small.statements(PERSONAS[0])
        assert (data, other) == large.statements(PERSONAS[0])
        tell("start page: CPU beside the bare statement and template", bare, GOAL_BARE, people, data, other)
        tell("start page: CPU at 100,000 employees beside 1,000", growth, GOAL_GROWTH, people, data, other)


def measured(place: "Place", view: Callable[[str], str]) -> float:  # type: ignore[name-defined]  # noqa: F821
    """Return the CPU seconds of process and backend for one block of pages."""
    with place.entered():
        for persona in PERSONAS:
            for _warming in range(WARM):
                view(persona)
        backend, process = place.backend_seconds(), time.process_time()
        for _round in range(ROUNDS):
            for persona in PERSONAS:
                view(persona)
        return (time.process_time() - process) + (place.backend_seconds() - backend)


def ratios(ours: Callable[[], float], peer: Callable[[], float]) -> list[tuple[float, float]]:
    """Measure both in turn, which one first changing from block to block."""
    pairs = []
    for block in range(BLOCKS):
        if block % 2:
            pairs.append((ours(), peer()))
        else:
            second = peer()
            pairs.append((ours(), second))
    return pairs


def tell(
    claim: str, pairs: list[tuple[float, float]], goal: float, people: dict[str, int], data: int, other: int
) -> None:
    """Print one claim as a JSON line."""
    found = [ours / peer for ours, peer in pairs]
    pages = ROUNDS * len(PERSONAS)
    ratio = statistics.median(found)
    result = {
        "claim": claim,
        "ours": f"{1000 * statistics.median(ours for ours, _peer in pairs) / pages:.2f} ms",
        "peer": f"{1000 * statistics.median(peer for _ours, peer in pairs) / pages:.2f} ms",
        "ratio": round(ratio, 2),
        "spread": [round(min(found), 2), round(max(found), 2)],
        "goal": f"<= {goal}, <= {GOAL_STATEMENTS} data statements",
        "holds": ratio <= goal and data <= GOAL_STATEMENTS,
        "rows": {**people, "data statements": data, "session and permission": other},
        "machine": Path("/etc/os-release").read_text(encoding="utf-8").split('PRETTY_NAME="')[1].split('"')[0],
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
