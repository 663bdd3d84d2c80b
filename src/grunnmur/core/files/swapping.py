"""Replacing a file in a folder that others read."""

import os
from pathlib import Path


def swap_in(path: Path, content: bytes) -> None:
    """Write a file beside and rename it: nobody ever reads half of it. Raises OSError."""
    beside = path.with_name(f".{path.name}.new")
    with beside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
