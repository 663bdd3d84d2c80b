"""What collides and how many seats are free, shown where one asks and where one decides."""

import pytest
from django.urls import reverse
from django.utils import translation

from grunnmur.access import actions
from grunnmur.access.actions.requests.baskets import open_basket, put_line
from grunnmur.access.models import Grant, LicencePool, Permission, RequestLine, Resource
from grunnmur.access.rules import Target
from grunnmur.access.rules.requests import NotRequestableError
from grunnmur.core.models import PersonalDataRead
from grunnmur.core.periods import Period
from grunnmur.core.tenancy import tenant
from grunnmur.organisation.models import Person
from tests.access.requests.conftest import TODAY, ask, risky, wish
from tests.access.restraints import make_conflict, make_level, make_pool
from tests.factories_organisation import SYSTEM, make_employee

pytestmark = pytest.mark.django_db


@pytest.fixture
def colliding(setting, fjordvik):
    """The adviser pays; nobody shall pay and draw; to paint there is one seat, which is taken; Ola owns both."""
    with tenant(fjordvik), translation.override("en"):
        pay = make_level("Bank")
        give(setting.adviser, pay)
        make_conflict(pay, setting.visio, name="Pay and draw")
        paint = make_level("Paint")
        Resource.objects.filter(pk=paint.resource_id).update(owner_key=f"person:{setting.owner.pk}")
        make_pool(paint, name="Brushes")
        give(make_employee(setting.house.top), paint)
    return setting


def paint():
    return Permission.objects.get(resource__name="Paint")


def give(person, level):
    target = Target(permission_id=level.pk)
    return actions.give(person.pk, target, by=SYSTEM, period=Period(TODAY), reason="Needed")


def put(user, receiver, level, **more):
    basket = open_basket(receiver.pk, by=user)
    return put_line(basket.pk, wish(level, **more), by=user)


def basket_of(browser, person):
    return browser.get(reverse("access:basket", args=[person.pk])).text


def test_the_basket_tells_what_collides_and_that_no_seat_is_free(visit, colliding, fjordvik):
    with tenant(fjordvik):
        put(colliding.adviser_user, colliding.adviser, colliding.visio)
        put(colliding.adviser_user, colliding.adviser, paint())
    html = basket_of(visit(colliding.adviser_user), colliding.adviser)
    assert "Role conflict: Pay and draw" in html
    assert "You have Bank because it was given to you" in html
    assert "No free licence: Brushes" in html
    assert "1 of 1 seat is taken on 2 March 2026. It cannot be approved until one is free." in html


def test_the_basket_and_who_decides_read_what_licences_cost(visit, colliding, fjordvik):
    with tenant(fjordvik):
        LicencePool.objects.update(unit_cost="1890.50")
        put(colliding.adviser_user, colliding.adviser, paint())
        put(colliding.adviser_user, colliding.adviser, make_level("Paper"))
    html = basket_of(visit(colliding.adviser_user), colliding.adviser)
    assert "A seat costs 1,890.5 a year." in html
    assert "Its licences cost 1,890.5 a year." in html
    browser = visit(colliding.adviser_user, language="nb")
    assert "1 890,5 i året" in html_text(basket_of(browser, colliding.adviser))
    with tenant(fjordvik):
        LicencePool.objects.update(unit_cost=None)
    assert "licences cost" not in basket_of(visit(colliding.adviser_user), colliding.adviser)


def html_text(html):
    """Return a page with ordinary spaces in its numbers."""
    return html.replace("\xa0", " ").replace("&nbsp;", " ").replace("\u202f", " ")


