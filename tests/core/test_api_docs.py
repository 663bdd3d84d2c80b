"""The API's own page in a real browser, under the product's policy."""

import pytest


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
    page.wait_for_selector(".opblock")
    assert page.locator(".opblock").count() > 5
    assert complaints == []
    assert all(url.startswith((live_server.url, "data:", "blob:")) for url in asked)
