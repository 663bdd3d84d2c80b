"""Things one can hold: handing them out beside the tasks, their numbers, taking them back, losing them."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from grunnmur.access.actions.fulfil import sync_fulfilments
from grunnmur.access.models import IssuedThing, Permission
from grunnmur.access.queries.things import may_hand_out, may_handle, same_label, to_hand_out
from grunnmur.access.rules import OFFICER, LabelTakenError, NotOutError, NotWantedError
from grunnmur.core.clock import now, today
from grunnmur.core.permissions import Actor, System, person_of
from grunnmur.worklist import actions as worklist
from grunnmur.worklist.rules import NewTask, named

LOST_TASK = "access.lost"
GRUNNMUR = System("Grunnmur")


@transaction.atomic
def issue_thing(person_id: UUID, permission_id: UUID, *, label: str, by: Actor) -> IssuedThing:
    """Write down that a person was handed what she shall have; the task to do so goes.

    label: its number, or blank. Raises PermissionDenied, Permission.DoesNotExist, NotWantedError (she shall not have
    it, or has it), LabelTakenError.
    """
    permission = Permission.objects.select_related("resource").get(pk=permission_id)
    if not may_hand_out(person_id, permission, by=by):
        raise PermissionDenied(_("Only who hands this out may say so, and nobody to herself."))
    if permission not in to_hand_out(person_id, by=by):
        raise NotWantedError(_("Nothing gives her %(thing)s, or she has it already.") % {"thing": permission})
    _require_free(label.strip(), permission)
    thing = IssuedThing.objects.create(person_id=person_id, permission=permission, label=label.strip(), issued_at=now())
    sync_fulfilments({person_id})
    return thing


def _require_free(label: str, permission: Permission, *, but: UUID | None = None) -> None:
    other = same_label(label, permission, but=but)
    if other:
        raise LabelTakenError(_("Number %(label)s is out already. Take that one back first.") % {"label": label})


@transaction.atomic
def label_thing(thing_id: UUID, label: str, *, by: Actor) -> IssuedThing:
    """Put right the number of a thing that is out.

    Raises IssuedThing.DoesNotExist, PermissionDenied, NotOutError, LabelTakenError.
    """
    thing = _held(thing_id, by=by)
    _require_free(label.strip(), thing.permission, but=thing.pk)
    thing.label = label.strip()
    thing.save(update_fields=["label"])
    return thing


def _held(thing_id: UUID, *, by: Actor) -> IssuedThing:
    thing = _locked(thing_id)
    if not may_handle(thing, by=by):
        raise PermissionDenied(_("Only who hands this out may say so, and nobody to herself."))
    if thing.returned_at:
        raise NotOutError(_("It is not out any more."))
    return thing


def _locked(thing_id: UUID) -> IssuedThing:
    rows = IssuedThing.objects.select_for_update(of=("self",)).select_related("permission__resource")
    return rows.get(pk=thing_id)


@transaction.atomic
def return_thing(thing_id: UUID, *, by: Actor) -> IssuedThing:
    """Take a thing back; the task to do so goes. Whoever shall have it yet is to be handed another.

    Raises IssuedThing.DoesNotExist, PermissionDenied, NotOutError.
    """
    thing = _held(thing_id, by=by)
    thing.returned_at = now()
    thing.save(update_fields=["returned_at"])
    sync_fulfilments({thing.person_id})
    return thing


@transaction.atomic
def report_lost(thing_id: UUID, *, by: Actor) -> IssuedThing:
    """Say that a thing is lost: by who has it, or who may take it back. Those who hand it out are asked to block it.

    Whoever shall have it yet is to be handed another. Raises IssuedThing.DoesNotExist, PermissionDenied, NotOutError.
    """
    thing = _locked(thing_id)
    if person_of(by) != thing.person_id:
        thing = _held(thing_id, by=by)
    if thing.returned_at:
        raise NotOutError(_("It is not out any more."))
    thing.returned_at, thing.is_lost = now(), True
    thing.save(update_fields=["returned_at", "is_lost"])
    worklist.open_task(_lost_task(thing), by=GRUNNMUR)
    sync_fulfilments({thing.person_id})
    return thing


def _lost_task(thing: IssuedThing) -> NewTask:
    return NewTask(
        kind=LOST_TASK,
        message=gettext_noop("Lost by %(person)s: %(thing)s. See that nobody else can use it"),
        params={"person": named(thing.person_id), "thing": str(thing)},
        subject_kind="person",
        subject_id=thing.person_id,
        group_key=thing.permission.resource.fulfil_key or f"may:{OFFICER}",
        due_date=today(),
        dedupe_key=str(thing.pk),
    )


@transaction.atomic
def find_again(thing_id: UUID, *, by: Actor) -> IssuedThing:
    """Say that a lost thing is back in the store. Raises IssuedThing.DoesNotExist, PermissionDenied, NotOutError."""
    thing = _locked(thing_id)
    if not may_handle(thing, by=by):
        raise PermissionDenied(_("Only who hands this out may say so, and nobody to herself."))
    if not thing.is_lost:
        raise NotOutError(_("It is not lost."))
    thing.is_lost = False
    thing.save(update_fields=["is_lost"])
    return thing
