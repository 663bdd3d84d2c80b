"""Value streams as drawings: boxes of work, the waiting before each, and the ladder of time below them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grunnmur.processes.bpmn.draw.svg import Extent, escape, num, polygon, rect
from grunnmur.processes.bpmn.model import Bounds
from grunnmur.processes.method.words import in_language

MINUTES_A_DAY = 450  # a working day of seven and a half hours
GAP, WIDTH, HEIGHT, DATA = 76.0, 132.0, 48.0, 64.0
TOP, LADDER, STEP = 96.0, 252.0, 26.0  # where boxes begin, where the ladder lies, how high its steps are
SUM = 44.0  # from the ladder down to what it adds up to
END = 116.0  # width of whoever stands at an end


@dataclass(frozen=True, slots=True)
class Work:
    """A box: minutes of work, days it waits before, and how many of 100 come complete and right."""

    name: str
    minutes: int
    days: int
    right: int


@dataclass(frozen=True, slots=True)
class Totals:
    """What the ladder adds up to. efficiency: the share of the time in which somebody works on it, in percent."""

    days: int
    minutes: int
    efficiency: float
    right: int


STREAMS: Mapping[str, Sequence[Work]] = {
    "stream-now": (
        Work("Register the application", 5, 1, 95),
        Work("Check the application", 20, 6, 60),
        Work("Assess the application", 40, 12, 85),
        Work("Decide and send", 10, 5, 98),
    ),
    "stream-then": (
        Work("Check on receipt", 20, 1, 90),
        Work("Assess the application", 40, 4, 95),
        Work("Decide and send", 10, 1, 98),
    ),
}
"""The same stream as it is, and as it shall be."""


def totals(works: Sequence[Work]) -> Totals:
    """Return what a stream adds up to."""
    minutes, days = sum(work.minutes for work in works), sum(work.days for work in works)
    right = 1.0
    for work in works:
        right *= work.right / 100
    share = 100 * minutes / (days * MINUTES_A_DAY + minutes)
    return Totals(days, minutes, round(share, 1), round(100 * right))


def draw_stream(name: str, language: str) -> str:
    """Return the SVG of a stream as one picture, whose name tells its numbers. Raises KeyError for one not there."""
    works = STREAMS[name]
    canvas = _Canvas(language)
    for index, work in enumerate(works):
        canvas.work(work, END + index * (GAP + WIDTH))
    right = END + len(works) * (GAP + WIDTH)
    canvas.ends(right)
    canvas.sum(totals(works))
    return canvas.svg()


class _Canvas:
    """Collects the pieces of one drawing, and what a screen reader is told."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.extent = Extent()
        self.pieces: list[str] = []
        self.told: list[str] = []

    def say(self, name: str) -> str:
        return in_language(name, self.language)

    def days(self, count: int) -> str:
        return f"{count} {self.say('day' if count == 1 else 'days')}"

    def work(self, work: Work, left: float) -> None:
        days, minutes = self.days(work.days), f"{work.minutes} {self.say('min')}"
        right = f"{work.right} {self.say('of 100 right')}"
        box = left + GAP
        self.waiting(left + GAP / 2, days)
        self.box(Bounds(box, TOP, WIDTH, HEIGHT), self.say(work.name), "bpmn-task")
        self.box(Bounds(box, TOP + HEIGHT, WIDTH, DATA), f"{minutes}\n{right}", "bpmn-between")
        points = [(left, LADDER), (box, LADDER), (box, LADDER + STEP), (box + WIDTH, LADDER + STEP)]
        self.line([*points, (box + WIDTH, LADDER)])
        self.text(days, left + GAP / 2, LADDER - 6)
        self.text(minutes, box + WIDTH / 2, LADDER + STEP - 6)
        self.told += [f"{self.say('waits')} {days}", f"{self.say(work.name)} {minutes}, {right}"]

    def waiting(self, middle: float, days: str) -> None:
        top = TOP + 6
        triangle = polygon([(middle, top), (middle + 20, top + 34), (middle - 20, top + 34)])
        self.pieces.append(f'<path class="bpmn-gateway" d="{triangle}"/>')
        self.text("!", middle, top + 29)
        self.text(days, middle, top + 52)

    def ends(self, right: float) -> None:
        """Draw who asks and who gets, and the way of the work between them."""
        for x, name in ((0.0, "Applicant asks"), (right + 24, "Applicant has the answer")):
            self.box(Bounds(x, 8, END, HEIGHT), self.say(name), "bpmn-closed")
        self.line([(END / 2, 8 + HEIGHT), (END / 2, TOP + 24), (END + 18, TOP + 24)], is_pointed=True)
        last = right + 24 + END / 2
        self.line([(right, TOP + 24), (last, TOP + 24), (last, 8 + HEIGHT)], is_pointed=True)

    def sum(self, total: Totals) -> None:
        share = num(total.efficiency)
        parts = (
            f"{self.say('Lead time')}: {self.days(total.days)}",
            f"{self.say('Process time')}: {total.minutes} {self.say('min')}",
            f"{self.say('Flow efficiency')}: {share if self.language == 'en' else share.replace('.', ',')} %",
            f"{self.say('Right the first time')}: {total.right} %",
        )
        self.text(" · ".join(parts), 0, LADDER + STEP + SUM, css="bpmn-begins bpmn-head")
        self.told += parts

    def box(self, bounds: Bounds, words: str, css: str) -> None:
        self.extent.add_bounds(bounds)
        self.pieces.append(rect(bounds, css, radius=3))
        lines = [part for line in words.split("\n") for part in _wrapped(line)]
        first = bounds.y + bounds.height / 2 - (len(lines) - 1) * 8 + 4
        for index, line in enumerate(lines):
            self.text(line, bounds.x + bounds.width / 2, first + index * 16)

    def line(self, points: Sequence[tuple[float, float]], *, is_pointed: bool = False) -> None:
        for x, y in points:
            self.extent.add(x, y)
        way = "M" + "L".join(f"{num(x)} {num(y)}" for x, y in points)
        self.pieces.append(f'<path class="bpmn-line" d="{way}"/>')
        if is_pointed:
            (x, y), (before_x, _before_y) = points[-1], points[-2]
            tip = (
                [(x, y), (x - 9, y - 4), (x - 9, y + 4)] if x != before_x else [(x, y), (x - 4, y + 9), (x + 4, y + 9)]
            )
            self.pieces.append(f'<path class="bpmn-tip" d="{polygon(tip)}"/>')

    def text(self, words: str, x: float, y: float, *, css: str = "") -> None:
        self.extent.add(x, y)
        self.pieces.append(f'<text class="bpmn-text {css}" x="{num(x)}" y="{num(y)}">{escape(words)}</text>')

    def svg(self) -> str:
        view = self.extent.grown(16)
        box = " ".join(num(value) for value in (view.x, view.y, view.width, view.height))
        alt = escape("; ".join(self.told))
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="bpmn" role="img" aria-label="{alt}"'
            f' viewBox="{box}" width="{num(view.width)}" height="{num(view.height)}">{"".join(self.pieces)}</svg>'
        )


