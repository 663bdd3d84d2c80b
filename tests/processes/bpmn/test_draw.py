import re

import pytest
from lxml import etree

from grunnmur.processes.bpmn.draw import Mark, draw, draw_parts
from grunnmur.processes.bpmn.draw.signs import EVENTS
from grunnmur.processes.bpmn.draw.text import LINE as LINE_HEIGHT
from grunnmur.processes.bpmn.draw.text import fit, width_of, wrap
from grunnmur.processes.bpmn.model import (
    Artifact,
    Bounds,
    Diagram,
    Edge,
    Flow,
    Lane,
    Model,
    Node,
    NodeKind,
    Participant,
    Process,
    Shape,
)
from grunnmur.processes.bpmn.phrases import Labels
from grunnmur.processes.bpmn.read import read
from grunnmur.processes.bpmn.standalone import STYLESHEET, draw_file, drawable, fixed_style, is_drawing_missing
from grunnmur.processes.bpmn.steps import steps_of
from tests.processes.bpmn.drawings import CHOICE, LINE, LINE_DRAWN, diagram, edge, file_of, flow, process_of, shape

SVG = "{http://www.w3.org/2000/svg}"
XSS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onload='alert(1)",
    "]]><svg onload=alert(1)>",
    "javascript:alert(1)",
    "<img src=x onerror=alert(1)>" * 4,  # longer than what is remembered as escaped
]


def drawn(data, **options):
    model = read(data)
    return etree.fromstring(draw(model, steps_of(model), labels=Labels(), **options))


def links(svg):
    return svg.findall(f".//{SVG}a")


def line_drawn(inside=LINE, drawing=LINE_DRAWN):
    return file_of(f'<process id="p" name="Ansettelse">{inside}</process>{drawing}')


def test_each_step_is_a_link_to_its_row_in_reading_order():
    svg = drawn(
        line_drawn(
            LINE.replace('<startEvent id="s" name="Behov meldt"/>', "") + '<startEvent id="s" name="Behov meldt"/>'
        )
    )
    assert [link.get("href") for link in links(svg)] == ["#step-s", "#step-a", "#step-b", "#step-e"]


def test_links_say_number_place_name_and_way_on():
    svg = drawn(line_drawn())
    assert [link.get("aria-label") for link in links(svg)] == [
        "Start: Behov meldt. Then 1.",
        "Step 1, 1 of 2: Lag utlysning.",
        "Step 2, 2 of 2: Sjekk referanser.",
        "Finish: Ansatt.",
    ]
    assert all(link[0].tag == f"{SVG}title" and link[0].text == link.get("aria-label") for link in links(svg))


def test_a_choice_says_its_ways():
    svg = drawn(file_of(f'<process id="p">{CHOICE}</process>' + diagram(shape("g", 0, 0, 50, 50))))
    assert links(svg)[0].get("aria-label") == "Choice: Ber noen om innsyn? If “Ja”: 1. If “Nei”: 2."


def test_labels_translate_every_phrase():
    model = read(line_drawn())
    labels = Labels(
        step="Steg %(number)s, %(position)d av %(count)d: %(name)s.",
        then="Så %(target)s.",
        kinds={"startEvent": "Begynn"},
    )
    svg = etree.fromstring(draw(model, steps_of(model), labels=labels))
    assert links(svg)[0].get("aria-label") == "Begynn: Behov meldt. Så 1."
    assert links(svg)[1].get("aria-label") == "Steg 1, 1 av 2: Lag utlysning."


def test_labels_can_be_translated_in_one_go():
    labels = Labels().translated(str.upper)
    assert labels.no_name == "(NO NAME)"
    assert labels.kinds["startEvent"] == "START"


def test_only_links_are_heard():
    svg = drawn(line_drawn())
    assert (svg.get("role"), svg.get("aria-label")) == ("group", "Ansettelse. Steps: 2. Roles: 0.")
    assert [group.get("aria-hidden") for group in svg] == ["true", "true", None, "true"]


