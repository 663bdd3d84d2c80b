"""Days, sizes and checksums as lists of files write them; what cannot be read is left out, never guessed."""

import re
from datetime import date
from pathlib import PurePosixPath

from grunnmur.core.tables.values import CellError, as_day

_CLOCK = re.compile(r"[T ]\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?$")
_SIZE = re.compile(r"(\d[\d \u00a0\u202f]*(?:[.,]\d+)?) ?(b|bytes?|byte|kb|kib|mb|mib|gb|gib)?", re.IGNORECASE)
_UNITS = {"": 1, "b": 1, "k": 1024, "m": 1024**2, "g": 1024**3}
_HASH = re.compile(r"[0-9a-f]{64}")
MOST_BYTES = 2**50


def day_in(text: str) -> date | None:
    """Return the day of a day with or without a time; None for anything else."""
    try:
        return as_day(_CLOCK.sub("", text.strip()).replace("/", "-") if text.strip()[:4].isdigit() else _plain(text))
    except CellError:
        return None


def _plain(text: str) -> str:
    return _CLOCK.sub("", text.strip())


def size_in(text: str) -> int | None:
    """Return a number of bytes written with or without a unit (KB is 1,024 bytes); None for anything else."""
    match = _SIZE.fullmatch(text.strip())
    if match is None:
        return None
    number = float(re.sub(r"[ \u00a0\u202f]", "", match[1]).replace(",", "."))
    found = round(number * _UNITS[(match[2] or "")[:1].lower()])
    return found if found <= MOST_BYTES else None


def hash_in(text: str) -> str:
    """Return a SHA-256 in small letters; blank for anything else."""
    plain = text.strip().lower()
    return plain if _HASH.fullmatch(plain) else ""


def title_of(path: str) -> str:
    """Return a title made of a path: the name of the file without its ending, with spaces for underscores."""
    name = PurePosixPath(path.replace("\\", "/")).name or path
    stem = name.rpartition(".")[0] if re.search(r"\.\w{1,5}$", name) else name
    return (re.sub(r"[_\s]+", " ", stem).strip() or name)[:300]
