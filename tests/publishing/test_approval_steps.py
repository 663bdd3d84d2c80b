"""Who approves in a line: added, put in order and taken away by its chief, while nothing waits there."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from grunnmur.core.tenancy import tenant
from grunnmur.publishing import actions, queries
from grunnmur.publishing.models import ApprovalRequest, ApprovalStep
from grunnmur.publishing.rules import APPROVE, LEADER_OF_OWNER, ApprovalStepError
from grunnmur.worklist import actions as worklist
from grunnmur.worklist.models import Task
from grunnmur.worklist.rules import EndedThereError
from tests.factories_organisation import granting, make_leader, make_unit, make_user
from tests.factories_publishing import approve, make_valid, to_approval

pytestmark = pytest.mark.django_db


def keys(made):
    return [step.key for step in queries.steps_of_line(made.line.pk)]


def add(made, **facts):
    return actions.add_approval_step(made.line.pk, actions.StepFacts(**facts), by=made.chief_user)


def test_an_approval_is_added_at_the_end_and_asked_for_earlier(inside):
    step = add(inside, unit_id=inside.top.pk, needed=2, days=3)
    top = f"leader:{inside.top.pk}"
    assert keys(inside) == [LEADER_OF_OWNER, top]
    actions.ask_earlier(step.pk, by=inside.chief_user)
    assert keys(inside) == [top, LEADER_OF_OWNER]
    actions.ask_earlier(step.pk, by=inside.chief_user)
    assert keys(inside) == [top, LEADER_OF_OWNER]


def test_the_next_version_is_asked_about_in_the_new_order(inside, draft):
    make_leader(inside.top, name="Kari Direktør")
    step = add(inside, unit_id=inside.top.pk)
    actions.ask_earlier(step.pk, by=inside.chief_user)
    version = to_approval(inside, draft)
    (asked,) = ApprovalRequest.objects.filter(version=version)
    assert asked.key == f"leader:{inside.top.pk}"


def open_asking():
    return list(Task.objects.filter(kind="publishing.approve", state__in=("open", "claimed")))


def test_who_said_yes_is_not_asked_any_more_while_the_next_one_is(inside, draft):
    director = make_leader(inside.top, name="Kari Direktør")
    add(inside, unit_id=inside.top.pk)
    version = to_approval(inside, draft)
    (first,) = open_asking()
    with pytest.raises(EndedThereError):
        worklist.finish_task(first.pk, outcome="done", by=inside.leader_user)
    with granting(inside.leader_user, APPROVE, everywhere=True) as user:
        approve(version, user)
    assert [task.group_key for task in open_asking()] == [f"leader:{inside.top.pk}"]
    with granting(make_user(director), APPROVE, everywhere=True) as user:
        approve(version, user)
    assert open_asking() == []


def test_a_second_yes_of_the_same_group_is_free_to_take_after_the_first(inside, draft):
    step = queries.steps_of_line(inside.line.pk)[0]
    ApprovalStep.objects.filter(pk=step.pk).update(needed=2)
    version = to_approval(inside, draft)
    (first,) = open_asking()
    worklist.claim_task(first.pk, by=inside.leader_user)
    with granting(inside.leader_user, APPROVE, everywhere=True) as user:
        approve(version, user)
    (second,) = open_asking()
    assert (second.person_id, second.group_key) == (None, first.group_key)


def test_one_that_decided_is_taken_away_and_what_it_decided_stays(inside, draft):
    first = queries.steps_of_line(inside.line.pk)[0]
    version = make_valid(inside, draft)
    add(inside, unit_id=inside.unit.pk)
    actions.retire_approval_step(first.pk, by=inside.chief_user)
    assert keys(inside) == [f"leader:{inside.unit.pk}"]
    assert ApprovalRequest.objects.get(version=version).step_id == first.pk
    with pytest.raises(ApprovalStep.DoesNotExist):
        actions.ask_earlier(first.pk, by=inside.chief_user)


def test_a_kind_with_approvals_of_its_own_needs_those_instead_of_the_common_ones(inside, draft):
    make_leader(inside.top, name="Kari Direktør")
    add(inside, unit_id=inside.top.pk, kind="process")
    version = to_approval(inside, draft)
    (asked,) = ApprovalRequest.objects.filter(version=version)
    assert asked.key == f"leader:{inside.top.pk}"


def test_approvals_of_another_kind_are_not_asked(inside, draft):
    add(inside, unit_id=inside.top.pk, kind="document")
    version = to_approval(inside, draft)
    (asked,) = ApprovalRequest.objects.filter(version=version)
    assert asked.key == f"leader:{inside.unit.pk}"


def test_the_last_approval_of_a_kind_may_go_and_the_common_ones_hold_again(inside):
    step = add(inside, unit_id=inside.top.pk, kind="process")
    common = queries.steps_of_line(inside.line.pk)[0]
    with pytest.raises(ApprovalStepError):
        actions.retire_approval_step(common.pk, by=inside.chief_user)
    actions.retire_approval_step(step.pk, by=inside.chief_user)
    assert keys(inside) == [LEADER_OF_OWNER]


def test_the_first_of_a_kind_is_not_asked_before_the_common_ones(inside):
    step = add(inside, unit_id=inside.top.pk, kind="process")
    actions.ask_earlier(step.pk, by=inside.chief_user)
    assert [(one.kind, one.ordinal) for one in queries.steps_of_line(inside.line.pk)] == [("", 1), ("process", 1)]


def test_the_last_one_cannot_be_taken_away(inside):
    with pytest.raises(ApprovalStepError):
        actions.retire_approval_step(queries.steps_of_line(inside.line.pk)[0].pk, by=inside.chief_user)
    assert keys(inside) == [LEADER_OF_OWNER]


def test_nothing_is_changed_while_something_waits_for_approval(inside, draft):
    step = add(inside, unit_id=inside.unit.pk)
    to_approval(inside, draft)
    before = keys(inside)
    for change in (
        lambda: add(inside),
        lambda: actions.retire_approval_step(step.pk, by=inside.chief_user),
        lambda: actions.ask_earlier(step.pk, by=inside.chief_user),
    ):
        with pytest.raises(ApprovalStepError):
            change()
    assert keys(inside) == before


def test_others_than_the_chief_may_not_change_it(inside):
    step = add(inside, unit_id=inside.unit.pk)
    for user in (inside.modeller_user, inside.assurer_user, inside.leader_user):
        with pytest.raises(PermissionDenied):
            actions.add_approval_step(inside.line.pk, actions.StepFacts(), by=user)
        with pytest.raises(PermissionDenied):
            actions.retire_approval_step(step.pk, by=user)
        with pytest.raises(PermissionDenied):
            actions.ask_earlier(step.pk, by=user)


def test_the_other_municipality_finds_no_step_of_ours(made, sundby):
    with tenant(made.chief_user.tenant_id):
        step = queries.steps_of_line(made.line.pk)[0]
    with tenant(sundby):
        assert queries.steps_of_line(made.line.pk) == []
        with pytest.raises(ApprovalStep.DoesNotExist):
            queries.line_of_step(step.pk)


def test_the_page_of_the_line_adds_orders_and_takes_away(made, enter):
    visitor = enter(made.chief_user)
    settings_url = reverse("publishing:line_settings", args=[made.line.pk])
    add_url = reverse("publishing:add_step", args=[made.line.pk])
    assert visitor.post(add_url, {"unit": str(made.top.pk), "needed": "9", "days": "3"}).status_code == 422
    assert visitor.post(add_url, {"unit": str(made.top.pk), "needed": "1", "days": "3"}).status_code == 302
    page = visitor.get(settings_url).text
    assert "Leader of Fjordvik" in page
    assert "within 3 working days" in page
    with tenant(made.chief_user.tenant_id):
        added = queries.steps_of_line(made.line.pk)[1]
    assert visitor.post(reverse("publishing:move_step", args=[added.pk])).status_code == 302
    assert visitor.post(reverse("publishing:remove_step", args=[added.pk])).status_code == 302
    assert visitor.post(reverse("publishing:remove_step", args=[added.pk])).status_code == 404
    other = enter(made.modeller_user)
    assert other.post(add_url, {"unit": "", "needed": "1", "days": "3"}).status_code == 403


def test_the_page_of_the_line_costs_the_same_for_one_approval_and_for_four(made, enter, count_statements):
    visitor = enter(made.chief_user)
    url = reverse("publishing:line_settings", args=[made.line.pk])
    with tenant(made.chief_user.tenant_id):
        add(made, unit_id=made.unit.pk)
    one = count_statements(visitor, url)
    with tenant(made.chief_user.tenant_id):
        for number in range(3):
            add(made, unit_id=make_unit(f"Enhet {number}").pk)
    assert count_statements(visitor, url) == one
