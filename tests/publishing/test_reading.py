"""Who has to read what, exactly; and who has not any more."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from grunnmur.core.clock import at, now, today
from grunnmur.organisation import actions as organisation
from grunnmur.organisation.events import DayTurned
from grunnmur.organisation.queries import employments_of
from grunnmur.processes import actions as processes
from grunnmur.processes.models import ProcessRole
from grunnmur.publishing import actions, reactions
from grunnmur.publishing.models import Item, ReadingDemand, ReadingDuty
from grunnmur.publishing.queries import my_reading, reading_status
from grunnmur.publishing.queries.revisions import revisions_to_remind
from grunnmur.publishing.rules import SEE_READING, ReadingDoneError
from grunnmur.worklist.actions import finish_task
from grunnmur.worklist.models import Task
from grunnmur.worklist.queries import my_tasks
from grunnmur.worklist.rules import EndedThereError
from tests.factories_organisation import SYSTEM, granting, make_employee, make_leader, make_unit, make_user
from tests.factories_processes import CHOICE
from tests.factories_publishing import approve, make_draft, make_valid, next_draft, to_approval
from tests.publishing.test_moves import MOVED

pytestmark = pytest.mark.django_db
RENAMED = CHOICE.replace(b"Er noe uklart?", b"Uklart?")


def readers(**where):
    rows = ReadingDuty.objects.filter(lapsed_at=None, **where).select_related("person")
    return {row.person.display_name for row in rows}


@pytest.fixture
def valid(inside, draft):
    """The first version, valid: caseworkers are the unit's people, the second lane is whoever leads."""
    return make_valid(inside, draft)


def test_a_first_version_is_read_by_all_whose_roles_it_names(inside, valid):
    assert readers() == {"Lise Leder", "Siri Sjef", "Kari Kvalitet", "Mona Modell"}


def test_one_person_with_three_roles_has_one_duty_with_three_reasons(inside, draft):
    role = ProcessRole.objects.get(name="Saksbehandler")
    for name in ("Arkivar", "Fagperson"):
        other = processes.make_role(name, by=SYSTEM)
        processes.bind_role(other.pk, "unit", target=inside.unit.pk, by=SYSTEM)
    keys = {f"unit:{inside.unit.pk}": [role.name, "Arkivar", "Fagperson"]}
    make_valid(inside, draft)
    ReadingDemand.objects.update(keys=keys)
    actions.refresh_duties()
    duty = ReadingDuty.objects.get(person=inside.modeller)
    assert duty.because == ["Arkivar", "Fagperson", "Saksbehandler"]


def test_a_significant_change_is_read_again_only_by_the_roles_it_touches(inside, valid):
    other = make_unit("Skatt", parent=inside.top)
    make_employee(other, "Ola Utenfor")
    role = processes.make_role("Leder", by=SYSTEM)
    processes.bind_role(role.pk, "unit", target=other.pk, by=SYSTEM)
    for duty in ReadingDuty.objects.all():
        ReadingDuty.objects.filter(pk=duty.pk).update(confirmed_at=now())
    second = make_valid(inside, next_draft(inside, valid, MOVED))
    demand = ReadingDemand.objects.get(version=second)
    assert set(demand.keys) == {f"unit:{inside.unit.pk}", f"unit:{other.pk}"}  # step a: who did it, and who does


def test_what_is_not_significant_is_read_by_nobody(inside, valid):
    renamed = next_draft(inside, valid, RENAMED)
    make_valid(inside, renamed, is_significant=False, significance_reason="Bare ordlyd.")
    assert not ReadingDemand.objects.filter(version=renamed).exists()


def test_roles_named_each_time_and_people_outside_have_no_readers(inside, draft):
    for role in ProcessRole.objects.all():
        processes.bind_role(role.pk, "per_run", by=SYSTEM)
    make_valid(inside, draft)
    assert not ReadingDemand.objects.exists()


