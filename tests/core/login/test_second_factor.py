import re
from http import HTTPStatus

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.test import Client

from grunnmur.core.login.second_factor import has_second_factor, must_set_up
from grunnmur.core.permissions import declared
from grunnmur.core.rules import ADMINISTER
from grunnmur.core.tenancy import tenant
from tests.factories_login import PASSWORD, administering, code_of, give_second_factor, make_login

HOST = "fjordvik.example"
PAGES = ("/", "/profile/", "/profile/tokens/", "/organisation/", "/ui/")


@pytest.fixture
def admin(fjordvik, settings):
    settings.ALLOWED_HOSTS = [HOST]
    with tenant(fjordvik):
        user = make_login("admin")
    with administering(user, fjordvik):
        yield user


def logged_in(username="admin"):
    client = Client(headers={"host": HOST})
    client.post("/accounts/login/", {"login": username, "password": PASSWORD})
    return client


@pytest.mark.parametrize("path", PAGES)
def test_administrator_without_second_factor_is_led_to_its_set_up(admin, path):
    response = logged_in().get(path)
    assert (response.status_code, response.get("Location")) == (HTTPStatus.FOUND, "/accounts/2fa/")


def test_administrator_without_second_factor_cannot_act(admin, fjordvik):
    form = {"name": "x", "scopes": ["processes:read"], "days": 1}
    assert logged_in().post("/profile/tokens/", form).status_code == HTTPStatus.FOUND


def test_set_up_and_logging_out_stay_open(admin):
    client = logged_in()
    assert client.get("/accounts/2fa/").status_code == HTTPStatus.OK
    assert client.get("/accounts/2fa/totp/activate/").status_code == HTTPStatus.OK
    assert client.post("/accounts/logout/").status_code == HTTPStatus.FOUND


def test_everyone_else_needs_none(fjordvik, settings):
    settings.ALLOWED_HOSTS = [HOST]
    with tenant(fjordvik):
        user = make_login("kari")
        assert not must_set_up(user)
    assert logged_in("kari").get("/profile/").status_code == HTTPStatus.OK


def test_recovery_codes_alone_are_no_second_factor(admin, fjordvik):
    with tenant(fjordvik):
        RecoveryCodes.activate(admin)
        assert must_set_up(admin)


def test_setting_one_up_opens_the_pages_and_gives_recovery_codes(admin, fjordvik):
    client = logged_in()
    shown = client.get("/accounts/2fa/totp/activate/").content.decode()
    secret = re.search(r'id="authenticator_secret"[^>]*value="([A-Z2-7]+)"', shown)[1]
    client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})
    assert client.get("/profile/").status_code == HTTPStatus.OK
    with tenant(fjordvik):
        assert has_second_factor(admin)
        assert Authenticator.objects.filter(user=admin, type="recovery_codes").exists()


def test_wrong_code_sets_nothing_up(admin, fjordvik):
    client = logged_in()
    client.get("/accounts/2fa/totp/activate/")
    client.post("/accounts/2fa/totp/activate/", {"code": "000000"})
    with tenant(fjordvik):
        assert not has_second_factor(admin)


def test_login_asks_for_the_code_and_takes_no_other(admin, fjordvik):
    with tenant(fjordvik):
        secret = give_second_factor(admin)
    client = logged_in()
    assert client.get("/profile/").status_code == HTTPStatus.FOUND
    client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert client.get("/profile/").status_code == HTTPStatus.FOUND
    client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert client.get("/profile/").status_code == HTTPStatus.OK


def test_secret_lies_encrypted_in_the_database(admin, fjordvik):
    with tenant(fjordvik):
        secret = give_second_factor(admin)
        kept = Authenticator.objects.get(user=admin).data["secret"]
        assert secret not in kept
        assert Authenticator.objects.get(user=admin).wrap().validate_code(code_of(secret))


def test_secret_is_read_with_the_old_key_after_the_key_has_changed(admin, fjordvik, settings):
    with tenant(fjordvik):
        secret = give_second_factor(admin)
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
        settings.SECRET_KEY = "another"
        assert Authenticator.objects.get(user=admin).wrap().validate_code(code_of(secret))


def test_administrator_cannot_give_up_her_only_factor(admin, fjordvik):
    with tenant(fjordvik):
        secret = give_second_factor(admin)
    client = logged_in()
    client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    client.post("/accounts/2fa/totp/deactivate/")
    with tenant(fjordvik):
        assert has_second_factor(admin)


def test_demo_asks_nobody_for_one(admin, fjordvik, settings):
    settings.IS_DEMO = True
    with tenant(fjordvik):
        assert not must_set_up(admin)


def test_api_in_the_browser_is_closed_to_her_too(admin):
    response = logged_in().get("/api/v1/organisation/people")
    assert response.status_code in {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}


def test_only_administrators_begin_with_the_permission():
    assert declared()[ADMINISTER].roles == ()


def test_other_municipality_sees_no_second_factor_of_ours(admin, fjordvik, sundby):
    with tenant(fjordvik):
        give_second_factor(admin)
    with tenant(sundby):
        assert not Authenticator.objects.exists()
