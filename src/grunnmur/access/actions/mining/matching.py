"""Saying what a source's names mean here. Nothing is dropped: what is not matched waits, what is ignored is kept."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from grunnmur.access.actions.catalogue import NewResource, define_permission, define_resource
from grunnmur.access.models import ObservedPerson, ObservedThing, Permission, Resource
from grunnmur.access.rules import guess_kind
from grunnmur.access.rules.mining import UnmatchedError
from grunnmur.access.rules.permissions import MINE
from grunnmur.core.permissions import Actor, require
from grunnmur.organisation import queries as organisation


@transaction.atomic
def match_person(observed_id: UUID, person_id: UUID | None, *, by: Actor, is_ignored: bool = False) -> ObservedPerson:
    """Say who a source means by a key; None: nobody has said yet, or with is_ignored that nobody is meant.

    Raises PermissionDenied (needs access.mine), ObservedPerson.DoesNotExist, Person.DoesNotExist, UnmatchedError.
    """
    require(by, MINE)
    row = ObservedPerson.objects.select_for_update().get(pk=observed_id)
    _require_one(person_id, is_ignored=is_ignored)
    if person_id:
        organisation.find_person(person_id, seen_by=by)
    row.person_id, row.is_ignored = person_id, is_ignored
    row.save(update_fields=["person", "is_ignored"])
    return row


@transaction.atomic
def match_thing(observed_id: UUID, permission_id: UUID | None, *, by: Actor, is_ignored: bool = False) -> ObservedThing:
    """Say which level a source means by a name; else as `match_person`. Grunnmur's own are not had elsewhere."""
    require(by, MINE)
    row = ObservedThing.objects.select_for_update().get(pk=observed_id)
    _require_one(permission_id, is_ignored=is_ignored)
    if permission_id and Permission.objects.select_related("resource").get(pk=permission_id).resource.is_own:
        raise UnmatchedError(_("Grunnmur's own permissions come with the program. Choose another resource."))
    row.permission_id, row.is_ignored = permission_id, is_ignored
    row.save(update_fields=["permission", "is_ignored"])
    return row


def _require_one(meant: UUID | None, *, is_ignored: bool) -> None:
    if meant and is_ignored:
        raise UnmatchedError(_("Either it means something here, or it is ignored."))


@transaction.atomic
def create_thing(observed_id: UUID, *, kind: str, by: Actor) -> ObservedThing:
    """Register the resource and the level that a source names, and match them. kind: blank = guessed by the name.

    Raises PermissionDenied (needs access.mine and access.define), OwnResourceError, UnmatchedError.
    """
    require(by, MINE)
    row = ObservedThing.objects.get(pk=observed_id)
    if kind and kind not in Resource.Kind.values:
        raise UnmatchedError(_("There is no such kind of resource."))
    known = Resource.objects.filter(name__iexact=row.resource).first()
    if known is None or known.is_own:
        known = define_resource(NewResource(name=row.resource, kind=kind or guess_kind(row.resource)), by=by)
    permission = define_permission(known, row.level, by=by)
    return match_thing(observed_id, permission.pk, by=by)
