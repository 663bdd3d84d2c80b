"""The way of a version from draft to valid, and every refusal on it."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from grunnmur.core.clock import today
from grunnmur.core.periods import Period
from grunnmur.core.permissions import forget_answers
from grunnmur.organisation.events import DayTurned
from grunnmur.processes import actions as processes
from grunnmur.processes.models import ProcessVersion, Step
from grunnmur.publishing import actions, reactions
from grunnmur.publishing.models import ApprovalRequest, ApprovalStep, Card, Item, LineMember, Version, VersionMove
from grunnmur.publishing.rules import (
    APPROVE,
    STAND_IN,
    AlreadyDecidedError,
    ChangedMeanwhileError,
    FourEyesError,
    GateError,
    MissingWordsError,
    NotOnALineError,
    OpenVersionError,
    StationFullError,
    TooLargeError,
    WrongStateError,
)
from tests.factories_organisation import SYSTEM, granting, make_deputy, make_employee, make_leader, make_unit, make_user
from tests.factories_processes import CHOICE, import_drawing
from tests.factories_publishing import (
    IMPORT,
    approve,
    assure,
    comments_on,
    make_draft,
    make_valid,
    next_draft,
    submit,
    to_approval,
)

pytestmark = pytest.mark.django_db
MOVED = CHOICE.replace(b"<flowNodeRef>a</flowNodeRef>", b"", 1).replace(
    b"<flowNodeRef>b</flowNodeRef>", b"<flowNodeRef>a</flowNodeRef><flowNodeRef>b</flowNodeRef>", 1
)


DELETE_STEPS = """
    DELETE FROM processes_step WHERE process_version_id IN (
        SELECT id FROM processes_processversion WHERE version_id = %s
    )
