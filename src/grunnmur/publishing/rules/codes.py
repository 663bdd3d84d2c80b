"""Codes that never mean anything else."""

import re
from collections.abc import Collection

LONGEST_CODE = 20


def code_from(title: str, taken: Collection[str]) -> str:
    """Return a code for a title: its first word in capitals, with a number if that is taken."""
    letters = re.sub(r"[^A-ZÆØÅ0-9]+", "-", title.upper()).strip("-") or "FLYT"
    stem = letters[: LONGEST_CODE - 4].strip("-").ljust(2, "X")
    candidates = (stem, *(f"{stem}-{number}" for number in range(2, 100)))
    return next(code for code in candidates if code not in taken)
