"""Answers: keeping, shortening, removing, passing on; never about oneself, never about what has changed unseen."""

from datetime import timedelta

import pytest
from django.db.models import Q

from grunnmur.access import actions
from grunnmur.access.actions.reviews import Answer, answer_item, keep_all, pass_on_item, undo_answer
from grunnmur.access.actions.reviews.looking import look_again, snapshot_now
from grunnmur.access.models import Exclusion, Grant, IssuedThing, ReviewItem, ReviewRemoval, Rule
from grunnmur.access.queries.reviews.ways import ways_on
from grunnmur.access.rules import REVIEW, NotRemovableError, Target
from grunnmur.access.rules.reviews import LookAgainError, NotAnswerableError, OwnAccessError
from grunnmur.core.clock import now
from grunnmur.core.periods import Period
from grunnmur.core.permissions import System
from grunnmur.worklist import actions as worklist
from grunnmur.worklist.models import Task
from grunnmur.worklist.rules import EndedThereError
from tests.access.reviews.conftest import TODAY, again, item_about, opened
from tests.factories_access import permission_of
from tests.factories_organisation import SYSTEM, granting, make_deputy, make_employee, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("entered")]
KEEP, REMOVE = Answer(answer="keep"), Answer(answer="remove", note="Trengs ikke")
WEEK = timedelta(days=7)


@pytest.fixture
def leader(ground):
    return ground.house.leader_user


def has(person, permission):
    return any(way.permission == permission.pk for way in ways_on(TODAY, persons=[person.pk]))


def the_grant(ground, review=None):
    return item_about(review or opened(), "grant", ground.adviser)


def test_keep_confirms_at_once_and_can_be_undone_while_the_review_is_open(ground, leader):
    item = answer_item(the_grant(ground).pk, KEEP, by=leader)
    assert (item.answer, item.answered_by_id) == ("keep", ground.house.leader.pk)
    assert item.confirmed_at is not None
    undone = undo_answer(item.pk, by=leader)
    assert (undone.answer, undone.answered_at, undone.confirmed_at) == ("", None, None)


def test_remove_ends_what_was_given(ground, leader):
    item = answer_item(the_grant(ground).pk, REMOVE, by=leader)
    assert item.confirmed_at is not None
    assert not has(ground.adviser, permission_of("Visio"))
    with pytest.raises(NotAnswerableError, match="cannot be undone"):
        undo_answer(item.pk, by=leader)


def test_remove_of_one_person_under_a_rule_keeps_it_away_from_her_alone(ground):
    actions.change_role(
        ground.support_rule.role_id,
        actions.RoleFacts(name="Kundestøtte", owner_key=f"person:{ground.adviser.pk}"),
        by=SYSTEM,
    )
    item = item_about(opened(), "membership", ground.adviser, subject_id=ground.support_rule.pk)
    answer_item(item.pk, REMOVE, by=ground.house.leader_user)
    away = Exclusion.objects.get()
    assert (away.person_id, away.role_id) == (ground.adviser.pk, ground.support_rule.role_id)
    assert "Høst" in away.reason
    assert away.reason.endswith("Trengs ikke")
    assert not has(ground.adviser, permission_of("CRM"))
    assert Rule.objects.filter(pk=ground.support_rule.pk, valid__upper_inf=True).exists()


def test_remove_of_a_risky_access_that_a_role_gives_keeps_that_level_away(ground, leader):
    item = item_about(opened(), "access", ground.adviser)
    answer_item(item.pk, REMOVE, by=leader)
    assert Exclusion.objects.get().permission_id == permission_of("Nettbrett").pk
    assert Grant.objects.filter(person=ground.adviser, role=ground.house.roles["Nettbrett"]).exists()
    assert not has(ground.adviser, permission_of("Nettbrett"))


def test_remove_of_a_rule_ends_it_for_everybody(ground):
    item = item_about(opened(), "rule", subject_id=ground.support_rule.pk)
    answer_item(item.pk, REMOVE, by=SYSTEM)
    assert not has(ground.adviser, permission_of("CRM"))
    assert not Rule.objects.filter(pk=ground.support_rule.pk, valid__contains=TODAY).exists()


def test_remove_from_a_role_takes_out_what_was_chosen_and_nothing_else(ground):
    item = item_about(opened(), "role", subject_id=ground.support_rule.role_id)
    with pytest.raises(NotAnswerableError, match="Choose"):
        answer_item(item.pk, REMOVE, by=SYSTEM)
    answer_item(item.pk, Answer(answer="remove", chosen=[permission_of("CRM").pk]), by=SYSTEM)
    assert not has(ground.adviser, permission_of("CRM"))
    assert has(ground.adviser, permission_of("Nøkkel til lager"))


