"""Sizes in pixels: shapes, channels, and how much room a text takes at the label size."""

from functools import lru_cache

STEP_WIDTH, STEP_HEIGHT = 140, 80  # Nordic compounds need the width
EVENT_SIZE = 36
GATEWAY_SIZE = 50
ROW_HALF = 40  # half of the least row height
TRACK = 12  # between two lines side by side
CHANNEL_MARGIN = 20  # from a column to the first line in the channel beside it
GUTTER_MARGIN = 14  # from a row to the first line in the gutter beside it
HEADER = 30  # pool and lane name
LABEL_OVERHANG = 14  # how far a label may reach into a channel: lines begin at CHANNEL_MARGIN
LINE_HEIGHT = 13
FONT_SIZE = 11
LABEL_WIDTHS = (64, 78, 92, 106, 122, 140)
LABEL_LINES = 2
BRANCH_WIDTHS = (96, 122, 150, 190)

_NARROW = frozenset("iljtfrI.,:;'!|()[]-/ ")
_WIDE = frozenset("mwMWÆæ@%—")


@lru_cache(maxsize=4096)
def text_width(text: str) -> float:
    """Return about how many pixels a line of label text takes, rather too much than too little."""
    ems = 0.0
    for letter in text:
        if letter in _NARROW:
            ems += 0.34
        elif letter in _WIDE:
            ems += 0.9
        else:
            ems += 0.68 if letter.isupper() else 0.58
    return ems * FONT_SIZE


def count_lines(text: str, *, width: float) -> int:
    """Return how many lines a text takes when wrapped between words; a word too long is cut."""
    lines, used = 1, 0.0
    for word in text.split():
        length = text_width(word)
        gap = text_width(" ") if used else 0.0
        if used and used + gap + length > width:
            lines, used, gap = lines + 1, 0.0, 0.0
        extra = int(length // width) if length > width else 0
        lines += extra
        used += gap + length - extra * width
    return lines


def label_size(text: str, *, widths: tuple[int, ...] = LABEL_WIDTHS) -> tuple[float, float]:
    """Return width and height of a label: the narrowest that takes two lines, else the widest."""
    if not text.strip():
        return 0.0, 0.0
    for width in widths:
        lines = count_lines(text, width=width)
        if lines <= LABEL_LINES:
            return float(min(width, text_width(text) + 2)), float(lines * LINE_HEIGHT)
    return float(widths[-1]), float(LABEL_LINES * LINE_HEIGHT)


def branch_sizes(text: str) -> list[tuple[float, float]]:
    """Return the sizes a branch's name may take, the best first: narrow and low, on one line, narrow and high."""
    line = text_width(text) + 2
    lines = {width: count_lines(text, width=width) for width in BRANCH_WIDTHS if width < line}
    low = [(float(width), count) for width, count in lines.items() if count <= LABEL_LINES]
    high = [(float(width), count) for width, count in lines.items() if count > LABEL_LINES]
    return [(width, float(count * LINE_HEIGHT)) for width, count in (*low[:1], (line, 1), *low[1:], *high)]
