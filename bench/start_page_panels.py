"""Claim: at 5,500 employees the start page costs 100 ms of CPU for whoever it costs most, and no panel more than 40 ms.

Measured are process and backend: the whole page for every role of the demo, and each panel alone, for every one
of them. Told are the dearest. A panel that shows nobody anything measures nothing, so the bench breaks off there.
Run as `python bench/start_page_panels.py`; prints one JSON line for the page and one a panel.
"""

import json
import statistics
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import django
from municipalities import demo_cluster

EMPLOYEES, BLOCKS, ROUNDS = 5_500, 5, 3
GOAL_PAGE, GOAL_PANEL = 0.1, 0.04


def main() -> None:
    """Fill a municipality, then measure the page and its panels."""
    with demo_cluster(employees=EMPLOYEES):
        django.setup()
        measure()


def measure() -> None:
    """Measure and tell the page of the role it costs most, and each panel for whom it costs most."""
    from start_page_views import Place  # noqa: PLC0415 (its imports need Django to be set up)

    place = Place("grunnmur")
    with place.entered():
        people = place.personas()
        pages = {who: seconds(place, partial(place.page, who)) for who in people}
        tell("the whole page", pages, GOAL_PAGE, len(people))
        panels = {(panel.key, who): panel for who in people for panel in place.panels(who)}
        for key in sorted({key for key, _who in panels}):
            seen = {who: place.rows(panel) for (one, who), panel in panels.items() if one == key}
            assert any(seen.values()), f"the panel {key} shows nobody anything"
            costs = {who: seconds(place, partial(place.rows, panels[key, who])) for who in seen}
            tell(f"the panel “{key}”", costs, GOAL_PANEL, sum(map(bool, seen.values())))


def seconds(place: "Place", ask: Callable[[], object]) -> float:  # type: ignore[name-defined]  # noqa: F821
    """Return the CPU seconds of process and backend for asking once."""
    ask()
    found = []
    for _block in range(BLOCKS):
        backend, process = place.backend_seconds(), time.process_time()
        for _round in range(ROUNDS):
            ask()
        found.append((time.process_time() - process) + (place.backend_seconds() - backend))
    return statistics.median(found) / ROUNDS


def tell(what: str, costs: dict[str, float], goal: float, people: int) -> None:
    """Print what it costs for whom it costs most, as one JSON line."""
    who, most = max(costs.items(), key=lambda pair: pair[1])
    result = {
        "claim": f"start page at {EMPLOYEES:,} employees: {what}, for whom it costs most ({who})",
        "ours": f"{1000 * most:.1f} ms CPU",
        "spread": [round(1000 * min(costs.values()), 1), round(1000 * most, 1)],
        "goal": f"<= {1000 * goal:.0f} ms",
        "holds": most <= goal,
        "rows": {"roles that see it": people},
        "machine": Path("/etc/os-release").read_text(encoding="utf-8").split('PRETTY_NAME="')[1].split('"')[0],
    }
    print(json.dumps(result), flush=True)


if __name__ == "__main__":
    main()
