"""Whoever answers for a target is told once that something is the matter, and not asked any more when it is not."""

import pytest

from grunnmur.access import actions
from grunnmur.access.actions.targets import answers, runs
from grunnmur.access.actions.targets.observe import note_unreadable
from grunnmur.access.actions.targets.send import settle, take_batch
from grunnmur.access.actions.targets.telling import DRIFT_TASK, FAILED_TASK
from grunnmur.access.connectors import Fault, Outcome
from grunnmur.access.events import DriftFound, TargetFailed
from grunnmur.access.models import DriftItem
from grunnmur.access.rules import TARGETS
from grunnmur.access.rules.targets import UnreachableError
from grunnmur.core import events
from grunnmur.core.clock import now, today
from grunnmur.core.periods import Period
from grunnmur.worklist.models import Task
from tests.access.targets.worlds import allow, later, managed, plan, push, read
from tests.factories_access import permission_of
from tests.factories_organisation import SYSTEM, granting, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def doors(csv, everybody, settings):
    """A file that is in step."""
    allow(settings, csv)
    target = managed(csv, {"crm": permission_of("CRM")})
    plan(target)
    push(target)
    return target


@pytest.fixture
def told(monkeypatch):
    """What is published about targets, besides what reacts to it."""
    heard = []
    for event in (TargetFailed, DriftFound):
        monkeypatch.setitem(events._reactions, event, [*events._reactions[event], heard.append])
    return heard


def asked(kind):
    return Task.objects.filter(kind=kind, state="open").count()


def drop(csv, line):
    """Somebody else writes a line into the file."""
    path = csv.folder / csv.address
    path.write_text(path.read_text(encoding="utf-8-sig") + line + "\n", encoding="utf-8")


def test_what_differs_is_told_once_and_not_each_night(csv, doors, told):
    drop(csv, "somebody;ukjent;;;;;1;1")
    for night in range(3):
        with later(days=night):
            read(doors)

    assert told == [DriftFound(doors.pk, 1)]
    assert asked(DRIFT_TASK) == 1
    drop(csv, "another;ogsaa-ukjent;;;;;1;")
    read(doors)
    assert told[1:] == [DriftFound(doors.pk, 1)], "of what is new"
    assert asked(DRIFT_TASK) == 1, "who is asked already is asked once"


def test_nobody_is_asked_any_more_when_every_difference_is_answered_or_gone(csv, doors):
    drop(csv, "somebody;ukjent;;;;;1;1")
    drop(csv, "another;ogsaa-ukjent;;;;;1;")
    read(doors)
    first, second = DriftItem.objects.order_by("account__username")
    user = make_user()
    with granting(user, TARGETS, everywhere=True):
        answers.ignore_drift([first.pk], until=today(), by=user)
    assert asked(DRIFT_TASK) == 1
    csv.forget(second.account.external_id)
    read(doors)
    assert asked(DRIFT_TASK) == 0


def test_what_was_ignored_for_too_long_asks_again(csv, doors, told):
    drop(csv, "somebody;ukjent;;;;;1;1")
    read(doors)
    user = make_user()
    with granting(user, TARGETS, everywhere=True):
        answers.ignore_drift(DriftItem.objects.values_list("pk", flat=True), until=today(), by=user)
    assert asked(DRIFT_TASK) == 0
    with later(days=1):
        read(doors)
    assert (DriftItem.objects.get().answer, asked(DRIFT_TASK), len(told)) == ("", 1, 2)


def test_a_target_that_cannot_be_read_is_told_once_and_forgotten_when_it_can(csv, doors, settings, told):
    (csv.folder / "file").touch()
    settings.DROP_FOLDER = csv.folder / "file"
    for night in range(3):
        with later(days=night), pytest.raises(UnreachableError):
            runs.observe(doors.tenant_id, doors.pk)
    assert told == [TargetFailed(doors.pk)]
    assert asked(FAILED_TASK) == 1

    settings.DROP_FOLDER = csv.folder.parent
    read(doors)
    assert asked(FAILED_TASK) == 0
    note_unreadable(doors.pk, Fault("again"))
    assert (len(told), asked(FAILED_TASK)) == (2, 1)


def test_what_will_be_tried_again_is_not_told_and_what_is_given_up_is(doors, told, everybody):
    target = actions.Target(permission_id=permission_of("CRM").pk)
    actions.give(everybody.leader.pk, target, by=SYSTEM, period=Period(today()), reason="helps out")
    batch = take_batch(doors.pk, at=now())
    (change,) = [one for one in batch.changes if one.place is None]

    settle(doors.pk, [Outcome(change.id, Fault("busy"))], at=now())
    assert (told, asked(FAILED_TASK)) == ([], 0)
    settle(doors.pk, [Outcome(change.id, Fault("never", is_final=True))], at=now())
    settle(doors.pk, [Outcome(change.id, Fault("never", is_final=True))], at=now())
    assert (told, asked(FAILED_TASK)) == ([TargetFailed(doors.pk)], 1)
