"""What differs between a target and what shall be: noted when it is read, gone when it is so no more."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from grunnmur.access.events import DriftFound
from grunnmur.access.models import DriftItem, Target, TargetAccount, TargetMember
from grunnmur.core.clock import today
from grunnmur.core.events import publish

BATCH = 1000
K, A = DriftItem.Kind, TargetAccount.State
LONGEST = 300
Pair = tuple[UUID, UUID]
Key = tuple[object, ...]
# Who works here today, or comes and has been handed something out already.
PRESENT = "SELECT DISTINCT person_id FROM organisation_employment WHERE valid @> %s::date"


@dataclass(frozen=True)
class Difference:
    """One thing that is not as it shall be."""

    account: UUID
    kind: str
    permission: UUID | None = None
    field: str = ""
    expected: str = ""
    found: str = ""

    @property
    def key(self) -> Key:
        """What makes it the same difference as last time."""
        return (self.account, self.kind, self.permission, self.field)


def note_drift(target: Target, desired: set[Pair], *, lost: set[Pair], at: datetime) -> None:
    """Write down what differs now: new differences, the same as before, and those that are gone; new ones are told.

    desired: (person, permission). lost: (account, permission) that we gave and the target has no more.
    """
    found = {one.key: one for one in _differences(target, desired, lost)}
    known = list(DriftItem.objects.filter(target=target, gone_at=None))
    keys = {_key(row): row for row in known}
    gone = [row.pk for key, row in keys.items() if key not in found]
    DriftItem.objects.filter(pk__in=gone).update(gone_at=at)
    again = _note_same([row for key, row in keys.items() if key in found], found, at=at)
    new = [_item(target, one, at) for key, one in found.items() if key not in keys]
    DriftItem.objects.bulk_create(new, batch_size=BATCH)
    if count := len(new) + again:
        publish(DriftFound(target.pk, count))


def _note_same(rows: Sequence[DriftItem], found: Mapping[Key, Difference], *, at: datetime) -> int:
    """Note that these are there still; returns how many ask for an answer again, because they were ignored too long."""
    there = DriftItem.objects.filter(pk__in=[row.pk for row in rows])
    there.update(last_seen_at=at)
    reworded = []
    for row in rows:
        one = found[_key(row)]
        if (row.expected, row.found) != (one.expected[:LONGEST], one.found[:LONGEST]):
            row.expected, row.found = one.expected[:LONGEST], one.found[:LONGEST]
            reworded.append(row)
    DriftItem.objects.bulk_update(reworded, ["expected", "found"], batch_size=BATCH)
    unheeded = there.filter(answer=DriftItem.Answer.IGNORED, ignored_until__lt=today())
    return unheeded.update(answer="", answered_at=None, answered_by=None, ignored_until=None)


def _key(row: DriftItem) -> Key:
    return (row.account_id, row.kind, row.permission_id, row.field)


def _item(target: Target, one: Difference, at: datetime) -> DriftItem:
    return DriftItem(
        target=target,
        account_id=one.account,
        permission_id=one.permission,
        kind=one.kind,
        field=one.field,
        expected=one.expected[:LONGEST],
        found=one.found[:LONGEST],
        first_seen_at=at,
        last_seen_at=at,
    )


def _differences(target: Target, desired: set[Pair], lost: set[Pair]) -> Iterator[Difference]:
    accounts = list(TargetAccount.objects.filter(target=target).select_related("person"))
    by_person = {row.person_id: row for row in accounts if row.person_id}
    has = set(TargetMember.objects.filter(account__target=target).values_list("account_id", "permission_id", "is_ours"))
    wanted = {(by_person[person].pk, permission) for person, permission in desired if person in by_person}
    here = _of_present(accounts) | {account for account, _permission in wanted}
    left = {row.pk for row in accounts if row.person_id and row.state == A.ACTIVE and row.pk not in here}
    # The account itself shall go: what it holds besides is told only when the account is closed and holds it still.
    yield from _memberships(target, [row for row in accounts if row.pk not in left], has, wanted, lost)
    yield from _of_accounts(accounts, left, {account for account, _permission in wanted})


def _of_present(accounts: Iterable[TargetAccount]) -> set[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(PRESENT, [today()])
        present = {person for (person,) in cursor.fetchall()}
    return {row.pk for row in accounts if row.person_id in present}


def _memberships(
    target: Target,
    accounts: Iterable[TargetAccount],
    has: set[tuple[UUID, UUID, bool]],
    wanted: set[Pair],
    lost: set[Pair],
) -> Iterator[Difference]:
    """What we gave goes by itself where we manage; all else that is not wanted, or wanted and not there, is told."""
    known = {row.pk for row in accounts if row.person_id}
    is_managed = target.mode == Target.Mode.MANAGED
    for account, permission, is_ours in has:
        if account in known and (account, permission) not in wanted and not (is_managed and is_ours):
            yield Difference(account, K.EXTRA, permission)
    there = {(account, permission) for account, permission, _is_ours in has}
    for account, permission in (lost & wanted) if is_managed else wanted - there:
        yield Difference(account, K.MISSING, permission)


def _of_accounts(accounts: Iterable[TargetAccount], left: set[UUID], wanted: set[UUID]) -> Iterator[Difference]:
    for row in accounts:
        if row.person is None:
            if row.state == A.ACTIVE:
                yield Difference(row.pk, K.ORPHAN, found=row.username)
        elif row.pk in left:
            yield Difference(row.pk, K.STATE, expected=A.DISABLED, found=A.ACTIVE)
        elif row.state == A.DISABLED and row.pk in wanted:
            yield Difference(row.pk, K.STATE, expected=A.ACTIVE, found=A.DISABLED)
        elif row.state == A.ACTIVE:
            yield from _words(row)


def _words(row: TargetAccount) -> Iterator[Difference]:
    """Compare what the target says of her with what we say; what it does not keep is no difference."""
    said = {"display_name": row.person.display_name, "email": row.person.work_email} if row.person else {}
    for field, expected in said.items():
        found = row.facts.get(field)
        if expected and found is not None and found.casefold() != expected.casefold():
            yield Difference(row.pk, K.ATTRIBUTE, field=field, expected=expected, found=found)
