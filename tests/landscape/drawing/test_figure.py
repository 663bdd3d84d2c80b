import re
from dataclasses import replace

import pytest
from lxml import etree

from grunnmur.landscape.drawing import Affected, Change, Edge, Node, ego
from tests.landscape.drawing.landscapes import ORIGIN, TEXTS, landscape, whole
from tests.landscape.drawing.reading import SVG, boxes, crossed, overlaps, strokes, tree_of

COUNTS = [1, 12, 40, 150, 400]


def system(name, lane=7, **options):
    return Node(name, name, "System", lane, 3, 1, "/x/", **options)


def required(src, dst, affected=Affected.DST, strength=2):
    return Edge(src, dst, strength, "støtter", affected)


def lane_names(tree):
    return [group.get("aria-label") for group in tree.iter(f"{SVG}g") if group.get("role")]


@pytest.mark.parametrize("count", COUNTS)
def test_same_input_gives_the_same_bytes(count):
    assert ego(*landscape(count), TEXTS).encode() == ego(*landscape(count), TEXTS).encode()


@pytest.mark.parametrize("count", COUNTS)
def test_no_box_lies_over_another_and_no_line_runs_through_one(count):
    tree = tree_of(*landscape(count))

    assert overlaps(boxes(tree)) == []
    assert crossed(boxes(tree), strokes(tree)) == []


@pytest.mark.parametrize("count", COUNTS)
def test_everything_stands_inside_the_figure(count):
    tree = tree_of(*landscape(count))
    _x, _y, width, height = (int(part) for part in tree.get("viewBox").split())

    assert all(box.x > 104 and box.x + 184 < width and 0 < box.y < height - 48 for box in boxes(tree))
    assert all(0 < x < width and 0 < y < height for line in strokes(tree) for x, y in line.points)


@pytest.mark.parametrize("count", COUNTS)
def test_there_are_no_styles_scripts_or_handlers(count):
    tree = tree_of(*landscape(count))
    names = {name for element in tree.iter() for name in element.attrib}

    assert not {name for name in names if name.startswith("on")} | (names & {"style", "fill", "stroke"})
    assert {element.tag.removeprefix(SVG) for element in tree.iter()} <= {
        "svg", "desc", "g", "a", "title", "rect", "path", "text",
    }  # fmt: skip
    assert [element.get("id") for element in tree.iter() if element.get("id")] == ["map-title"]


def test_figure_is_named_and_a_second_one_on_the_page_has_its_own_id():
    tree = tree_of(*landscape(1), name="after")

    assert (tree.get("role"), tree.get("aria-labelledby")) == ("group", "after-title")
    assert tree.find(f"{SVG}desc").text == TEXTS.title


@pytest.mark.parametrize("count", COUNTS)
def test_every_box_is_a_link_with_a_name_numbered_as_it_is_read(count):
    drawn = boxes(tree_of(*landscape(count)))

    assert [box.number for box in drawn] == list(range(len(drawn)))
    assert all(box.label and box.link.get("href") for box in drawn)
    assert [(box.y, box.x) for box in drawn] == sorted((box.y, box.x) for box in drawn)


def test_box_tells_type_name_level_and_distance():
    nodes = [ORIGIN, Node("a", "Vurder", "Steg", 4, 3, 2, "/a/"), Node("b", "Avtale", "Avtale", 9, 0, 1, "/b/")]

    assert [box.label for box in boxes(tree_of(nodes, []))] == [
        "Steg: Vurder, stopper, 2 ledd unna",
        "System: Sak- og arkivsystem, utgangspunkt",
        "Avtale: Avtale, 1 ledd unna",
    ]


def test_level_is_written_in_the_box_not_only_coloured():
    texts = [text.text for text in tree_of([ORIGIN, system("a")], []).iter(f"{SVG}text")]

    assert {"utgangspunkt", "stopper"} <= set(texts)


def test_empty_lanes_are_left_out_and_lanes_come_from_the_top():
    tree = tree_of([system("a", 10), system("b", 2), system("c", 7)], [])

    assert lane_names(tree) == ["Tjenester", "Systemer", "Styring"]


def test_lines_and_ground_are_hidden_from_screen_readers_and_boxes_are_not():
    tree = tree_of(*landscape(12))
    groups = {group.get("class"): group.get("aria-hidden") for group in tree.iterchildren(f"{SVG}g")}

    assert groups == {"map-ground": "true", "map-lines": "true", "map-boxes": None, "map-legend": "true"}


