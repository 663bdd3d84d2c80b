"""Opening a review: few questions that cover everything once, to those who should know."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.test.utils import CaptureQueriesContext

from grunnmur.access import actions
from grunnmur.access.actions.grants import NewGrant, write_grant
from grunnmur.access.actions.reviews import NewReview, open_review
from grunnmur.access.models import (
    ObservedAccess,
    ObservedPerson,
    ObservedThing,
    Review,
    ReviewItem,
    ReviewSnapshot,
    RulePosition,
)
from grunnmur.access.queries.reviews.plan import plan_review
from grunnmur.access.queries.reviews.told import lines_of, sentences_of
from grunnmur.access.rules import REVIEW, RuleFacts, Selector
from grunnmur.access.rules.reviews import EmptyReviewError, NotAnswerableError, Scope
from grunnmur.core.periods import Period
from grunnmur.worklist.models import Task
from tests.access.reviews.conftest import DUE, TODAY, item_about, opened
from tests.factories_access import permission_of
from tests.factories_organisation import SYSTEM, employ, granting, make_employee, make_unit, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("entered")]


def more_advisers(ground, count):
    position = RulePosition.objects.get(rule=ground.support_rule).position_id
    return [make_employee(ground.house.unit, f"Rad Giver{number}", position_id=position) for number in range(count)]


def keys(review):
    return set(ReviewItem.objects.filter(review=review).values_list("reviewer_key", flat=True))


def test_a_rule_with_many_holders_is_one_question_for_its_owner(ground):
    more_advisers(ground, 46)
    unit = make_unit("Systemgruppa")
    actions.change_rule(
        ground.support_rule.pk,
        RuleFacts(
            name=ground.support_rule.name,
            role_id=ground.support_rule.role_id,
            selector=Selector(
                units=[ground.house.unit.pk], positions=[RulePosition.objects.get(rule=ground.support_rule).position_id]
            ),
            owner_key=f"unit:{unit.pk}",
        ),
        from_day=TODAY,
        by=SYSTEM,
    )
    item = item_about(opened(), "rule", subject_id=ground.support_rule.pk)
    assert item.reviewer_key == f"unit:{unit.pk}"
    assert lines_of(item.opened_on.content["shown"])[0] == "47 persons have Kundestøtte by this rule."
    assert "Kundekonsulent" in sentences_of(item.opened_on.content["shown"], person="")[0]


def test_what_was_given_and_what_is_risky_is_asked_of_the_leader_one_by_one(ground):
    review = opened(units=[ground.house.unit.pk])
    given = ReviewItem.objects.get(review=review, kind="grant")
    risky = item_about(review, "access", ground.adviser)
    assert given.opened_on.content["shown"]["name"] == "Vikar"
    assert (risky.subject_id, risky.risk, risky.causes) == (permission_of("Nettbrett").pk, 3, ["risk"])
    assert {given.reviewer_key, risky.reviewer_key} == {f"leader:{ground.house.unit.pk}"}
    (sentence,) = sentences_of(risky.opened_on.content["shown"], person="Per Person")
    assert sentence.startswith("Per Person has Nettbrett")
    assert "2 March 2026" in lines_of(risky.opened_on.content["shown"])[0]


def test_what_few_of_ones_peers_have_is_asked_by_itself(ground):
    more_advisers(ground, 10)
    review = opened(units=[ground.house.unit.pk])
    item = item_about(review, "access", ground.adviser, subject_id=permission_of("Visio").pk)
    assert item.causes == ["outlier"]
    assert "1 of 11 with the same unit and position have it." in lines_of(item.opened_on.content["shown"])
    assert not ReviewItem.objects.filter(review=review, kind="grant").exists()


def test_with_few_peers_nothing_is_unusual(ground):
    more_advisers(ground, 3)
    assert not ReviewItem.objects.filter(review=opened(), causes__contains=["outlier"]).exists()


def test_the_leader_is_asked_about_by_her_own_leader(ground):
    actions.give(
        ground.house.leader.pk,
        actions.Target(role_id=ground.house.roles["Vikar"].pk),
        by=SYSTEM,
        period=Period(TODAY),
        reason="Ja",
    )
    item = item_about(opened(), "grant", ground.house.leader)
    assert item.reviewer_key == f"leader:{ground.house.top.pk}"
    chief = item_about_own_chief(ground)
    assert chief.reviewer_key == "may:access.officer"


def item_about_own_chief(ground):
    actions.give(
        ground.chief.pk,
        actions.Target(role_id=ground.house.roles["Vikar"].pk),
        by=SYSTEM,
        period=Period(TODAY),
        reason="Ja",
    )
    return item_about(opened("Vår"), "grant", ground.chief)


def test_who_is_asked_about_a_rule_is_not_asked_about_herself(ground):
    actions.change_role(
        ground.support_rule.role_id,
        actions.RoleFacts(name="Kundestøtte", owner_key=f"person:{ground.adviser.pk}"),
        by=SYSTEM,
    )
    more_advisers(ground, 2)
    review = opened()
    rule = item_about(review, "rule", subject_id=ground.support_rule.pk)
    own = item_about(review, "membership", ground.adviser, subject_id=ground.support_rule.pk)
    assert rule.reviewer_key == f"person:{ground.adviser.pk}"
    assert rule.opened_on.content["shown"]["holders"] == 2
    assert (own.reviewer_key, own.causes) == (f"leader:{ground.house.unit.pk}", ["own"])


def test_a_scope_narrows_by_unit_resource_and_role_together(ground):
    elsewhere = make_employee(make_unit("Biblioteket"), "Bo Bok")
    whole = plan_review(Scope(), on=TODAY)
    assert elsewhere.pk in {way.person for way in whole.ways}
    here = plan_review(Scope(units=[ground.house.top.pk], roles=[ground.house.roles["Vikar"].pk]), on=TODAY)
    assert {way.role for way in here.ways} == {ground.house.roles["Vikar"].pk}
    crm = permission_of("CRM")
    by_resource = plan_review(Scope(units=[ground.house.top.pk], resources=[crm.resource_id]), on=TODAY)
    assert {way.permission for way in by_resource.ways} == {crm.pk}
    assert elsewhere.pk not in {way.person for way in (*here.ways, *by_resource.ways)}


def test_somebody_with_two_employments_is_asked_about_where_what_she_was_given_belongs(ground):
    library = make_unit("Biblioteket", parent=ground.house.top)
    work = employ(ground.adviser, library, percent=20, is_primary=False)
    write_grant(
        NewGrant(
            person_id=ground.adviser.pk,
            target=actions.Target(role_id=ground.house.roles["Vikar"].pk),
            period=Period(TODAY),
            reason="På biblioteket",
            source="leader",
            employment_id=work.pk,
        ),
        by=SYSTEM,
    )
    assert f"leader:{ground.house.top.pk}" in keys(opened())


def test_each_reviewer_gets_one_task_with_the_number(ground):
    review = opened(units=[ground.house.unit.pk])
    task = Task.objects.get(group_key=f"leader:{ground.house.unit.pk}", kind="access.review")
    count = ReviewItem.objects.filter(review=review, reviewer_key=task.group_key).count()
    assert task.params == {"review": "Høst", "count": count}
    assert (task.due_date, task.subject_id) == (DUE, review.pk)


def test_a_deadline_on_a_holiday_moves_to_the_next_working_day(ground):
    assert opened(due=date(2026, 4, 4)).due_date == date(2026, 4, 7)


def test_only_who_may_opens_a_review(ground):
    new = NewReview(name="Høst", due_date=DUE)
    with pytest.raises(PermissionDenied):
        open_review(new, by=ground.house.leader_user)
    with granting(make_user(), REVIEW, everywhere=True) as officer:
        assert open_review(new, by=officer).opened_by_id is not None


def test_a_review_of_nothing_and_one_due_yesterday_are_refused(ground):
    with pytest.raises(EmptyReviewError):
        opened(units=[make_unit("Tom").pk])
    with pytest.raises(NotAnswerableError):
        opened(due=date(2026, 3, 1))
    assert not Review.objects.exists()


def test_what_was_shown_can_never_be_changed(ground):
    review = opened()
    snapshot = ReviewItem.objects.filter(review=review).first().opened_on
    assert len(snapshot.content_hash) == 64
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        ReviewSnapshot.objects.filter(pk=snapshot.pk).update(content={})


def test_opening_costs_the_same_for_few_and_for_many(ground):
    def cost(name):
        with CaptureQueriesContext(connection) as seen:
            opened(name)
        return len(seen)

    few = cost("Få")
    for person in more_advisers(ground, 40):
        for role in ("Vikar", "Nettbrett"):
            actions.give(
                person.pk,
                actions.Target(role_id=ground.house.roles[role].pk),
                by=SYSTEM,
                period=Period(TODAY),
                reason="Trengs",
            )
    many = cost("Mange")
    assert ReviewItem.objects.filter(review__name="Mange").count() > 80
    assert many <= few


def test_when_it_was_last_used_is_shown_where_a_source_has_told(ground):
    holder = ObservedPerson.objects.create(source="inntrykk", key="17", person=ground.adviser)
    thing = ObservedThing.objects.create(source="inntrykk", resource="Nettbrett", permission=permission_of("Nettbrett"))
    ObservedAccess.objects.create(holder=holder, thing=thing, last_used=date(2025, 5, 17))
    item = item_about(opened(), "access", ground.adviser)
    assert any("Last used 17 May 2025." in line for line in lines_of(item.opened_on.content["shown"]))