def test_there_is_no_style_script_handler_or_id():
    text = draw(read(line_drawn()), steps_of(read(line_drawn())), labels=Labels())
    assert not re.search(r"<style|<script|\sstyle=|\son\w+=|\sid=", text)


def hostile_model(text):
    """A model where everything that can carry text carries this one."""
    process = Process(
        "p",
        text,
        nodes=(Node("a", NodeKind.TASK, text, lane="l"), Node(text, NodeKind.START_EVENT, text)),
        flows=(Flow("f", "a", text, text),),
        lanes=(Lane("l", text, members=("a",)),),
        artifacts=tuple(
            Artifact(kind, kind, text) for kind in ("textAnnotation", "group", "dataObjectReference", text)
        ),
        associations=(Flow("as", "textAnnotation", "a"),),
    )
    names = ("pool", "box", "l", "a", text, "textAnnotation", "group", "dataObjectReference")
    places = [Shape(name, Bounds(0, 60 * index, 300, 50)) for index, name in enumerate(names)]
    lines = [Edge(name, ((0, 0), (90, 0), (90, 90))) for name in ("f", "m", "as", f"{text}2")]
    return Model(
        "d",
        processes=(process,),
        participants=(Participant("pool", text, "p"), Participant("box", text)),
        message_flows=(Flow("m", "a", "box", text),),
        diagrams=(Diagram("dia", "c", tuple(places), tuple(lines)),),
    )


@pytest.mark.parametrize("hostile", XSS)
def test_hostile_text_is_only_text(hostile):
    model = hostile_model(hostile)
    marks = {"a": Mark(hostile, hostile, hostile)}
    svg = etree.fromstring(draw(model, steps_of(model), labels=Labels(), name=hostile, marks=marks))
    tags = {etree.QName(element).localname for element in svg.iter()}
    assert tags <= {"svg", "g", "a", "title", "rect", "circle", "path", "text", "tspan"}
    assert all(link.get("href").startswith("#step-") for link in links(svg))
    assert not [name for element in svg.iter() for name in element.attrib if name.lower().startswith("on")]
    assert hostile in links(svg)[1].get("aria-label")


@pytest.mark.parametrize("kind", list(NodeKind))
@pytest.mark.parametrize("event", ["", *EVENTS])
def test_every_kind_and_event_is_drawn(kind, event):
    is_several = event.lower().endswith("multiple")
    names = ("message", "timer") if is_several else (event,) if event else ()
    definition = "".join(f"<{name}EventDefinition/>" for name in names)
    svg = drawn(
        file_of(
            f'<process id="p"><{kind.value} id="n" name="Navn">{definition}</{kind.value}></process>'
            + diagram(shape("n"))
        )
    )
    parts = {etree.QName(part).localname for part in links(svg)[0]}
    assert "text" in parts
    assert parts & {"circle", "path", "rect"}


def test_every_shape_and_line_is_there_even_of_unknown_elements():
    places = shape("a") + shape("b", 200) + shape("ghost", 400)
    lines = edge("f", (100, 40), (200, 40)) + edge("gone", (0, 0), (9, 9))
    tasks = '<task id="a"/><task id="b"/>' + flow("f", "a", "b")
    svg = drawn(file_of(f'<process id="p">{tasks}</process>' + diagram(places + lines)))
    assert {e.get("data-element") for e in svg.iter() if e.get("data-element")} == {"a", "b", "ghost", "f", "gone"}
    assert svg.find(f".//{SVG}rect[@class='bpmn-unknown']") is not None


def test_a_step_drawn_twice_is_one_link():
    svg = drawn(file_of('<process id="p"><task id="a" name="A"/></process>' + diagram(shape("a") + shape("a", 200))))
    assert len(links(svg)) == 1
    assert len([e for e in svg.iter() if e.get("data-element") == "a"]) == 2


def test_everything_is_inside_the_view():
    svg = drawn(
        line_drawn(
            drawing=diagram(shape("s", -500, -200, 36, 36) + shape("a", 900, 900) + edge("f1", (-700, 0), (900, 1200)))
        )
    )
    left, top, width, height = map(float, svg.get("viewBox").split())
    assert left <= -700
    assert top <= -200
    assert left + width >= 1000
    assert top + height >= 1200