def test_line_is_drawn_as_strong_as_its_strongest_relation_and_names_all():
    edges = [required("a", "b", strength=0), replace(required("b", "a", strength=1), kind="leser")]
    tree = tree_of([system("a"), system("b", 4)], edges)

    (line,) = strokes(tree)
    assert "s1" in line.classes
    assert tree.find(f".//{SVG}g[@data-ends]/{SVG}title").text == "a støtter b (valgfri)\nb leser a (støtter)"


@pytest.mark.parametrize(
    ("affected", "arrows"), [(Affected.DST, 1), (Affected.SRC, 1), (Affected.BOTH, 2), (Affected.NEITHER, 0)]
)
@pytest.mark.parametrize("lane", [7, 8, 2], ids=["beside", "below", "above"])
def test_arrow_stands_at_the_end_that_is_affected(affected, arrows, lane):
    tree = tree_of([system("a"), system("b", lane)], [required("a", "b", affected)])

    (line,) = strokes(tree)
    assert line.arrows == arrows
    tip = tree.find(f".//{SVG}g[@data-ends]/{SVG}path[@class='map-tip']")
    if arrows == 1:
        hit = next(box for box in boxes(tree) if box.lines == (("b",) if affected is Affected.DST else ("a",)))
        x, y = (int(number) for number in re.findall(r"\d+", tip.get("d"))[:2])
        assert hit.x - 8 <= x <= hit.x + 184 + 8
        assert hit.y - 8 <= y <= hit.y + 48 + 8


CHANGED = replace(TEXTS, changes={Change.GOES: "utgår", Change.COMES: "kommer til"})


def changed(nodes, *edges):
    return etree.fromstring(ego(nodes, edges, CHANGED).encode())


def signs(tree):
    """The signs on lines that go and come, each with the numbers of its line's boxes and whether it is a cross."""
    lines = [group for group in tree.iter(f"{SVG}g") if group.get("data-ends")]
    found = {group.get("data-ends"): group.find(f"{SVG}path[@class='map-sign']") for group in lines}
    return {ends: "l8 8" in sign.get("d") for ends, sign in found.items() if sign is not None}


def places(tree):
    return {
        group.get("data-ends"): [int(number) for number in re.findall(r"\d+", rect.get("x") + " " + rect.get("y"))]
        for group in tree.iter(f"{SVG}g")
        if group.get("data-ends") and (rect := group.find(f"{SVG}rect")) is not None
    }


def test_line_that_goes_has_a_cross_and_one_that_comes_a_plus_also_without_colour():
    nodes = [system("a"), system("b", 4), system("c", 2)]
    goes, comes = (replace(required("a", "b"), change=Change.GOES), replace(required("a", "c"), change=Change.COMES))
    tree = changed(nodes, goes, comes, required("b", "c"))

    assert sorted(signs(tree).values()) == [False, True]
    keys = [text.text for text in tree.iter(f"{SVG}text") if text.get("class") == "map-key"]
    assert keys[4:] == ["utgår", "kommer til"]


@pytest.mark.parametrize("lane", [7, 8, 2, 1], ids=["beside", "below", "above", "past others"])
def test_sign_stands_on_its_line(lane):
    nodes = [system("a"), *([system("m", 2), system("n", 4)] if lane == 1 else []), system("b", lane)]
    tree = changed(nodes, replace(required("a", "b"), change=Change.GOES))

    (line,) = strokes(tree)
    ((x, y),) = places(tree).values()
    assert min((px - x - 8) ** 2 + (py - y - 8) ** 2 for px, py in line.points) < 5**2


def test_line_of_relations_that_do_not_change_alike_has_no_sign_and_names_them_all():
    goes, comes = replace(required("a", "b"), change=Change.GOES), replace(required("b", "a"), change=Change.COMES)
    tree = changed([system("a"), system("b", 4)], goes, comes)

    assert signs(tree) == {}
    assert "map-sign" not in ego(*landscape(12), TEXTS)


def test_element_that_goes_says_so_in_words_and_by_its_edge():
    node = system("a", change=Change.GOES, word="× utgår", is_origin=True)
    tree = changed([node, system("b", 4, word="mister støtte")], required("a", "b"))

    assert [box.label for box in boxes(tree)] == ["System: b, mister støtte, 1 ledd unna", "System: a, × utgår"]
    assert "goes" in boxes(tree)[1].link.get("class").split()
    assert "stopper" not in etree.tostring(tree, encoding="unicode")


