"""Which column of a list is which, where its name does not tell: by what stands in it."""

import re
from collections.abc import Callable, Sequence

from grunnmur.core.imports.mapping import Mapping, fields_of
from grunnmur.core.tables.sheet import Sheet
from grunnmur.core.tables.values import as_text
from grunnmur.publishing.imports.cells import day_in, size_in
from grunnmur.publishing.imports.shape import MODIFIED, PATH, SHA256, SHAPE, SIZE

SAMPLE = 50
ENOUGH = 0.8  # of the cells that say something
_PATH = re.compile(r"(?:[a-z]:|\\\\|/|https?://)?[^\n]*[\\/][^\n]+", re.IGNORECASE)
_HASH = re.compile(r"[0-9a-f]{64}", re.IGNORECASE)
_GUESSES: tuple[tuple[str, Callable[[str], bool]], ...] = (
    (SHA256, lambda text: bool(_HASH.fullmatch(text))),
    (PATH, lambda text: bool(_PATH.fullmatch(text)) and day_in(text) is None),
    (MODIFIED, lambda text: day_in(text) is not None),
    (SIZE, lambda text: size_in(text) is not None),
)


def guessed(sheets: Sequence[Sheet], mapping: Mapping) -> dict[str, str]:
    """Return header → field for columns whose names say nothing and whose cells do; what somebody said stands."""
    found: dict[str, str] = {}
    for sheet in sheets:
        known = fields_of(sheet, SHAPE, mapping)
        said = {header for header in sheet.header if header in mapping.columns}
        for field, fits in _GUESSES:
            if field in known.values() or field in found.values():
                continue
            for place, header in enumerate(sheet.header):
                if place in known or header in said or header in found or not header:
                    continue
                if _mostly(sheet, place, fits):
                    found[header] = field
                    break
    return found


def _mostly(sheet: Sheet, place: int, fits: Callable[[str], bool]) -> bool:
    cells = [as_text(row.cells[place]) for row in sheet.rows[:SAMPLE] if place < len(row.cells)]
    filled = [text for text in cells if text]
    return bool(filled) and sum(map(fits, filled)) >= ENOUGH * len(filled)