def test_who_decides_reads_it_before_the_answer_and_a_yes_is_refused_with_the_same(leader, colliding, fjordvik):
    with tenant(fjordvik):
        (line,) = ask(colliding.adviser_user, colliding.adviser, wish(colliding.visio))
    address = reverse("access:decide", args=[line.pk])
    html = leader.get(address).text
    assert "If you say yes" in html
    assert "Per Person has Bank because it was given" in html
    refused = leader.post(address, {"answer": "yes"})
    assert refused.status_code == 422
    assert "“Pay and draw” does not allow this from 2 March 2026." in refused.text
    with tenant(fjordvik):
        line.refresh_from_db()
        assert line.state == RequestLine.State.WAITING
        assert not Grant.objects.filter(request_line=line).exists()


def test_a_last_seat_that_is_gone_is_told_and_refused(leader, colliding, fjordvik):
    with tenant(fjordvik):
        (line,) = ask(colliding.adviser_user, colliding.adviser, wish(paint()))
    address = reverse("access:decide", args=[line.pk])
    assert "It cannot be approved until one is free." in leader.get(address).text
    assert "Brushes has 1 seat, and 1 is taken on 2 March 2026." in leader.post(address, {"answer": "yes"}).text


def test_what_is_given_up_leads_to_nothing(leader, colliding, fjordvik):
    with tenant(fjordvik):
        bank = Permission.objects.get(resource__name="Bank")
        (line,) = ask(colliding.adviser_user, colliding.adviser, wish(bank, operation="remove"))
    assert "If you say yes" not in leader.get(reverse("access:decide", args=[line.pk])).text


def test_an_owner_who_does_not_see_the_persons_access_reads_of_seats_alone(visit, colliding, fjordvik):
    with tenant(fjordvik):
        put(colliding.owner_user, colliding.adviser, colliding.visio)
        put(colliding.owner_user, colliding.adviser, paint())
    html = basket_of(visit(colliding.owner_user), colliding.adviser)
    assert "No free licence: Brushes" in html
    assert "Role conflict" not in html
    assert "Bank" not in html


def test_an_owner_does_not_ask_that_what_others_own_ends(colliding, fjordvik):
    with tenant(fjordvik):
        bank = Permission.objects.get(resource__name="Bank")
        with pytest.raises(NotRequestableError):
            put(colliding.owner_user, colliding.adviser, bank, operation="remove")


def test_what_a_leader_reads_of_others_in_a_basket_is_logged_and_her_own_is_not(leader, visit, colliding, fjordvik):
    basket_of(leader, colliding.adviser)
    with tenant(fjordvik):
        read = PersonalDataRead.objects.filter(what="access.basket")
        assert [row.subject_id for row in read] == [colliding.adviser.pk]
    basket_of(visit(colliding.adviser_user), colliding.adviser)
    with tenant(fjordvik):
        assert read.count() == 1


def test_a_protected_receiver_is_not_named_to_an_owner_who_decides(visit, colliding, fjordvik):
    with tenant(fjordvik):
        risky(colliding.visio, 3)
        (line,) = ask(colliding.leader_user, colliding.adviser, wish(colliding.visio))
        Person.objects.filter(pk=colliding.adviser.pk).update(is_protected=True)
    html = visit(colliding.owner_user).get(reverse("access:decide", args=[line.pk])).text
    assert "A protected person has Bank" in html
    assert "Per Person" not in html


def test_the_basket_and_the_page_to_decide_cost_the_same_for_one_and_four(visit, colliding, fjordvik, count_statements):
    with tenant(fjordvik), translation.override("en"):
        levels = [make_level(f"Level {number}") for number in range(4)]
        for level in levels:
            make_conflict(Permission.objects.get(resource__name="Bank"), level)
        put(colliding.adviser_user, colliding.adviser, levels[0])
    browser = visit(colliding.adviser_user)
    address = reverse("access:basket", args=[colliding.adviser.pk])
    before = count_statements(browser, address)
    with tenant(fjordvik):
        for level in levels[1:]:
            put(colliding.adviser_user, colliding.adviser, level)
    assert browser.get(address).text.count("<h3>Role conflict: ") == 4
    assert count_statements(browser, address) == before
