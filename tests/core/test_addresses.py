"""Whole addresses: what a file may lead to, and what paper tells of it."""

import pytest

from grunnmur.core.addresses import absolute, leading, on_paper

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_home(here, settings):
    settings.ALLOWED_HOSTS = ["fjordvik.example"]


def test_a_page_of_ours_gets_the_host_and_the_protocol_it_is_served_by(settings):
    assert leading("/processes/ANS/") == absolute("/processes/ANS/") == "http://fjordvik.example/processes/ANS/"
    settings.SECURE_SSL_REDIRECT = True
    assert leading("/processes/ANS/") == "https://fjordvik.example/processes/ANS/"


def test_the_demo_leads_to_where_it_answers(settings):
    settings.DEMO_HOST = "127.0.0.1:8007"

    assert leading("/x/") == "http://127.0.0.1:8007/x/"


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        " JavaScript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "//evil.example/x",
        "#below",
        "beside/it",
        "https://",
        "http://[half",
        "",
        "https://example.org/" + "a" * 2000,
    ],
)
def test_a_file_does_not_lead_there(url):
    assert leading(url) == ""


def test_addresses_are_written_as_every_program_reads_them():
    assert leading("https://example.org/årsplan 1?q=ø") == "https://example.org/%C3%A5rsplan%201?q=%C3%B8"
    assert leading("mailto:post@example.org") == "mailto:post@example.org"


@pytest.mark.parametrize(
    ("url", "words", "said"),
    [
        ("https://www.udir.no/regelverk/", "Regelverk", "udir.no/regelverk"),
        ("https://udir.no/" + "x" * 90, "Regelverk", "udir.no/…"),
        ("https://udir.no/regelverk", "https://udir.no/regelverk/", ""),  # its words say it already
        ("http://fjordvik.example/processes/ANS/", "Ansettelse", ""),
        ("/processes/ANS/", "Ansettelse", ""),
        ("mailto:post@example.org", "Skriv", ""),
        ("http://[half", "x", ""),
    ],
)
def test_paper_says_in_short_where_a_link_leads_outside(url, words, said):
    assert on_paper(url, words=words) == said
