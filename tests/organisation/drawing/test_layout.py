"""The chart's geometry and its SVG, without database."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from grunnmur.organisation.drawing import Box, Words, draw
from grunnmur.organisation.drawing.layout import HEIGHT, WIDTH, lay_out

WORDS = Words(drawing="Chart of %(count)s", no_leader="No leader", more="%(more)s: %(name)s")
SVG = "{http://www.w3.org/2000/svg}"


def box(title, *below, leader="L", hidden=0):
    more = {"hidden": hidden, "more": f"{hidden} below", "more_url": "?unit=1"} if hidden else {}
    return Box(title=title, leader=leader, detail="1", spoken=f"{title}.", url=f"/{title}", below=below, **more)


def trees():
    leaf = st.builds(lambda hidden: box("leaf", hidden=hidden), st.integers(0, 2))
    unit = st.recursive(leaf, lambda below: st.lists(below, max_size=9).map(lambda found: box("unit", *found)))
    return unit.filter(lambda top: sum(1 for _ in top.all()) < 60)


@given(st.lists(trees(), max_size=3))
def test_boxes_never_overlap_and_lie_within_the_drawing(tops):
    layout = lay_out(tops)
    for one, two in combinations(layout.places, 2):
        beside = one.x + WIDTH <= two.x or two.x + WIDTH <= one.x
        assert beside or one.bottom <= two.y or two.bottom <= one.y
    for place in layout.places:
        assert place.x >= 0
        assert place.x + WIDTH <= layout.width
        assert place.y + HEIGHT <= layout.height


@given(st.lists(trees(), max_size=3))
def test_boxes_come_in_reading_order(tops):
    expected = [one for top in tops for one in top.all()]
    found = [place.box for place in lay_out(tops).places]
    assert len(found) == len(expected)
    assert all(one is two for one, two in zip(found, expected, strict=True))


@given(st.lists(trees(), max_size=3))
def test_lines_lie_within_the_drawing(tops):
    layout = lay_out(tops)
    for line in layout.lines:
        for x, y in line:
            assert 0 <= x <= layout.width
            assert 0 <= y <= layout.height


def test_a_wide_top_gets_several_rows_instead_of_an_endless_one():
    layout = lay_out([box("Top", *(box(str(number)) for number in range(20)))])
    assert layout.width < 8 * 250
    assert len({place.y for place in layout.places}) == 4


def test_every_box_is_a_link_that_tells_all_and_user_text_stays_text():
    top = box('<b>"Top"&', box("Below", hidden=2), leader="")
    tree = etree.fromstring(draw([top], words=WORDS))
    links = tree.findall(f".//{SVG}a")
    assert [link.get("aria-label") for link in links] == ['<b>"Top"&.', "Below.", "2 below: Below"]
    assert [link.get("href") for link in links] == ['/<b>"Top"&', "/Below", "?unit=1"]
    assert tree.get("aria-label") == "Chart of 2"
    assert tree.find(f"{SVG}g").get("aria-hidden") == "true"
    assert not [one for one in tree.iter() if one.get("style") or one.get("id") or one.get("onclick")]


def test_a_vacant_unit_says_so_in_words_and_not_by_colour_alone():
    svg = draw([box("Top", leader="")], words=WORDS)
    assert "is-vacant" in svg
    assert ">No leader</text>" in svg


def test_a_long_name_takes_two_lines_and_a_longer_one_is_whole_when_heard():
    svg = draw([box("Pedagogisk-psykologisk tjeneste")], words=WORDS)
    assert ">Pedagogisk-psykologisk</text>" in svg
    assert ">tjeneste</text>" in svg
    name = "Avdeling for oppvekst, kultur, idrett og kompetanseutvikling i hele kommunen"
    svg = draw([box(name)], words=WORDS)
    assert f"<title>{name}.</title>" in svg
    assert "…</text>" in svg
