import pytest
from allauth.socialaccount.models import SocialApp

from grunnmur.core.login.identity_providers import IdentityProviderAdapter, provider_id, providers_of, user_of
from grunnmur.core.models import Tenant
from grunnmur.core.secret_store import tenant_secret
from grunnmur.core.tenancy import tenant
from tests.factories_login import make_login

FACTS = {"id": "work", "name": "Work account", "server_url": "https://id.example", "client_id": "grunnmur"}


@pytest.fixture
def request_in(rf):
    def make(municipality):
        request = rf.get("/")
        request.tenant = municipality
        return request

    return make


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "kari@fjordvik.example"},
        {"email": "kari@fjordvik.example", "email_verified": False},
        {"email": "kari@fjordvik.example", "email_verified": "false"},
        {"email": "", "email_verified": True},
        {"email_verified": True},
        {"email": "ola@fjordvik.example", "email_verified": True},
        {},
    ],
)
def test_address_that_is_not_verified_or_not_known_finds_nobody(here, claims):
    make_login("kari", email="kari@fjordvik.example")
    make_login("nobody")  # without an address
    assert user_of(claims, claim="") is None


def test_verified_address_finds_her_however_it_is_written(here):
    kari = make_login("kari", email="kari@fjordvik.example")
    assert user_of({"email": "Kari@Fjordvik.Example", "email_verified": True}, claim="") == kari


def test_claim_finds_her_and_then_the_address_does_not_count(here):
    kari = make_login("kari", email="kari@fjordvik.example")
    assert user_of({"upn": "KARI"}, claim="upn") == kari
    assert user_of({"email": "kari@fjordvik.example", "email_verified": True}, claim="upn") is None
    assert user_of({"upn": ""}, claim="upn") is None


def test_one_who_may_no_longer_log_in_is_not_found(here):
    make_login("kari", email="kari@fjordvik.example", is_active=False)
    assert user_of({"email": "kari@fjordvik.example", "email_verified": True}, claim="") is None


def test_address_of_another_municipality_finds_nobody(fjordvik, sundby):
    with tenant(sundby):
        make_login("kari", email="kari@sundby.example")
    with tenant(fjordvik):
        assert user_of({"email": "kari@sundby.example", "email_verified": True}, claim="") is None


def test_municipality_has_its_own_providers_only(fjordvik, sundby, settings, request_in):
    settings.OIDC = {"fjordvik": [FACTS]}
    adapter = IdentityProviderAdapter()
    with tenant(fjordvik):
        assert [app.provider_id for app in adapter.list_apps(request_in(fjordvik))] == ["fjordvik_work"]
    with tenant(sundby), pytest.raises(SocialApp.DoesNotExist):
        adapter.get_app(request_in(sundby), provider="fjordvik_work")


def test_secret_is_read_from_the_credentials_of_the_municipality(here, settings, monkeypatch, tmp_path):
    (tmp_path / "fjordvik__oidc_work").write_text("from the credentials\n")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    settings.OIDC = {"fjordvik": [FACTS]}
    assert providers_of(here)[0].secret == "from the credentials"
    assert tenant_secret("oidc_work", of=here) == b"from the credentials"


def test_no_two_municipalities_share_a_provider_name():
    assert provider_id("c", of=Tenant(slug="a-b")) != provider_id("b-c", of=Tenant(slug="a"))
    assert SocialApp._meta.get_field("provider_id").max_length >= len("_".join(["x" * 40, "work"]))
