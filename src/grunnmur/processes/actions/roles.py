"""Process roles: making them, and saying who they are."""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.db import transaction

from grunnmur.core.events import publish
from grunnmur.core.permissions import Actor, require
from grunnmur.processes.actions.hashing import content_hash_of
from grunnmur.processes.bpmn.model import Model
from grunnmur.processes.events import RoleBindingChanged
from grunnmur.processes.models import Assignment, Lane, ProcessRole, ProcessVersion, Step
from grunnmur.processes.queries.roles import RoleFinder
from grunnmur.processes.rules import BIND_ROLES
from grunnmur.publishing import actions as publishing

Binding = ProcessRole.Binding
LONGEST_NAME = 120


@transaction.atomic
def make_role(name: str, *, by: Actor, synonyms: tuple[str, ...] = ()) -> ProcessRole:
    """Make a process role that is bound to nobody yet, or return the one of that name.

    A name that was merged gives the role it was merged into; a role that was out of use comes back.
    """
    require(by, BIND_ROLES)
    found = ProcessRole.objects.filter(name__iexact=name.strip()).select_related("merged_into").first()
    if found is None:
        return ProcessRole.objects.create(name=name.strip(), synonyms=list(synonyms))
    living = found.merged_into or found
    if living.is_retired:
        living.is_retired = False
        living.save(update_fields=["is_retired"])
    return living


@transaction.atomic
def bind_role(process_role_id: UUID, binding: str, *, by: Actor, target: UUID | None = None) -> ProcessRole:
    """Say who a process role is.

    target: the access role, function or unit of the bindings that name one. Raises ValueError for a binding
    without the target it needs.
    """
    require(by, BIND_ROLES)
    row = ProcessRole.objects.select_for_update().get(pk=process_role_id)
    columns = {Binding.ROLE: "role_id", Binding.FUNCTION: "function_id", Binding.UNIT: "unit_id"}
    column = columns.get(Binding(binding))
    if (column is None) != (target is None):
        raise ValueError(f"The binding {binding} {'needs a' if column else 'takes no'} target.")
    row.binding = binding
    for name in columns.values():
        setattr(row, name, target if name == column else None)
    row.keys = [f"{binding}:{target}"] if target else []
    row.save()
    publish(RoleBindingChanged(row.pk))
    return row


@transaction.atomic
def bind_lane(lane_id: UUID, process_role_id: UUID, *, by: Actor) -> Lane:
    """Say which process role works in a lane; its steps are done by that role from now on."""
    require(by, BIND_ROLES)
    lane = Lane.objects.select_for_update().get(pk=lane_id)
    lane.process_role_id = process_role_id
    lane.save(update_fields=["process_role"])
    assign_from_lane(lane)
    _tell_of_draft(lane, by=by)
    publish(RoleBindingChanged(process_role_id))
    return lane


def _tell_of_draft(lane: Lane, *, by: Actor) -> None:
    """Who does the steps is part of what is approved: in a draft it is a change of the content."""
    row = ProcessVersion.objects.get(pk=lane.process_version_id)
    if row.is_draft:
        publishing.content_changed(row.version_id, content_hash=content_hash_of(row), by=by)


@transaction.atomic
def confirm_lanes(
    process_version_id: UUID, roles: Mapping[UUID, UUID], *, new: Collection[UUID] = (), by: Actor
) -> list[Lane]:
    """Say which role works in each of these lanes of a version; return the lanes that were bound anew.

    roles: process role by lane. new: lanes that become roles of their own, named as the lane.
    Raises PermissionDenied (needs processes.bind_roles), Lane.DoesNotExist for a lane of another version.
    """
    require(by, BIND_ROLES)
    lanes = {row.pk: row for row in Lane.objects.filter(process_version_id=process_version_id)}
    if not {*roles, *new} <= lanes.keys():
        raise Lane.DoesNotExist
    chosen = dict(roles) | {lane: make_role(lanes[lane].name[:LONGEST_NAME], by=by).pk for lane in new}
    changed = [lane for lane, role in chosen.items() if lanes[lane].process_role_id != role]
    return [bind_lane(lane, chosen[lane], by=by) for lane in changed]


def assign_from_lane(lane: Lane) -> None:
    """Let the lane's role do its steps, and answer for those that nobody else answers for."""
    from_lane = Assignment.objects.filter(step__lane=lane, source=Assignment.Source.LANE)
    from_lane.exclude(process_role_id=lane.process_role_id).delete()
    if lane.process_role_id is None:
        return
    steps = list(Step.objects.filter(lane=lane).order_by("ordinal").values_list("pk", flat=True))
    with_h = set(Assignment.objects.filter(step__in=steps, letter="H").values_list("step_id", flat=True))
    role = lane.process_role_id
    rows = [_from_lane(step, role, "U") for step in steps]
    rows += [_from_lane(step, role, "H") for step in steps if step not in with_h]
    Assignment.objects.bulk_create(rows, ignore_conflicts=True)


def _from_lane(step: UUID, role: UUID, letter: str) -> Assignment:
    return Assignment(step_id=step, process_role_id=role, letter=letter, source=Assignment.Source.LANE)


def letters_of(model: Model) -> list[tuple[str, str, str]]:
    """Return (node, letter, role name) for every letter the model carries."""
    found = []
    for process in model.processes:
        for node in process.nodes:
            for key, value in node.ext:
                letter, _colon, role = value.partition(":")
                if key == "letter" and role:
                    found.append((node.id, letter, role))
    return found


def forget_letters(version: ProcessVersion, model: Model) -> None:
    """Take away the letters a file said before and does not say now, and those of lanes in steps that lie in none."""
    finder = RoleFinder()
    said = {(node, letter, finder.named(role)) for node, letter, role in letters_of(model)}
    rows = Assignment.objects.filter(step__process_version=version)
    columns = ("pk", "step__element_id", "letter", "process_role_id")
    before = rows.filter(source=Assignment.Source.TABLE).values_list(*columns)
    gone = [pk for pk, node, letter, role in before if (node, letter, role) not in said]
    Assignment.objects.filter(pk__in=gone).delete()
    rows.filter(source=Assignment.Source.LANE, step__lane=None).delete()


def assign_letters(version: ProcessVersion, model: Model) -> None:
    """Take the letters the file carries, of roles that are known; they count before those of the lane."""
    finder = RoleFinder()
    steps = dict(Step.objects.filter(process_version=version).values_list("element_id", "pk"))
    named = [(steps.get(node), letter, finder.named(role)) for node, letter, role in letters_of(model)]
    letters = [(step, letter, role) for step, letter, role in named if step and role]
    with_h = {step for step, letter, _role in letters if letter == "H"}
    lane_rows = Assignment.objects.filter(step_id__in=with_h, letter="H", source=Assignment.Source.LANE)
    lane_rows.delete()
    table = Assignment.Source.TABLE
    rows = [
        Assignment(step_id=step, process_role_id=role, letter=letter, source=table) for step, letter, role in letters
    ]
    Assignment.objects.bulk_create(rows, ignore_conflicts=True)
