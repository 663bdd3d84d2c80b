"""What access does when the domains below state a fact."""

from grunnmur.access import tasks
from grunnmur.access.actions import derive, desk, fulfil, hires, restraint_tasks
from grunnmur.access.actions.mapping import map_access
from grunnmur.access.actions.requests import following_up
from grunnmur.access.actions.reviews import nightly, triggers
from grunnmur.access.actions.targets import telling
from grunnmur.access.events import (
    AccessChanged,
    ConflictFound,
    ConflictSolved,
    DriftFound,
    PoolFull,
    PoolHasRoom,
    ResourceChanged,
    RiskRaised,
    RoleChanged,
    TargetConfirmed,
    TargetFailed,
    TargetToBeSent,
)
from grunnmur.access.queries.people import touched_by_role
from grunnmur.core.clock import today
from grunnmur.core.events import reacts_to
from grunnmur.organisation import events as organisation
from grunnmur.worklist import events as worklist


@reacts_to(organisation.PersonFactsChanged)
def on_person_facts_changed(event: organisation.PersonFactsChanged) -> None:
    """Derive the persons whose employments changed."""
    derive.derive_people(event.person_ids)


@reacts_to(organisation.HireCancelled)
def on_hire_cancelled(event: organisation.HireCancelled) -> None:
    """Let go of an employment that never begins; its person is derived when her facts are told to have changed."""
    hires.withdraw_grants_of(event.employment_id)


@reacts_to(organisation.FunctionOpened)
def on_function_opened(event: organisation.FunctionOpened) -> None:
    """Derive the person who got a function."""
    derive.derive_people([event.person_id])


@reacts_to(organisation.FunctionEnded)
def on_function_ended(event: organisation.FunctionEnded) -> None:
    """Derive the person who leaves a function."""
    derive.derive_people([event.person_id])


@reacts_to(organisation.LeadershipChanged)
def on_leadership_changed(event: organisation.LeadershipChanged) -> None:
    """Derive old and new leaders and their deputies."""
    derive.derive_people(event.person_ids)


@reacts_to(organisation.UnitsMoved)
def on_units_moved(_event: organisation.UnitsMoved) -> None:
    """Derive everyone: a rule with a subtree may reach others now."""
    derive.derive_everyone()


@reacts_to(organisation.OrganisationImported)
def on_organisation_imported(_event: organisation.OrganisationImported) -> None:
    """Derive everyone: an import may have changed anything."""
    derive.derive_everyone()


@reacts_to(RoleChanged)
def on_role_changed(event: RoleChanged) -> None:
    """Hand out and take back what came into the role or left it, and look again at what its holders are denied."""
    holders = touched_by_role(event.role_id)
    if holders:
        derive.derive_people(holders)
        fulfil.sync_fulfilments(holders)


@reacts_to(RoleChanged)
def on_role_to_map(_event: RoleChanged) -> None:
    """Tell the map which roles there are, and into which systems they lead."""
    map_access()


@reacts_to(ResourceChanged)
def on_resource_to_map(_event: ResourceChanged) -> None:
    """Tell the map of a new system, and which roles lead into it."""
    map_access()


@reacts_to(AccessChanged)
def on_access_changed(event: AccessChanged) -> None:
    """Open and cancel what is done by hand for those whose access changed."""
    fulfil.sync_fulfilments(event.person_ids)


@reacts_to(organisation.DayTurned)
def on_day_turned(_event: organisation.DayTurned) -> None:
    """Ask for the return of what ends within the horizon that starts today; tell the map what begins and ends."""
    fulfil.sync_ending()
    map_access()


@reacts_to(worklist.TaskFinished)
def on_task_finished(event: worklist.TaskFinished) -> None:
    """Take a task of handing out or taking back as done."""
    if event.kind in fulfil.TASK_KINDS.values():
        fulfil.complete_task(event.task_id, note=event.evidence or event.note, at=event.at)


@reacts_to(organisation.DayTurned)
def on_day_turned_for_requests(event: organisation.DayTurned) -> None:
    """Remind those who have not answered, and say of what waits too long that nobody decided."""
    following_up.follow_up_requests(event.day)


