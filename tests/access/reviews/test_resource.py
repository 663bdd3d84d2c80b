"""The page of a resource tells the reviews that ask about it, to those who follow them up."""

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from grunnmur.access.models import Review
from grunnmur.access.rules import DEFINE, REVIEW
from grunnmur.core.tenancy import tenant
from tests.access.reviews.conftest import opened
from tests.factories_access import permission_of
from tests.factories_organisation import granting, make_employee, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(ground, fjordvik):
    with tenant(fjordvik):
        return reverse("access:resource", args=[permission_of("Nettbrett").resource_id])


@pytest.fixture
def reader(ground, fjordvik):
    """Somebody who registers resources."""
    with tenant(fjordvik):
        user = make_user(make_employee(ground.house.top))
    with granting(user, DEFINE, everywhere=True):
        yield user


def open_one(fjordvik, name, *, is_closed=False, **scope):
    with tenant(fjordvik), translation.override("en"):
        review = opened(name, **scope)
        if is_closed:
            Review.objects.filter(pk=review.pk).update(closed_at=timezone.now())
        return review


def test_open_reviews_and_the_last_closed_one_are_told(visit, reader, ground, fjordvik, address):
    open_one(fjordvik, "Forrige", is_closed=True)
    open_one(fjordvik, "I vår", is_closed=True)
    running = open_one(fjordvik, "I høst")
    with tenant(fjordvik):
        crm = permission_of("CRM").resource_id
    open_one(fjordvik, "Bare CRM", resources=[crm])
    browser = visit(reader)
    assert "I høst" not in browser.get(address).text
    with granting(reader, REVIEW, everywhere=True):
        told = browser.get(address).text
    assert reverse("access:review", args=[running.pk]) in told
    assert "I vår" in told
    assert "Forrige" not in told
    assert "Bare CRM" not in told


def test_reviews_cost_the_same_for_one_and_four(visit, reader, ground, fjordvik, address, count_statements):
    open_one(fjordvik, "I høst")
    browser = visit(reader)
    with granting(reader, REVIEW, everywhere=True):
        before = count_statements(browser, address)
        for number in range(3):
            open_one(fjordvik, f"Nummer {number}")
        assert count_statements(browser, address) == before
