import re
from datetime import timedelta
from http import HTTPStatus

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from grunnmur.core import api_tokens, clock
from grunnmur.core.models import ApiToken
from grunnmur.core.tenancy import tenant
from tests.factories_login import make_login

HOST = "fjordvik.example"
TOKENS = "/profile/tokens/"
FORM = {"name": "Payroll", "scopes": ["organisation:read", "processes:read"], "days": 30}


@pytest.fixture
def kari(fjordvik, settings):
    settings.ALLOWED_HOSTS = [HOST]
    with tenant(fjordvik):
        return make_login("kari", email="kari@fjordvik.example")


@pytest.fixture
def client(kari, fjordvik):
    client = Client(headers={"host": HOST})
    with tenant(fjordvik):
        client.force_login(kari)
    return client


def test_profile_shows_who_one_is(client, kari):
    shown = client.get("/profile/").content.decode()
    for text in (
        kari.name,
        "kari@fjordvik.example",
        "Fjordvik kommune",
        "/accounts/2fa/",
        "/accounts/password/change/",
    ):
        assert text in shown


def test_profile_of_one_without_password_offers_none(client, kari, fjordvik):
    with tenant(fjordvik):
        kari.set_unusable_password()
        kari.save()
        client.force_login(kari)
    assert "password/change" not in client.get("/profile/").content.decode()


def test_language_chosen_on_the_profile_is_spoken(client):
    client.post("/language/", {"language": "da", "next": "/profile/"})
    assert "Skift adgangskode" in client.get("/profile/").content.decode()


def test_profile_wants_a_login(kari):
    for path in ("/profile/", "/profile/sessions/", TOKENS):
        assert Client(headers={"host": HOST}).get(path).status_code == HTTPStatus.FOUND


def test_new_token_is_shown_once_and_works(client, fjordvik):
    response = client.post(TOKENS, FORM)
    plain = re.search(r"gm_fjordvik_[\w-]+", response.content.decode())[0]
    assert response["Cache-Control"] == "no-store"
    with tenant(fjordvik):
        assert api_tokens.live_token(plain).scopes == FORM["scopes"]
        assert not ApiToken.objects.filter(token_hash__contains=plain).exists()
    assert plain not in client.get(TOKENS).content.decode()


@pytest.mark.parametrize(
    "wrong", [{"scopes": ["everything"]}, {"scopes": []}, {"days": 366}, {"days": 0}, {"name": ""}]
)
def test_token_that_is_not_valid_is_refused(client, fjordvik, wrong):
    assert client.post(TOKENS, FORM | wrong).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    with tenant(fjordvik):
        assert not ApiToken.objects.exists()


def test_revoked_token_is_listed_as_such_and_dead(client, kari, fjordvik):
    with tenant(fjordvik):
        token, plain = api_tokens.issue_token("Payroll", by=kari, scopes=["processes:read"], days=1)
    client.post(f"{TOKENS}{token.pk}/revoke/")
    assert "Trukket tilbake" in client.get(TOKENS).content.decode()
    with tenant(fjordvik):
        assert api_tokens.live_token(plain) is None


def test_somebody_elses_token_cannot_be_revoked(client, fjordvik):
    with tenant(fjordvik):
        token, plain = api_tokens.issue_token("Payroll", by=make_login("ola"), scopes=["processes:read"], days=1)
    assert client.post(f"{TOKENS}{token.pk}/revoke/").status_code == HTTPStatus.FORBIDDEN
    with tenant(fjordvik):
        assert api_tokens.live_token(plain)


def test_expired_token_is_listed_as_such(client, kari, fjordvik):
    with tenant(fjordvik), clock.at(clock.now() - timedelta(days=2)):
        api_tokens.issue_token("Payroll", by=kari, scopes=["processes:read"], days=1)
    assert "Utløpt" in client.get(TOKENS).content.decode()


def test_list_of_tokens_costs_the_same_whatever_its_length(client, kari, fjordvik):
    def statements():
        with CaptureQueriesContext(connection) as context:
            client.get(TOKENS)
        return len(context)

    def issue(number):
        with tenant(fjordvik):
            for _number in range(number):
                api_tokens.issue_token("Payroll", by=kari, scopes=["processes:read"], days=1)

    issue(1)
    client.get(TOKENS)
    one = statements()
    issue(3)
    assert statements() == one
