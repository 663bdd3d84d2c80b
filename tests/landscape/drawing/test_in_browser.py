from pathlib import Path

import pytest

from grunnmur.landscape.drawing import Affected, Edge, Node, ego
from tests.landscape.drawing.landscapes import ORIGIN, TEXTS, landscape
from tests.landscape.drawing.test_names import HOSTILE

ROOT = Path(__file__).resolve().parents[3]
DIST = ROOT / "src/grunnmur/static/dist"
AXE = ROOT / "frontend/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src data:"
TOO_WIDE = """() => [...document.querySelectorAll(".map-box")].flatMap(box => {
  const card = box.querySelector(".map-card").getBoundingClientRect();
  return [...box.querySelectorAll(":scope > g > text")]
    .filter(text => text.getBoundingClientRect().right > card.right)
    .map(text => text.textContent);
})"""
FOCUSED = "() => document.activeElement.querySelector('title').textContent"

pytestmark = pytest.mark.journey


@pytest.fixture
def opened(page):
    """Open a figure on a page of its own, under the policy of the product."""
    refused = []
    page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)

    def open_figure(nodes, edges, *, width=1280):
        body = (
            '<!doctype html><html lang="nb" data-color-scheme="light" data-size="sm"><title>Figur</title>'
            '<meta charset="utf-8"><link rel="icon" href="data:,"><link rel="stylesheet" href="/app.css">'
            '<script src="/app.js" defer></script><main class="container"><h1>Figur</h1><div data-figure>'
            '<div class="map-tools" hidden><button type="button" data-size-to="larger">Større</button>'
            '</div><div class="map-frame" role="region" tabindex="0" aria-label="Figur">'
            f"{ego(nodes, edges, TEXTS)}</div></div></main>"
        )

        def answer(route):
            path = route.request.url.removeprefix("http://figure.example/")
            if not path:
                headers = {"Content-Security-Policy": POLICY}
                return route.fulfill(body=body, content_type="text/html", headers=headers)
            return route.fulfill(path=str(DIST / path))

        page.set_viewport_size({"width": width, "height": 900})
        page.route("http://figure.example/**", answer)
        page.goto("http://figure.example/")
        page.evaluate("() => document.fonts.ready.then(() => true)")
        return page

    yield open_figure
    assert refused == []


@pytest.mark.parametrize("count", [1, 12, 150])
def test_figure_is_accessible_and_no_wider_than_a_page_of_1280_pixels(opened, count):
    page = opened(*landscape(count))
    page.evaluate("() => {" + AXE.read_text(encoding="utf-8") + "}")
    found = page.evaluate("rules => axe.run({runOnly: rules})", RULES)["violations"]

    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    assert page.evaluate("() => (f => f.scrollWidth - f.clientWidth)(document.querySelector('.map-frame'))") <= 0


def test_text_of_known_letters_stays_inside_its_box(opened):
    names = [*HOSTILE, "MWMW" * 20, "mmmm " * 20, "gggg" * 20, "Å" * 40, "@æ" * 40]
    nodes = [ORIGIN, *(Node(str(at), name, name, 1 + at % 10, at % 4, 1, "/") for at, name in enumerate(names))]
    edges = [Edge("origin", node.id, 2, "leser", Affected.DST) for node in nodes[1:]]

    assert opened(nodes, edges).evaluate(TOO_WIDE) == []


def test_neighbours_are_shown_and_arrow_keys_move_between_boxes(opened):
    page = opened(*landscape(12))
    page.locator(".is-origin").focus()
    lit = [box.text_content() for box in page.locator(".map-box.is-lit > title").all()]
    page.keyboard.press("ArrowUp")

    assert len(lit) == 6
    assert page.evaluate(FOCUSED).startswith("Informasjonsobjekt: Saksmappe")
    assert page.locator(".map-box.is-lit").count() == 3


def test_size_changes_by_button_and_by_key_and_fits_on_a_phone(opened):
    page = opened(*landscape(40), width=390)

    def width():
        return int(page.locator("svg.map").get_attribute("width"))

    whole = width()
    page.get_by_role("button", name="Større").click()
    larger = width()
    page.locator(".map-frame").focus()
    page.keyboard.press("0")

    assert larger == round(whole * 1.2)
    assert width() < 390
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
