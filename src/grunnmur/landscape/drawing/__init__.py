"""The figure of what hangs together: one SVG of swim lanes that a keyboard, a screen reader and a printer can use."""

from collections.abc import Sequence
from pathlib import Path

from grunnmur.landscape.drawing.choice import MOST, choose_boxes, choose_lines
from grunnmur.landscape.drawing.figure import draw
from grunnmur.landscape.drawing.model import Affected, Change, Edge, Node, Texts, check
from grunnmur.landscape.drawing.places import Grid
from grunnmur.landscape.drawing.routes import find_routes

__all__ = ["MOST", "ON_PAPER", "Affected", "Change", "Edge", "Node", "Texts", "ego"]

PER_LANE = 12  # boxes
ON_PAPER = Path(__file__).with_name("on_paper.css").read_text(encoding="utf-8")
"""Rules for the classes of a figure in a document, which the page's style does not reach."""


def ego(
    nodes: Sequence[Node], edges: Sequence[Edge], texts: Texts, *, name: str = "map", per_lane: int = PER_LANE
) -> str:
    """Return the SVG of elements and the relations among them, in lanes from the top; same input, same bytes.

    nodes: what matters most first; of more than 150, or more than `per_lane` in a lane, the rest of a lane is one box
    that leads to `texts.more_url`. name: begins the one id inside, for a page with more than one figure.
    Boxes are links in the order of reading; lines are hidden from screen readers, because the table beside says the
    same. No styles or scripts inside: only classes.
    Raises ValueError for an edge whose end is unknown, and for numbers and addresses that mean nothing.
    """
    check(nodes, edges)
    lanes, box_of = choose_boxes(nodes, per_lane=per_lane)
    lines = choose_lines(edges, box_of)
    grid = Grid(lanes, lines)
    return draw(grid, find_routes(grid, lines), texts, name=name)