def test_marks_are_seen_and_heard():
    svg = drawn(line_drawn(), marks={"a": Mark("added", "+", "New in this version.")})
    link = links(svg)[1]
    assert link.get("class") == "bpmn-step is-added"
    assert link.get("aria-label").endswith("New in this version.")
    assert link.find(f"{SVG}text[@class='bpmn-text bpmn-symbol']").text == "+"


def test_an_upright_pool_has_its_head_on_top():
    data = file_of(
        '<collaboration id="c"><participant id="pool" name="Kommunen" processRef="p"/>'
        '</collaboration><process id="p"/>' + diagram(shape("pool", 0, 0, 200, 600, 'isHorizontal="false"'), plane="c")
    )
    head = drawn(data).find(f".//{SVG}rect[@class='bpmn-pool-head']")
    assert (head.get("width"), head.get("height")) == ("200", "30")


def test_a_file_without_drawing_is_laid_out():
    svg = etree.fromstring(draw_file(read(process_of(LINE))))
    assert [link.get("href") for link in links(svg)] == ["#step-s", "#step-a", "#step-b", "#step-e"]
    assert svg.find(f"{SVG}style") is not None


def test_a_drawing_that_leaves_steps_out_is_laid_out_anew():
    model = read(file_of(f'<process id="p">{LINE}</process>' + diagram(shape("a"))))
    assert is_drawing_missing(model)
    assert {s.element for s in drawable(model).diagrams[0].shapes} >= {"s", "a", "b", "e"}


def test_a_whole_drawing_is_kept_and_a_closed_sub_process_hides_its_steps():
    whole = read(line_drawn())
    assert drawable(whole) is whole
    closed = read(
        file_of('<process id="p"><subProcess id="s"><task id="a"/></subProcess></process>' + diagram(shape("s")))
    )
    assert not is_drawing_missing(closed)


def test_the_stylesheet_of_a_file_has_no_variables_and_no_markup():
    assert "var(" in STYLESHEET.read_text(encoding="utf-8")
    assert "var(" not in fixed_style()
    assert "<" not in fixed_style()
    assert "fill: #ffffff" in fixed_style()


def test_the_stylesheet_knows_focus_forced_colours_and_print():
    style = STYLESHEET.read_text(encoding="utf-8")
    for part in (":focus-visible", "stroke-width: 3px", "forced-colors: active", "@media print"):
        assert part in style


def test_every_class_in_a_drawing_is_styled_or_names_a_group():
    style = STYLESHEET.read_text(encoding="utf-8")
    named_only = {"bpmn-ground", "bpmn-lines", "bpmn-steps", "bpmn-names", "bpmn-sequence", "bpmn-name"}
    svg = drawn(line_drawn())
    used = {name for element in svg.iter() for name in element.get("class", "").split()}
    assert {name for name in used - named_only if f".{name}" not in style} == set()


def test_text_fits_the_box_it_is_broken_into():
    name = "Kvalitetssikre arbeidsmiljøutvalgsmedlemmenes kompetanseplan og oppfølging"
    block = fit(name, width=90, height=60)
    assert all(width_of(line, size=block.size) <= 90 for line in block.lines)
    assert len(block.lines) * block.size * LINE_HEIGHT <= 60.5


def test_words_break_at_soft_hyphens_before_anything_else():
    assert fit("Ansettelses\u00adutvalget", width=80, height=60).lines == ("Ansettelses-", "utvalget")


def test_text_that_cannot_fit_is_cut_with_an_ellipsis():
    block = fit("ord " * 200, width=60, height=30)
    assert block.is_cut
    assert block.lines[-1].endswith("…")
    assert not fit("kort", width=60, height=30).is_cut


@pytest.mark.parametrize("text", ["", "   ", "\n", "\u00ad", "x" * 5000, "😀" * 300, "漢字" * 50, "a\u0301" * 40])
def test_any_text_in_any_box_ends(text):
    for width in (0.0, 1.0, 20.0, 500.0):
        assert fit(text, width=width, height=10).height >= 0
        assert wrap(text, width=width).height >= 0


