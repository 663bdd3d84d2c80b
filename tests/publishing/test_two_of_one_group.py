"""A step that needs two people of one group: who was first has done her part, and the others are still asked."""

import pytest

from grunnmur.core.permissions import forget_answers
from grunnmur.portal.queries.start import rows_of
from grunnmur.publishing import actions, queries
from grunnmur.publishing.models import ApprovalStep
from grunnmur.publishing.rules import APPROVE, FourEyesError
from grunnmur.worklist import actions as tasks
from grunnmur.worklist import queries as worklist
from grunnmur.worklist.models import Task
from tests.factories_organisation import granting, make_employee, make_user
from tests.factories_publishing import approve, to_approval

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(inside, draft):
    """A version that two of a unit must say yes to, and two people there who may."""
    ApprovalStep.objects.update(key=f"unit:{inside.unit.pk}", needed=2)
    first, second = (make_user(make_employee(inside.unit, name)) for name in ("Frida Først", "Anne Annen"))
    version = to_approval(inside, draft)
    with granting(first, APPROVE, everywhere=True), granting(second, APPROVE, everywhere=True):
        yield version, first, second


def asked(user):
    """Return how many tasks her list, her number and her start page say, and how many versions wait for her yes."""
    forget_answers(user)
    panel = rows_of([worklist.my_tasks_panel(seen_by=user, limit=6)])["tasks"]
    counted = worklist.task_counts(seen_by=user, on=Task.objects.first().opened_at.date()).all
    return worklist.my_tasks(seen_by=user).count(), counted, len(panel), len(queries.waiting_for(seen_by=user))


def test_the_first_to_approve_is_not_asked_any_more_and_the_others_are(two):
    version, first, second = two
    assert asked(first) == asked(second) == (1, 1, 1, 1)
    approve(version, first)
    assert asked(first) == (0, 0, 0, 0)
    assert asked(second) == (1, 1, 1, 1)


def test_she_neither_approves_twice_nor_takes_the_task_of_the_others(two):
    version, first, _second = two
    approve(version, first)
    with pytest.raises(FourEyesError, match="another"):
        approve(version, first)
    (task,) = Task.objects.filter(state="open", kind="publishing.approve")
    with pytest.raises(Task.DoesNotExist):
        tasks.claim_task(task.pk, by=first)


def test_she_may_still_send_it_back_and_is_asked_again_of_what_comes_then(inside, two):
    version, first, _second = two
    approve(version, first)
    back = actions.reject_version(version.pk, comment="Jeg så feil.", by=first)
    to_approval(inside, back)
    assert asked(first) == (1, 1, 1, 1)


def test_her_page_offers_to_send_it_back_and_not_to_approve_it(enter, two):
    version, first, second = two
    approve(version, first)
    address = f"/publishing/versions/{version.pk}/"
    hers, theirs = (enter(user).get(address).content.decode() for user in (first, second))
    assert "You have said yes" in hers
    assert "Approve it" not in hers
    assert "Send it back" in hers
    assert "Approve it" in theirs
    assert "You have said yes" not in theirs
