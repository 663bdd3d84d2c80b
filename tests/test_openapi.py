import json
from collections import defaultdict
from http import HTTPStatus

import pytest
from ninja import Schema

from grunnmur.config.api import ROUTERS, api
from grunnmur.core.api_tokens import DOMAINS
from tools.openapi import SNAPSHOT, document


def test_document_equals_its_snapshot():
    """After a change that is meant: `python -m tools.openapi`, and look at what git says has changed."""
    assert document() == SNAPSHOT.read_text(encoding="utf-8")


def test_document_is_openapi_3_1_and_tells_of_errors():
    found = json.loads(document())
    assert found["openapi"].startswith("3.1")
    assert "detail" in found["components"]["schemas"]["Problem"]["properties"]
    for path in found["paths"].values():
        for operation in path.values():
            assert "application/problem+json" in operation["responses"]["default"]["content"]


def test_every_operation_is_named_once_and_wants_a_token_or_a_login():
    operations = [operation for path in api.get_openapi_schema()["paths"].values() for operation in path.values()]
    names = [operation["operationId"] for operation in operations]
    assert len(names) == len(set(names))
    assert all(operation["security"] == [{"TokenAuth": []}, {"BrowserAuth": []}] for operation in operations)


def schemas(of=Schema):
    """All shapes that the domains' addresses take and return."""
    for one in of.__subclasses__():
        if one.__module__.startswith("grunnmur."):
            yield one
        yield from schemas(one)


def test_no_two_shapes_share_a_name_in_the_document():
    described = defaultdict(set)
    for one in schemas():
        whole = one.model_json_schema()
        for name, part in (whole.pop("$defs", {}) | {one.__name__: whole}).items():
            described[name].add(json.dumps(part, sort_keys=True, default=str))

    assert [name for name, found in described.items() if len(found) > 1] == []


def test_every_mounted_domain_has_its_scopes():
    assert set(ROUTERS) == set(DOMAINS)


@pytest.mark.django_db
def test_document_and_its_page_come_from_this_server_alone(client, fjordvik, settings):
    settings.ALLOWED_HOSTS = ["fjordvik.example"]
    page = client.get("/api/v1/docs", headers={"host": "fjordvik.example"})
    assert page.status_code == HTTPStatus.OK
    assert "http://" not in page.content.decode()
    assert "https://" not in page.content.decode()
    assert client.get("/api/v1/openapi.json", headers={"host": "fjordvik.example"}).json()["openapi"] == "3.1.0"
