"""What the logs and the metrics tell about an answer, and what they keep to themselves."""

import io
import json
import logging
from http import HTTPStatus

import pytest
import structlog
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from procrastinate.contrib.django import app
from prometheus_client import REGISTRY, generate_latest

from grunnmur.config.urls import handler500  # noqa: F401  # Django asks the module of the addresses
from grunnmur.config.urls import urlpatterns as product
from grunnmur.core.jobs import job
from grunnmur.core.models import User
from grunnmur.core.tenancy import tenant
from tests.factories_login import make_login

pytestmark = pytest.mark.urls("tests.core.test_logs")
HOST = "fjordvik.example"


def broken(request: HttpRequest) -> HttpResponse:
    User.objects.filter(pk=request.user.pk).update(name="written before the error")
    raise ZeroDivisionError


def fine(request: HttpRequest, number: int) -> HttpResponse:
    return HttpResponse(str(number))


urlpatterns = [path("broken/", broken, name="broken"), path("fine/<int:number>/", fine, name="fine"), *product]


@pytest.fixture
def client(fjordvik, settings, caplog):
    settings.ALLOWED_HOSTS = [HOST]
    client = Client(headers={"host": HOST}, raise_request_exception=False)
    with tenant(fjordvik):
        client.force_login(make_login("kari"))
    caplog.set_level("INFO", logger="grunnmur.requests")
    return client


@pytest.fixture
def console(monkeypatch):
    """What the product writes to its console."""
    written = io.StringIO()
    handlers = logging.getLogger().handlers
    handler = next(one for one in handlers if isinstance(one.formatter, structlog.stdlib.ProcessorFormatter))
    monkeypatch.setattr(handler, "stream", written)
    return written


def answered(caplog):
    return [record.msg for record in caplog.records if record.name == "grunnmur.requests"]


def test_answer_is_logged_with_view_status_time_and_municipality(client, caplog):
    response = client.get("/fine/4711/?q=secret")
    line = answered(caplog)[-1]
    assert (line["view"], line["method"], line["status"], line["municipality"]) == ("fine", "GET", 200, "fjordvik")
    assert line["ms"] >= 0
    assert line["request_id"] == response["X-Request-Id"]
    assert "4711" not in str(line).replace(line["request_id"], "")
    assert "secret" not in str(line)


def test_health_checks_are_not_logged(client, caplog):
    client.get("/healthz")
    assert answered(caplog) == []


def test_error_of_ours_is_logged_and_shown_under_one_number_and_nothing_is_written(client, caplog, console, fjordvik):
    response = client.get("/broken/")
    number = response["X-Request-Id"]
    assert response.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
    assert number in response.content.decode()
    lines = [json.loads(line) for line in console.getvalue().splitlines()]
    told = next(line for line in lines if "ZeroDivisionError" in line.get("exception", ""))
    assert told["request_id"] == number
    assert answered(caplog)[-1]["status"] == 500
    with tenant(fjordvik):
        assert not User.objects.filter(name="written before the error").exists()


def test_error_page_speaks_the_readers_language(client):
    assert "Noe gikk galt hos oss" in client.get("/broken/").content.decode()


def test_requests_are_counted_by_view_and_never_by_id(client):
    labels = {"view": "fine", "method": "GET", "status": "200"}
    before = REGISTRY.get_sample_value("grunnmur_requests_total", labels) or 0
    client.get("/fine/1/")
    client.get("/fine/2/")
    assert REGISTRY.get_sample_value("grunnmur_requests_total", labels) == before + 2
    assert b"/fine/" not in generate_latest()


def test_made_up_methods_and_addresses_do_not_grow_the_metrics(client):
    client.generic("BREW", "/fine/1/")
    client.get("/made/up/address/")
    told = generate_latest().decode()
    assert "BREW" not in told
    assert "made" not in told


def test_jobs_are_counted_by_how_they_ended(fjordvik):
    def water() -> None:
        raise ZeroDivisionError

    job(water)
    name = f"{__name__}.water"
    labels = {"job": name, "outcome": "failed"}
    with pytest.raises(ZeroDivisionError):
        app.tasks[name].func(tenant_id=str(fjordvik.pk))
    assert REGISTRY.get_sample_value("grunnmur_jobs_total", labels) == 1