def test_reading_is_confirmed_once_and_is_evidence_for_good(inside, valid):
    duty = my_reading(seen_by=inside.modeller_user).get()
    with pytest.raises(ReadingDuty.DoesNotExist):
        actions.confirm_reading(duty.pk, by=inside.chief_user)
    actions.confirm_reading(duty.pk, by=inside.modeller_user)
    with pytest.raises(ReadingDoneError):
        actions.confirm_reading(duty.pk, by=inside.modeller_user)
    statement = "UPDATE publishing_readingduty SET confirmed_at = NULL WHERE id = %s"
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [duty.pk])


def test_a_new_holder_gets_hers_by_a_job_and_a_leaver_is_rid_of_it(inside, valid):
    newcomer = make_employee(inside.unit, "Nina Ny")
    jobs = ProcrastinateJob.objects.filter(task_name="grunnmur.publishing.tasks.refresh_readers")
    assert any(str(newcomer.pk) in job.args["person_ids"] for job in jobs)
    actions.refresh_duties([newcomer.pk])
    duty = ReadingDuty.objects.get(person=newcomer)
    assert duty.due_date == today() + timedelta(days=14)
    end_all(newcomer)
    with at(now() + timedelta(days=3)):
        actions.refresh_duties([newcomer.pk])
    duty.refresh_from_db()
    assert duty.lapsed_at


def end_all(person):
    for row in employments_of(person.pk):
        organisation.end_employment(row.pk, last_day=today() + timedelta(days=1), by=SYSTEM)


def test_a_role_regained_after_lapse_revives_the_duty(inside, valid):
    ReadingDuty.objects.filter(person=inside.modeller).update(lapsed_at=now(), due_date=today() - timedelta(days=9))
    actions.refresh_duties([inside.modeller.pk])
    duty = ReadingDuty.objects.get(person=inside.modeller)
    assert duty.lapsed_at is None
    assert duty.due_date == today() + timedelta(days=14)


def test_seeing_to_everybody_twice_writes_nothing_the_second_time(inside, valid):
    actions.refresh_duties()
    before = list(ReadingDuty.objects.order_by("pk").values())
    actions.refresh_duties()
    assert list(ReadingDuty.objects.order_by("pk").values()) == before
    assert all(row["lapsed_at"] is None for row in before)


def test_a_new_leader_reads_what_leaders_read(inside, valid):
    other = make_unit("Plan", parent=inside.top)
    leader = make_leader(other, name="Pia Plan")
    actions.refresh_duties([leader.pk])
    assert ReadingDuty.objects.get(person=leader).because == ["Leder"]


def test_withdrawing_ends_the_reading(inside, valid):
    actions.withdraw_version(valid.pk, reason="Feil.", by=inside.chief_user)
    assert readers() == set()


def cost_of_publishing(inside, code):
    version = to_approval(inside, make_draft(inside, code=code, title=code))
    with CaptureQueriesContext(connection) as seen:
        approve(version, SYSTEM)
    return [query["sql"] for query in seen if "reading" in query["sql"] or "organisation_employment" in query["sql"]]


def test_publishing_costs_the_same_for_few_readers_and_for_many(inside):
    few = cost_of_publishing(inside, "FEW")
    for number in range(30):
        make_employee(inside.unit, f"Person Nr{number}")
    many = cost_of_publishing(inside, "MANY")
    assert len(few) == len(many) <= 6


def test_a_leader_sees_her_people_by_name_and_others_see_numbers_without_small_groups(inside, valid):
    item = Item.objects.get(pk=valid.item_id)
    led = reading_status(item, seen_by=inside.leader_user)
    assert {one.name for one in led.people} == {"Lise Leder", "Siri Sjef", "Kari Kvalitet", "Mona Modell"}
    outsider = make_user(make_employee(make_unit("Revisjon", parent=inside.top), "Rune Revisor"))
    assert not reading_status(item, seen_by=outsider).units
    with granting(outsider, SEE_READING, everywhere=True):
        seen = reading_status(item, seen_by=outsider)
    assert not seen.people
    assert [(one.name, one.is_few) for one in seen.units] == [("Servicetorg", True)]


