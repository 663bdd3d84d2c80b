from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from grunnmur.core.events import publish
from grunnmur.core.periods import Period
from grunnmur.core.permissions import person_of
from grunnmur.organisation import actions as organisation
from grunnmur.organisation.events import DayTurned
from grunnmur.organisation.models import Employment
from grunnmur.worklist import actions, events, queries
from grunnmur.worklist.models import Task
from grunnmur.worklist.rules import (
    ASSIGN,
    OutcomeError,
    TaskClosedError,
    TaskTakenError,
    UnknownKindError,
    told,
)
from tests.factories_organisation import (
    SINCE,
    SYSTEM,
    granting,
    make_employee,
    make_leader,
    make_unit,
    make_user,
)
from tests.factories_worklist import CHOICE, PROOF, make_task, new_task

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]
TODAY, MAY = date(2026, 3, 2), date(2026, 5, 1)


@pytest.fixture
def unit():
    return make_unit()


@pytest.fixture
def leader(unit):
    return make_user(make_leader(unit))


@pytest.fixture
def worker(unit):
    return make_user(make_employee(unit))


def test_a_program_of_yesterday_opens_tasks_beside_the_columns_of_today(unit):
    first = actions.open_task(new_task(unit=unit, dedupe_key="a"), by=SYSTEM)
    known = [field.column for field in Task._meta.concrete_fields if field.name not in {"id", "dedupe_key", "spared"}]
    columns = ", ".join(known)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO worklist_task (id, dedupe_key, {columns}) "  # columns of the model
            f"SELECT gen_random_uuid(), 'b', {columns} FROM worklist_task WHERE id = %s",
            [first],
        )
    assert Task.objects.get(dedupe_key="b").spared == []


def test_opening_the_same_task_twice_is_one_task(unit):
    first = actions.open_task(new_task(unit=unit, dedupe_key="a"), by=SYSTEM)
    assert actions.open_task(new_task(unit=unit, dedupe_key="a"), by=SYSTEM) == first
    actions.cancel_task(first, by=SYSTEM)
    assert actions.open_task(new_task(unit=unit, dedupe_key="a"), by=SYSTEM) != first
    assert Task.objects.count() == 2


def test_many_tasks_open_in_two_statements_and_keep_their_order(unit, django_assert_num_queries):
    known = actions.open_task(new_task(unit=unit, dedupe_key="b"), by=SYSTEM)
    tasks = [new_task(unit=unit, dedupe_key=key) for key in ("a", "b", "c", "a")]
    with django_assert_num_queries(4):  # and a savepoint around them
        ids = actions.open_tasks(tasks, by=SYSTEM)
    assert ids[1] == known
    assert ids[0] == ids[3]
    assert [Task.objects.get(pk=pk).dedupe_key for pk in ids] == ["a", "b", "c", "a"]


def test_a_task_of_an_unknown_kind_is_refused(unit):
    with pytest.raises(UnknownKindError):
        actions.open_task(new_task(unit=unit, kind="tests.unheard_of"), by=SYSTEM)
    assert not Task.objects.exists()


def test_a_task_about_something_that_no_page_could_show_is_refused(unit):
    with pytest.raises(LookupError, match="spaceship"):
        actions.open_task(new_task(unit=unit, subject_kind="spaceship", subject_id=unit.pk), by=SYSTEM)
    assert not Task.objects.exists()


def test_a_task_for_nobody_is_refused():
    with pytest.raises(IntegrityError, match="task_is_for_somebody"), transaction.atomic():
        actions.open_task(new_task(), by=SYSTEM)


def test_mine_are_those_for_me_and_those_of_my_groups_that_nobody_took(unit, leader, worker):
    own = make_task(person=Employment.objects.get(person_id=person_of(worker)).person)
    group = make_task(unit=unit)
    assert list(queries.my_tasks(seen_by=worker)) == [own]
    assert list(queries.my_tasks(seen_by=leader)) == [group]
    assert not queries.my_tasks(seen_by=make_user()).exists()


def test_my_tasks_come_by_due_date_undated_last(unit, leader):
    late, none, soon = (make_task(unit=unit, due_date=due) for due in (MAY, None, TODAY))
    assert list(queries.my_tasks(seen_by=leader)) == [soon, late, none]
    assert queries.task_counts(seen_by=leader, on=MAY) == queries.Counts(all=3, overdue=1, mine=0)


def test_a_taken_task_is_only_the_takers_until_she_hands_it_back(unit, leader):
    task = make_task(unit=unit)
    second = make_employee(unit)
    organisation.name_deputy(
        person_of(leader), deputy_id=second.pk, may_do=["tasks"], valid=Period(TODAY, MAY), by=SYSTEM
    )
    deputy = make_user(second)
    actions.claim_task(task.pk, by=leader)
    assert list(queries.my_tasks(seen_by=leader)) == [task]
    assert not queries.my_tasks(seen_by=deputy).exists()
    for refused in (actions.claim_task, actions.hand_back_task):
        with pytest.raises(TaskTakenError):
            refused(task.pk, by=deputy)
    with pytest.raises(TaskTakenError):
        actions.finish_task(task.pk, outcome="done", by=deputy)
    actions.hand_back_task(task.pk, by=leader)
    assert list(queries.my_tasks(seen_by=deputy)) == [task]


def test_a_task_that_was_never_a_groups_cannot_be_handed_back(worker, unit):
    task = make_task(person=Employment.objects.get(person_id=person_of(worker)).person)
    with pytest.raises(TaskTakenError):
        actions.hand_back_task(task.pk, by=worker)


