"""Connecting a target, changing what is said of it, and how far it is trusted."""

from dataclasses import asdict
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from grunnmur.access.actions.fulfil import sync_fulfilments
from grunnmur.access.actions.targets.places import map_places, require_place
from grunnmur.access.actions.targets.reach import connector_of
from grunnmur.access.connectors import KINDS, ConnectorError
from grunnmur.access.connectors.csv_drop import FILE_NAME
from grunnmur.access.models import Fulfilment, Target, TargetAccount, TargetChange, TargetMapping
from grunnmur.access.models.targets import LIVE
from grunnmur.access.rules import TARGETS, NameTakenError
from grunnmur.access.rules.targets import (
    SECRET_NAME,
    NotATargetError,
    NotReadyError,
    TargetFacts,
    UnreachableError,
)
from grunnmur.core.clock import now
from grunnmur.core.permissions import Actor, require


@transaction.atomic
def connect_target(facts: TargetFacts, *, by: Actor) -> Target:
    """Write down a system to keep in step; it is only read until its mode is changed.

    Raises PermissionDenied (needs access.targets), NotATargetError, NameTakenError.
    """
    require(by, TARGETS)
    target = Target(**_columns(facts))
    _save(target, facts)
    return target


@transaction.atomic
def change_target(target_id: UUID, facts: TargetFacts, *, by: Actor) -> Target:
    """Say something else of a target. Its kind stays; what is mapped no more is forgotten, not taken away.

    Raises Target.DoesNotExist, and as `connect_target`.
    """
    require(by, TARGETS)
    target = Target.objects.select_for_update().get(pk=target_id)
    if facts.kind != target.kind:
        raise NotATargetError(_("Another kind of system is another target."), about="kind")
    for name, value in _columns(facts).items():
        setattr(target, name, value)
    _save(target, facts)
    return target


def _columns(facts: TargetFacts) -> dict[str, object]:
    columns = asdict(facts) | {"options": {name: value for name, value in facts.options.items() if value}}
    del columns["places"]
    return columns


def _save(target: Target, facts: TargetFacts) -> None:
    _require_sound(facts)
    if facts.kind == Target.Kind.CSV:
        _require_file(facts.address, same=target)
    if Target.objects.filter(name__iexact=facts.name).exclude(pk=target.pk).exists():
        raise NameTakenError(_("There is a target with this name already."))
    target.save()
    if facts.places is not None:
        map_places(target, facts.places)


def _require_file(name: str, *, same: Target) -> None:
    """Do nothing if this names a file that no other target writes. Raises NotATargetError."""
    if not FILE_NAME.fullmatch(name):
        sentence = _("Write the name of a file, of letters and digits, that ends with .csv.")
        raise NotATargetError(sentence, about="address")
    if Target.objects.filter(kind=Target.Kind.CSV, address__iexact=name).exclude(pk=same.pk).exists():
        raise NotATargetError(_("Another target writes this file already. Choose another name."), about="address")


def _require_sound(facts: TargetFacts) -> None:
    kind = KINDS.get(facts.kind)
    if kind is None:
        raise NotATargetError(_("There is no such kind of system."), about="kind")
    if kind.needs_secret and not SECRET_NAME.fullmatch(facts.secret_name):
        sentence = _("Write the name of the secret, of small letters, digits and _, beginning with target_.")
        raise NotATargetError(sentence, about="secret_name")
    if set(facts.options) - {*kind.wants, *kind.takes}:
        raise NotATargetError(_("This kind of system does not ask for that."))
    for name in kind.wants:
        if not facts.options.get(name):
            raise NotATargetError(_("This must be filled in for this kind of system."), about=name)
    for place in facts.places or ():
        require_place(place, of=facts.kind)


def _hand_over(target: Target) -> None:
    """Let tasks go that a target does now, and come that it does no more."""
    mapped = TargetMapping.objects.filter(target=target).values("permission_id")
    waiting = Fulfilment.objects.filter(permission_id__in=mapped, state=Fulfilment.State.OPEN)
    known = TargetAccount.objects.filter(target=target).exclude(person=None).values_list("person_id", flat=True)
    persons = {*waiting.values_list("person_id", flat=True), *known}
    sync_fulfilments({person for person in persons if person})


def test_target(target: Target, *, by: Actor) -> None:
    """Try to reach a target and find what is mapped; also one that is not saved. Nothing is written anywhere.

    Raises PermissionDenied (needs access.targets), UnreachableError with what to do.
    """
    require(by, TARGETS)
    if KINDS[target.kind].needs_secret and not settings.TARGET_HOSTS:
        raise UnreachableError(_("The operator of this installation has not allowed any host yet."))
    try:
        connector_of(target).test()
    except ConnectorError as error:
        raise UnreachableError(str(error)) from error


@transaction.atomic
def set_target_mode(target_id: UUID, mode: str, *, by: Actor) -> Target:
    """Trust a target more or less: observed → dry_run → managed, one step at a time upwards.

    What is on its way is called off when it is no longer managed.
    Raises Target.DoesNotExist, PermissionDenied (needs access.targets), NotReadyError.
    """
    require(by, TARGETS)
    target = Target.objects.select_for_update().get(pk=target_id)
    steps = list(Target.Mode.values)
    if mode not in steps or steps.index(mode) > steps.index(target.mode) + 1:
        raise NotReadyError(_("A target is observed first, then rehearsed in a dry run, then managed."))
    if mode != Target.Mode.OBSERVED and target.observed_at is None:
        raise NotReadyError(_("Read the target first, so that you see what it has."))
    if mode != Target.Mode.OBSERVED and not TargetMapping.objects.filter(target=target).exists():
        raise NotReadyError(_("Say first where permissions lie in it."))
    target.mode = mode
    target.save(update_fields=["mode"])
    _hand_over(target)
    if mode != Target.Mode.MANAGED:
        unsent = TargetChange.objects.filter(target=target, state__in=LIVE)
        unsent.update(state=TargetChange.State.CANCELLED, closed_at=now())
    return target
