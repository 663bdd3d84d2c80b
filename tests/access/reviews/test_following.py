"""What nobody answers goes to the next leader once; then what is risky is held back. And closing."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from grunnmur.access import actions
from grunnmur.access.actions.reviews import Answer, answer_item, close_review, nightly
from grunnmur.access.events import ReviewClosed
from grunnmur.access.models import Exclusion, IssuedThing, Review, ReviewItem
from grunnmur.access.queries.reviews.ways import ways_on
from grunnmur.access.rules import REVIEW
from grunnmur.access.rules.reviews import ReviewClosedError, StillOpenError
from grunnmur.core import clock
from grunnmur.core.events import reacts_to
from grunnmur.worklist.models import Task
from tests.access.reviews.conftest import DUE, item_about, opened
from tests.factories_access import permission_of
from tests.factories_organisation import SYSTEM, granting, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("entered")]
KEEP = Answer(answer="keep")
DAY = timedelta(days=1)
closed: list[ReviewClosed] = []
reacts_to(ReviewClosed)(closed.append)


def night(day):
    """Let a night pass."""
    with clock.at(datetime(day.year, day.month, day.day, 1, tzinfo=UTC)):
        nightly.run(day)


def has_tablet(ground, day):
    tablet = permission_of("Nettbrett").pk
    return any(way.permission == tablet for way in ways_on(day, persons=[ground.adviser.pk]))


def test_on_the_deadline_itself_nobody_else_is_asked(ground):
    item = item_about(opened(), "grant", ground.adviser)
    night(DUE)
    item.refresh_from_db()
    assert item.reviewer_key == f"leader:{ground.house.unit.pk}"


def test_after_the_deadline_the_next_leader_is_asked_once(ground):
    item = item_about(opened(), "grant", ground.adviser)
    night(DUE + DAY)
    item.refresh_from_db()
    assert item.reviewer_key == f"leader:{ground.house.top.pk}"
    assert item.due_date == date(2026, 4, 7)  # fourteen days on, and the next working day after Easter
    first = item.escalated_at
    night(DUE + DAY)
    night(DUE + 2 * DAY)
    item.refresh_from_db()
    assert (item.escalated_at, item.due_date) == (first, date(2026, 4, 7))
    assert item.reviewer_key == f"leader:{ground.house.top.pk}"
    assert Task.objects.filter(group_key=item.reviewer_key, kind="access.review", state="open").count() == 1


def test_what_the_owner_of_a_rule_does_not_answer_goes_to_the_access_officers(ground):
    actions.change_role(
        ground.support_rule.role_id,
        actions.RoleFacts(name="Kundestøtte", owner_key=f"unit:{ground.house.top.pk}"),
        by=SYSTEM,
    )
    item = item_about(opened(), "rule", subject_id=ground.support_rule.pk)
    night(DUE + DAY)
    item.refresh_from_db()
    assert item.reviewer_key == "may:access.officer"


def test_what_is_risky_is_held_back_until_somebody_answers_and_the_rest_is_not_attested(ground):
    review = opened()
    night(DUE + DAY)
    late = date(2026, 4, 8)
    night(late)
    risky, given = (item_about(review, kind, ground.adviser) for kind in ("access", "grant"))
    assert (given.answer, given.confirmed_at is None) == ("not_attested", False)
    assert risky.answer == ""
    assert Exclusion.objects.get().pk == risky.suspension
    assert not has_tablet(ground, late)
    night(late)
    assert Exclusion.objects.count() == 1
    with clock.at(datetime(2026, 4, 9, 8, tzinfo=UTC)):
        answer_item(risky.pk, KEEP, by=SYSTEM)
    assert has_tablet(ground, date(2026, 4, 9))


def test_removing_what_was_held_back_leaves_it_kept_away(ground):
    review = opened()
    night(DUE + DAY)
    night(date(2026, 4, 8))
    risky = item_about(review, "access", ground.adviser)
    with clock.at(datetime(2026, 4, 9, 8, tzinfo=UTC)):
        answer_item(risky.pk, Answer(answer="remove"), by=SYSTEM)
    assert not has_tablet(ground, date(2026, 4, 9))
    assert Exclusion.objects.get().valid.upper is None


def test_what_was_not_attested_can_be_answered_while_the_review_is_open(ground):
    review = opened()
    night(DUE + DAY)
    night(date(2026, 4, 8))
    given = item_about(review, "grant", ground.adviser)
    assert answer_item(given.pk, KEEP, by=ground.chief_user).answer == "keep"


def test_a_review_closes_when_all_is_answered_and_what_was_removed_is_back(ground):
    review = opened(roles=[ground.house.roles["Kundestøtte"].pk])
    IssuedThing.objects.create(
        person=ground.adviser, permission=permission_of("Nøkkel til lager"), issued_at=clock.now()
    )
    with granting(make_user(), REVIEW, everywhere=True) as officer:
        with pytest.raises(StillOpenError, match="not answered"):
            close_review(review.pk, by=officer)
        answer_item(item_about(review, "role").pk, KEEP, by=SYSTEM)
        answer_item(item_about(review, "rule").pk, Answer(answer="remove"), by=SYSTEM)
        with pytest.raises(StillOpenError, match="still out"):
            close_review(review.pk, by=officer)
        night(date(2026, 3, 3))
        assert Review.objects.get().closed_at is None
        IssuedThing.objects.update(returned_at=clock.now())
        nightly.confirm()
        done = close_review(review.pk, by=officer)
        assert (done.closed_by_id, closed[-1].review_id) == (officer.made_for, review.pk)
        with pytest.raises(ReviewClosedError):
            close_review(review.pk, by=officer)


def test_a_finished_review_closes_by_itself_at_night_and_its_answers_stand(ground):
    review = opened(roles=[ground.house.roles["Vikar"].pk])
    for item in ReviewItem.objects.filter(review=review):
        answer_item(item.pk, KEEP, by=SYSTEM)
    night(date(2026, 3, 3))
    assert Review.objects.get().closed_at is not None
    with pytest.raises(ReviewClosedError):
        answer_item(item_about(review, "grant", ground.adviser).pk, KEEP, by=SYSTEM)


def test_only_who_may_closes_a_review(ground):
    with pytest.raises(PermissionDenied):
        close_review(opened().pk, by=ground.house.leader_user)
