"""Where permissions lie in a target."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from grunnmur.access.connectors import KINDS
from grunnmur.access.models import Permission, Target, TargetChange, TargetMapping
from grunnmur.access.models.targets import LIVE
from grunnmur.access.rules import TARGETS
from grunnmur.access.rules.targets import NotATargetError, PlaceFacts
from grunnmur.core.clock import now
from grunnmur.core.permissions import Actor, require


@transaction.atomic
def map_permission(target_id: UUID, place: PlaceFacts, *, by: Actor) -> Target:
    """Say where one more permission lies in a target, or where it lies now.

    Raises Target.DoesNotExist, PermissionDenied (needs access.targets), NotATargetError.
    """
    require(by, TARGETS)
    target = Target.objects.select_for_update().get(pk=target_id)
    require_place(place, of=target.kind)
    others = [one for one in places_of(target) if one.permission_id != place.permission_id]
    map_places(target, [*others, place])
    return target


@transaction.atomic
def unmap_permission(target_id: UUID, permission_id: UUID, *, by: Actor) -> Target:
    """Let a permission lie in a target no more. Nothing is taken away there.

    Raises Target.DoesNotExist, PermissionDenied (needs access.targets).
    """
    require(by, TARGETS)
    target = Target.objects.select_for_update().get(pk=target_id)
    map_places(target, [one for one in places_of(target) if one.permission_id != permission_id])
    return target


def places_of(target: Target) -> list[PlaceFacts]:
    """Return where permissions lie in a target today."""
    rows = TargetMapping.objects.filter(target=target).order_by("id")
    columns = rows.values_list("permission_id", "place_kind", "place_name", "place_value")
    return [PlaceFacts(permission_id=pk, kind=kind, name=name, value=value) for pk, kind, name, value in columns]


def require_place(place: PlaceFacts, *, of: str) -> None:
    """Do nothing if a place is one that a kind of system has. Raises NotATargetError."""
    is_whole = bool(place.name.strip()) and (place.kind == "attribute") == bool(place.value.strip())
    if place.kind not in KINDS[of].places or not is_whole:
        sentence = _(
            "A place is a group or a column by its name, or an attribute with its value, as the system has it."
        )
        raise NotATargetError(sentence, about="places")


def map_places(target: Target, places: Sequence[PlaceFacts]) -> None:
    """Let exactly these permissions lie in a target. Raises NotATargetError; who calls it has asked who may."""
    wanted = {one.permission_id: one for one in places}
    taken = TargetMapping.objects.filter(permission_id__in=wanted).exclude(target=target).select_related("target")
    if (other := taken.first()) is not None:
        facts = {"permission": other.permission, "target": other.target.name}
        raise NotATargetError(_("%(permission)s lies in the target %(target)s already.") % facts, about="places")
    if len({(one.kind, one.name, one.value) for one in wanted.values()}) != len(wanted):
        raise NotATargetError(_("Two permissions lie in the same place."), about="places")
    if Permission.objects.filter(pk__in=wanted, resource__is_own=False).count() != len(wanted):
        raise NotATargetError(_("One of the permissions is not here, or is Grunnmur's own."), about="places")
    known = {row.permission_id: row for row in TargetMapping.objects.filter(target=target)}
    gone = [permission for permission in known if permission not in wanted]
    _forget(target, gone)
    TargetMapping.objects.filter(target=target).exclude(permission_id__in=_same(known, wanted)).delete()
    same = _same(known, wanted)
    TargetMapping.objects.bulk_create(
        TargetMapping(
            target=target,
            permission_id=one.permission_id,
            place_kind=one.kind,
            place_name=one.name.strip(),
            place_value=one.value.strip(),
        )
        for one in wanted.values()
        if one.permission_id not in same
    )


def _same(known: Mapping[UUID, TargetMapping], wanted: Mapping[UUID, PlaceFacts]) -> set[UUID]:
    """Return the permissions that lie where they lay."""
    return {
        permission
        for permission, row in known.items()
        if (one := wanted.get(permission))
        and (row.place_kind, row.place_name, row.place_value) == (one.kind, one.name.strip(), one.value.strip())
    }


def _forget(target: Target, permissions: Sequence[UUID]) -> None:
    """Let go of what is on its way for permissions that lie here no more."""
    waiting = TargetChange.objects.filter(target=target, permission_id__in=permissions, state__in=LIVE)
    waiting.update(state=TargetChange.State.CANCELLED, closed_at=now())
