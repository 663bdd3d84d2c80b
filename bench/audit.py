"""Claim: the pages of the audit answer within 300 ms of CPU in a municipality of 5,500 employees.

Measured are whole requests by the privacy officer, process and backend: who has what today, what changed in the last
month, one person, one reason, who has looked, and a day before derived rows are kept, for which everyone is derived.
Run as `python bench/audit.py`; prints one JSON line a page.
"""

import json
import re
import statistics
import time
from pathlib import Path

import django
from municipalities import demo_cluster

EMPLOYEES, BLOCKS, GOAL = 5_500, 7, 0.3
BEFORE_DERIVED = "2024-06-01"
REASON = re.compile(r"/access/audit/people/([0-9a-f-]{36})/why/[0-9a-f-]{36}/")


def main() -> None:
    """Fill a municipality, then measure each page."""
    with demo_cluster(employees=EMPLOYEES):
        django.setup()
        measure()


def measure() -> None:
    """Measure and tell each page."""
    from reader import Reader  # noqa: PLC0415 (its imports need Django to be set up)

    reader = Reader("demo-privacy")
    first = reader.get("/access/audit/")
    found = REASON.search(first)
    assert found, "nobody has anything"
    pages = {
        "who has what today": "/access/audit/",
        "what changed in 30 days": "/access/audit/changes/",
        "one person": f"/access/audit/?person={found[1]}",
        "why": found[0],
        "who has looked": "/access/audit/reads/",
        "a day before derived rows": f"/access/audit/?on={BEFORE_DERIVED}",
    }
    for name, address in pages.items():
        tell(name, reader, address)


def tell(name: str, reader: "Reader", address: str) -> None:  # type: ignore[name-defined]  # noqa: F821
    """Measure one page and print it as a JSON line."""
    assert "<h1" in reader.get(address)
    times = []
    for _block in range(BLOCKS):
        backend, process = reader.backend_seconds(), time.process_time()
        reader.get(address)
        times.append((time.process_time() - process, reader.backend_seconds() - backend))
    total = [sum(pair) for pair in times]
    each = statistics.median(total)
    result = {
        "claim": f"audit at {EMPLOYEES:,} employees: {name}",
        "ours": f"{1000 * each:.0f} ms CPU",
        "backend": f"{1000 * statistics.median(backend for _process, backend in times):.0f} ms",
        "spread": [round(1000 * min(total)), round(1000 * max(total))],
        "goal": f"<= {1000 * GOAL:.0f} ms",
        "holds": each <= GOAL,
        "rows": reader.statements(address),
        "machine": Path("/etc/os-release").read_text(encoding="utf-8").split('PRETTY_NAME="')[1].split('"')[0],
    }
    print(json.dumps(result), flush=True)


if __name__ == "__main__":
    main()
