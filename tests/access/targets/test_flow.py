"""From what is derived to what a target has, by way of a file."""

import pytest

from grunnmur.access import actions
from grunnmur.access.actions.targets.connect import connect_target, set_target_mode
from grunnmur.access.actions.targets.guard import release_plan
from grunnmur.access.actions.targets.send import retry_changes, settle, take_batch
from grunnmur.access.models import (
    Fulfilment,
    IssuedThing,
    Target,
    TargetAccount,
    TargetChange,
    TargetHold,
    TargetMember,
)
from grunnmur.access.rules.targets import NoReasonGivenError, NotReadyError, SamePersonError
from grunnmur.core.clock import now, today
from grunnmur.core.periods import Period
from grunnmur.organisation import actions as organisation
from grunnmur.organisation.models import Employment
from grunnmur.organisation.rules import PersonFacts
from grunnmur.worklist.models import Task
from tests.access.targets.worlds import address_of, allow, facts_for, inside, later, managed, plan, push, read
from tests.factories_access import permission_of
from tests.factories_organisation import SYSTEM, employ, granting, make_employee, make_user

pytestmark = pytest.mark.django_db
LIVE = ("open", "held", "failed")


@pytest.fixture
def doors(csv, everybody, settings):
    allow(settings, csv)
    return managed(csv, {"crm": permission_of("CRM"), "intranet": permission_of("Intranett")})


def live():
    return TargetChange.objects.filter(state__in=LIVE)


def end(person, last_day, **more):
    employment = Employment.objects.get(person=person)
    return organisation.end_employment(employment.pk, last_day=last_day, by=SYSTEM, **more)


def test_a_managed_target_gets_what_everybody_shall_have_and_a_second_plan_writes_nothing(csv, doors, everybody):
    plan(doors)
    assert push(doors) == 2 + 3  # two accounts, three permissions; the newcomer has not begun

    assert inside(csv, doors) == {
        address_of(everybody.adviser): {"crm", "intranet"},
        address_of(everybody.leader): {"intranet"},
    }
    assert TargetMember.objects.filter(is_ours=True).count() == 3
    before = TargetChange.objects.count()
    assert not plan(doors).is_anything
    assert TargetChange.objects.count() == before


def test_what_changes_is_planned_in_the_same_transaction_and_opposites_cancel(csv, doors, everybody):
    plan(doors)
    push(doors)
    grant = actions.give(
        everybody.leader.pk,
        actions.Target(permission_id=permission_of("CRM").pk),
        by=SYSTEM,
        period=Period.through(today(), None),
        reason="helps out",
    )
    assert [(row.operation, row.permission_id) for row in live()] == [("add", permission_of("CRM").pk)]

    actions.take_away(
        everybody.leader.pk, actions.Target(permission_id=grant.permission_id), by=SYSTEM, last_day=today()
    )
    with later(days=1):
        plan(doors)
        assert not live().exists()
        assert push(doors) == 0


def test_what_was_sent_and_never_answered_is_taken_back_when_it_is_not_wanted_any_more(csv, doors, everybody):
    plan(doors)
    push(doors)
    target = actions.Target(permission_id=permission_of("CRM").pk)
    actions.give(everybody.leader.pk, target, by=SYSTEM, period=Period(today()), reason="helps out")
    batch = take_batch(doors.pk, at=now())
    batch.connector.apply(batch.changes)  # and then whoever sent it dies
    assert inside(csv, doors)[address_of(everybody.leader)] == {"crm", "intranet"}

    with later(days=1):
        actions.take_away(everybody.leader.pk, target, by=SYSTEM, last_day=today())
    with later(days=2):
        plan(doors)
        assert [row.operation for row in live()] == ["remove"]
        push(doors)
    assert inside(csv, doors)[address_of(everybody.leader)] == {"intranet"}


def test_what_nobody_knows_stays_unknown_until_it_is_settled(csv, doors, everybody):
    plan(doors)
    push(doors)
    target = actions.Target(permission_id=permission_of("CRM").pk)
    actions.give(everybody.leader.pk, target, by=SYSTEM, period=Period(today()), reason="helps out")
    batch = take_batch(doors.pk, at=now())
    batch.connector.apply(batch.changes)  # done, and nobody heard

    for day in range(1, 6):  # wanted and not wanted by turns, with nothing sent in between
        with later(days=day):
            if day % 2:
                actions.exclude(everybody.leader.pk, target, by=SYSTEM, period=Period.on(today()), reason="by turns")
            plan(doors)
            assert [row.operation for row in live()] == ["remove" if day % 2 else "add"]
            plan(doors)
            assert [row.operation for row in live()] == ["remove" if day % 2 else "add"]
    with later(days=5):
        push(doors)
        assert inside(csv, doors)[address_of(everybody.leader)] == {"intranet"}