@reacts_to(organisation.LeadershipChanged)
def on_leadership_changed_for_requests(event: organisation.LeadershipChanged) -> None:
    """Ask those who lead now."""
    following_up.look_again(event.person_ids)


@reacts_to(worklist.TaskFinished)
def on_task_of_review(event: worklist.TaskFinished) -> None:
    """Confirm removals whose thing came back."""
    if event.kind in fulfil.TASK_KINDS.values():
        nightly.confirm()


@reacts_to(organisation.DayTurned)
def on_day_of_review(event: organisation.DayTurned) -> None:
    """Open the reviews that are due, follow up those that are late, and close what is finished."""
    nightly.run(event.day)


@reacts_to(RiskRaised)
def on_risk_raised(event: RiskRaised) -> None:
    """Let those who should know look again at everybody who has what has become riskier."""
    triggers.review_raised_risk(event.permission_id, risk=event.risk, on=today())


@reacts_to(organisation.DayTurned)
def on_day_turned_for_the_desk(_event: organisation.DayTurned) -> None:
    """Close the visits whose job at the hour did not run."""
    desk.close_ended_visits()


@reacts_to(AccessChanged)
def on_access_changed_for_targets(event: AccessChanged) -> None:
    """Plan for those whose access changed, and send it."""
    tasks.plan_changed(event.person_ids)


@reacts_to(RoleChanged)
def on_role_changed_for_targets(event: RoleChanged) -> None:
    """Plan for those who hold the role: what is in it may lie in a target."""
    tasks.plan_changed(touched_by_role(event.role_id))


@reacts_to(organisation.EmploymentEndedNow)
def on_employment_ended_now(event: organisation.EmploymentEndedNow) -> None:
    """Take away in every target, before anything else, what somebody has who leaves at once."""
    tasks.leave_at_once(event.person_id, event.employment_id)


@reacts_to(organisation.DayTurned)
def on_day_turned_for_targets(_event: organisation.DayTurned) -> None:
    """Read every target, and send what begins and ends today."""
    tasks.read_all()


@reacts_to(TargetFailed)
def on_target_failed(event: TargetFailed) -> None:
    """Ask whoever answers for the target to see why."""
    telling.ask_about(telling.FAILED_TASK, event.target_id)


@reacts_to(TargetConfirmed)
def on_target_confirmed(_event: TargetConfirmed) -> None:
    """Confirm the removals of reviews that are gone from every target."""
    nightly.confirm()


@reacts_to(TargetToBeSent)
def on_target_to_be_sent(event: TargetToBeSent) -> None:
    """Send it."""
    tasks.push_later(event.target_id)


@reacts_to(DriftFound)
def on_drift_found(event: DriftFound) -> None:
    """Ask whoever answers for the target to answer what differs."""
    telling.ask_about(telling.DRIFT_TASK, event.target_id)


@reacts_to(ConflictFound)
def on_conflict_found(event: ConflictFound) -> None:
    """Ask the leader to end one side, or to ask for an exception."""
    restraint_tasks.ask_leader(event.person_id, event.conflict_ids)


@reacts_to(organisation.DayTurned)
def on_day_turned_for_exceptions(event: organisation.DayTurned) -> None:
    """Ask leaders again whose people's exceptions come to their end."""
    restraint_tasks.ask_before_exceptions_end(event.day)


@reacts_to(PoolFull)
def on_pool_full(event: PoolFull) -> None:
    """Tell the owner that there are too few seats."""
    restraint_tasks.tell_owner(event.pool_id, event.person_ids)


@reacts_to(ConflictSolved)
def on_conflict_solved(event: ConflictSolved) -> None:
    """Forget what the leader was asked."""
    restraint_tasks.forget(restraint_tasks.CONFLICT_TASK, event.person_id)


@reacts_to(PoolHasRoom)
def on_pool_has_room(event: PoolHasRoom) -> None:
    """Forget what the owner was asked."""
    restraint_tasks.forget(restraint_tasks.POOL_TASK, event.pool_id)
