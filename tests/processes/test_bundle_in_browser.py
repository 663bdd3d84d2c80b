"""The library for outages, opened from a disk in a real browser."""

import zipfile
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from grunnmur.core.tenancy import tenant
from grunnmur.processes.views.bundle import write_bundle
from tests.factories_processes import make_process

AXE = Path(__file__).resolve().parents[2] / "frontend/node_modules/axe-core/axe.min.js"
# preload: axe would ask for the stylesheet, which no page may do from a disk
HOW = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], "preload": False}

pytestmark = [pytest.mark.django_db, pytest.mark.journey]


@pytest.fixture
def folder(fjordvik, tmp_path):
    """A library with one process, unpacked."""
    with tenant(fjordvik):
        make_process("ANS", title="Ansettelse")
        zipfile.ZipFile(BytesIO(write_bundle())).extractall(tmp_path)
    return tmp_path


def test_pages_open_from_disk_without_a_complaint_and_are_accessible(folder, browser_type_launch_args):
    with ThreadPoolExecutor(1) as beside:  # the browser's loop would stand between the database and later tests
        wrong = beside.submit(walked, folder, browser_type_launch_args).result()
    assert wrong == []


def walked(folder, how):
    wrong = []
    with sync_playwright() as playwright:
        page = playwright.chromium.launch(**how).new_page()
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        page.on("requestfailed", lambda request: wrong.append(request.url))
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto((folder / "index.html").as_uri())
            wrong += violations(page)
            page.get_by_role("link", name="Ansettelse").click()
            page.get_by_role("heading", level=1, name="Ansettelse").wait_for()
            wrong += violations(page)
            if page.evaluate("() => document.documentElement.scrollWidth") > width:
                wrong.append(f"wider than {width}")
    return wrong


def violations(page):
    page.evaluate("() => {" + AXE.read_text(encoding="utf-8") + "}")
    found = page.evaluate("how => axe.run(how)", HOW)["violations"]
    return [(one["id"], one["nodes"][0]["html"]) for one in found]
