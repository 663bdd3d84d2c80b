"""Sending: due changes are taken, sent outside any transaction, and settled by what came back."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias
from uuid import UUID

from django.db import transaction
from django.db.models import F, Min, Q
from django.utils.translation import gettext_noop

from grunnmur.access import connectors
from grunnmur.access.actions.targets.reach import connector_of, place_of
from grunnmur.access.actions.targets.telling import forget_what_is_over
from grunnmur.access.connectors import Change, Connector, Fault, Outcome, Place, Seen, Who
from grunnmur.access.events import TargetConfirmed, TargetFailed
from grunnmur.access.models import IssuedThing, Target, TargetAccount, TargetChange, TargetMapping, TargetMember
from grunnmur.access.models.targets import LIVE
from grunnmur.access.queries.targets.people import told_people
from grunnmur.access.rules import TARGETS
from grunnmur.access.rules.targets import UnreachableError, delay_after
from grunnmur.core.clock import now, today
from grunnmur.core.events import publish
from grunnmur.core.permissions import Actor, require

MOST = 500  # changes in one batch
LEASE = timedelta(minutes=15)  # nobody else sends a change meanwhile
S, A = TargetChange.State, TargetAccount.State
Operation: TypeAlias = TargetChange.Operation


@dataclass(frozen=True)
class Batch:
    """Changes that are being sent, and what sends them. refused: those that cannot be sent."""

    target_id: UUID
    connector: Connector
    changes: list[Change]
    refused: list[Outcome]


@transaction.atomic
def take_batch(target_id: UUID, *, at: datetime) -> Batch | None:
    """Take the next changes that are due; None when there is none. Who left at once goes first, then accounts.

    They count as tried from now: whoever sends them may die before it can say how it went.
    """
    target = Target.objects.get(pk=target_id)
    if target.mode != Target.Mode.MANAGED:
        return None
    due = TargetChange.objects.filter(Q(permission=None) | ~Q(account__external_id="") | ~Q(operation=Operation.ADD))
    due = due.filter(target=target, state=S.OPEN, next_at__lte=at).select_related("account__person", "account__target")
    ordered = due.order_by("-is_urgent", F("permission_id").asc(nulls_first=True), "created_at", "id")
    rows = list(ordered.select_for_update(of=("self",), skip_locked=True)[:MOST])
    if not rows:
        return None
    TargetChange.objects.filter(pk__in=[row.pk for row in rows]).update(tries=F("tries") + 1, next_at=at + LEASE)
    changes = _changes(target, rows)
    try:
        connector: Connector = connector_of(target)
    except UnreachableError as error:
        connector = _Unreachable(Fault(str(error).replace("%", "%%")))
    nameless = Fault(gettext_noop("She has nothing to name the account by. Fill it in on her page."))
    refused = [Outcome(change.id, nameless) for change in changes if not change.who.username]
    return Batch(target.pk, connector, [change for change in changes if change.who.username], refused)


class _Unreachable:
    """Stands in for a target that cannot even be called: no host, no secret."""

    def __init__(self, fault: Fault) -> None:
        self._fault = fault

    def test(self) -> None:
        """Do nothing: it is known already."""

    def observe(self) -> Iterator[Seen]:
        """Show nothing."""
        return iter(())

    def apply(self, batch: Sequence[Change]) -> list[Outcome]:
        """Say for each that it did not work."""
        return [Outcome(change.id, self._fault) for change in batch]


def _changes(target: Target, rows: Sequence[TargetChange]) -> list[Change]:
    people = told_people({row.account_id: row.account for row in rows}.values())
    for account in {row.account_id: row.account for row in rows}.values():
        if account.username != people[account.pk].username:
            account.username = people[account.pk].username
            account.save(update_fields=["username"])
    places = {row.permission_id: place_of(row) for row in TargetMapping.objects.filter(target=target)}
    return [_change(row, people[row.account_id], places) for row in rows]


def _change(row: TargetChange, who: Who, places: dict[UUID, Place]) -> Change:
    place = places.get(row.permission_id) if row.permission_id else None
    return Change(str(row.pk), connectors.Operation(row.operation), who, place)


def next_due(target_id: UUID) -> datetime | None:
    """Return when something is to be sent again; None when nothing waits."""
    rows = TargetChange.objects.filter(target_id=target_id, state=S.OPEN, target__mode=Target.Mode.MANAGED)
    first: datetime | None = rows.aggregate(first=Min("next_at"))["first"]
    return first


@transaction.atomic
def settle(target_id: UUID, outcomes: Sequence[Outcome], *, at: datetime) -> int:
    """Write down how changes ended; returns how many are done. Harmless twice.

    What failed is tried again later, at last given up, and that is told; what the target says of an account is kept.
    """
    by_id = {UUID(outcome.change_id): outcome for outcome in outcomes}
    rows = TargetChange.objects.select_for_update(of=("self",)).filter(pk__in=by_id, target_id=target_id)
    done: list[TargetChange] = []
    is_given_up = False
    for row in rows.select_related("account"):
        outcome = by_id[row.pk]
        if outcome.external_id and row.account.external_id != outcome.external_id:
            _learn(row.account, outcome.external_id)
        if outcome.fault is None:
            done.append(row)
        elif row.state == S.OPEN:
            _fail(row, outcome.fault, at=at)
            is_given_up = is_given_up or row.state == S.FAILED
    _confirm(done, at=at)
    fault = next((outcome.fault for outcome in outcomes if outcome.fault), None)
    is_none_done = fault is not None and not done
    Target.objects.filter(pk=target_id).update(fault=_kept(fault) if fault and is_none_done else {})
    if is_given_up:
        publish(TargetFailed(target_id))
    elif done:
        forget_what_is_over(target_id)
    if done:
        publish(TargetConfirmed(target_id))
    return len(done)


def _learn(account: TargetAccount, external_id: str) -> None:
    account.external_id = external_id
    account.save(update_fields=["external_id"])


def _fail(row: TargetChange, fault: Fault, *, at: datetime) -> None:
    delay = None if fault.is_final else delay_after(row.tries)
    row.fault = _kept(fault)
    if delay is None:
        row.state = S.FAILED
    else:
        row.next_at = at + max(delay, timedelta(seconds=fault.wait or 0))
    row.save(update_fields=["fault", "state", "next_at"])


def _kept(fault: Fault) -> dict[str, object]:
    return {"message": fault.message, "params": dict(fault.params)}


def _confirm(done: Sequence[TargetChange], *, at: datetime) -> None:
    """Take what was done as what the target has."""
    open_ids = [row.pk for row in done]
    TargetChange.objects.filter(pk__in=open_ids).exclude(state=S.CANCELLED).update(state=S.DONE, closed_at=at, fault={})
    by_operation: defaultdict[str, list[TargetChange]] = defaultdict(list)
    for row in done:
        by_operation[row.operation].append(row)
    TargetMember.objects.bulk_create(
        (
            TargetMember(account_id=row.account_id, permission_id=row.permission_id, is_ours=True, seen_at=at)
            for row in by_operation[Operation.ADD]
            if row.permission_id
        ),
        update_conflicts=True,
        unique_fields=["tenant_id", "account", "permission"],
        update_fields=["is_ours", "seen_at"],
    )
    _hand_out(by_operation[Operation.ADD], at=at)
    _take_out(by_operation[Operation.REMOVE], at=at)
    _set_state(by_operation[Operation.ENSURE], state=A.ACTIVE, disabled_on=None)
    _set_state(by_operation[Operation.DISABLE], state=A.DISABLED, disabled_on=today())
    deleted = _set_state(by_operation[Operation.DELETE], state=A.DELETED, external_id="")
    TargetMember.objects.filter(account_id__in=deleted).delete()
    gone = TargetChange.objects.filter(account_id__in=deleted, state__in=LIVE)
    gone.update(state=S.CANCELLED, closed_at=at)


def _hand_out(rows: Sequence[TargetChange], *, at: datetime) -> None:
    """What a target gave is out, as if somebody had handed it out."""
    IssuedThing.objects.bulk_create(
        (
            IssuedThing(person_id=row.account.person_id, permission_id=row.permission_id, issued_at=at)
            for row in rows
            if row.account.person_id and row.permission_id
        ),
        ignore_conflicts=True,
    )


def _take_out(rows: Sequence[TargetChange], *, at: datetime) -> None:
    pairs = {(row.account_id, row.permission_id) for row in rows}
    found = TargetMember.objects.filter(account_id__in={account for account, _permission in pairs})
    ids = [pk for pk, account, one in found.values_list("pk", "account_id", "permission_id") if (account, one) in pairs]
    TargetMember.objects.filter(pk__in=ids).delete()
    persons = {(row.account.person_id, row.permission_id) for row in rows}
    out = IssuedThing.objects.filter(person_id__in={person for person, _permission in persons if person})
    things = out.filter(returned_at=None).values_list("pk", "person_id", "permission_id")
    back = [pk for pk, person, permission in things if (person, permission) in persons]
    IssuedThing.objects.filter(pk__in=back).update(returned_at=at)


def _set_state(rows: Sequence[TargetChange], **columns: object) -> list[UUID]:
    ids = [row.account_id for row in rows]
    if ids:
        TargetAccount.objects.filter(pk__in=ids).update(**columns)
    return ids


@transaction.atomic
def retry_changes(target_id: UUID, change_ids: Iterable[UUID] | None = None, *, by: Actor) -> int:
    """Try again at once what failed or waits; all of it, or these. Returns how many.

    Raises PermissionDenied (needs access.targets).
    """
    require(by, TARGETS)
    rows = TargetChange.objects.filter(target_id=target_id, state__in=(S.OPEN, S.FAILED))
    if change_ids is not None:
        rows = rows.filter(pk__in=change_ids)
    number = rows.update(state=S.OPEN, tries=1, next_at=now())
    Target.objects.filter(pk=target_id).update(fault={})
    forget_what_is_over(target_id)
    return number