def test_a_death_between_sending_and_saving_is_harmless(csv, doors):
    plan(doors)
    batch = take_batch(doors.pk, at=now())
    batch.connector.apply(batch.changes)
    assert take_batch(doors.pk, at=now()) is None, "nobody else sends what is being sent"

    with later(minutes=16):
        push(doors)
    assert not live().exists()
    assert len(csv.rows()) == 2


def test_settling_twice_is_settling_once(doors):
    plan(doors)
    batch = take_batch(doors.pk, at=now())
    outcomes = batch.connector.apply(batch.changes)

    settle(doors.pk, outcomes, at=now())
    settle(doors.pk, outcomes, at=now())

    assert TargetAccount.objects.filter(state="active").count() == 2


def test_a_leaver_is_kept_out_and_deleted_after_the_days_of_retention(csv, doors, everybody):
    Target.objects.update(retention_days=30)
    plan(doors)
    push(doors)
    end(everybody.adviser, today())
    assert not live().exists(), "she works through her last day"

    with later(days=1):
        plan(doors)
        push(doors)
        assert address_of(everybody.adviser) not in inside(csv, doors)
        assert [row["crm"] + row["intranet"] for row in csv.rows() if row["active"] == "0"] == [""]
    with later(days=30):
        assert not plan(doors, persons=[everybody.adviser.pk]).is_anything
    with later(days=31):
        plan(doors, persons=[everybody.adviser.pk])
        push(doors)
    assert len(csv.rows()) == 1
    assert not TargetMember.objects.filter(account__person=everybody.adviser).exists()


def test_somebody_who_is_hired_again_gets_her_account_back_and_not_a_second(csv, doors, everybody):
    plan(doors)
    push(doors)
    account = TargetAccount.objects.get(person=everybody.adviser)
    end(everybody.adviser, today())
    with later(days=1):
        plan(doors)
        push(doors)
    with later(days=9):
        employ(everybody.adviser, everybody.unit, valid=Period(today()))
        push(doors)
        assert inside(csv, doors)[address_of(everybody.adviser)] == {"intranet"}
    assert TargetAccount.objects.get(person=everybody.adviser).external_id == account.external_id
    assert len(csv.rows()) == 2


def test_somebody_who_moves_and_works_on_keeps_the_account(csv, doors, everybody):
    plan(doors)
    push(doors)
    employment = Employment.objects.get(person=everybody.adviser)
    Employment.objects.filter(pk=employment.pk).update(kind="hourly")
    actions.derive_everyone()
    push(doors)

    assert inside(csv, doors)[address_of(everybody.adviser)] == {"crm"}


def test_who_leaves_at_once_goes_first_past_the_guard_and_has_nothing_of_the_day(csv, doors, everybody):
    plan(doors)
    push(doors)
    TargetHold.objects.create(target=doors, removals=99, removal_limit=10, disables=0, disable_limit=5, held_at=now())

    end(everybody.adviser, today(), is_immediate=True)

    assert {row.is_urgent for row in live()} == {True}
    assert {row.state for row in live()} == {"open"}
    push(doors)
    assert address_of(everybody.adviser) not in inside(csv, doors)
    assert not plan(doors).is_anything, "the rest of the day gives nothing back"


def test_too_many_removals_are_held_until_another_person_releases_them(csv, doors, everybody, fjordvik):
    people = [make_employee(everybody.unit, f"Mange Nr{number}") for number in range(12)]
    for number, person in enumerate(people):
        organisation.correct_person(person.pk, _mailed(person, number), by=SYSTEM)
    plan(doors)
    push(doors)
    for person in people:
        end(person, today())
    asker, other = make_user(), make_user()
    with later(days=1):
        held = plan(doors, by=asker).hold
        assert (held.removals, held.removal_limit, held.disables, held.disable_limit) == (12, 10, 12, 5)
        assert push(doors) == 0
        assert len(inside(csv, doors)) == 14
        assert Task.objects.filter(kind="access.release_plan", state="open").count() == 1
        with granting(asker, "access.release_plan", everywhere=True), pytest.raises(SamePersonError):
            release_plan(doors.pk, reason="because", by=asker, at=now())
        with granting(other, "access.release_plan", everywhere=True):
            with pytest.raises(NoReasonGivenError):
                release_plan(doors.pk, reason=" ", by=other, at=now())
            release_plan(doors.pk, reason="a team has closed", by=other, at=now())
        push(doors)
    assert len(inside(csv, doors)) == 2
    assert not Task.objects.filter(kind="access.release_plan", state="open").exists()


def _mailed(person, number):
    from_person = {"given_name": person.given_name, "family_name": person.family_name}
    return PersonFacts(**from_person, work_email=f"many{number}@fjordvik.example")