def test_a_removal_is_confirmed_only_when_the_thing_is_back(ground):
    key = permission_of("Nøkkel til lager")
    IssuedThing.objects.create(person=ground.adviser, permission=key, issued_at=now())
    review = opened()
    item = item_about(review, "rule", subject_id=ground.support_rule.pk)
    assert answer_item(item.pk, REMOVE, by=SYSTEM).confirmed_at is None
    assert ReviewRemoval.objects.get().permission_id == key.pk
    task = Task.objects.get(kind="access.take_back", state="open")
    worklist.finish_task(task.pk, outcome="done", evidence="Levert", by=System("Tests"))
    item.refresh_from_db()
    assert item.confirmed_at is not None


def test_shorten_lets_what_was_given_end_sooner(ground, leader):
    item = the_grant(ground)
    answer_item(item.pk, Answer(answer="shorten", last_day=TODAY + WEEK), by=leader)
    assert Grant.objects.get(pk=item.subject_id).valid.upper == TODAY + WEEK + timedelta(days=1)
    with pytest.raises(NotAnswerableError):
        answer_item(
            item_about(item.review, "access", ground.adviser).pk,
            Answer(answer="shorten", last_day=TODAY + WEEK),
            by=leader,
        )


def test_shorten_never_lengthens(ground, leader):
    Grant.objects.filter(role=ground.house.roles["Vikar"]).update(valid=Period(TODAY, TODAY + WEEK).to_range())
    actions.derive_people([ground.adviser.pk])
    with pytest.raises(NotAnswerableError):
        answer_item(the_grant(ground).pk, Answer(answer="shorten", last_day=TODAY + 2 * WEEK), by=leader)


def test_nobody_attests_what_she_has_herself(ground):
    user = make_user(ground.adviser)
    item = the_grant(ground)
    ReviewItem.objects.filter(pk=item.pk).update(reviewer_key=f"person:{ground.adviser.pk}")
    for given in (KEEP, REMOVE):
        with pytest.raises(OwnAccessError):
            answer_item(item.pk, given, by=again(user))
    item.refresh_from_db()
    assert item.answer == ""


def test_a_deputy_does_not_decide_to_her_own_benefit(ground):
    """The leader is on leave, and her deputy is the very person the question is about."""
    make_deputy(ground.house.leader, ground.adviser, valid=Period(TODAY, TODAY + WEEK), may_do=("approve", "tasks"))
    item = the_grant(ground)
    ReviewItem.objects.filter(pk=item.pk).update(reviewer_key=f"person:{ground.adviser.pk}")
    with pytest.raises(OwnAccessError):
        answer_item(item.pk, KEEP, by=make_user(ground.adviser))


def test_nobody_attests_a_rule_that_gives_to_herself(ground):
    item = item_about(opened(), "rule", subject_id=ground.support_rule.pk)
    ReviewItem.objects.filter(pk=item.pk).update(reviewer_key=f"person:{ground.adviser.pk}")
    with pytest.raises(OwnAccessError):
        answer_item(item.pk, KEEP, by=make_user(ground.adviser))


def test_who_is_not_named_does_not_find_the_question(ground):
    item = the_grant(ground)
    stranger = make_user(make_employee(ground.house.unit, "Frem Med"))
    for act in (
        lambda: answer_item(item.pk, KEEP, by=stranger),
        lambda: undo_answer(item.pk, by=stranger),
        lambda: pass_on_item(item.pk, to_person=None, by=stranger),
        lambda: keep_all([item.pk], by=stranger),
    ):
        with pytest.raises(ReviewItem.DoesNotExist):
            act()


def test_what_changed_since_the_opening_is_looked_at_again(ground, leader):
    item = the_grant(ground)
    Grant.objects.filter(pk=item.subject_id).update(valid=Period(TODAY, TODAY + WEEK).to_range())
    actions.derive_people([ground.adviser.pk])
    with pytest.raises(LookAgainError):
        answer_item(item.pk, KEEP, by=leader)
    seen = snapshot_now(item)
    assert seen.content_hash != item.opened_on.content_hash
    done = answer_item(item.pk, Answer(answer="keep", seen=seen.content_hash), by=leader)
    assert done.answered_on.content_hash == seen.content_hash
    assert done.opened_on_id != done.answered_on_id


