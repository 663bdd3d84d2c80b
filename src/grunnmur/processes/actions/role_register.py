"""Keeping the register of process roles small: what is the same becomes one, what nobody needs goes out of use."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from grunnmur.core.events import publish
from grunnmur.core.permissions import Actor, require
from grunnmur.processes.events import RoleBindingChanged
from grunnmur.processes.models import Assignment, Lane, ProcessRole
from grunnmur.processes.queries.roles import Involved, involved_in
from grunnmur.processes.rules import BIND_ROLES, RoleGoneError, RoleInUseError


@transaction.atomic
def merge_roles(process_role_id: UUID, *, into: UUID, by: Actor) -> ProcessRole:
    """Let one role be another from now on: in all lanes and steps, by its name and by all it is also called.

    Valid versions follow, as they do when a role is bound. A step where both had the same letter has it once. Returns
    the role that stays. Raises PermissionDenied (needs processes.bind_roles), ProcessRole.DoesNotExist, RoleGoneError
    when either was merged before, ValueError for a role and itself.
    """
    require(by, BIND_ROLES)
    if process_role_id == into:
        raise ValueError("A role cannot be merged into itself.")
    rows = {row.pk: row for row in ProcessRole.objects.select_for_update().filter(pk__in=(process_role_id, into))}
    if len(rows) < 2:
        raise ProcessRole.DoesNotExist
    old, new = rows[process_role_id], rows[into]
    if old.merged_into_id or new.merged_into_id:
        raise RoleGoneError(_("One of the roles was merged into another one meanwhile. Look at the list again."))
    _take_over(old, new)
    _keep_names(old, new)
    publish(RoleBindingChanged(new.pk))
    return new


def _take_over(old: ProcessRole, new: ProcessRole) -> None:
    """Move lanes and letters; five statements, however many there are."""
    Lane.objects.filter(process_role=old).update(process_role=new)
    letters = Assignment.objects.filter(process_role=old)
    theirs = Assignment.objects.filter(process_role=new)
    for letter in Assignment.Letter.values:
        letters.filter(letter=letter, step__in=theirs.filter(letter=letter).values("step")).delete()
    letters.update(process_role=new)


def _keep_names(old: ProcessRole, new: ProcessRole) -> None:
    known = {new.name.casefold(), *(name.casefold() for name in new.synonyms)}
    new.synonyms = [
        *new.synonyms,
        *(name for name in (old.name, *old.synonyms) if name.casefold() not in known),
    ]
    new.is_retired = False
    new.save(update_fields=["synonyms", "is_retired"])
    ProcessRole.objects.filter(merged_into=old).update(merged_into=new)
    old.merged_into = new
    old.save(update_fields=["merged_into"])


@transaction.atomic
def retire_role(process_role_id: UUID, *, by: Actor) -> ProcessRole:
    """Take a role out of use; it is not offered any more.

    Raises PermissionDenied (needs processes.bind_roles), RoleInUseError while it takes part in a process.
    """
    require(by, BIND_ROLES)
    row = ProcessRole.objects.select_for_update().get(pk=process_role_id, merged_into=None)
    used = involved_in(row.pk, seen_by=by)
    if used:
        raise RoleInUseError(_sentence(row, used))
    row.is_retired = True
    row.save(update_fields=["is_retired"])
    return row


def _sentence(row: ProcessRole, used: Involved) -> str:
    if not used.codes:
        return _("“%(role)s” takes part in processes you may not read. Merge it into another role instead.") % {
            "role": row.name
        }
    return _("“%(role)s” takes part in %(codes)s. Merge it into another role, or take it out of those first.") % {
        "role": row.name,
        "codes": ", ".join(used.codes),
    }


@transaction.atomic
def restore_role(process_role_id: UUID, *, by: Actor) -> ProcessRole:
    """Take a role into use again. Raises PermissionDenied (needs processes.bind_roles)."""
    require(by, BIND_ROLES)
    row = ProcessRole.objects.select_for_update().get(pk=process_role_id, merged_into=None)
    row.is_retired = False
    row.save(update_fields=["is_retired"])
    return row
