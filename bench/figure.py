"""Claim: the figure of 150 boxes and 400 relations takes at most 20 ms of CPU and is sent in less than 60 kB.

The bare limit writes the same shapes in the same number of bytes, or more, from finished places: no choice, no order,
no ways, no measuring of text. The figure is checked before its speed is told. Run as `python bench/figure.py`; prints
one JSON line.
"""

import gzip
import json
import statistics
import time
from collections.abc import Callable
from random import Random

from grunnmur.landscape.drawing import Affected, Edge, Node, Texts, ego

BOXES, RELATIONS, LANES = 150, 400, 10
BLOCKS, ROUNDS = 12, 5
GOAL_MS, GOAL_KB = 20.0, 60.0
WORDS = "Register Melding Vedtak Saksmappe Fagsystem Barnevern Byggesak Skole Helse Arkiv Avtale Tjeneste".split()  # noqa: SIM905
TEXTS = Texts(
    title="Hva henger sammen?",
    origin="utgangspunkt",
    lanes={lane: f"Bane {lane}" for lane in range(1, LANES + 1)},
    levels={3: "stopper", 2: "svekkes", 1: "må sjekkes"},
    strengths={2: "kreves", 1: "støtter", 0: "valgfri"},
    distance=lambda steps: f"{steps} ledd unna",
    more=lambda lane, count: f"+{count} i bane {lane}",
    more_url=lambda lane: f"?lane={lane}",
    relation="%(src)s %(kind)s %(dst)s (%(strength)s)",
    lines={2: "Heltrukket: kreves", 1: "Stiplet: støtter", 0: "Prikket: valgfri"},
    arrow="Pilen peker mot det som rammes",
)


def landscape() -> tuple[list[Node], list[Edge]]:
    """Return 150 elements in ten lanes and 400 relations between different pairs, most of them near each other."""
    random = Random(2026)
    nodes = [
        Node(
            id=f"{at:032x}",
            name=" ".join(random.sample(WORDS, 3)) + f" {at}",
            type="Informasjonsobjekt",
            lane=1 + at % LANES,
            level=at % 4,
            distance=1 + at // 50,
            url=f"/landscape/elements/{random.getrandbits(128):032x}/",
            is_origin=at == 0,
        )
        for at in range(BOXES)
    ]
    pairs: dict[tuple[int, int], None] = {}
    while len(pairs) < RELATIONS:
        one = random.randrange(BOXES)
        other = min(BOXES - 1, max(0, one + random.randint(-25, 25)))
        if one != other and (other, one) not in pairs:
            pairs[one, other] = None
    edges = [
        Edge(nodes[one].id, nodes[other].id, random.randrange(3), "er hovedkilde for", random.choice(list(Affected)))
        for one, other in pairs
    ]
    return nodes, edges


def bare(nodes: list[Node], edges: list[Edge]) -> str:
    """Write as many boxes and lines as plain text, at places that need no thought."""
    lines = [
        f'<g class="map-edge s{edge.strength}" data-ends="{at} {at}"><title>{edge.src} {edge.kind} {edge.dst}</title>'
        f'<path class="map-line" d="M{at} {at}C{at} {at} {at} {at} {at} {at}"/>'
        f'<path class="map-tip" d="M{at} {at}h8l-4 8z"/></g>'
        for at, edge in enumerate(edges)
    ]
    boxes = [
        f'<a class="map-box l{node.level}" href="{node.url}" aria-label="{node.type}: {node.name}" data-box="{at}"'
        f' transform="translate({at} {at})"><title>{node.type}: {node.name}</title><rect class="map-card" width="184"'
        f' height="48" rx="6"/><text class="map-type" x="14" y="14">{node.type}</text><text class="map-name" x="14"'
        f' y="28">{node.name}</text></a>'
        for at, node in enumerate(nodes)
    ]
    return f"<svg>{''.join(lines)}{''.join(boxes)}</svg>"


def cpu(draw: Callable[[], str]) -> float:
    """Return the CPU milliseconds of one drawing, over some rounds."""
    began = time.process_time()
    for _round in range(ROUNDS):
        draw()
    return 1000 * (time.process_time() - began) / ROUNDS


def main() -> None:
    """Check the figure, then measure both in turn, which one first changing from block to block."""
    nodes, edges = landscape()
    svg = ego(nodes, edges, TEXTS, per_lane=BOXES)
    assert svg.count('class="map-card"') == BOXES
    assert svg.count("data-ends=") == RELATIONS
    assert svg == ego(nodes, edges, TEXTS, per_lane=BOXES)
    assert all(node.url in svg for node in nodes)
    pairs = []
    for block in range(BLOCKS):
        both = [lambda: ego(nodes, edges, TEXTS, per_lane=BOXES), lambda: bare(nodes, edges)]
        times = [cpu(draw) for draw in (both if block % 2 else both[::-1])]
        pairs.append(tuple(times if block % 2 else times[::-1]))
    print(json.dumps(report(pairs, svg)))


def report(pairs: list[tuple[float, ...]], svg: str) -> dict[str, object]:
    """Return the line that is printed."""
    ratios = sorted(ours / peer for ours, peer in pairs)
    ours = statistics.median(pair[0] for pair in pairs)
    size = len(gzip.compress(svg.encode(), 6)) / 1000
    return {
        "claim": f"figure of {BOXES} boxes and {RELATIONS} relations beside the same shapes written without thought",
        "ours": f"{ours:.1f} ms",
        "peer": f"{statistics.median(pair[1] for pair in pairs):.2f} ms",
        "ratio": round(statistics.median(ratios), 1),
        "spread": [round(ratios[0], 1), round(ratios[-1], 1)],
        "goal": f"<= {GOAL_MS:.0f} ms CPU, < {GOAL_KB:.0f} kB gzipped",
        "holds": ours <= GOAL_MS and size < GOAL_KB,
        "rows": {"boxes": BOXES, "relations": RELATIONS, "kB": round(len(svg) / 1000), "kB gzipped": round(size, 1)},
    }


if __name__ == "__main__":
    main()