def test_an_answer_to_what_then_changed_does_not_count(ground, leader):
    item = answer_item(item_about(opened(), "access", ground.adviser).pk, KEEP, by=leader)
    target = Target(permission_id=item.subject_id)
    actions.give(ground.adviser.pk, target, by=SYSTEM, period=Period(TODAY), reason="Enda en vei")
    look_again()
    item.refresh_from_db()
    assert (item.answer, item.looks_again, item.confirmed_at) == ("", True, None)
    assert Task.objects.filter(group_key=item.reviewer_key, kind="access.review", state="open").exists()
    look_again()
    assert ReviewItem.objects.get(pk=item.pk).looks_again


def test_what_is_gone_needs_no_answer(ground, leader):
    item = the_grant(ground)
    actions.take_away_role(
        ground.adviser.pk, ground.house.roles["Vikar"].pk, by=SYSTEM, last_day=TODAY - timedelta(days=1)
    )
    assert answer_item(item.pk, KEEP, by=leader).answer == "gone"


def test_the_names_of_other_things_do_not_change_what_it_is_about(ground, leader):
    item = the_grant(ground)
    actions.change_role(ground.house.roles["Vikar"].pk, actions.RoleFacts(name="Vikarer", purpose="Nye ord"), by=SYSTEM)
    assert answer_item(item.pk, KEEP, by=leader).answer == "keep"


def test_keep_all_keeps_what_is_little_risky_and_unchanged(ground, leader):
    review = opened(units=[ground.house.unit.pk])
    mine = ReviewItem.objects.filter(review=review, reviewer_key=f"leader:{ground.house.unit.pk}")
    with pytest.raises(NotAnswerableError, match="one by one"):
        keep_all(mine.values_list("pk", flat=True), by=leader)
    safe = mine.filter(risk__lte=2)
    Grant.objects.filter(role=ground.house.roles["Vikar"]).update(valid=Period(TODAY, TODAY + WEEK).to_range())
    actions.derive_people([ground.adviser.pk])
    kept, left = keep_all(safe.values_list("pk", flat=True), by=leader)
    assert (kept, left) == (safe.filter(~Q(kind="grant")).count(), 1)
    assert safe.get(kind="grant").looks_again


def test_pass_on_hands_the_question_and_its_task_over(ground, leader):
    item = the_grant(ground)
    other = make_employee(ground.house.unit, "Ola Overtar")
    with pytest.raises(OwnAccessError):
        pass_on_item(item.pk, to_person=ground.adviser.pk, by=leader)
    pass_on_item(item.pk, to_person=other.pk, by=leader)
    assert Task.objects.get(group_key=f"person:{other.pk}", kind="access.review").params["count"] == 1
    assert answer_item(item.pk, KEEP, by=make_user(other)).answer == "keep"
    with granting(make_user(), REVIEW, everywhere=True) as officer, pytest.raises(NotAnswerableError):
        pass_on_item(item.pk, to_person=None, by=officer)


def test_the_task_ends_with_the_last_answer_and_comes_back_with_an_undone_one(ground, leader):
    review = opened(roles=[ground.house.roles["Vikar"].pk])
    item = the_grant(ground, review)
    tasks = Task.objects.filter(group_key=item.reviewer_key, kind="access.review")
    answer_item(item.pk, KEEP, by=leader)
    assert not tasks.filter(state="open").exists()
    undo_answer(item.pk, by=leader)
    assert tasks.filter(state="open").count() == 1


def test_a_task_is_not_called_done_while_questions_are_left(ground, leader):
    review = opened(roles=[ground.house.roles["Vikar"].pk])
    key = the_grant(ground, review).reviewer_key
    task = Task.objects.get(group_key=key, kind="access.review", state="open")
    with pytest.raises(EndedThereError):
        worklist.finish_task(task.pk, outcome="done", by=leader)
    assert Task.objects.get(group_key=key, kind="access.review", state="open") == task


def test_an_exclusion_is_ended_only_by_who_may_end_it(ground, leader):
    actions.exclude(
        ground.adviser.pk, Target(role_id=ground.support_rule.role_id), by=SYSTEM, period=Period(TODAY), reason="Sak"
    )
    item = item_about(opened(), "exclusion", ground.adviser)
    with pytest.raises(NotRemovableError):
        answer_item(item.pk, REMOVE, by=leader)
    answer_item(item.pk, REMOVE, by=SYSTEM)
    assert has(ground.adviser, permission_of("CRM"))


def test_every_answer_stays_in_history(ground, leader):
    item = answer_item(the_grant(ground).pk, KEEP, by=leader)
    undo_answer(item.pk, by=leader)
    events = ReviewItem.pgh_event_model.objects.filter(pgh_obj_id=item.pk).order_by("pgh_id")
    assert [event.answer for event in events] == ["", "keep", ""]