@pytest.mark.parametrize("height", [64, 80])
def test_a_name_of_three_lines_stands_clear_of_the_sign_of_who_does_it(height):
    name = "Gå gjennom listen og velg hvem som kalles inn"
    data = file_of(
        f'<process id="p"><userTask id="a" name="{name}"/></process>' + diagram(shape("a", 0, 0, 112, height))
    )
    svg = drawn(data)
    (words,) = [one for one in svg.iter(f"{SVG}text") if "bpmn-name" in one.get("class")]
    lines = words.findall(f"{SVG}tspan")
    assert len(lines) == 3
    size = next((float(css[1:]) for css in words.get("class").split() if css in {"s11", "s10"}), 12)
    tallest = 0.76 * size  # how high an Å or an l stands above the line it is written on
    sign_ends = 13 + 7.5 + 0.6  # where the sign lies, half its height, half its line
    assert float(lines[0].get("y")) - tallest >= sign_ends
    assert float(lines[-1].get("y")) < height


def test_a_name_in_a_low_box_is_rather_close_to_the_sign_than_cut():
    name = "Gå gjennom listen og velg hvem som kalles inn"
    data = file_of(f'<process id="p"><userTask id="a" name="{name}"/></process>' + diagram(shape("a", 0, 0, 112, 60)))
    (words,) = [one for one in drawn(data).iter(f"{SVG}text") if "bpmn-name" in one.get("class")]
    assert " ".join("".join(words.itertext()).split()) == name


def test_line_breaks_in_names_are_kept():
    assert fit("Lag\nutlysning", width=200, height=60).lines == ("Lag", "utlysning")


def test_work_carries_its_number_outside_the_links_that_are_read_aloud():
    model = drawable(read(process_of(LINE)))
    root = etree.fromstring(draw(model, steps_of(model), labels=Labels()))
    numbers = root.findall(f".//{SVG}text[@class='bpmn-text s10 bpmn-number']")
    assert [one.text for one in numbers] == [step.number for step in steps_of(model) if step.number]
    assert {one.getparent().get("aria-hidden") for one in numbers} == {"true"}


def test_the_strip_of_heads_is_as_high_as_the_drawing_and_begins_where_it_does():
    lanes = '<laneSet id="ls"><lane id="l" name="Leder"><flowNodeRef>a</flowNodeRef></lane></laneSet>'
    model = drawable(read(process_of(lanes + LINE)))
    parts = draw_parts(model, steps_of(model), labels=Labels())
    svg, heads = (etree.fromstring(one) for one in (parts.svg, parts.heads))
    whole, strip = ([float(one) for one in root.get("viewBox").split()] for root in (svg, heads))
    assert (strip[:2], strip[3]) == (whole[:2], whole[3])
    assert strip[2] < whole[2]
    assert heads.get("aria-hidden") == "true"
    assert "Leder" in "".join(heads.itertext())


def test_there_is_no_strip_of_heads_without_lanes_that_lie_flat():
    bare = drawable(read(process_of(LINE)))
    upright = Model(
        "d",
        (Process("p", lanes=(Lane("l", "Leder"),)),),
        diagrams=(Diagram("dia", shapes=(Shape("l", Bounds(0, 0, 100, 300), is_horizontal=False),)),),
    )
    assert [draw_parts(model, (), labels=Labels()).heads for model in (bare, upright)] == ["", ""]


def test_a_mark_without_symbol_and_text_only_changes_the_look():
    model = drawable(read(process_of(LINE)))
    plain, marked = (
        etree.fromstring(draw(model, steps_of(model), labels=Labels(), marks=marks))
        for marks in (None, {step.element_id: Mark("dimmed") for step in steps_of(model)})
    )
    links = [root.findall(f".//{SVG}a") for root in (plain, marked)]
    assert [link.get("aria-label") for link in links[0]] == [link.get("aria-label") for link in links[1]]
    assert {link.get("class") for link in links[1]} == {"bpmn-step is-dimmed"}
    assert not marked.findall(f".//{SVG}circle[@class='bpmn-badge']")
