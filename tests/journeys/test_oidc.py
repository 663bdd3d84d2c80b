"""Logging in with a municipality's identity provider, from the login page to the provider and back, in a browser."""

import http.client
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount

from grunnmur.core.models import User
from grunnmur.core.tenancy import tenant
from tests.factories_login import PASSWORD, make_login

HERE = Path(__file__).resolve().parent
PINS = HERE / "oidc-server.txt"
ENVIRONMENT = HERE.parents[1] / ".grunnmur" / "test-oidc-server"  # kept between runs
START_SECONDS = 90
pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        not (os.environ.get("GRUNNMUR_CHROMIUM") or shutil.which("chromium")),
        reason="CHROMIUM IS MISSING: the login by identity provider is NOT tested",
    ),
]


@pytest.fixture(scope="session")
def server_python():
    """The Python of the server's own environment, made anew when its pins change."""
    stamp = ENVIRONMENT / "pins.txt"
    python = ENVIRONMENT / "bin" / "python"
    if not stamp.exists() or stamp.read_text() != PINS.read_text():
        uv = str(Path(sys.executable).parent / "uv")
        environment = os.environ | {"VIRTUAL_ENV": str(ENVIRONMENT)}
        subprocess.run([uv, "venv", "--quiet", "--clear", "--python", sys.executable, ENVIRONMENT], check=True)  # noqa: S603
        install = [uv, "pip", "install", "--quiet", "--require-hashes", "-r", PINS]
        subprocess.run(install, check=True, env=environment)  # noqa: S603
        stamp.write_text(PINS.read_text())
    return python


@pytest.fixture
def provider(server_python, live_server, settings, monkeypatch):
    """The server, running, and configured as an operator does it: for Fjordvik alone. Yields its address."""
    port = free_port()
    back = f"{live_server.url}/accounts/oidc/fjordvik_work/login/callback/"
    process = subprocess.Popen([server_python, HERE / "oidc_server.py", str(port), back])  # noqa: S603
    facts = {"id": "work", "name": "Arbeidskonto", "server_url": f"http://127.0.0.1:{port}", "client_id": "grunnmur"}
    settings.OIDC = {"fjordvik": [facts]}
    monkeypatch.setenv("fjordvik__oidc_work", "client-secret")
    try:
        wait_for(process, port)
        yield facts
    finally:
        process.terminate()
        process.wait(timeout=30)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(process, port):
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/.well-known/openid-configuration")
            connection.getresponse()
        except OSError:
            time.sleep(0.2)
        else:
            return
    pytest.fail("The identity provider did not start.")


def log_in(page, live_server, *, provider_name="Arbeidskonto", username="kari"):
    """Go from the login page to the provider, log in there, and come back."""
    page.goto(f"{live_server.url}/municipality/?next=/profile/")
    page.get_by_role("button", name="Fjordvik").click()
    page.get_by_role("link", name=provider_name).click()
    page.locator("input[name=login]").fill(username)
    page.keyboard.press("Enter")
    page.locator("input[name=password]").fill("secret")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{live_server.url}/**")


def accounts(municipality):
    with tenant(municipality):
        return [
            (account.user.username, account.provider, account.extra_data) for account in SocialAccount.objects.all()
        ]


def test_first_login_finds_her_by_verified_address_and_goes_on_to_the_page(page, live_server, provider, fjordvik):
    with tenant(fjordvik):
        make_login("kari.eksempel", email="Kari@fjordvik.example", name="Kari Eksempel")
    log_in(page, live_server)
    assert urlsplit(page.url).path == "/profile/"
    assert page.get_by_text("kari.eksempel").count() > 0
    assert accounts(fjordvik) == [("kari.eksempel", "fjordvik_work", {})]


def test_next_login_knows_her_even_when_her_address_has_changed(page, live_server, provider, fjordvik):
    with tenant(fjordvik):
        make_login("kari.eksempel", email="kari@fjordvik.example")
    log_in(page, live_server)
    with tenant(fjordvik):
        User.objects.update(email="new@fjordvik.example")
    page.context.clear_cookies(domain="localhost")
    page.goto(f"{live_server.url}/municipality/?next=/profile/")
    page.get_by_role("button", name="Fjordvik").click()
    page.get_by_role("link", name="Arbeidskonto").click()
    page.wait_for_url(f"{live_server.url}/profile/")
    assert len(accounts(fjordvik)) == 1


def test_claim_that_the_operator_names_finds_her_by_her_user_name(page, live_server, provider, fjordvik):
    provider["claim"] = "sub"
    with tenant(fjordvik):
        make_login("kari", email="another@fjordvik.example")
    log_in(page, live_server)
    assert urlsplit(page.url).path == "/profile/"


def test_one_whom_nobody_here_matches_is_refused_and_not_made_a_user(page, live_server, provider, fjordvik, sundby):
    with tenant(sundby):
        make_login("eve", email="eve@elsewhere.example")
    log_in(page, live_server, username="eve")
    assert page.get_by_role("heading", name="Du har ingen innlogging her ennå").count() == 1
    page.goto(f"{live_server.url}/profile/")
    assert urlsplit(page.url).path == "/accounts/login/"
    with tenant(fjordvik):
        assert not User.objects.exists()
    assert accounts(sundby) == []


def test_provider_of_one_municipality_is_unknown_in_another(page, live_server, provider, sundby):
    page.goto(f"{live_server.url}/municipality/?next=/accounts/login/")
    page.get_by_role("button", name="Sundby").click()
    assert page.get_by_text("Arbeidskonto").count() == 0
    answer = page.goto(f"{live_server.url}/accounts/oidc/fjordvik_work/login/")
    assert answer.status == 404


def test_provider_cannot_be_joined_to_the_login_one_is_in(page, live_server, provider, fjordvik):
    with tenant(fjordvik):
        make_login("ola", email="ola@fjordvik.example")
    page.goto(f"{live_server.url}/municipality/?next=/accounts/login/")
    page.get_by_role("button", name="Fjordvik").click()
    page.locator("input[name=login]").fill("ola")
    page.locator("input[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: urlsplit(url).path == "/")
    page.goto(f"{live_server.url}/accounts/oidc/fjordvik_work/login/?process=connect")
    page.locator("input[name=login]").fill("kari")
    page.keyboard.press("Enter")
    page.locator("input[name=password]").fill("secret")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{live_server.url}/**")
    assert page.get_by_role("heading", name="Innloggingen lyktes ikke").count() == 1
    assert accounts(fjordvik) == []
