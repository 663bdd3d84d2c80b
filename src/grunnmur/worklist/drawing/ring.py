"""A ring of twelve months with a mark for each time a duty comes; January stands at the top, the year goes clockwise.

What is not done yet is an open circle, what is done a filled one with a check, what is overdue a filled square: never
told by colour alone. Colours are the page's own, so it is readable in light and dark, and printed.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from math import cos, pi, sin

SIZE = 640
CENTRE = SIZE / 2
OUTER, INNER, LABEL = 300, 96, 276
FIRST_LANE, LANE = 248, 24  # marks of the same days stand in lanes towards the middle
MARK = 8
APART = 24  # along the ring, between two marks of one lane
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Mark:
    """One time a duty comes. look: planned, open, overdue or done. spoken: all of it as one sentence."""

    day: date
    look: str
    spoken: str
    url: str


@dataclass(frozen=True, slots=True)
class Words:
    """The words of the drawing: what it is, the twelve months in short, and the year in the middle."""

    drawing: str
    months: Sequence[str]
    year: str


def draw_ring(marks: Iterable[Mark], *, today: date | None, words: Words) -> str:
    """Return the ring as SVG; texts are escaped. today: where the hand stands, None in other years."""
    parts = [
        f'<svg class="wheel" width="{SIZE}" viewBox="0 0 {SIZE} {SIZE}" role="group"',
        f' aria-label="{escape(words.drawing)}">',
        *_face(words),
        *([_hand(today)] if today else []),
        *(_mark(mark, lane) for mark, lane in _laned(marks)),
        "</svg>",
    ]
    return "".join(parts)


def _turn(day: date) -> float:
    """Return how much of the year has passed at a day, as an angle from the top."""
    length = (date(day.year + 1, 1, 1) - date(day.year, 1, 1)).days
    return 2 * pi * (day.timetuple().tm_yday - 0.5) / length


def _at(angle: float, radius: float) -> tuple[float, float]:
    return round(CENTRE + radius * sin(angle), 1), round(CENTRE - radius * cos(angle), 1)


def _face(words: Words) -> Iterator[str]:
    quiet = 'fill="none" stroke="var(--line)"'
    yield f'<circle cx="{CENTRE}" cy="{CENTRE}" r="{OUTER}" fill="var(--surface)" stroke="var(--line)"/>'
    yield f'<circle cx="{CENTRE}" cy="{CENTRE}" r="{INNER}" {quiet}/>'
    for number, name in enumerate(words.months):
        (x1, y1), (x2, y2) = _at(2 * pi * number / MONTHS, INNER), _at(2 * pi * number / MONTHS, OUTER)
        yield f'<path d="M{x1} {y1}L{x2} {y2}" {quiet}/>'
        x, y = _at(2 * pi * (number + 0.5) / MONTHS, LABEL)
        yield _text(x, y + 6, name, size=18)
    yield _text(CENTRE, CENTRE + 12, words.year, size=36)


def _text(x: float, y: float, words: str, *, size: int) -> str:
    return (
        f'<text x="{x}" y="{y}" text-anchor="middle" font-size="{size}" fill="var(--text)" aria-hidden="true">'
        f"{escape(words)}</text>"
    )


def _hand(today: date) -> str:
    (x1, y1), (x2, y2) = _at(_turn(today), INNER), _at(_turn(today), OUTER)
    return f'<path d="M{x1} {y1}L{x2} {y2}" stroke="var(--link)" stroke-width="2" stroke-dasharray="6 4"/>'


def _laned(marks: Iterable[Mark]) -> Iterator[tuple[Mark, int]]:
    """Yield each mark with the outermost lane where it touches no other; those that find none share the innermost."""
    taken: defaultdict[int, float] = defaultdict(lambda: -1.0)
    lanes = (FIRST_LANE - INNER) // LANE
    for mark in sorted(marks, key=lambda one: one.day):
        angle = _turn(mark.day)
        free = (lane for lane in range(lanes) if (angle - taken[lane]) * (FIRST_LANE - lane * LANE) >= APART)
        lane = next(free, lanes - 1)
        taken[lane] = angle
        yield mark, lane


def _mark(mark: Mark, lane: int) -> str:
    x, y = _at(_turn(mark.day), FIRST_LANE - lane * LANE)
    spoken = escape(mark.spoken)
    return f'<a href="{escape(mark.url)}" aria-label="{spoken}"><title>{spoken}</title>{_shape(mark.look, x, y)}</a>'


def _shape(look: str, x: float, y: float) -> str:
    if look == "overdue":
        side = 2 * MARK - 2
        left, top = round(x - side / 2, 1), round(y - side / 2, 1)
        return f'<rect x="{left}" y="{top}" width="{side}" height="{side}" fill="var(--ds-color-danger-base-default)"/>'
    filled = {"done": "var(--ds-color-success-base-default)", "open": "var(--link)"}.get(look, "var(--surface)")
    circle = f'<circle cx="{x}" cy="{y}" r="{MARK}" fill="{filled}" stroke="var(--text-quiet)" stroke-width="1.5"/>'
    if look != "done":
        return circle
    check = f"M{round(x - 4, 1)} {y}l3 3l5 -6"
    return f'{circle}<path d="{check}" fill="none" stroke="var(--surface)" stroke-width="2"/>'