def test_many_small_plans_are_no_way_around_the_guard(csv, doors, everybody):
    people = [make_employee(everybody.unit, f"Mange Nr{number}") for number in range(12)]
    for number, person in enumerate(people):
        organisation.correct_person(person.pk, _mailed(person, number), by=SYSTEM)
    plan(doors)
    push(doors)
    with later(days=1):
        for person in people:
            end(person, today())
    with later(days=2):
        for person in people:
            plan(doors, persons=[person.pk])
            push(doors)
        assert len(inside(csv, doors)) == 2 + 12 - 5
        assert TargetChange.objects.filter(state="held").exists()


def test_a_hold_of_which_nothing_is_left_closes_itself(doors, everybody):
    plan(doors)
    push(doors)
    Target.objects.update(retention_days=None)
    hold = TargetHold.objects.create(
        target=doors, removals=1, removal_limit=0, disables=0, disable_limit=0, held_at=now()
    )
    plan(doors)
    hold.refresh_from_db()
    assert hold.released_at is not None


def test_what_does_not_go_is_tried_six_times_and_then_given_up_with_a_task(csv, doors, everybody, settings):
    (csv.folder / "file").touch()
    settings.DROP_FOLDER = csv.folder / "file"  # a file where a folder should be
    plan(doors)
    waits: list[int] = []
    moment = 0
    for _try in range(8):
        with later(minutes=moment):
            push(doors)
            row = TargetChange.objects.filter(permission=None).first()
            if row.state == "failed":
                break
            waits.append(round((row.next_at - now()).total_seconds() / 60))
            moment += waits[-1]
    assert waits == [1, 5, 30, 120, 360, 1440]
    assert row.state == "failed"
    assert "file" in row.fault["message"]
    assert Task.objects.filter(kind="access.target_failed", state="open").count() == 1

    settings.DROP_FOLDER = csv.folder.parent
    retry_changes(doors.pk, by=SYSTEM)
    push(doors)
    assert len(inside(csv, doors)) == 2
    assert not Task.objects.filter(kind="access.target_failed", state="open").exists()


def test_what_a_target_hands_out_is_nobodys_task_and_counts_as_handed_out(csv, everybody, settings):
    allow(settings, csv)
    key = permission_of("Nøkkel til lager")
    assert Fulfilment.objects.filter(permission=key, state="open").exists()

    target = managed(csv, {"key": key})
    assert not Fulfilment.objects.filter(permission=key, state="open", person=everybody.adviser).exists()
    plan(target)
    push(target)
    assert IssuedThing.objects.filter(permission=key, person=everybody.adviser, returned_at=None).count() == 1
    end(everybody.adviser, today())
    with later(days=1):
        plan(target)
        push(target)
    assert not IssuedThing.objects.filter(permission=key, returned_at=None).exists()
    assert not Fulfilment.objects.filter(permission=key, state="open", operation="take_back").exists()


def test_what_comes_before_the_first_day_comes_by_then(csv, everybody, settings):
    allow(settings, csv)
    target = managed(csv, {"key": permission_of("Nøkkel til lager")})
    with later(days=8):
        plan(target)
        push(target)
        assert address_of(everybody.newcomer) not in inside(csv, target)
    with later(days=9):
        plan(target)
        push(target)
        assert inside(csv, target)[address_of(everybody.newcomer)] == {"key"}


def test_somebody_without_a_name_for_her_account_waits_until_she_has_one(csv, doors, everybody):
    person = make_employee(everybody.unit, "Uten Adresse")
    plan(doors)
    push(doors)
    assert len(csv.rows()) == 2
    change = TargetChange.objects.get(account__person=person, permission=None)
    assert (change.state, change.tries) == ("open", 1)
    assert "name" in change.fault["message"]

    organisation.correct_person(person.pk, _mailed(person, 1), by=SYSTEM)
    with later(minutes=1):
        push(doors)
    assert {row["username"] for row in csv.rows()} >= {"many1@fjordvik.example"}


def test_a_target_is_read_then_rehearsed_then_managed(csv, everybody, settings):
    allow(settings, csv)
    target = connect_target(facts_for(csv, {"crm": permission_of("CRM")}), by=SYSTEM)
    for mode in ("managed", "dry_run", "nonsense"):
        with pytest.raises(NotReadyError):
            set_target_mode(target.pk, mode, by=SYSTEM)
    read(target)
    with pytest.raises(NotReadyError):
        set_target_mode(target.pk, "managed", by=SYSTEM)
    set_target_mode(target.pk, "dry_run", by=SYSTEM)
    assert not plan(target).is_anything
    assert push(target) == 0
    set_target_mode(target.pk, "managed", by=SYSTEM)
    assert plan(target).is_anything

    set_target_mode(target.pk, "observed", by=SYSTEM)
    assert not live().exists()
    assert push(target) == 0