"""


def fresh(version):
    return Version.objects.select_related("item").get(pk=version.pk)


def leading(made):
    """Let the leader hold the permission to approve at her unit."""
    return granting(made.leader_user, APPROVE, made.unit)


def test_a_draft_goes_all_the_way_and_is_valid(inside, draft):
    waiting = to_approval(inside, draft)
    with leading(inside) as leader:
        published = approve(waiting, leader)
    assert published.state == "current"
    assert published.frozen_at
    assert Item.objects.get(pk=draft.item_id).next_revision_date > today()
    moves = list(VersionMove.objects.filter(version=draft).order_by("at").values_list("move", flat=True))
    assert moves == ["start", "submit", "assure", "approve", "publish"]
    assert not ProcessVersion.objects.get(version=draft).is_draft


def test_without_a_line_a_version_is_valid_at_once_as_ever(inside):
    row = import_drawing(code="DIREKTE")
    assert row.version.state == "current"
    with pytest.raises(NotOnALineError):
        actions.start_version(row.process.item_id, by=SYSTEM)


def test_a_draft_is_seen_by_nobody_but_those_who_work_on_it(inside, draft, enter):
    assert enter(inside.leader_user).get("/processes/SOK/").status_code == 404
    assert enter(inside.modeller_user).get(f"/publishing/versions/{draft.pk}/").status_code == 200
    stranger = make_user(make_employee(inside.unit, "Frida Fremmed"))
    assert enter(stranger).get(f"/publishing/versions/{draft.pk}/").status_code == 404
    assert enter(stranger).get(f"/processes/drafts/{draft.pk}/").status_code == 404


def test_a_second_author_is_told_who_is_revising_since_when(inside, draft):
    make_valid(inside, draft)
    actions.start_version(draft.item_id, by=inside.modeller_user)
    with pytest.raises(OpenVersionError, match="Mona Modell"):
        actions.start_version(draft.item_id, by=inside.chief_user)


def test_a_new_version_begins_as_a_copy_of_the_valid_one(inside, draft):
    valid = make_valid(inside, draft)
    version = actions.start_version(draft.item_id, by=inside.modeller_user)
    assert (version.major, version.state, version.content_hash) == (2, "draft", valid.content_hash)
    uids = [
        set(Step.objects.filter(process_version__version=one).values_list("uid", flat=True)) for one in (valid, version)
    ]
    assert uids[0] == uids[1]
    assert uids[0]


def test_somebody_without_a_part_in_the_line_begins_nothing(inside, draft):
    make_valid(inside, draft)
    with pytest.raises(PermissionDenied):
        actions.start_version(draft.item_id, by=make_user(make_employee(inside.unit)))
    assert Version.objects.filter(item_id=draft.item_id).count() == 1


def test_submit_wants_a_note_and_a_reason_against_the_suggestion(inside, draft):
    with pytest.raises(MissingWordsError):
        submit(inside, draft, change_note=" ")
    make_valid(inside, draft)
    second = next_draft(inside, draft, MOVED)
    with pytest.raises(MissingWordsError, match="significant"):
        submit(inside, second, is_significant=False)
    assert fresh(second).state == "draft"
    submit(inside, second, is_significant=False, significance_reason="Bare tegnet om.")


def test_a_draft_is_sent_in_once(inside, draft):
    submit(inside, draft)
    with pytest.raises(WrongStateError):
        submit(inside, draft)


def test_an_approval_step_without_any_member_stops_at_submit(inside, draft):
    ApprovalStep.objects.filter(line=inside.line).update(key=f"leader:{make_unit('Tom').pk}")
    with pytest.raises(GateError):
        submit(inside, draft)
    assert fresh(draft).state == "draft"


def test_who_worked_on_it_does_not_assure_it(inside, draft):
    submit(inside, draft)
    actions.add_member(inside.line.pk, inside.modeller.pk, "assurer", valid=Period(today()), by=SYSTEM)
    with pytest.raises(FourEyesError):
        actions.assure_version(draft.pk, comments=comments_on(draft), by=inside.modeller_user)


def test_a_modeller_does_not_assure(inside, draft):
    submit(inside, draft)
    with pytest.raises(PermissionDenied):
        actions.return_version(draft.pk, comment="Nei", by=inside.modeller_user)
    with pytest.raises(PermissionDenied):
        actions.assure_version(draft.pk, comments={}, by=inside.modeller_user)


def test_each_warning_wants_a_comment(inside, draft):
    submit(inside, draft)
    with pytest.raises(GateError, match="Say something about each warning"):
        actions.assure_version(draft.pk, comments={}, by=inside.assurer_user)
    assert fresh(draft).state == "quality"


def test_an_error_at_a_gate_stops_quality_control(inside, draft):
    submit(inside, draft)
    LineMember.objects.filter(line=inside.line, part="chief").delete()
    with pytest.raises(GateError, match="flow chief"):
        actions.assure_version(draft.pk, comments=comments_on(draft), by=inside.assurer_user)


def test_a_returned_version_is_a_draft_again_with_the_comment(inside, draft):
    submit(inside, draft)
    with pytest.raises(MissingWordsError):
        actions.return_version(draft.pk, comment="", by=inside.assurer_user)
    actions.return_version(draft.pk, comment="Skriv verb og objekt.", by=inside.assurer_user)
    assert fresh(draft).state == "draft"
    assert VersionMove.objects.get(version=draft, move="return").comment == "Skriv verb og objekt."


def test_an_approver_who_edited_is_refused_also_by_the_action(inside, draft):
    version = to_approval(inside, draft)
    with leading(inside) as leader:
        actions.reject_version(version.pk, comment="En gang til.", by=leader)
        with granting(leader, IMPORT, everywhere=True):
            process = ProcessVersion.objects.get(version=draft).process_id
            processes.import_version(process, MOVED, name="ny.bpmn", change_note="", by=leader)
        again = to_approval(inside, fresh(draft))
        with pytest.raises(FourEyesError):
            approve(again, leader)


def test_whoever_assured_does_not_approve(inside, draft):
    version = to_approval(inside, draft)
    ApprovalRequest.objects.filter(version=version).update(key=f"person:{inside.assurer.pk}")
    with granting(inside.assurer_user, APPROVE, inside.unit) as assurer, pytest.raises(FourEyesError):
        approve(version, assurer)


def test_approval_by_somebody_it_is_not_for_says_whose_it_is(inside, draft):
    version = to_approval(inside, draft)
    with pytest.raises(PermissionDenied, match="Servicetorg"):
        approve(version, inside.chief_user)
    assert fresh(draft).state == "approval"


def test_approval_of_what_changed_meanwhile_is_refused(inside, draft):
    version = to_approval(inside, draft)
    with leading(inside) as leader, pytest.raises(ChangedMeanwhileError):
        approve(version, leader, seen_hash="0" * 64)


def test_a_change_after_submit_makes_it_a_draft_and_voids_what_was_asked(inside, draft):
    to_approval(inside, draft)
    next_draft(inside, draft, MOVED)
    assert fresh(draft).state == "draft"
    assert set(ApprovalRequest.objects.values_list("state", flat=True)) == {"void"}


def test_the_second_of_two_approvers_in_the_same_second_is_told_who_was_first(inside, draft):
    version = to_approval(inside, draft)
    with leading(inside) as leader:
        approve(version, leader)
        with pytest.raises(AlreadyDecidedError, match="Lise Leder"):
            approve(version, leader)


def test_two_approvals_come_from_two_people(inside, draft):
    ApprovalStep.objects.filter(line=inside.line).update(needed=2)
    version = to_approval(inside, draft)
    with leading(inside) as leader:
        assert approve(version, leader).state == "approval"
        with pytest.raises(FourEyesError, match="another"):
            approve(fresh(version), leader)
    assert approve(fresh(version), SYSTEM).state == "current"


def test_a_stand_in_approves_and_both_names_are_kept(inside, draft):
    version = to_approval(inside, draft)
    stand_in = make_employee(inside.unit, "Stine Vikar")
    make_deputy(inside.leader, stand_in, valid=Period.through(today(), today() + timedelta(days=5)))
    user = make_user(stand_in)
    with leading(inside), granting(user, STAND_IN, inside.unit):
        assert approve(version, user).state == "current"
    request = ApprovalRequest.objects.get(version=version)
    assert (request.decided_by_id, request.decided_for_id) == (stand_in.pk, inside.leader.pk)
    assert request.decided_name == "Stine Vikar for Lise Leder"


def test_a_stand_in_whose_period_ended_at_midnight_is_refused(inside, draft):
    version = to_approval(inside, draft)
    stand_in = make_employee(inside.unit, "Stine Vikar")
    yesterday = today() - timedelta(days=1)
    make_deputy(inside.leader, stand_in, valid=Period.through(yesterday - timedelta(days=5), yesterday))
    user = make_user(stand_in)
    with leading(inside), granting(user, STAND_IN, inside.unit), pytest.raises(PermissionDenied):
        approve(version, user)


def test_a_stand_in_without_the_permission_is_told_who_decides(inside, draft):
    version = to_approval(inside, draft)
    stand_in = make_employee(inside.unit, "Stine Vikar")
    make_deputy(inside.leader, stand_in, valid=Period.through(today(), today() + timedelta(days=5)))
    with leading(inside), pytest.raises(PermissionDenied, match="in the place of another"):
        approve(version, make_user(stand_in))


def test_a_stand_in_who_edited_is_refused(inside, draft):
    version = to_approval(inside, draft)
    make_deputy(inside.leader, inside.modeller, valid=Period.through(today(), today() + timedelta(days=5)))
    with leading(inside), granting(inside.modeller_user, STAND_IN, inside.unit), pytest.raises(FourEyesError):
        approve(version, inside.modeller_user)


def test_an_author_who_changes_department_between_submit_and_approval_still_does_not_approve(inside, draft):
    version = to_approval(inside, draft)
    make_leader(inside.unit, inside.modeller, since=today())
    forget_answers(inside.modeller_user)
    with granting(inside.modeller_user, APPROVE, inside.unit) as author, pytest.raises(FourEyesError):
        approve(version, author)


def test_a_planned_version_is_valid_on_its_day_and_a_second_night_does_nothing(inside, draft):
    day = today() + timedelta(days=3)
    planned = make_valid(inside, draft, planned_date=day)
    assert planned.state == "planned"
    reactions.on_day_turned(DayTurned(day - timedelta(days=1)))
    assert fresh(draft).state == "planned"
    reactions.on_day_turned(DayTurned(day))
    reactions.on_day_turned(DayTurned(day))
    assert fresh(draft).state == "current"
    assert VersionMove.objects.filter(version=draft, move="publish").count() == 1


def test_withdrawing_while_a_planned_version_waits_revives_nothing_older(inside, draft):
    make_valid(inside, draft)
    day = today() + timedelta(days=3)
    second = make_valid(inside, next_draft(inside, draft, MOVED), planned_date=day)
    with pytest.raises(PermissionDenied):
        actions.withdraw_version(draft.pk, reason="Feil.", by=inside.modeller_user)
    actions.withdraw_version(draft.pk, reason="Feil.", by=inside.chief_user)
    assert [fresh(one).state for one in (draft, second)] == ["withdrawn", "planned"]
    reactions.on_day_turned(DayTurned(day))
    assert [fresh(one).state for one in (draft, second)] == ["withdrawn", "current"]


def test_the_page_of_what_is_withdrawn_stays_with_a_notice(inside, draft, enter):
    make_valid(inside, draft)
    actions.withdraw_version(draft.pk, reason="Feil.", by=inside.chief_user)
    answer = enter(inside.leader_user).get("/processes/SOK/")
    assert answer.status_code == 200
    assert "Withdrawn" in answer.text


def test_only_the_owner_says_that_it_holds_and_not_while_a_version_is_on_its_way(inside, draft):
    make_valid(inside, draft)
    Item.objects.filter(pk=draft.item_id).update(next_revision_date=date(2020, 1, 1))
    with pytest.raises(PermissionDenied):
        actions.confirm_unchanged(draft.item_id, by=inside.modeller_user)
    assert actions.confirm_unchanged(draft.item_id, by=inside.leader_user).next_revision_date > today()
    actions.start_version(draft.item_id, by=inside.modeller_user)
    with pytest.raises(OpenVersionError):
        actions.confirm_unchanged(draft.item_id, by=inside.leader_user)


def test_a_discarded_draft_is_taken_up_again_within_90_days(inside, draft):
    with pytest.raises(PermissionDenied):
        actions.discard_version(draft.pk, by=inside.assurer_user)
    actions.discard_version(draft.pk, by=inside.modeller_user)
    assert actions.restore_version(draft.pk, by=inside.modeller_user).state == "draft"


def test_a_correction_is_valid_at_once_and_a_larger_change_is_refused(inside, draft):
    worded = CHOICE.replace(
        b'<userTask id="a" name="Les s\xc3\xb8knaden"/>',
        b'<userTask id="a" name="Les s\xc3\xb8knaden"><documentation>%s</documentation></userTask>',
    )
    make_valid(inside, next_draft(inside, draft, worded % "Les hele søknaden med alle vedlegg.".encode()))
    second = next_draft(inside, draft, worded % "Les hele søknaden med alle vedlegga.".encode())
    with pytest.raises(PermissionDenied):
        actions.correct_version(second.pk, change_note="Skrivefeil", by=inside.modeller_user)
    corrected = actions.correct_version(second.pk, change_note="Skrivefeil", by=inside.assurer_user)
    assert (str(corrected), corrected.state) == ("1.1", "current")
    third = next_draft(inside, draft, MOVED)
    with pytest.raises(TooLargeError):
        actions.correct_version(third.pk, change_note="Flyttet", by=inside.assurer_user)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE publishing_version SET content_hash = repeat('0', 64) WHERE id = %s",
        "DELETE FROM publishing_version WHERE id = %s",
        "UPDATE processes_processversion SET xml = '' WHERE version_id = %s",
        DELETE_STEPS,
        "UPDATE publishing_versionmove SET comment = 'x' WHERE version_id = %s",
        "UPDATE publishing_approvalrequest SET comment = 'x' WHERE version_id = %s",
    ],
)
def test_what_is_valid_is_frozen_for_good_also_against_raw_sql(inside, draft, statement):
    make_valid(inside, draft)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [draft.pk])


def test_the_card_follows_the_version_and_a_full_station_takes_no_more(inside, draft):
    card = Card.objects.get(item=draft.item)
    assert card.station.key == "modelling"
    facts = actions.LineFacts(name="Fellestjenester", units=(inside.top.pk,))
    actions.change_line(inside.line.pk, facts, limits=actions.Limits(wip={"quality": 1}), by=inside.chief_user)
    submit(inside, draft)
    other = make_draft(inside, code="ANNEN", title="En annen")
    with pytest.raises(StationFullError):
        submit(inside, other)
    assert fresh(other).state == "draft"
    assure(inside, draft)
    approve(fresh(draft), SYSTEM)
    card.refresh_from_db()
    assert card.done_at
