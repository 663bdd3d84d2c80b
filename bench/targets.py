"""Claims: a target with 10,000 memberships is read and compared in 30 s, and 1,000 people come into a group in 20 s.

1. Reading a file of 1,000 accounts in 10 columns, matching them with people, and writing down what differs: CPU of
   process and backend, the first time (everything is new) and the second (nothing is). Reading again writes no history.
2. 1,000 members into one group of OpenLDAP with its overlay `memberof`, and of Samba as Active Directory: whole seconds
   on the clock, because the work is the server's; beside the same members added one by one, of which a tenth is tried.
   All are read back. A directory that cannot be started here is left out; Samba wants root.

Run as `python bench/targets.py`; prints one JSON line a claim.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import django
from municipalities import demo_cluster

if TYPE_CHECKING:
    from targets_house import File

sys.path.insert(0, str(Path(__file__).parents[1]))  # the peers of the tests
COLUMNS, EMPLOYEES = 10, 1000
GOAL_DRIFT, GOAL_GROUP = 30.0, 20.0
MEMBERS, SINGLE = 1000, 100


def main() -> None:
    """Read the file twice, then fill the group."""
    with demo_cluster(employees=EMPLOYEES):
        django.setup()
        from targets_house import File  # noqa: PLC0415 (its imports need Django to be set up)

        tell_drift(File(columns=COLUMNS))
        tell_group()


def tell_drift(file: "File") -> None:
    """Measure the first and the second reading of the same file."""
    first, second = (cpu(file.read, file) for _time in range(2))
    members, differences = file.counts()
    assert members >= COLUMNS * EMPLOYEES
    assert differences > 0
    print(
        json.dumps(
            {
                "claim": f"read a target with {members:,} memberships and note what differs",
                "ours": f"{first:.1f} s CPU, {second:.1f} s when nothing has changed",
                "peer": "",
                "ratio": round(second / first, 2),
                "goal": f"<= {GOAL_DRIFT:.0f} s",
                "holds": max(first, second) <= GOAL_DRIFT,
                "rows": {"members": members, "differences": differences},
            }
        )
    )


def cpu(run: Callable[[], None], file: "File") -> float:
    """Return the CPU seconds of process and backend."""
    backend, process = file.backend_seconds(), time.process_time()
    run()
    return (time.process_time() - process) + (file.backend_seconds() - backend)


def tell_group() -> None:
    """Measure a thousand members in one batch, and a hundred of them one by one."""
    from targets_group import directories, fill  # noqa: PLC0415 (needs Django's settings)

    found = directories()
    if not found:
        print("Neither slapd nor Samba can be started: the claim about a group is left out.", file=sys.stderr)
    for name, directory in found.items():
        batched, single = fill(directory, MEMBERS, single=SINGLE)
        result = {
            "claim": f"{MEMBERS:,} members into one group of {name}",
            "ours": f"{batched:.2f} s",
            "peer": f"one by one: {single:.2f} s, reckoned from {SINGLE}",
            "ratio": round(batched / single, 3),
            "goal": f"<= {GOAL_GROUP:.0f} s",
            "holds": batched <= GOAL_GROUP,
            "rows": {"members": MEMBERS, "processors": os.cpu_count()},
        }
        print(json.dumps(result))


if __name__ == "__main__":
    main()
