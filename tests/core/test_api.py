from datetime import timedelta
from http import HTTPStatus

import pytest
from django.test import Client

from grunnmur.core import api_tokens, clock, history
from grunnmur.core.models import User
from grunnmur.core.tenancy import tenant
from tests.factories_login import administering, make_login

pytestmark = pytest.mark.urls("tests.core.api_urls")
HERE = "fjordvik.example"
THERE = "sundby.example"
API = "/api/v1/worklist/"
SCOPES = ["worklist:read", "worklist:write"]


@pytest.fixture
def kari(fjordvik, settings):
    settings.ALLOWED_HOSTS = [HERE, THERE, "elsewhere.example"]
    with tenant(fjordvik):
        return make_login("kari")


@pytest.fixture
def plain(kari, fjordvik):
    with tenant(fjordvik):
        return api_tokens.issue_token("Payroll", by=kari, scopes=SCOPES, days=10)[1]


def call(plain, path="me", *, method="get", host=HERE, body=None):
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    headers = {"host": host} | ({"authorization": f"Bearer {plain}"} if plain else {})
    return getattr(client, method)(f"{API}{path}", data=body, content_type="application/json", headers=headers)


def assert_problem(response, status):
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == status
    assert body["title"] == status.phrase
    assert body["type"] == "about:blank"
    assert body["instance"].startswith("/api/")
    assert body["detail"].strip()
    return body


def assert_unwritten(kari, fjordvik):
    with tenant(fjordvik):
        assert User.objects.get(pk=kari.pk).name == kari.name


def test_token_acts_as_its_person(plain):
    assert call(plain).json() == {"username": "kari"}


@pytest.mark.parametrize("method", ["get", "post"])
def test_call_without_token_hears_how_to_log_in(kari, method):
    response = call("", "me" if method == "get" else "closed", method=method)
    assert_problem(response, HTTPStatus.UNAUTHORIZED)
    assert response["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("wrong", ["gm_fjordvik_made-up", "gm_nowhere_made-up", "nonsense"])
def test_made_up_token_is_refused(kari, wrong):
    assert_problem(call(wrong), HTTPStatus.UNAUTHORIZED)


def test_token_works_until_its_last_moment(plain):
    with clock.at(clock.now() + timedelta(days=10, minutes=-1)):
        assert call(plain).status_code == HTTPStatus.OK
    with clock.at(clock.now() + timedelta(days=10, minutes=1)):
        assert_problem(call(plain), HTTPStatus.UNAUTHORIZED)


def test_revoked_token_is_refused(plain, kari, fjordvik):
    with tenant(fjordvik):
        api_tokens.revoke_token(api_tokens.live_token(plain).pk, by=kari)
    assert_problem(call(plain), HTTPStatus.UNAUTHORIZED)


def test_token_of_one_who_may_no_longer_log_in_is_refused(plain, kari, fjordvik):
    with tenant(fjordvik):
        User.objects.filter(pk=kari.pk).update(is_active=False)
    assert_problem(call(plain), HTTPStatus.UNAUTHORIZED)


def test_reading_token_may_not_write(kari, fjordvik):
    with tenant(fjordvik):
        _token, plain = api_tokens.issue_token("Reader", by=kari, scopes=["worklist:read"], days=1)
    body = assert_problem(call(plain, "closed", method="post"), HTTPStatus.FORBIDDEN)
    assert "worklist:write" in body["detail"]


def test_token_for_another_domain_may_not_read_here(kari, fjordvik):
    with tenant(fjordvik):
        _token, plain = api_tokens.issue_token("Reader", by=kari, scopes=["processes:read"], days=1)
    assert_problem(call(plain), HTTPStatus.FORBIDDEN)


def test_token_of_another_municipality_is_refused_at_our_host(kari, sundby):
    with tenant(sundby):
        _token, plain = api_tokens.issue_token("Theirs", by=make_login("stranger"), scopes=SCOPES, days=1)
    assert_problem(call(plain), HTTPStatus.UNAUTHORIZED)


def test_token_leads_to_its_own_municipality_and_finds_nothing_of_ours(kari, sundby):
    with tenant(sundby):
        _token, plain = api_tokens.issue_token("Theirs", by=make_login("stranger"), scopes=SCOPES, days=1)
    assert call(plain, "names", host="elsewhere.example").json() == ["stranger"]


def test_call_that_names_no_municipality_is_not_led_to_a_page(kari):
    assert_problem(call("", host="elsewhere.example"), HTTPStatus.UNAUTHORIZED)


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("closed", HTTPStatus.CONFLICT, "The case is closed already."),
        ("forbidden", HTTPStatus.FORBIDDEN, "Administrere"),
        ("missing", HTTPStatus.NOT_FOUND, ""),
        ("broken", HTTPStatus.INTERNAL_SERVER_ERROR, ""),
    ],
)
def test_error_is_a_problem_document_and_nothing_is_written(plain, kari, fjordvik, path, status, words):
    response = call(plain, path, method="post")
    assert words in assert_problem(response, status)["detail"]
    assert "inside" not in response.content.decode()
    assert_unwritten(kari, fjordvik)


def test_invalid_input_names_the_fields_without_repeating_what_was_sent(plain, kari, fjordvik):
    response = call(plain, "rename", method="post", body={"name": "x", "age": "0101 1 secret"})
    body = assert_problem(response, HTTPStatus.UNPROCESSABLE_ENTITY)
    assert [error["field"] for error in body["errors"]] == ["body.body.age"]
    assert "secret" not in response.content.decode()
    assert_unwritten(kari, fjordvik)


@pytest.mark.parametrize("path", ["/api/v1/nowhere", "/api/v2/", "/api/v1/worklist/nowhere"])
def test_unknown_address_is_a_problem_document(kari, path):
    response = Client(headers={"host": HERE}).get(path)
    assert_problem(response, HTTPStatus.NOT_FOUND)


def test_wrong_method_is_refused(plain):
    assert call(plain, method="delete").status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_history_names_the_person_behind_a_token(plain, kari, fjordvik):
    call(plain, "rename", method="post", body={"name": "Kari Ny", "age": 40})
    with tenant(fjordvik):
        assert history.history_of(User.objects.get(pk=kari.pk))[0].by == kari.name


def test_use_of_a_token_is_noted(plain, fjordvik):
    call(plain)
    with tenant(fjordvik):
        assert api_tokens.live_token(plain).last_used_at is not None


def test_browser_may_read_with_its_login_and_write_with_the_csrf_token(kari, fjordvik):
    client = Client(enforce_csrf_checks=True, headers={"host": HERE})
    with tenant(fjordvik):
        client.force_login(kari)
    assert client.get(f"{API}me").json() == {"username": "kari"}
    assert_problem(client.post(f"{API}closed"), HTTPStatus.FORBIDDEN)
    assert_unwritten(kari, fjordvik)


def test_browser_of_an_administrator_without_second_factor_is_refused(kari, fjordvik):
    client = Client(headers={"host": HERE})
    with tenant(fjordvik):
        client.force_login(kari)
    with administering(kari, fjordvik):
        assert_problem(client.get(f"{API}me"), HTTPStatus.FORBIDDEN)