LONGEST = 19  # letters that fit into a box on one line


def _wrapped(line: str) -> list[str]:
    """Return a line as one or two that fit."""
    if len(line) <= LONGEST:
        return [line]
    cut = line.rfind(" ", 0, LONGEST + 1)
    return [line[:cut], line[cut + 1 :]] if cut > 0 else [line]


_STAR = "M30 4L35 15L47 10L42 21L54 26L42 29L46 40L34 34L30 44L25 34L13 39L17 28L6 24L17 20L13 9L25 14Z"
STREAM_SIGNS: Mapping[str, str] = {
    "stream-box": '<rect class="bpmn-task" x="2" y="8" width="56" height="30" rx="3"/>',
    "stream-data": '<rect class="bpmn-between" x="2" y="8" width="56" height="30"/>'
    '<path class="bpmn-line" d="M2 23H58"/>',
    "stream-waiting": '<path class="bpmn-gateway" d="M30 4L52 42H8Z"/><text class="bpmn-text" x="30" y="37">!</text>',
    "stream-customer": '<path class="bpmn-closed bpmn-lane-head" d="M4 42V16L21 24V16L38 24V16L56 24V42Z"/>',
    "stream-push": '<path class="bpmn-line" d="M4 24H48"/><path class="bpmn-tip" d="M58 24L46 18V30Z"/>',
    "stream-information": '<path class="bpmn-line" d="M4 32L30 32L26 16H48"/>'
    '<path class="bpmn-tip" d="M58 16L47 11V21Z"/>',
    "stream-ladder": '<path class="bpmn-line" d="M2 14H20V34H40V14H58"/>',
    "stream-change": f'<path class="bpmn-gateway" d="{_STAR}"/>',
}
"""Signs of a value stream map by the name that the texts call them by."""


def draw_stream_sign(name: str) -> str:
    """Return the SVG of one sign, which the words beside it name. Raises KeyError for one that is not there."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" class="bpmn" aria-hidden="true" viewBox="0 0 60 48" width="60"'
        f' height="48">{STREAM_SIGNS[name]}</svg>'
    )
