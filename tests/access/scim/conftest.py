"""A municipality with a source and its token, asked by way of the whole product."""

import json
from dataclasses import dataclass, field

import pytest

from grunnmur.access.actions.scim.clients import NewClient, add_scim_client
from grunnmur.access.models import ScimClient
from grunnmur.core.clock import now
from grunnmur.core.tenancy import tenant
from tests.factories_organisation import SYSTEM

HOST = "fjordvik.example"
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
EMPLOYMENT = "urn:ietf:params:scim:schemas:extension:grunnmur:2.0:Employment"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
BULK = "urn:ietf:params:scim:api:messages:2.0:BulkRequest"


@dataclass
class Caller:
    """A program that calls `/scim/v2` with its token."""

    browser: object
    client: ScimClient
    token: str
    host: str = HOST
    headers: dict = field(default_factory=dict)

    def call(self, method, path, body=None, *, headers=None, **query):
        data = json.dumps(body) if body is not None else ""
        address = f"/scim/v2{path}"
        return self.browser.generic(
            method,
            address,
            data,
            content_type="application/scim+json",
            query_params=query or None,
            headers={"host": self.host, "authorization": f"Bearer {self.token}"} | self.headers | (headers or {}),
        )

    def get(self, path, **query):
        return self.call("GET", path, **query)

    def post_user(self, user_name, /, **more):
        told = {"schemas": [USER], "userName": user_name, **more}
        return self.call("POST", "/Users", told)

    def make_user(self, user_name, /, **more):
        answer = self.post_user(user_name, **more)
        assert answer.status_code == 201, answer.content
        return answer.json()

    def make_group(self, name, /, *members, **more):
        told = {"schemas": [GROUP], "displayName": name, "members": [{"value": one} for one in members], **more}
        answer = self.call("POST", "/Groups", told)
        assert answer.status_code == 201, answer.content
        return answer.json()

    def patch(self, path, *operations, **more):
        return self.call("PATCH", path, {"schemas": [PATCH], "Operations": list(operations)}, **more)

    def names(self, **query):
        """The user names of a list, in its order."""
        answer = self.get("/Users", **query)
        assert answer.status_code == 200, answer.content
        return [one["userName"] for one in answer.json()["Resources"]]


def let_in(browser, here, **facts):
    with tenant(here):
        client, token = add_scim_client(NewClient(**{"name": "entra"} | facts), by=SYSTEM, at=now())
    return Caller(browser, client, token, host=here.host_names[0])


@pytest.fixture
def source(client, fjordvik, settings):
    """A source of the Norwegian municipality."""
    settings.ALLOWED_HOSTS = ["fjordvik.example", "sundby.example"]
    return let_in(client, fjordvik)
