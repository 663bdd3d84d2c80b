"""What Python code prints in processes of their own, each with another order of sets."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def printed_under(*seeds: str, code: str) -> set[str]:
    """What the code prints with each of these hash seeds; one text when none of it depends on the order of a set."""
    paths = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    return {
        subprocess.run(  # noqa: S603  # our own interpreter and code
            [sys.executable, "-c", code],
            cwd=ROOT,
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": paths},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in seeds
    }
