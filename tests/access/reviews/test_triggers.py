"""Reviews that open by themselves: a move, months that passed, a risk that was raised."""

from datetime import date, timedelta

import pytest

from grunnmur.access import actions
from grunnmur.access.actions.reviews import Answer, answer_item, triggers
from grunnmur.access.models import IssuedThing, Review, ReviewItem, Role
from grunnmur.access.queries.reviews.due import levels_due, roles_due
from grunnmur.access.rules import LevelFacts, Target
from grunnmur.access.rules.reviews import months_between
from grunnmur.core import clock
from grunnmur.core.periods import Period
from grunnmur.organisation import actions as organisation
from grunnmur.organisation.models import Employment
from tests.access.reviews.conftest import TODAY, item_about
from tests.factories_access import permission_of
from tests.factories_organisation import SYSTEM, employ, make_leader, make_unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("entered")]
MOVE = date(2026, 3, 16)


@pytest.fixture
def library(ground):
    """The adviser goes on in the library in fourteen days; she has the key, and Vikar for no employment."""
    unit = make_unit("Biblioteket", parent=ground.house.top)
    make_leader(unit, name="Bea Bibliotek")
    work = Employment.objects.get(person=ground.adviser)
    organisation.end_employment(work.pk, last_day=MOVE - timedelta(days=1), by=SYSTEM)
    employ(ground.adviser, unit, valid=Period(MOVE))
    IssuedThing.objects.create(
        person=ground.adviser, permission=permission_of("Nøkkel til lager"), issued_at=clock.now()
    )
    return unit


def test_fourteen_days_before_a_move_both_leaders_get_one_small_review(ground, library):
    triggers.review_movers(TODAY)
    reviews = Review.objects.filter(trigger="mover")
    assert reviews.count() == 2
    asked = set(ReviewItem.objects.filter(review__in=reviews).values_list("reviewer_key", flat=True))
    assert asked == {f"leader:{ground.house.unit.pk}", f"leader:{library.pk}"}
    first = reviews.first()
    kinds = sorted(ReviewItem.objects.filter(review=first).values_list("kind", flat=True))
    assert kinds == ["access", "grant", "thing"]
    assert first.due_date == date(2026, 3, 13)
    triggers.review_movers(TODAY)
    assert reviews.count() == 2


def test_fifteen_days_before_nobody_is_asked(ground, library):
    triggers.review_movers(TODAY - timedelta(days=1))
    assert not Review.objects.exists()


def test_a_thing_that_shall_not_be_taken_along_is_asked_back(ground, library):
    triggers.review_movers(TODAY)
    item = item_about(Review.objects.first(), "thing", ground.adviser)
    answer_item(item.pk, Answer(answer="remove"), by=SYSTEM)
    item.refresh_from_db()
    assert (item.answer, item.confirmed_at) == ("remove", None)


def test_a_raised_risk_asks_about_everybody_who_has_it(ground):
    crm = permission_of("CRM")
    actions.change_permission(crm.pk, LevelFacts(level=crm.level, risk=3), by=SYSTEM)
    review = Review.objects.get(trigger="risk")
    item = item_about(review, "access", ground.adviser)
    assert (item.subject_id, item.risk) == (crm.pk, 3)
    actions.change_permission(crm.pk, LevelFacts(level=crm.level, risk=2), by=SYSTEM)
    assert Review.objects.filter(trigger="risk").count() == 1


def test_months_between_reviews_follow_the_risk_or_the_role():
    assert [months_between(risk) for risk in (1, 2, 3, 4)] == [24, 12, 6, 3]
    assert months_between(4, 36) == 36


def test_a_role_is_due_when_its_months_have_passed_and_asked_about_once(ground):
    role = ground.house.roles["Vikar"]
    Role.objects.filter(pk=role.pk).update(valid=Period(date(2024, 3, 2)).to_range())
    assert role.pk not in roles_due(date(2026, 3, 1))
    assert role.pk in roles_due(TODAY)
    triggers.review_what_is_due(TODAY)
    review = Review.objects.get(trigger="periodic")
    assert item_about(review, "role").subject_id == role.pk
    triggers.review_what_is_due(TODAY)
    triggers.review_what_is_due(TODAY + timedelta(days=1))
    assert Review.objects.filter(trigger="periodic").count() == 1


def test_a_role_that_was_answered_is_due_again_after_as_many_months(ground):
    role = ground.house.roles["Vikar"]
    Role.objects.filter(pk=role.pk).update(valid=Period(date(2024, 3, 2)).to_range(), review_months=1)
    triggers.review_what_is_due(TODAY)
    for item in ReviewItem.objects.all():
        answer_item(item.pk, Answer(answer="keep"), by=SYSTEM)
    assert role.pk not in roles_due(date(2026, 4, 1))
    assert role.pk in roles_due(date(2026, 4, 2))


def test_a_level_given_by_itself_is_due_by_its_own_risk(ground):
    crm = permission_of("CRM")
    actions.give(ground.adviser.pk, Target(permission_id=crm.pk), by=SYSTEM, period=Period(TODAY), reason="Trengs")
    assert crm.pk not in levels_due(TODAY)
    assert crm.pk in levels_due(date(2029, 12, 31))
