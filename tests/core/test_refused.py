"""What cannot be opened, read or taken: a page that helps in the reader's language, or a problem document."""

from uuid import UUID

import pytest
from django.core.exceptions import SuspiciousOperation
from django.test import Client, RequestFactory
from django.urls import reverse

from grunnmur.core.tenancy import tenant
from grunnmur.core.views.errors import bad_request
from tests.factories_login import make_login

pytestmark = pytest.mark.django_db
ONE = UUID(int=1)
WORDS = {"nb": "Denne siden", "nn": "Denne sida", "da": "Denne side", "en": "This page cannot be opened by itself"}


@pytest.fixture
def browser(fjordvik, settings):
    settings.ALLOWED_HOSTS = ["fjordvik.example"]
    client = Client(headers={"host": "fjordvik.example"}, raise_request_exception=False)
    with tenant(fjordvik):
        client.force_login(make_login("kari"))
    return client


@pytest.mark.parametrize(("language", "words"), WORDS.items())
def test_an_address_of_a_button_answers_with_a_page_that_leads_back(browser, language, words):
    browser.cookies["language"] = language
    answer = browser.get(reverse("publishing:approve", args=[ONE]))
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert f"<h1>{words}" in answer.text
    assert f'href="{reverse("publishing:version", args=[ONE])}"' in answer.text


def test_htmx_hears_it_as_a_notice(browser):
    answer = browser.get(reverse("publishing:approve", args=[ONE]), headers={"hx-request": "true"})
    assert answer.status_code == 405
    assert 'role="alert"' in answer.text
    assert "<html" not in answer.text


def test_a_program_hears_it_as_a_problem_document(browser):
    answer = browser.put("/api/v1/worklist/tasks")
    assert (answer.status_code, answer["Content-Type"]) == (405, "application/problem+json")
    assert answer["Allow"] == "GET"
    assert answer.json()["title"] == "Method Not Allowed"


def test_what_is_too_large_is_told_as_that(browser, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    answer = browser.post(reverse("publishing:approve", args=[ONE]), {"comment": "x" * 100})
    assert answer.status_code == 413
    assert "site-header" in answer.text


@pytest.mark.parametrize(("path", "kind"), [("/", "text/html"), ("/api/v1/me", "application/problem+json")])
def test_what_cannot_be_read_is_told_on_a_page_or_in_a_document(path, kind):
    answer = bad_request(RequestFactory().get(path), SuspiciousOperation())
    assert answer.status_code == 400
    assert answer["Content-Type"].startswith(kind)
