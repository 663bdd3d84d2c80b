from http import HTTPStatus

import pytest
from django.db import connection
from django.test import Client

from grunnmur.core.tenancy import tenant
from tests.factories_login import PASSWORD, make_login

HERE = "fjordvik.example"
THERE = "sundby.example"
LOGIN = "/accounts/login/"


@pytest.fixture
def kari(fjordvik, settings):
    settings.ALLOWED_HOSTS = [HERE, THERE]
    with tenant(fjordvik):
        return make_login("kari")


def browser(host=HERE, address="10.0.0.1"):
    return Client(headers={"host": host}, REMOTE_ADDR=address)


def try_login(client, username, password):
    return client.post(LOGIN, {"login": username, "password": password})


def is_in(client):
    return client.get("/profile/").status_code == HTTPStatus.OK


def test_login_with_name_and_password_opens_the_pages(kari):
    client = browser()
    assert not is_in(client)
    assert try_login(client, "KARI", PASSWORD).status_code == HTTPStatus.FOUND
    assert is_in(client)


def test_login_in_another_municipality_is_refused(kari):
    client = browser(THERE)
    assert try_login(client, "kari", PASSWORD).status_code == HTTPStatus.OK
    assert not is_in(client)


def test_wrong_password_and_unknown_name_look_alike(kari):
    known = try_login(browser(), "kari", "wrong password!")
    unknown = try_login(browser(), "karl", "wrong password!")
    assert known.status_code == unknown.status_code == HTTPStatus.OK
    assert known.context["form"].errors == unknown.context["form"].errors
    assert "Brukernavnet eller passordet er feil." in known.content.decode()


def test_inactive_login_with_wrong_password_looks_like_an_unknown_one(kari, fjordvik):
    with tenant(fjordvik):
        type(kari).objects.update(is_active=False)
    wrong = try_login(browser(), "kari", "wrong password!")
    unknown = try_login(browser(), "karl", "wrong password!")
    assert wrong.context["form"].errors == unknown.context["form"].errors


def test_sixth_wrong_try_is_refused_even_with_the_right_password(kari):
    for _number in range(5):
        try_login(browser(), "kari", "wrong password!")
    client = browser()
    refused = try_login(client, "kari", PASSWORD)
    assert "For mange forsøk" in refused.content.decode()
    assert not is_in(client)


def test_tries_at_one_login_leave_another_alone(kari, fjordvik):
    with tenant(fjordvik):
        make_login("ola")
    for _number in range(6):
        try_login(browser(), "kari", "wrong password!")
    client = browser()
    try_login(client, "ola", PASSWORD)
    assert is_in(client)


def test_tries_in_one_municipality_leave_the_same_name_in_another_alone(fjordvik, sundby, settings):
    settings.ALLOWED_HOSTS = [HERE, THERE]
    with tenant(fjordvik):
        make_login("kari")
    with tenant(sundby):
        make_login("kari")
    for _number in range(6):
        try_login(browser(), "kari", "wrong password!")
    client = browser(THERE)
    try_login(client, "kari", PASSWORD)
    assert is_in(client)


def test_tries_are_counted_where_all_processes_see_them(kari):
    try_login(browser(), "kari", "wrong password!")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM core_cache WHERE cache_key LIKE '%login_failed%'")
        assert cursor.fetchone()[0] == 2  # by address, and by login


def test_nobody_can_sign_up(kari, fjordvik):
    client = browser()
    form = {"username": "eve", "password1": PASSWORD, "password2": PASSWORD}
    client.post("/accounts/signup/", form)
    with tenant(fjordvik):
        assert not type(kari).objects.filter(username="eve").exists()


@pytest.mark.parametrize("path", ["email/", "password/reset/", "3rdparty/", "confirm-email/"])
def test_pages_of_the_library_that_we_do_not_offer_do_not_exist(kari, path):
    client = browser()
    try_login(client, "kari", PASSWORD)
    assert client.get(f"/accounts/{path}").status_code == HTTPStatus.NOT_FOUND


def test_login_page_names_no_way_that_is_not_there(kari):
    shown = browser().get(LOGIN).content.decode()
    assert "signup" not in shown
    assert "demo" not in shown
