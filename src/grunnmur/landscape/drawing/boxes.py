"""The boxes of a figure: a link with its type, how it is hit, and its name in two lines."""

from collections.abc import Iterable

from grunnmur.landscape.drawing.choice import Box
from grunnmur.landscape.drawing.model import Change, Edge, Node, Texts, check_url
from grunnmur.landscape.drawing.ways import HEIGHT, WIDTH, left_of
from grunnmur.landscape.drawing.writing import apart, cut, escape, is_plain, tidy, width_of, wrap

CHARS = 22  # of a name in one line
HEAD_CHARS = 26  # ordinary letters of type and level together, which are smaller
INSET = 14  # pixels left of the text
_BASELINES = {0: (), 1: (35,), 2: (28, 42)}


class Names:
    """What is said of elements and relations; each name is made fit for sentences once."""

    def __init__(self, texts: Texts, boxes: Iterable[Box]) -> None:
        self.texts = texts
        self.tidy = {box.node.id: tidy(box.node.name) for box in boxes if box.node}

    def spoken(self, node: Node) -> str:
        """Return "System: X, stops, 2 steps away"; of an origin, that it is one."""
        parts = [f"{apart(tidy(node.type))}: {apart(self.tidy[node.id])}", self.written(node)]
        if not node.is_origin:
            parts.append(self.texts.distance(node.distance))
        return ", ".join(filter(None, parts))

    def written(self, node: Node) -> str:
        """Return what is written of an element beside its type: that it is an origin, or how it is hit."""
        if node.word:
            return node.word
        if node.is_origin:
            return self.texts.origin
        return self.texts.levels[node.level] if node.level else ""

    def relation(self, edge: Edge) -> str:
        """Return one relation as a sentence."""
        return self.texts.relation % {
            "src": apart(self.tidy[edge.src]),
            "dst": apart(self.tidy[edge.dst]),
            "kind": tidy(edge.kind),
            "strength": self.texts.strengths[edge.strength],
        }


def draw_box(box: Box, top: int, names: Names) -> str:
    """Return the link of one box at its place; its title is its name, because what is read in it may be cut."""
    at = f'data-box="{box.number}" transform="translate({left_of(box.column)} {top})"'
    if box.node is None:
        return _rest(box, at, names.texts)
    node = box.node
    said = escape(names.spoken(node))
    css = "map-box is-origin" if node.is_origin else f"map-box l{node.level}"
    if node.change is not Change.STAYS:
        css += f" {node.change.value}"
    return (
        f'<a class="{css}" href="{escape(node.url)}" {at}><title>{said}</title>'
        f'<rect class="map-card" width="{WIDTH}" height="{HEIGHT}" rx="6"/>'
        f'<path class="map-mark" d="M6 0a6 6 0 0 0-6 6v36a6 6 0 0 0 6 6z"/>{_words(node, names)}</a>'
    )


def _words(node: Node, names: Names) -> str:
    """Return what is read in the box, in the order of the link's name; text of unknown width is clipped at its edge."""
    name = names.tidy[node.id] or "–"
    lines = wrap(name, chars=CHARS, lines=2)
    level = cut(tidy(names.written(node)), chars=HEAD_CHARS // 2)
    kind = cut(tidy(node.type), chars=HEAD_CHARS, room=HEAD_CHARS - width_of(level))
    text = f'<text class="map-type" x="{INSET}" y="14">{escape(kind)}</text>' + "".join(
        f'<text class="map-name" x="{INSET}" y="{y}">{escape(line)}</text>'
        for y, line in zip(_BASELINES[len(lines)], lines, strict=True)
    )
    if level:
        text += f'<text class="map-level" x="{WIDTH - 8}" y="14">{escape(level)}</text>'
    if is_plain(name) and is_plain(kind):
        return f'<g aria-hidden="true">{text}</g>'
    return f'<svg aria-hidden="true" width="{WIDTH - 4}" height="{HEIGHT}">{text}</svg>'


def _rest(box: Box, at: str, texts: Texts) -> str:
    """Return the box for the elements that have none; it leads to all of them."""
    url = texts.more_url(box.lane)
    check_url(url)
    said = tidy(texts.more(box.lane, box.hidden))
    return (
        f'<a class="map-box map-rest" href="{escape(url)}" {at}>'
        f'<title>{escape(said)}</title><rect class="map-card" width="{WIDTH}" height="{HEIGHT}" rx="6"/>'
        f'<text class="map-name" aria-hidden="true" x="{WIDTH // 2}" y="29">{escape(cut(said, chars=CHARS))}</text></a>'
    )
