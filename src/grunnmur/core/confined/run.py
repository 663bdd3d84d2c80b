"""The one way to run our own scripts beside the server: bytes in, bytes out, and an end to it."""

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

CHILD = Path(__file__).with_name("child.py")


class ChildFailedError(Exception):
    """The script died, failed, ran into its limits, or could not be started."""


def run_confined(script: Path, content: bytes, *, memory_bytes: int, seconds: int, numbers: tuple[int, ...]) -> bytes:
    """Return what a script makes of bytes within limits that hold before its first line.

    script: a file of ours that reads stdin and writes stdout; it can import libraries, but nothing of Grunnmur.
    seconds: of processor time; on the clock it has twice as long. numbers: its arguments. Raises ChildFailedError.
    """
    return run_script(CHILD, content, seconds=seconds, arguments=(memory_bytes, seconds, script, *numbers))


def run_script(script: Path, content: bytes, *, seconds: int, arguments: tuple[int | Path, ...]) -> bytes:
    """Return what a script makes of bytes that limits itself; else as run_confined. Raises ChildFailedError.

    Temporary files it leaves are removed, however it ends.
    """
    command = [sys.executable, "-I", str(script), *map(str, arguments)]
    try:
        with TemporaryDirectory(prefix="grunnmur-") as folder:
            around = os.environ | {"TMPDIR": folder}
            done = subprocess.run(  # noqa: S603 - our own interpreter and file; what is hostile goes to stdin
                command, input=content, capture_output=True, timeout=2 * seconds, check=True, env=around
            )
    except (subprocess.SubprocessError, OSError) as error:
        raise ChildFailedError(script.name) from error
    return done.stdout
