import pytest
from hypothesis import given
from hypothesis import strategies as st

from grunnmur.landscape.drawing import Affected, Edge, Node, ego
from grunnmur.landscape.drawing.writing import apart, cut, tidy, width_of, wrap
from tests.landscape.drawing.landscapes import ORIGIN, TEXTS
from tests.landscape.drawing.reading import SVG, boxes, crossed, overlaps, strokes, tree_of

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onload='alert(1)",
    "]]><svg onload=alert(1)>",
    "R&D <b>",
    "\u202eevil",
    "a\x00b\ud800c\ufffe",
    "مرحبا بالعالم نظام إدارة الوثائق",
    "👨‍👩‍👧‍👦" * 30,
    "﷽" * 60,
    "e" + "\u0301" * 150,
    "W" * 200,
    "",
    "   \n\t ",
    "%(name)s %d %",
]
ANY_TEXT = st.text(st.characters(), max_size=220)  # surrogates and controls too


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_name_stays_text_and_inside_its_box(name):
    node = Node("a", name, name, 4, 3, 1, "/a/?x=<&'\"")
    tree = tree_of([ORIGIN, node], [Edge("a", "origin", 2, name, Affected.DST)])
    first = boxes(tree)[0]

    assert {element.tag.removeprefix(SVG) for element in tree.iter()} <= {
        "svg", "desc", "g", "a", "title", "rect", "path", "text",
    }  # fmt: skip
    assert not [key for element in tree.iter() for key in element.attrib if key.startswith("on")]
    assert len(first.lines) in {1, 2}
    assert all(len(line) <= 23 and width_of(line) <= 25 for line in first.lines)
    assert first.link.get("href") == "/a/?x=<&'\""
    assert len(first.label) < 500


def test_long_name_is_cut_in_the_box_and_whole_in_its_title():
    name = "Behandle henvendelse om kommunal bolig og startlån"
    (box,) = boxes(tree_of([Node("a", name, "Prosess", 3, 3, 1, "/a/")], []))

    assert box.lines == ("Behandle henvendelse", "om kommunal bolig og…")
    assert name in box.label


def test_long_word_is_broken_with_a_hyphen():
    assert wrap("Barnevernsinstitusjonsplassering", chars=22, lines=2) == ["Barnevernsinstitusjon-", "splassering"]


def test_word_with_a_hyphen_is_broken_after_it():
    assert wrap("Fag- og arkivsystem/dokumentsenter", chars=22, lines=2) == ["Fag- og arkivsystem/", "dokumentsenter"]


def test_wide_letters_make_shorter_lines():
    assert cut("W" * 22, chars=22) == "W" * 12 + "…"


def test_turning_characters_are_taken_out_and_text_from_right_to_left_stands_apart():
    assert tidy("\u202eevil\u2067 name") == "evil name"
    assert apart("Arkiv") == "Arkiv"
    assert apart("نظام") == "\u2068نظام\u2069"


def test_name_without_letters_is_shown_as_a_dash():
    (box,) = boxes(tree_of([Node("a", " ", "System", 7, 3, 1, "/a/")], []))

    assert box.lines == ("–",)


@given(ANY_TEXT, st.integers(1, 30), st.integers(1, 3))
def test_lines_are_bounded_and_lose_nothing_but_their_end(text, chars, lines):
    clean = tidy(text)
    found = wrap(clean, chars=chars, lines=lines)
    letters = "".join(found).replace("-", "").replace("…", "").replace(" ", "")

    assert len(found) <= lines
    assert all(len(line) <= chars + 1 for line in found)
    assert clean.replace("-", "").replace("…", "").replace(" ", "").startswith(letters)


@st.composite
def graphs(draw):
    """Elements in any lanes with any names, and any relations among them."""
    names = draw(st.lists(ANY_TEXT, min_size=1, max_size=40))
    nodes = [
        Node(
            str(at), name, draw(ANY_TEXT), draw(st.integers(1, 10)), draw(st.integers(0, 3)), at % 5, f"/{at}/", at == 0
        )
        for at, name in enumerate(names)
    ]
    end = st.integers(0, len(nodes) - 1)
    pairs = draw(st.lists(st.tuples(end, end), max_size=80))
    return nodes, [
        Edge(str(src), str(dst), draw(st.integers(0, 2)), draw(ANY_TEXT), draw(st.sampled_from(Affected)))
        for src, dst in pairs
        if src != dst
    ]


@given(graphs(), st.integers(2, 15))
def test_any_graph_gives_a_figure_without_a_box_over_another_or_a_line_through_one(graph, per_lane):
    nodes, edges = graph
    tree = tree_of(nodes, edges, per_lane=per_lane)
    drawn = boxes(tree)

    assert overlaps(drawn) == []
    assert crossed(drawn, strokes(tree)) == []
    assert all(box.label and box.link.get("href") for box in drawn)
    assert ego(nodes, edges, TEXTS, per_lane=per_lane) == ego(list(nodes), list(edges), TEXTS, per_lane=per_lane)
