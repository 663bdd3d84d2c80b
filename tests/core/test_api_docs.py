"""The API's own page in a real browser, under the product's policy."""

import json
from http import HTTPStatus
from pathlib import Path

import pytest

from grunnmur.config.api import api
from grunnmur.core.api_docs import groups_of, kind_of, shapes_of

AXE = Path(__file__).resolve().parents[2] / "frontend/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]


def violations(page):
    page.evaluate("() => {" + AXE.read_text(encoding="utf-8") + "}")
    found = page.evaluate(f"axe.run({{runOnly: {json.dumps(RULES)}}})")["violations"]
    return [(one["id"], [node["target"] for node in one["nodes"]]) for one in found]


@pytest.fixture
def complaints(page):
    found = []
    page.on("console", lambda line: found.append(line.text) if line.type == "error" else None)
    page.on("response", lambda response: found.append(response.url) if response.status >= 400 else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


@pytest.mark.django_db(transaction=True)
def test_docs_page_shows_the_operations_and_nothing_is_refused_by_the_policy(page, live_server, complaints):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{live_server.url}/municipality/?next=/api/v1/docs")
    page.locator("button", has_text="Fjordvik").first.click()
    assert page.get_by_role("heading", name="GET /api/v1/organisation/people", exact=True).count() == 1
    assert violations(page) == []
    assert complaints == []
    assert all(url.startswith((live_server.url, "data:", "blob:")) for url in asked)


def test_page_tells_every_operation_and_every_shape(client, fjordvik, settings):
    settings.ALLOWED_HOSTS = ["fjordvik.example"]
    response = client.get("/api/v1/docs", headers={"host": "fjordvik.example"})
    assert response.status_code == HTTPStatus.OK
    shown = response.content.decode()
    document = api.get_openapi_schema()
    operations = [one for group in groups_of(document).values() for one in group]
    assert len(operations) == sum(len(path) for path in document["paths"].values())
    assert all(f'id="{one.id}"' in shown for one in operations)
    assert all(f'id="shape-{one.name}"' in shown for one in shapes_of(document))


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "string", "format": "uuid"}, "string (uuid)"),
        ({"$ref": "#/components/schemas/TaskOut"}, "TaskOut"),
        ({"type": "array", "items": {"type": "integer"}}, "list of integer"),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, "string or nothing"),
        ({"enum": ["mine", "team"], "type": "string"}, "mine | team"),
        ({}, "anything"),
    ],
)
def test_kind_of_a_value_is_told_in_few_words(schema, words):
    assert kind_of(schema) == words
