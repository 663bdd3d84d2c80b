"""The component page in a real browser: accessible, nothing refused by the policy, usable by keyboard and on a phone.

The page is rendered once and handed to the browser by the test itself, with the product's security policy.
"""

import json
import mimetypes
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.contrib import messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.test import RequestFactory

from grunnmur.core import navigation
from grunnmur.core.models import Tenant
from grunnmur.core.views.ui import ui

ROOT = Path(__file__).resolve().parents[2]
STATIC = (ROOT / "src/grunnmur/static", ROOT / "src/grunnmur/core/static")
AXE = ROOT / "frontend/node_modules/axe-core/axe.min.js"
POLICY = "default-src 'self'; style-src 'self'; img-src 'self' data:"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
PARTS = [
    {"label": "Start", "url": "/", "icon": "home", "is_current": False, "children": []},
    {
        "label": "Work",
        "url": "/work/",
        "icon": "briefcase",
        "is_current": True,
        "children": [
            {"label": "Cases", "url": "/ui/", "is_current": True},
            {"label": "More", "is_current": False, "children": [{"label": "Audit", "url": "/audit/"}]},
        ],
    },
]


@pytest.fixture
def html(monkeypatch):
    """The component page as one who is logged in sees it."""
    sources = {"navigation": PARTS, "unread_count": 120, "person_name": "Kari Eksempel"}
    for name, value in sources.items():
        monkeypatch.setitem(navigation._sources, name, lambda _request, value=value: value)
    request = RequestFactory().get("/ui/")
    request.user = SimpleNamespace(is_authenticated=True, name="Kari Eksempel")
    request.tenant = Tenant(name="Eksempel kommune", short_name="Eksempel")
    request._messages = CookieStorage(request)
    messages.error(request, "The file was not stored.")
    return ui(request).content


@pytest.fixture
def shown(html, page):
    """The page in the browser, and what the browser complained about."""
    complaints = []
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.route("**/*", lambda route: answer(route, html))
    page.goto("http://grunnmur.example/ui/")
    return SimpleNamespace(page=page, complaints=complaints)


def answer(route, html):
    path = route.request.url.split("grunnmur.example", 1)[1].partition("?")[0].partition("#")[0]
    if path.startswith("/static/"):
        file = next(folder / path.removeprefix("/static/") for folder in STATIC if (folder / path[8:]).exists())
        return route.fulfill(body=file.read_bytes(), content_type=mimetypes.guess_type(path)[0])
    if path == "/tokens.css":
        return route.fulfill(body=":root { --municipality-main: #ffd500; }", content_type="text/css")
    headers = {"Content-Security-Policy": POLICY, "Content-Type": "text/html; charset=utf-8"}
    return route.fulfill(body=html, headers=headers)


def violations(page):
    page.evaluate("() => {" + AXE.read_text(encoding="utf-8") + "}")
    found = page.evaluate(f"axe.run({{runOnly: {json.dumps(RULES)}}})")["violations"]
    return [(one["id"], [node["target"] for node in one["nodes"]]) for one in found]


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_components_are_accessible_even_in_a_bright_yellow_municipality(shown, size, scheme):
    shown.page.emulate_media(color_scheme=scheme)
    shown.page.set_viewport_size(size)
    assert violations(shown.page) == []
    assert shown.complaints == []


def test_page_is_no_wider_than_a_phone(shown):
    shown.page.set_viewport_size(PHONE)
    assert shown.page.evaluate("document.body.scrollWidth") == shown.page.evaluate("document.body.offsetWidth")


def test_first_key_leads_past_the_header(shown):
    shown.page.keyboard.press("Tab")
    shown.page.keyboard.press("Enter")
    assert shown.page.evaluate("document.activeElement.id") == "content"


def test_escape_closes_the_menu_and_returns_to_its_button(shown):
    shown.page.focus(".me > summary")
    shown.page.keyboard.press("Enter")
    assert shown.page.is_visible(".me .menu-panel")
    shown.page.keyboard.press("Tab")
    shown.page.keyboard.press("Escape")
    assert not shown.page.is_visible(".me .menu-panel")
    assert shown.page.evaluate("document.activeElement.matches('.me > summary')")


def test_a_group_of_the_menu_opens_by_keyboard_and_is_in_reach_on_a_phone(shown):
    shown.page.focus(".section-navigation summary")
    assert not shown.page.is_visible(".section-navigation a[href='/audit/']")
    shown.page.keyboard.press("Enter")
    shown.page.keyboard.press("Tab")
    assert shown.page.evaluate("document.activeElement.getAttribute('href')") == "/audit/"
    shown.page.keyboard.press("Escape")
    assert not shown.page.is_visible(".section-navigation a[href='/audit/']")
    shown.page.set_viewport_size(PHONE)
    shown.page.click(".all-pages > summary")
    assert shown.page.is_visible(".all-pages a[href='/audit/']")


def test_confirmation_opens_as_a_dialog_and_gives_the_focus_back(shown):
    shown.page.focus("[data-dialog=example-confirm]")
    shown.page.keyboard.press("Enter")
    assert shown.page.is_visible("#example-confirm")
    shown.page.keyboard.press("Escape")
    assert not shown.page.is_visible("#example-confirm")
    assert shown.page.evaluate("document.activeElement.dataset.dialog") == "example-confirm"


def test_table_filter_hides_what_does_not_match_and_tells_the_number(shown):
    shown.page.fill("#cases-filter", "ola")
    assert shown.page.locator("#cases tbody tr:visible").count() == 1
    assert shown.page.inner_text("#status-line").startswith("1 ")


def test_every_page_is_in_reach_on_a_phone(shown):
    shown.page.set_viewport_size(PHONE)
    assert not shown.page.is_visible(".section-navigation")
    shown.page.click(".all-pages > summary")
    assert shown.page.is_visible(".all-pages a[aria-current=page]")