def test_lines_of_the_origin_are_marked():
    marks = ["is-direct" in line.classes for line in strokes(tree_of(*landscape(12)))]

    assert any(marks)
    assert not all(marks)


def test_legend_tells_the_lines_and_the_arrow_in_text():
    legend = [text.text for text in tree_of(*landscape(12)).iter(f"{SVG}text") if text.get("class") == "map-key"]

    assert legend == [TEXTS.lines[2], TEXTS.lines[1], TEXTS.lines[0], TEXTS.arrow]


def test_figure_without_relations_has_no_legend():
    assert "map-legend" not in ego([ORIGIN], [], TEXTS)


def test_lane_that_is_too_full_ends_in_a_box_for_the_rest_that_leads_to_all():
    nodes = [ORIGIN, *(system(f"s{at}", 4) for at in range(48))]
    drawn = boxes(tree_of(nodes, [required("origin", "s47"), required("s46", "s47"), required("s0", "s47")]))

    assert len(drawn) == 13
    assert [box.label for box in drawn[:12]][-1] == "+37 til i bane 4"
    assert drawn[11].link.get("href") == "?lane=4#table"
    assert {box.lines[0] for box in drawn[:11]} == {f"s{at}" for at in range(11)}


def test_twelve_boxes_in_a_lane_need_no_box_for_the_rest():
    assert "map-rest" not in ego([system(f"s{at}") for at in range(12)], [], TEXTS)


def test_lines_to_what_is_left_out_lead_to_the_box_for_the_rest_once():
    nodes = [ORIGIN, *(system(f"s{at}", 4) for at in range(48))]
    tree = tree_of(nodes, [required("origin", "s47"), required("s40", "origin"), required("s46", "s47")])

    (line,) = strokes(tree)
    assert line.classes == {"map-edge", "s2", "is-direct", "is-rest"}


def test_origin_has_a_box_even_when_it_is_last_in_a_full_lane():
    drawn = boxes(tree_of([*(system(f"s{at}") for at in range(30)), ORIGIN], []))

    assert [box for box in drawn if "is-origin" in box.link.get("class")]
    assert len(drawn) == 12


def test_no_more_than_150_elements_are_drawn():
    nodes, edges = whole(30)
    drawn = boxes(tree_of(nodes, edges, per_lane=100))

    assert sum("map-rest" not in box.link.get("class") for box in drawn) == 150


def test_rows_hold_five_boxes_at_most():
    drawn = boxes(tree_of([system(f"s{at}") for at in range(12)], []))
    rows = [sum(box.y == y for box in drawn) for y in sorted({box.y for box in drawn})]

    assert rows == [4, 4, 4]


def test_what_belongs_together_stands_under_each_other():
    nodes = [system(name, lane) for lane in (2, 3, 4) for name in (f"{lane}a", f"{lane}b", f"{lane}c")]
    crossing = [required("2a", "3c"), required("2b", "3a"), required("2c", "3b"), required("3a", "4c")]
    drawn = {box.lines[0]: box.x for box in boxes(tree_of(nodes, crossing))}

    assert all(drawn[edge.src] == drawn[edge.dst] for edge in crossing)


@pytest.mark.parametrize(
    ("nodes", "edges", "word"),
    [
        ([ORIGIN], [required("origin", "gone")], "'gone'"),
        ([ORIGIN], [required("gone", "origin")], "'gone'"),
        ([ORIGIN], [required("origin", "origin")], "itself"),
        ([ORIGIN, system("a")], [required("origin", "a", strength=3)], "strength 3"),
        ([ORIGIN, ORIGIN], [], "same id"),
        ([replace(ORIGIN, lane=11)], [], "lane 11"),
        ([replace(ORIGIN, level=4)], [], "level 4"),
        ([replace(ORIGIN, url="javascript:alert(1)")], [], "address"),
        ([replace(ORIGIN, url="//evil.example/")], [], "address"),
    ],
)
def test_what_cannot_be_drawn_is_refused_by_name(nodes, edges, word):
    with pytest.raises(ValueError, match=re.escape(word)):
        ego(nodes, edges, TEXTS)


def test_address_of_the_rest_that_leaves_the_site_is_refused():
    with pytest.raises(ValueError, match="not inside this site"):
        ego([system(f"s{at}") for at in range(13)], [], replace(TEXTS, more_url=lambda _lane: "https://evil.example/"))
