"""Limits itself, and then becomes a script: `child.py MEMORY SECONDS SCRIPT [ARGUMENT…]`.

Run by path and in isolated mode: nothing of Grunnmur is imported, nor what lies beside the script.
"""

import resource
import runpy
import sys


def main(memory: int, seconds: int) -> None:
    """Run the script as if it had been called; limits in bytes and in seconds of processor time."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    sys.argv = sys.argv[3:]
    runpy.run_path(sys.argv[0], run_name="__main__")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
