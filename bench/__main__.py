"""Run every bench, one after another, and end with a table. Run as `make bench` or `python -m bench`."""

import json
import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
COLUMNS = ("claim", "ours", "peer", "ratio", "goal", "holds")


def main() -> int:
    """Print one JSON line a claim, then the table; return 1 when a claim does not hold or a bench breaks."""
    results: list[dict[str, Any]] = []  # Any: numbers, texts, lists, as each bench prints them
    broken = []
    for script in sorted(HERE.glob("[a-z]*.py")):
        if "__main__" not in script.read_text(encoding="utf-8"):
            continue  # shared by benches
        lines = printed_by(script)
        if not lines:
            broken.append(script.name)
        results += lines
    print("\n".join(table(results)))
    for name in broken:
        print(f"{name} printed no result.")
    return int(bool(broken) or not all(result["holds"] for result in results))


def printed_by(script: Path) -> list[dict[str, Any]]:  # Any: the same
    """Run one bench and return the JSON lines it printed; none when it broke off."""
    command = [sys.executable, str(script)]
    run = subprocess.run(command, check=False, stdout=subprocess.PIPE, text=True, cwd=HERE.parent)  # noqa: S603 (ours)
    print(run.stdout, end="", flush=True)
    return [json.loads(line) for line in run.stdout.splitlines() if line.startswith("{")] if run.returncode == 0 else []


def table(results: list[dict[str, Any]]) -> list[str]:  # Any: the same
    """Return the lines of a Markdown table, with the machine and the day above it."""
    machine = f"{os.cpu_count()} processors, {platform.system()}, Python {platform.python_version()}"
    rows = [" | ".join(str(result.get(column, "")) for column in COLUMNS) for result in results]
    head = [f"{datetime.now(UTC):%Y-%m-%d}, {machine}", "", f"| {' | '.join(COLUMNS)} |", "|---" * len(COLUMNS) + "|"]
    return [*head, *(f"| {row} |" for row in rows)]


if __name__ == "__main__":
    sys.exit(main())
