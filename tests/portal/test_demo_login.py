from http import HTTPStatus

import pytest
from django.test import Client

from grunnmur.config.urls import urlpatterns
from grunnmur.core.models import User
from grunnmur.core.tenancy import tenant
from tests.factories_organisation import make_employee, make_unit, make_user

pytestmark = pytest.mark.urls("tests.portal.demo_urls")
PICKER = "/demo/"


@pytest.fixture
def demo(settings, fjordvik, sundby):
    """A demo with one employee in Fjordvik and the stranger in Sundby."""
    settings.IS_DEMO = True
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1", "fjordvik.example"]
    with tenant(fjordvik):
        person = make_employee(make_unit("Bjørkåsen skole"), "Kari Prøve")
        User.objects.filter(pk=make_user(person).pk).update(username="demo-employee")
    with tenant(sundby):
        User.objects.create_user("demo-stranger", name="Ane Prøve")


def browser(host="localhost:8000", address="127.0.0.1", **more):
    return Client(headers={"host": host} | more, REMOTE_ADDR=address)


def test_picker_shows_who_exists_with_role_and_unit(demo):
    shown = browser().get(PICKER).content.decode()
    for text in ("Ansatt", "Kari Prøve", "Bjørkåsen skole", "Fjordvik kommune", "Ane Prøve", "Sundby Kommune"):
        assert text in shown
    assert "demo-leader" not in shown


@pytest.mark.parametrize("username", ["demo-employee", "demo-stranger"])
def test_choosing_somebody_logs_in_as_her_in_her_municipality(demo, username):
    client = browser()
    client.post(PICKER, {"username": username}, follow=True)
    assert client.get("/who/").content.decode() == username


def test_choosing_another_changes_person_and_municipality(demo):
    client = browser()
    for username in ("demo-employee", "demo-stranger", "demo-employee"):
        client.post(PICKER, {"username": username}, follow=True)
        assert client.get("/who/").content.decode() == username


def test_choice_wants_the_csrf_token(demo):
    client = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    assert client.post(PICKER, {"username": "demo-employee"}).status_code == HTTPStatus.FORBIDDEN


def test_without_the_demo_command_it_does_not_exist(demo, settings):
    settings.IS_DEMO = False
    assert browser().get(PICKER).status_code == HTTPStatus.NOT_FOUND
    assert browser().post(PICKER, {"username": "demo-employee"}).status_code == HTTPStatus.NOT_FOUND


def test_without_the_demo_command_its_addresses_are_not_even_known():
    assert not any("demo" in str(getattr(one, "urlconf_name", one)) for one in urlpatterns)


@pytest.mark.parametrize("address", ["10.0.0.7", "192.168.1.2", "::ffff:10.0.0.7"])
def test_from_another_machine_it_does_not_exist(demo, address):
    assert browser(address=address).get(PICKER).status_code == HTTPStatus.NOT_FOUND
    response = browser(address=address).post("/demo-enter/", {"username": "demo-employee"})
    assert response.status_code != HTTPStatus.OK
    assert "sessionid" not in response.cookies


def test_for_another_host_it_does_not_exist(demo):
    assert browser(host="fjordvik.example").get(PICKER).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("header", ["x-forwarded-for", "forwarded", "via", "x-real-ip", "x-forwarded-host"])
def test_behind_a_proxy_it_does_not_exist(demo, header):
    assert browser(**{header: "10.0.0.7"}).get(PICKER).status_code == HTTPStatus.NOT_FOUND


def test_nobody_else_can_be_chosen(demo, fjordvik):
    with tenant(fjordvik):
        User.objects.create_user("ola", name="Ola Prøve")
    client = browser()
    assert client.post(PICKER, {"username": "ola"}).status_code == HTTPStatus.NOT_FOUND
    client.post(PICKER, {"username": "demo-employee"}, follow=True)
    assert client.post("/demo-enter/", {"username": "ola"}).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("path", [PICKER, "/demo-enter/"])
def test_every_lock_holds_for_every_address(demo, fjordvik, path):
    client = browser()
    client.post(PICKER, {"username": "demo-employee"}, follow=True)
    refused = client.post(path, {"username": "demo-employee"}, REMOTE_ADDR="10.0.0.7")
    assert refused.status_code == HTTPStatus.NOT_FOUND


def test_people_of_the_demo_have_no_password(demo, fjordvik, sundby):
    with tenant(sundby):
        assert not User.objects.get(username="demo-stranger").has_usable_password()
