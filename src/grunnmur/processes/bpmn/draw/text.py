"""Text in boxes: how wide it is, where it breaks, and what size makes it fit. No browser is asked."""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from grunnmur.processes.bpmn.model import Bounds

SIZES = (12.0, 11.0, 10.0)  # pixels; 10 is the smallest that is read without effort at 100 %
LABEL_SIZE = 11.0  # names outside their shape
BOLD = 1.15  # how much wider bold text is
LINE = 1.25  # line height in font sizes
LONGEST = 500  # characters; a longer text is never drawn whole
REMEMBERED = 2048  # texts whose lines are known from an earlier drawing: the same names are drawn for every reader
_SOFT = "\u00ad"
_BREAKS = "-/_.,;:)–"  # a long word may be broken after these
# Advance widths of Helvetica in 1/1000 of the size, widened to what common screen faces need.
_WIDEN = 1.07
_WIDTHS = {
    **dict.fromkeys("ijl'|", 225),
    **dict.fromkeys("ft.,:;!/\\[]() I", 285),
    **dict.fromkeys('r-"`°', 335),
    **dict.fromkeys("cksvxyzJ", 505),
    **dict.fromkeys("abdeghnopquåéèáóöäüL0123456789+=<>~$#?–", 560),
    **dict.fromkeys("FTZ", 615),
    **dict.fromkeys("ABEKPSVXYÅÄ&", 672),
    **dict.fromkeys("CDHNRUwÜ", 725),
    **dict.fromkeys("GOQÖØ", 782),
    **dict.fromkeys("Mm", 835),
    **dict.fromkeys("æ%", 889),
    **dict.fromkeys("WÆ@—", 1000),
    "ø": 611,
    _SOFT: 0,
}


class Block(NamedTuple):
    """Lines of text at one size; `is_cut` when some of the text did not fit.

    width: pixels of the widest line; height: from the top of the first to the bottom of the last.
    """

    lines: tuple[str, ...]
    size: float
    width: float
    height: float
    is_cut: bool


@lru_cache(maxsize=8192)
def _units(word: str) -> float:
    return _WIDEN * sum(_WIDTHS.get(char) or _other(char) for char in word)


def _other(char: str) -> float:
    if char in _WIDTHS or unicodedata.combining(char):
        return 0.0
    if unicodedata.east_asian_width(char) in "WF" or ord(char) > 0xFFFF:
        return 1100.0
    return 720.0 if char.isupper() else 560.0


def width_of(text: str, *, size: float) -> float:
    """Return about how many pixels wide a text is."""
    return _units(text) * size / 1000


@lru_cache(maxsize=REMEMBERED)
def fit(text: str, *, width: float, height: float) -> Block:
    """Return the text broken into a box: as large as fits, words whole if possible, what is left over cut."""
    width = max(width, 12.0)
    text = _shortened(text)
    for may_break in (False, True):
        for size in SIZES:
            lines = _wrap(text, width * 1000 / size, may_break=may_break)
            if lines is not None and len(lines) * size * LINE <= height + 0.5:
                return _block(lines, size)
    size = SIZES[-1]
    lines = _wrap(text, width * 1000 / size, may_break=True) or []
    room = max(int(height / (size * LINE)), 1)
    return _block(_cut(lines, room, width * 1000 / size), size, is_cut=len(lines) > room)


@lru_cache(maxsize=REMEMBERED)
def wrap(text: str, *, width: float, size: float = SIZES[0], most: int = 8) -> Block:
    """Return the text broken at a width, at most so many lines."""
    units = max(width, 12.0) * 1000 / size
    lines = _wrap(_shortened(text), units, may_break=True) or []
    return _block(_cut(lines, most, units), size, is_cut=len(lines) > most)


@lru_cache(maxsize=REMEMBERED)
def wrap_like(text: str, label: Bounds) -> Block:
    """Return the text broken into about as many lines as the rectangle another tool made for it has room for."""
    room = max(round(label.height / (LABEL_SIZE * LINE)), 1)
    block = _block((), LABEL_SIZE)
    for share in (1.1, 1.35, 1.7, 2.2):
        block = wrap(text, width=max(label.width * share, 50), size=LABEL_SIZE)
        if len(block.lines) <= room:
            break
    return block


def _block(lines: Sequence[str], size: float, *, is_cut: bool = False) -> Block:
    width = max([width_of(line, size=size) for line in lines], default=0.0)
    return Block(tuple(lines), size, width, len(lines) * size * LINE, is_cut)


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _cut(lines: list[str], room: int, units: float) -> tuple[str, ...]:
    if len(lines) <= room:
        return tuple(lines)
    last = lines[room - 1]
    while last and _units(f"{last}…") > units:
        last = last[:-1]
    return (*lines[: room - 1], f"{last.rstrip()}…")


def _wrap(text: str, units: float, *, may_break: bool) -> list[str] | None:
    """Return lines no wider than `units`; None when a word is wider and may not be broken."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split():
            joined = f"{line} {word}" if line else word
            if _units(joined) <= units:
                line = joined
                continue
            if line:
                lines.append(line)
            pieces = _pieces(word, units, may_break=may_break)
            if pieces is None:
                return None
            lines += pieces[:-1]
            line = pieces[-1]
        lines.append(line)
    return [line.replace(_SOFT, "") for line in lines if line]


def _pieces(word: str, units: float, *, may_break: bool) -> list[str] | None:
    """Return a word in pieces that fit, each but the last with its hyphen.

    It breaks at a soft hyphen or a mark; else, if allowed, where the box ends.
    """
    if _units(word) <= units:
        return [word]
    budget = units - _units("-")
    pieces: list[str] = []
    start = natural = index = 0
    used = 0.0
    while index < len(word):
        used += _units(word[index])
        if used > budget and index > start:
            end = natural or (index if may_break else 0)
            if not end:
                return None
            pieces.append(_hyphenated(word[start:end]))
            start = index = end
            used, natural = 0.0, 0
            continue
        index += 1
        if word[index - 1] == _SOFT or word[index - 1] in _BREAKS:
            natural = index
    return [*pieces, word[start:]]


def _hyphenated(piece: str) -> str:
    return piece if piece[-1] in _BREAKS else f"{piece.rstrip(_SOFT)}-"
