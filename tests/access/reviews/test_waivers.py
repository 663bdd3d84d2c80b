"""An exception from a role conflict is a question of its own; removing it holds the side back that was let through."""

from datetime import timedelta

import pytest

from grunnmur.access.actions.conflicts import end_waiver, waive_conflict
from grunnmur.access.actions.reviews import Answer, answer_item, keep_all
from grunnmur.access.actions.reviews.looking import look_again
from grunnmur.access.models import ReviewItem, Waiver
from grunnmur.access.queries.reviews.listing import asked
from grunnmur.access.rules.reviews import NotAnswerableError
from grunnmur.core.periods import Period
from tests.access.restraints import give, has, make_conflict, make_level
from tests.access.reviews.conftest import TODAY, item_about, opened
from tests.factories_access import permission_of
from tests.factories_organisation import SYSTEM

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("entered")]
DAY = timedelta(days=1)


@pytest.fixture
def invoices(ground):
    """The adviser may create and approve invoices, by an exception; returns both levels."""
    create, approve = make_level("Faktura", "opprett"), make_level("Faktura, godkjenning", "godkjenn")
    conflict = make_conflict(create, approve, severity="approve", name="Faktura")
    waive_conflict(
        conflict.pk,
        ground.adviser.pk,
        period=Period.through(TODAY, TODAY + 100 * DAY),
        reason="Alene i ferien",
        compensating_check="Lederen ser på alle",
        by=SYSTEM,
    )
    for level in (create, approve):
        give(ground.adviser, level, period=Period.through(TODAY, TODAY + 100 * DAY))
    return create, approve


def test_an_exception_is_one_question_for_the_leader_with_its_reason_and_its_check(ground, invoices):
    item = item_about(opened(), "waiver", ground.adviser)

    assert (item.reviewer_key, item.risk) == (f"leader:{ground.house.unit.pk}", 3)
    (shown,) = asked([item], seen_by=ground.house.leader_user)
    assert shown.title == "Faktura"
    assert shown.sentences == (
        "Alene i ferien",
        "Checked instead: Lederen ser på alle",
        "The exception ends on 10 June 2026.",
    )
    with pytest.raises(NotAnswerableError):
        keep_all([item.pk], by=ground.house.leader_user)


def test_removing_an_exception_ends_it_and_holds_one_side_back(ground, invoices):
    assert all(has(ground.adviser, level) for level in invoices)
    item = item_about(opened(), "waiver", ground.adviser)
    item = answer_item(item.pk, Answer(answer="remove"), by=ground.house.leader_user)

    assert not Waiver.objects.filter(valid__contains=TODAY).exists()
    assert sorted(has(ground.adviser, level) for level in invoices) == [False, True]
    assert item.confirmed_at is not None


def test_keeping_an_exception_changes_nothing(ground, invoices):
    item = item_about(opened(), "waiver", ground.adviser)
    answer_item(item.pk, Answer(answer="keep"), by=ground.house.leader_user)
    assert all(has(ground.adviser, level) for level in invoices)


def test_an_exception_that_has_ended_needs_no_answer(ground, invoices):
    item = item_about(opened(), "waiver", ground.adviser)
    end_waiver(Waiver.objects.get().pk, last_day=TODAY - DAY, by=SYSTEM)
    look_again()
    item.refresh_from_db()
    assert item.answer == "gone"


def test_a_scope_narrows_exceptions_by_person_and_by_what_the_conflict_is_about(ground, invoices):
    create, _approve = invoices
    crm = permission_of("CRM")

    def is_asked(**scope):
        return ReviewItem.objects.filter(review=opened(str(scope), **scope), kind="waiver").exists()

    assert is_asked(persons=[ground.adviser.pk])
    assert is_asked(resources=[create.resource_id])
    assert is_asked(permissions=[create.pk])
    assert not is_asked(persons=[ground.house.leader.pk])
    assert not is_asked(permissions=[crm.pk])
    assert not is_asked(roles=[ground.house.roles["Vikar"].pk])
