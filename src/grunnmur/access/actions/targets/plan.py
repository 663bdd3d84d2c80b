"""Planning: what a target needs becomes changes; what is not needed any more is called off; too much is held."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

from django.db import transaction

from grunnmur.access.actions.targets.guard import forget_empty_hold, hold_too_many
from grunnmur.access.models import Target, TargetAccount, TargetChange, TargetHold, TargetMember
from grunnmur.access.models.targets import LIVE
from grunnmur.access.queries.targets.needs import Kind, Need, needs_of
from grunnmur.access.queries.targets.people import usernames
from grunnmur.core.clock import today
from grunnmur.core.permissions import Actor

BATCH = 1000
S = TargetChange.State
Operation: TypeAlias = TargetChange.Operation
Pair = tuple[UUID, UUID | None]


@dataclass
class Planned:
    """What planning did: the changes that were written, those called off, and the hold if there is one."""

    written: list[TargetChange] = field(default_factory=list)
    cancelled: int = 0
    hold: TargetHold | None = None
    hurried: int = 0

    @property
    def is_anything(self) -> bool:
        """Tell whether there is something to send."""
        return bool(self.written or self.hurried)


@transaction.atomic
def plan_target(
    target_id: UUID,
    *,
    by: Actor,
    at: datetime,
    persons: Collection[UUID] | None = None,
    is_urgent: bool = False,
) -> Planned:
    """Bring what is on its way to a managed target in step with what it needs, for these persons or for all.

    Run twice, the second writes nothing. A target that is not managed is left alone.
    is_urgent: somebody left at once; it goes first and past the guard. Raises Target.DoesNotExist.
    """
    target = Target.objects.select_for_update().get(pk=target_id)
    if target.mode != Target.Mode.MANAGED:
        return Planned()
    needs = needs_of(target, on=today(), persons=persons)
    accounts = _accounts(target, needs)
    _claim(needs)
    live = TargetChange.objects.select_for_update(of=("self",)).filter(target=target, state__in=LIVE)
    if persons is not None:
        live = live.filter(account__person_id__in=persons)
    wanted = {
        (accounts[need.person_id], need.permission_id): Operation(need.kind)
        for need in needs
        if need.kind is not Kind.CLAIM
    }
    settled = _settle_live(list(live.select_related("account")), wanted)
    TargetChange.objects.filter(pk__in=settled.go).update(state=S.CANCELLED, closed_at=at)
    if is_urgent:
        hurry(settled.stay)
    new = [
        TargetChange(
            target=target,
            account_id=account,
            permission_id=permission,
            operation=operation,
            is_urgent=is_urgent,
            is_uncertain=(account, permission) in settled.uncertain,
            created_at=at,
            next_at=at,
        )
        for (account, permission), operation in wanted.items()
    ]
    hold = None if is_urgent else hold_too_many(target, new, by=by, at=at)
    written = TargetChange.objects.bulk_create(new, batch_size=BATCH)
    forget_empty_hold(target, at=at)
    return Planned(written, len(settled.go), hold, len(settled.stay) if is_urgent else 0)


def hurry(changes: Collection[UUID]) -> None:
    """Let changes go first, also those that are held back."""
    TargetChange.objects.filter(pk__in=changes).update(is_urgent=True)
    TargetChange.objects.filter(pk__in=changes, state=S.HELD).update(state=S.OPEN)


def _accounts(target: Target, needs: Sequence[Need]) -> dict[UUID, UUID]:
    """Return the account of each person, with a new row for those who have none yet."""
    found = {need.person_id: need.account_id for need in needs if need.account_id}
    missing = {need.person_id for need in needs} - found.keys()
    rows = TargetAccount.objects.filter(target=target, person_id__in=missing).values_list("person_id", "pk")
    found |= {person: pk for person, pk in rows if person}
    names = usernames(missing - found.keys(), source=target.username_source)
    new = [TargetAccount(target=target, person_id=person, username=name) for person, name in names.items()]
    TargetAccount.objects.bulk_create(new, batch_size=BATCH)
    return found | {row.person_id: row.pk for row in new if row.person_id}


def _claim(needs: Sequence[Need]) -> None:
    """Count as ours what was only seen, and is wanted now."""
    claims = [need for need in needs if need.kind is Kind.CLAIM]
    for first in range(0, len(claims), BATCH):
        part = claims[first : first + BATCH]
        rows = TargetMember.objects.filter(account_id__in={need.account_id for need in part}, is_ours=False)
        pairs = {(need.account_id, need.permission_id) for need in part}
        TargetMember.objects.filter(
            pk__in=[row.pk for row in rows if (row.account_id, row.permission_id) in pairs]
        ).update(is_ours=True)


@dataclass
class _Settled:
    """What becomes of what is on its way. uncertain: what was sent, and may have been done, whatever we heard."""

    stay: list[UUID] = field(default_factory=list)
    go: list[UUID] = field(default_factory=list)
    uncertain: set[Pair] = field(default_factory=set)


def _settle_live(live: Collection[TargetChange], wanted: dict[Pair, Operation]) -> _Settled:
    """Tell which changes stay and which go; what stays is taken out of `wanted`.

    What may have been done is not just called off: it is put into `wanted` what makes sure of how it shall be.
    """
    settled = _Settled()
    ours = _ours(live)
    for row in live:
        pair = (row.account_id, row.permission_id)
        is_unknown = bool(row.tries or row.is_uncertain)
        is_decided = row.source == TargetChange.Source.DRIFT and pair not in wanted
        if is_unknown and not is_decided:
            wanted.setdefault(pair, _as_it_shall_be(row, is_ours=pair in ours))
        if is_decided or wanted.get(pair) == row.operation:
            wanted.pop(pair, None)
            settled.stay.append(row.pk)
            continue
        settled.go.append(row.pk)
        if is_unknown:
            settled.uncertain.add(pair)
    return settled


def _ours(live: Collection[TargetChange]) -> set[Pair]:
    """Return which of these memberships we know the target to have."""
    accounts = {row.account_id for row in live if row.permission_id}
    rows = TargetMember.objects.filter(account_id__in=accounts, is_ours=True)
    return set(rows.values_list("account_id", "permission_id"))


def _as_it_shall_be(row: TargetChange, *, is_ours: bool) -> Operation:
    """Return what makes sure, where nothing is needed by what we know: it shall be as we think it is."""
    if row.permission_id:
        return Operation.ADD if is_ours else Operation.REMOVE
    return Operation.ENSURE if row.account.state == TargetAccount.State.ACTIVE else Operation.DISABLE
