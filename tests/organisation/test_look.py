"""The pages of organisation and worklist in a real browser: accessible, and no wider than a phone.

The test client renders each page; the test hands it to the browser with the product's own headers.
"""

import json
import mimetypes
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse

from grunnmur.core.periods import Period
from grunnmur.core.tenancy import tenant
from grunnmur.organisation import actions
from grunnmur.organisation.models import Employment
from grunnmur.organisation.rules import APPOINT, EDIT_PEOPLE, EDIT_UNITS
from grunnmur.worklist.actions import notify
from tests.factories_organisation import (
    SINCE,
    SYSTEM,
    granting,
    make_employee,
    make_function,
    make_leader,
    make_position,
    make_unit,
    make_user,
)
from tests.factories_worklist import CHOICE, make_task

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
STATIC = (ROOT / "src/grunnmur/static", ROOT / "src/grunnmur/core/static")
AXE = ROOT / "frontend/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
SIZES = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1280, "height": 900}}
HOST = "fjordvik.example"


@pytest.fixture(autouse=True)
def _inside_the_browsers_loop(monkeypatch):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright keeps a loop in this thread


@pytest.fixture
def house(fjordvik):
    with tenant(fjordvik):
        top = make_unit("Fjordvik kommune")
        unit = make_unit("Kundesenter", parent=top)
        make_unit("Sentralbord", parent=unit)
        leader = make_leader(unit, name="Lise Leder")
        person = make_employee(unit, "Per Person", position_id=make_position("Kundekonsulent").pk)
        function = make_function("verneombud")
        work = {"function_id": function.pk, "unit_id": unit.pk, "valid": Period(SINCE)}
        actions.appoint(person.pk, **work, by=SYSTEM)
        row = Employment.objects.get(person=person)
        task = make_task(unit=unit, kind=CHOICE, due_date=date(2026, 3, 1))
        make_task(person=leader)
        notify([leader.pk], kind="tests.told", message="Hello", subject=("person", person.pk))
        return {
            "unit": unit,
            "person": person,
            "row": row,
            "task": task,
            "function": function,
            "user": make_user(leader),
        }


@pytest.fixture
def addresses(house):
    hire = {"given_name": "Nora", "family_name": "Ny", "unit": str(house["unit"].pk), "kind": "permanent"}
    end = reverse("organisation:end_employment", args=[house["row"].pk])
    return {
        "tree": (reverse("organisation:tree"), None),
        "tree_then": (reverse("organisation:tree") + "?on=2026-05-01", None),
        "unit": (reverse("organisation:unit", args=[house["unit"].pk]), None),
        "unit_history": (reverse("organisation:unit_history", args=[house["unit"].pk]), None),
        "people": (reverse("organisation:people"), None),
        "nobody": (reverse("organisation:people") + "?q=xx", None),
        "person": (reverse("organisation:person", args=[house["person"].pk]), None),
        "person_history": (reverse("organisation:person_history", args=[house["person"].pk]), None),
        "hire": (reverse("organisation:hire"), None),
        "hire_wrong": (reverse("organisation:hire"), hire),
        "hire_preview": (reverse("organisation:hire"), hire | {"percent": "50", "first_day": "2026-04-01"}),
        "end": (end, None),
        "end_preview": (end, {"last_day": "2026-04-30"}),
        "chart": (reverse("organisation:chart"), None),
        "chart_whole": (reverse("organisation:chart") + "?size=whole&levels=1&on=2026-05-01", None),
        "vacancies": (reverse("organisation:vacancies"), None),
        "functions": (reverse("organisation:functions"), None),
        "function": (reverse("organisation:function", args=[house["function"].pk]), None),
        "open_unit": (reverse("organisation:open_unit"), None),
        "close_unit": (reverse("organisation:close_unit", args=[house["unit"].pk]), None),
        "close_unit_refused": (reverse("organisation:close_unit", args=[house["unit"].pk]), {"last_day": "2026-04-01"}),
        "rename_preview": (reverse("organisation:rename_unit", args=[house["unit"].pk]), {"name": "A", "code": "A"}),
        "set_leader": (reverse("organisation:set_leader", args=[house["unit"].pk]) + "?q=p", None),
        "change_employment": (reverse("organisation:change_employment", args=[house["row"].pk]), None),
        "register_leave": (reverse("organisation:register_leave", args=[house["row"].pk]), None),
        "correct_person": (reverse("organisation:correct_person", args=[house["person"].pk]), None),
        "protect_preview": (reverse("organisation:protect_person", args=[house["person"].pk]), {}),
        "name_deputy": (reverse("organisation:name_deputy", args=[house["person"].pk]), None),
        "appoint": (reverse("organisation:appoint"), None),
        "starts_later": (reverse("organisation:people") + "?who=later", None),
        "my_tasks": (reverse("worklist:my_tasks"), None),
        "closed": (reverse("worklist:my_tasks") + "?show=closed", None),
        "team_tasks": (reverse("worklist:team_tasks"), None),
        "task": (reverse("worklist:task", args=[house["task"].pk]), None),
        "notifications": (reverse("notifications"), None),
    }


@pytest.fixture
def rendered(client, fjordvik, house, addresses, settings):
    """Every page as the leader sees it, by name."""
    settings.ALLOWED_HOSTS = [HOST]
    client.defaults["HTTP_HOST"] = HOST
    with tenant(fjordvik):
        client.force_login(house["user"])
    with ExitStack() as may:
        for permission in (EDIT_PEOPLE, EDIT_UNITS, APPOINT):
            may.enter_context(granting(house["user"], permission, house["unit"]))
        return {
            name: client.get(url) if sent is None else client.post(url, sent) for name, (url, sent) in addresses.items()
        }


def answer(route, response):
    path = route.request.url.split(HOST, 1)[1].partition("?")[0].partition("#")[0]
    if path.startswith("/static/"):
        file = next((folder / path[8:] for folder in STATIC if (folder / path[8:]).exists()), None)
        found = {"body": file.read_bytes(), "content_type": mimetypes.guess_type(path)[0]} if file else {"status": 404}
        return route.fulfill(**found)
    if path.endswith(".css"):
        return route.fulfill(body="", content_type="text/css")
    return route.fulfill(body=response.content, headers=dict(response.headers), status=200)


def faults(page, name, size):
    page.set_viewport_size(SIZES[size])
    page.evaluate("() => {" + AXE.read_text(encoding="utf-8") + "}")
    found = page.evaluate(f"axe.run({{runOnly: {json.dumps(RULES)}}})")["violations"]
    wrong = [(name, size, one["id"], [node["target"] for node in one["nodes"]]) for one in found]
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        wrong.append((name, size, "is wider than the screen", []))
    return wrong


@pytest.mark.journey
def test_every_page_is_accessible_at_both_widths(rendered, page):
    wrong = []
    for name, response in rendered.items():
        assert response.status_code in {200, 422}, name
        page.unroute_all()
        page.route("**/*", lambda route, _request, response=response: answer(route, response))
        page.goto(f"http://{HOST}/{name}/")
        for size in SIZES:
            wrong += faults(page, name, size)
    assert wrong == []
