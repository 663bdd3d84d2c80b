"""Programs are answered without what only people need, and without anything less."""

import pytest

from grunnmur.core import middleware

pytestmark = pytest.mark.django_db
HOST = {"host": "fjordvik.example"}


@pytest.fixture(autouse=True)
def _any_host(settings):
    settings.ALLOWED_HOSTS = ["*"]


def test_a_program_gets_the_headers_of_the_house_and_no_session(client, fjordvik):
    answer = client.get("/scim/v2/Users", headers=HOST)

    assert answer.status_code == 401
    assert not answer.cookies
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Length"] == str(len(answer.content))
    assert (answer["Content-Language"], answer["Cache-Control"]) == ("en", "no-store")
    assert answer["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert answer["X-Request-Id"]


@pytest.mark.parametrize(
    ("address", "policy"),
    [
        ("/api/v1/organisation/people", "default-src 'none'"),
        ("/api/nothing", "default-src 'none'"),
        ("/accounts/login/", "default-src 'self'"),
        ("/healthz", "default-src 'self'"),
    ],
)
def test_json_may_load_nothing_and_all_else_what_a_page_may(client, fjordvik, address, policy):
    assert policy in client.get(address, headers=HOST)["Content-Security-Policy"]


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_view_that_does_not_say_so_itself_is_not_answered_without_login(client, fjordvik, monkeypatch, method):
    monkeypatch.setattr(middleware, "FOR_PROGRAMS", ("/",))

    answer = getattr(client, method)("/organisation/", headers=HOST)
    assert answer.status_code == 302
    assert "login" in answer["Location"]


def test_what_is_no_address_is_answered_as_everywhere(client, fjordvik):
    assert client.get("/scim/nothing", headers=HOST).status_code in {302, 404}
