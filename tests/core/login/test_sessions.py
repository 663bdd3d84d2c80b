from datetime import timedelta
from http import HTTPStatus

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from grunnmur.core import clock
from grunnmur.core.login import sessions
from grunnmur.core.models import Session
from grunnmur.core.tenancy import tenant
from tests.factories_login import PASSWORD, make_login

HERE = "fjordvik.example"
THERE = "sundby.example"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"


@pytest.fixture
def kari(fjordvik, settings):
    settings.ALLOWED_HOSTS = [HERE, THERE]
    with tenant(fjordvik):
        return make_login("kari")


def logged_in(username="kari"):
    client = Client(headers={"host": HERE, "user-agent": FIREFOX})
    client.post("/accounts/login/", {"login": username, "password": PASSWORD})
    return client


def is_in(client, *, after=timedelta()):
    with clock.at(clock.now() + after):
        return client.get("/profile/").status_code == HTTPStatus.OK


def test_login_unused_for_an_hour_is_over(kari):
    assert is_in(logged_in(), after=timedelta(minutes=59))
    assert not is_in(logged_in(), after=timedelta(minutes=61))


def test_login_is_over_after_twelve_hours_however_much_it_is_used(kari):
    client = logged_in()
    for half_hours in range(1, 24):
        assert is_in(client, after=timedelta(minutes=30 * half_hours))
    assert not is_in(client, after=timedelta(hours=12, minutes=1))


def test_ended_login_stays_ended(kari):
    client = logged_in()
    assert not is_in(client, after=timedelta(minutes=61))
    assert not is_in(client)


def test_use_is_written_every_five_minutes_only(kari, fjordvik):
    client = logged_in()

    def content():
        with tenant(fjordvik):
            return Session.objects.get(user_id=kari.pk).session_data

    before = content()
    assert is_in(client, after=timedelta(minutes=4))
    assert content() == before
    assert is_in(client, after=timedelta(minutes=6))
    assert content() != before


def test_session_is_worth_nothing_in_another_municipality(kari):
    client = logged_in()
    assert client.get("/profile/").status_code == HTTPStatus.OK
    there = client.get("/profile/", headers={"host": THERE})
    assert there.status_code == HTTPStatus.FOUND
    assert there["Location"].startswith("/accounts/login/")


def test_own_sessions_are_listed_with_their_device_and_without_their_key(kari, fjordvik):
    first, second = logged_in(), logged_in()
    shown = second.get("/profile/sessions/").content.decode()
    assert shown.count("Firefox, Windows") >= 2
    for client in (first, second):
        assert client.session.session_key not in shown


def test_sessions_of_others_are_not_listed(kari, fjordvik):
    with tenant(fjordvik):
        make_login("ola")
    logged_in("ola")
    client = logged_in()
    assert len(client.get("/profile/sessions/").context["sessions"]) == 1


def test_one_other_login_can_be_ended(kari):
    here, there = logged_in(), logged_in()
    other = next(one for one in here.get("/profile/sessions/").context["sessions"] if not one.is_this)
    here.post("/profile/sessions/end/", {"session": other.id})
    assert (is_in(here), is_in(there)) == (True, False)


def test_logging_out_everywhere_else_leaves_only_this(kari):
    here, there, elsewhere = logged_in(), logged_in(), logged_in()
    here.post("/profile/sessions/end-others/")
    assert [is_in(client) for client in (here, there, elsewhere)] == [True, False, False]


def test_nobody_ends_the_session_of_somebody_else(kari, fjordvik):
    with tenant(fjordvik):
        make_login("ola")
    ola, mine = logged_in("ola"), logged_in()
    name = ola.get("/profile/sessions/").context["sessions"][0].id
    mine.post("/profile/sessions/end/", {"session": name})
    assert is_in(ola)


def test_new_password_ends_the_other_logins(kari):
    here, there = logged_in(), logged_in()
    form = {"oldpassword": PASSWORD, "password1": "another horse battery", "password2": "another horse battery"}
    here.post("/accounts/password/change/", form)
    assert (is_in(here), is_in(there)) == (True, False)


def test_list_costs_the_same_whatever_its_length(kari):
    def statements(client):
        with CaptureQueriesContext(connection) as context:
            client.get("/profile/sessions/")
        return len(context)

    one = statements(logged_in())
    four = statements([logged_in() for _number in range(3)][-1])
    assert one == four


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Linux"),
    ],
)
def test_device_is_told_in_words(agent, words):
    assert sessions.device_of(agent) == words


def test_fetching_the_colours_does_not_log_out(kari):
    client = logged_in()

    client.get("/tokens.css")

    assert is_in(client)