def test_readers_are_reminded_by_a_task_a_week_before_and_not_every_night(inside, valid):
    day = today() + timedelta(days=7)
    reactions.on_day_turned(DayTurned(day - timedelta(days=1)))
    assert not [task for task in my_tasks(seen_by=inside.modeller_user) if task.kind == "publishing.read"]
    reactions.on_day_turned(DayTurned(day))
    assert [task for task in my_tasks(seen_by=inside.modeller_user) if task.kind == "publishing.read"]


def reading_tasks(user):
    return [task for task in my_tasks(seen_by=user) if task.kind == "publishing.read"]


@pytest.fixture
def reminded(valid):
    """Every reader has been reminded by a task."""
    reactions.on_day_turned(DayTurned(today() + timedelta(days=7)))
    return valid


def test_a_reminder_is_not_done_before_one_has_read_and_goes_away_then(inside, reminded):
    (task,) = reading_tasks(inside.modeller_user)
    with pytest.raises(EndedThereError):
        finish_task(task.pk, outcome="done", by=inside.modeller_user)
    actions.confirm_reading(ReadingDuty.objects.get(person=inside.modeller).pk, by=inside.modeller_user)
    assert not reading_tasks(inside.modeller_user)
    assert reading_tasks(inside.leader_user)


def test_nobody_is_reminded_of_what_she_does_not_have_to_read_any_more(inside, reminded):
    assert reading_tasks(inside.modeller_user)
    actions.withdraw_version(reminded.pk, reason="Feil", by=SYSTEM)
    assert not reading_tasks(inside.modeller_user)


def test_a_newer_version_takes_the_reminder_of_the_older_away(inside, reminded):
    (task,) = reading_tasks(inside.modeller_user)
    approve(to_approval(inside, next_draft(inside, reminded, MOVED)), SYSTEM)
    task.refresh_from_db()
    assert task.state == "cancelled"


def test_reminders_of_who_left_the_role_go_away(inside, reminded):
    (work,) = employments_of(inside.modeller.pk)
    organisation.end_employment(work.id, last_day=today() - timedelta(days=1), by=SYSTEM)
    actions.refresh_duties()
    assert not Task.objects.filter(kind="publishing.read", subject_id=reminded.pk, person=inside.modeller, state="open")


def test_the_owner_ends_a_revision_and_her_leader_is_only_asked_to_follow_it_up(inside, valid):
    Item.objects.update(owner_key=f"person:{inside.modeller.pk}", owner_unit=inside.unit)
    due = Item.objects.get(pk=valid.item_id).next_revision_date
    for days in (1, 15):
        actions.remind(due + timedelta(days=days))
    kinds = {task.kind: task for task in Task.objects.filter(subject_id=valid.item_id)}
    assert kinds["publishing.revise"].group_key == f"person:{inside.modeller.pk}"
    assert kinds["publishing.follow_revision"].group_key == f"leader:{inside.unit.pk}"
    with pytest.raises(EndedThereError):
        finish_task(kinds["publishing.revise"].pk, outcome="done", by=inside.modeller_user)
    actions.confirm_unchanged(valid.item_id, by=inside.modeller_user)
    assert set(Task.objects.filter(subject_id=valid.item_id).values_list("state", flat=True)) == {"cancelled"}


def test_revision_reminds_when_yellow_when_red_and_each_14_days(inside, valid):
    due = Item.objects.get(pk=valid.item_id).next_revision_date
    keys = {}
    for days in (0, 1, 2, 15, 16):
        keys[days] = [row.group_key.partition(":")[0] for row in revisions_to_remind(due + timedelta(days=days))]
    assert keys == {0: [], 1: ["leader"], 2: [], 15: ["leader"], 16: []}
    Item.objects.update(revision_lead_months=0)
    assert revisions_to_remind(due)[0].is_red is False
