"""What a figure looked like when somebody last looked at it.

After a change that is meant, look at the new figures and run `python -m tests.landscape.drawing.test_snapshots`.
"""

from hashlib import sha256
from pathlib import Path

import pytest

from grunnmur.landscape.drawing import ego
from tests.landscape.drawing.landscapes import TEXTS, landscape
from tests.landscape.drawing.reading import boxes, strokes, tree_of

SNAPSHOTS = Path(__file__).parent / "snapshots"
COUNTS = [1, 12, 150, 400]


def reduced(count):
    """The digest of the bytes, the size, and the boxes row by row; a line's end is the number of a box."""
    nodes, edges = landscape(count)
    svg, tree = ego(nodes, edges, TEXTS), tree_of(nodes, edges)
    drawn = boxes(tree)
    lines = [f"sha256 {sha256(svg.encode()).hexdigest()}", f"size {tree.get('viewBox')}"]
    lines += [f"{box.number:3} {box.x:4} {box.y:4}  {box.label}" for box in drawn]
    lines.append("lines " + " ".join(sorted("-".join(map(str, line.ends)) for line in strokes(tree))))
    return "\n".join(lines) + "\n"


def readable():
    """The whole figure of one element, a tag a line."""
    return ego(*landscape(1), TEXTS).replace("><", ">\n<") + "\n"


@pytest.mark.parametrize("count", COUNTS)
def test_figure_is_as_it_was(count):
    assert reduced(count) == (SNAPSHOTS / f"{count}.txt").read_text(encoding="utf-8")


def test_figure_of_one_element_is_as_it_was():
    assert readable() == (SNAPSHOTS / "1.svg").read_text(encoding="utf-8")


if __name__ == "__main__":
    for each in COUNTS:
        (SNAPSHOTS / f"{each}.txt").write_text(reduced(each), encoding="utf-8")
    (SNAPSHOTS / "1.svg").write_text(readable(), encoding="utf-8")
