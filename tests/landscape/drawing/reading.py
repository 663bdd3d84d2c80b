"""A figure read back from its SVG: boxes, links, lines as points."""

import re
from dataclasses import dataclass

from lxml import etree

from grunnmur.landscape.drawing import ego
from tests.landscape.drawing.landscapes import TEXTS

SVG = "{http://www.w3.org/2000/svg}"
WIDTH, HEIGHT = 184, 48
SAMPLES = 24  # points of one curve
_NUMBERS = re.compile(r"-?\d+(?:\.\d+)?")
_PARTS = re.compile(r"([MCVH])([^MCVH]*)")


@dataclass(frozen=True)
class Drawn:
    """One box: its number, its corner, its link's name and the text lines inside."""

    number: int
    x: int
    y: int
    label: str
    lines: tuple[str, ...]
    link: etree._Element


@dataclass(frozen=True)
class Stroke:
    """One line: the numbers of its boxes, its classes, points along it, and the tips of its arrows."""

    ends: tuple[int, int]
    classes: frozenset[str]
    points: tuple[tuple[float, float], ...]
    arrows: int


def tree_of(nodes, edges, **options):
    return etree.fromstring(ego(nodes, edges, TEXTS, **options).encode())


def links(tree):
    return tree.findall(f".//{SVG}a")


def boxes(tree):
    return [_drawn(link) for link in links(tree)]


def _drawn(link):
    x, y = (int(number) for number in _NUMBERS.findall(link.get("transform")))
    lines = tuple(text.text for text in link.iter(f"{SVG}text") if text.get("class") == "map-name")
    return Drawn(int(link.get("data-box")), x, y, link.find(f"{SVG}title").text, lines, link)


def strokes(tree):
    return [_stroke(group) for group in tree.iter(f"{SVG}g") if group.get("data-ends")]


def _stroke(group):
    one, other = (int(end) for end in group.get("data-ends").split())
    paths = {path.get("class"): path.get("d") for path in group.iter(f"{SVG}path")}
    points = tuple(along(paths["map-line"]))
    return Stroke((one, other), frozenset(group.get("class").split()), points, paths.get("map-tip", "").count("M"))


def along(path):
    """Points along a path of moves, curves and straight stretches."""
    x = y = 0.0
    for command, rest in _PARTS.findall(path):
        numbers = [float(number) for number in _NUMBERS.findall(rest)]
        if command == "C":
            x1, y1, x2, y2, to_x, to_y = numbers
            for step in range(1, SAMPLES + 1):
                t = step / SAMPLES
                a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
                yield a * x + b * x1 + c * x2 + d * to_x, a * y + b * y1 + c * y2 + d * to_y
        else:
            to_x, to_y = {"M": tuple(numbers), "V": (x, *numbers), "H": (*numbers, y)}[command]
            if command == "M":
                x, y = to_x, to_y
            for step in range(SAMPLES + 1):
                yield x + (to_x - x) * step / SAMPLES, y + (to_y - y) * step / SAMPLES
        x, y = to_x, to_y


def overlaps(drawn):
    """Pairs of boxes that lie over each other."""
    return [
        (one.number, other.number)
        for at, one in enumerate(drawn)
        for other in drawn[at + 1 :]
        if abs(one.x - other.x) < WIDTH and abs(one.y - other.y) < HEIGHT
    ]


def crossed(drawn, lines):
    """(line, box) where a line runs inside a box; an end on the edge is not inside."""
    return [
        (line.ends, box.number)
        for line in lines
        for box in drawn
        if any(box.x < x < box.x + WIDTH and box.y < y < box.y + HEIGHT for x, y in line.points)
    ]