def test_a_task_for_others_does_not_exist(unit, worker):
    task = make_task(unit=unit)
    for ask in (
        lambda: actions.claim_task(task.pk, by=worker),
        lambda: actions.finish_task(task.pk, outcome="done", by=worker),
        lambda: queries.find_task(task.pk, seen_by=worker),
    ):
        with pytest.raises(Task.DoesNotExist):
            ask()


def test_a_login_without_person_takes_no_tasks():
    task = make_task(group_key="everyone")
    with pytest.raises(PermissionDenied):
        actions.claim_task(task.pk, by=make_user())


def test_finishing_tells_how_it_ended(unit, leader, published):
    task = make_task(unit=unit, kind=CHOICE, subject_kind="unit", subject_id=unit.pk)
    seen = published(events.TaskFinished)
    actions.finish_task(task.pk, outcome="no", note=" late ", by=leader)
    task.refresh_from_db()
    assert (task.state, task.outcome, task.note, task.closed_by_id) == ("done", "no", "late", person_of(leader))
    (event,) = seen
    assert (event.task_id, event.kind, event.subject_id, event.outcome) == (task.pk, CHOICE, unit.pk, "no")
    assert event.at == task.closed_at


def test_finishing_twice_is_refused(unit, leader):
    task = make_task(unit=unit)
    actions.finish_task(task.pk, outcome="done", by=leader)
    with pytest.raises(TaskClosedError):
        actions.finish_task(task.pk, outcome="done", by=leader)


@pytest.mark.parametrize(
    ("kind", "outcome", "evidence"), [(CHOICE, "maybe", ""), (PROOF, "done", ""), (PROOF, "done", "  ")]
)
def test_an_end_the_kind_does_not_know_or_without_evidence_is_refused(unit, leader, kind, outcome, evidence):
    task = make_task(unit=unit, kind=kind)
    with pytest.raises(OutcomeError):
        actions.finish_task(task.pk, outcome=outcome, evidence=evidence, by=leader)
    task.refresh_from_db()
    assert task.state == "open"


def test_cancelling_is_for_grunnmur_and_who_may_assign_there(unit, leader, published):
    task, other = make_task(unit=unit), make_task(unit=make_unit())
    seen = published(events.TasksCancelled)
    with pytest.raises(PermissionDenied):
        actions.cancel_task(task.pk, by=leader)
    with granting(leader, ASSIGN, unit):
        actions.cancel_task(task.pk, by=leader)
        with pytest.raises(PermissionDenied):
            actions.cancel_task(other.pk, by=leader)
    assert seen == [events.TasksCancelled(frozenset({task.pk}))]
    assert actions.cancel_tasks([task.pk, other.pk, uuid4()], by=SYSTEM) == 1


def test_team_tasks_are_those_at_units_she_leads(unit, leader, worker):
    below = make_task(unit=make_unit(parent=unit))
    make_task(unit=make_unit())
    assert list(queries.team_tasks(seen_by=leader)) == [below]
    assert not queries.team_tasks(seen_by=worker).exists()


def test_tasks_of_who_left_go_to_the_last_leader_and_taken_ones_to_the_group(unit, leader):
    person = make_employee(unit)
    own, taken = make_task(person=person), make_task(group_key=f"unit:{unit.pk}")
    actions.claim_task(taken.pk, by=make_user(person))
    row = Employment.objects.get(person=person)
    organisation.end_employment(row.pk, last_day=TODAY, by=SYSTEM)
    own.refresh_from_db()
    assert own.person_id == person.pk  # still her last day
    organisation.end_employment(row.pk, last_day=date(2026, 3, 1), by=SYSTEM)
    for task in (own, taken):
        task.refresh_from_db()
    assert (own.person_id, own.group_key, own.state) == (None, f"leader:{unit.pk}", "open")
    assert (taken.person_id, taken.group_key, taken.state) == (None, f"unit:{unit.pk}", "open")
    assert own in queries.my_tasks(seen_by=leader)


def test_the_night_after_the_last_day_tasks_go_on_but_not_of_who_starts_later(unit):
    left = make_employee(unit, valid=Period(SINCE, TODAY))
    coming = make_employee(unit, valid=Period(MAY))
    theirs, hers = make_task(person=left), make_task(person=coming)
    publish(DayTurned(TODAY))
    theirs.refresh_from_db()
    hers.refresh_from_db()
    assert theirs.group_key == f"leader:{unit.pk}"
    assert hers.person_id == coming.pk


def test_a_message_is_told_with_its_parameters_and_a_dash_for_what_is_missing():
    assert told("Order %(thing)s for %(name)s", {"thing": "a key"}) == "Order a key for –"


# Notifications


def test_a_notification_is_read_once_and_only_by_whom_it_is_for(worker, leader):
    person = person_of(worker)
    actions.notify([person, person], kind="tests.told", message="%(name)s starts", params={"name": "Nora"})
    (row,) = queries.notifications(seen_by=worker)
    assert queries.unread_count(seen_by=worker) == 1
    with pytest.raises(type(row).DoesNotExist):
        actions.mark_read(row.pk, by=leader)
    actions.mark_read(row.pk, by=worker)
    first = actions.mark_read(row.pk, by=worker).read_at
    assert first is not None
    assert queries.unread_count(seen_by=worker) == 0


def test_all_are_marked_read_for_her_alone(worker, leader):
    actions.notify([person_of(worker), person_of(leader)], kind="tests.told", message="Hello")
    assert actions.mark_all_read(by=worker) == 1
    assert queries.unread_count(seen_by=leader) == 1
    assert queries.unread_count(seen_by=make_user()) == 0
