"""Choosing light or dark."""

import pytest
from django.test import RequestFactory

from grunnmur.core.views.appearance import set_colour_scheme


def choose(**given):
    return set_colour_scheme(RequestFactory().post("/colours/", given))


def test_chosen_scheme_is_kept_on_the_device():
    response = choose(scheme="dark", next="/cases/")
    assert response.cookies["colour_scheme"].value == "dark"
    assert response.url == "/cases/"


def test_unknown_scheme_is_not_kept():
    assert "colour_scheme" not in choose(scheme="<b>").cookies


@pytest.mark.parametrize("address", ["https://elsewhere.example/", "//elsewhere.example", "javascript:1"])
def test_choice_never_leads_to_another_site(address):
    assert choose(scheme="dark", next=address).url == "/"


def test_scheme_is_not_changed_by_following_a_link():
    assert set_colour_scheme(RequestFactory().get("/colours/")).status_code == 405
