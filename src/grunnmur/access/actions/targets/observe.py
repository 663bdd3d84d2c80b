"""Reading a target: whose the accounts are, what they have, and what of it differs from what shall be."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from grunnmur.access.actions.targets.drift import note_drift
from grunnmur.access.actions.targets.reach import place_of
from grunnmur.access.actions.targets.telling import forget_what_is_over
from grunnmur.access.connectors import Fault, Seen
from grunnmur.access.events import TargetConfirmed, TargetFailed
from grunnmur.access.models import Target, TargetAccount, TargetChange, TargetMapping, TargetMember
from grunnmur.access.queries.targets.needs import desired_pairs
from grunnmur.access.queries.targets.people import username
from grunnmur.core.clock import today
from grunnmur.core.events import publish

BATCH = 1000
A = TargetAccount.State
COLUMNS = ("person_id", "external_id", "username", "state", "disabled_on", "facts")
Pair = tuple[UUID, UUID]
PEOPLE = "SELECT id, work_email, employee_number FROM organisation_person WHERE merged_into_id IS NULL"


@dataclass
class People:
    """Everybody one may know an account by: her id, her employee number, the name of her account."""

    by_key: dict[str, UUID]
    by_username: dict[str, UUID]

    def of(self, seen: Seen) -> UUID | None:
        """Return whose an account is. One that says whose it is, is never somebody else's by its name."""
        return self.by_key.get(seen.key) if seen.key else self.by_username.get(seen.username.casefold())


@transaction.atomic
def take_observation(target_id: UUID, seen: Iterable[Seen], *, started_at: datetime, at: datetime) -> None:
    """Take what a target has as seen, and note what differs from what shall be.

    started_at: when reading began; what was sent since is not known to the reader and is left as it is.
    Raises Target.DoesNotExist.
    """
    target = Target.objects.select_for_update().get(pk=target_id)
    found = {one.external_id: one for one in seen}
    accounts = _match(target, found.values())
    desired = desired_pairs(target, on=today())
    lost = _members(target, found, accounts, desired, started_at=started_at, at=at)
    _gone(target, found, started_at=started_at)
    Target.objects.filter(pk=target.pk).update(observed_at=at, fault={})
    note_drift(target, desired, lost=lost, at=at)
    forget_what_is_over(target.pk)
    publish(TargetConfirmed(target.pk))


@transaction.atomic
def note_unreadable(target_id: UUID, fault: Fault) -> None:
    """Write down why a target could not be read; told when it could be the last time."""
    target = Target.objects.select_for_update().get(pk=target_id)
    was_reached = not target.fault
    target.fault = {"message": fault.message, "params": dict(fault.params)}
    target.save(update_fields=["fault"])
    if was_reached:
        publish(TargetFailed(target_id))


def _people(target: Target) -> People:
    by_key: dict[str, UUID] = {}
    by_username: dict[str, UUID] = {}
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE)
        for person, email, number in cursor.fetchall():
            by_key[str(person)] = person
            if number:
                by_key.setdefault(number, person)
            if name := username(email, number, source=target.username_source):
                by_username.setdefault(name.casefold(), person)
    return People(by_key, by_username)


def _match(target: Target, found: Collection[Seen]) -> dict[str, TargetAccount]:
    """Return the account of each that was seen, by what the target calls it; new ones are written."""
    matching = _Matching(target, list(TargetAccount.objects.filter(target=target)), _people(target))
    accounts = {one.external_id: matching.account_of(one) for one in found}
    before = {pk: state for pk, *state in TargetAccount.objects.filter(target=target).values_list("pk", *COLUMNS)}
    told = [_told(accounts[one.external_id], one) for one in found]
    TargetAccount.objects.bulk_create((row for row in told if row.pk not in before), batch_size=BATCH)
    changed = [row for row in told if row.pk in before and before[row.pk] != [getattr(row, name) for name in COLUMNS]]
    TargetAccount.objects.bulk_update(changed, COLUMNS, batch_size=BATCH)
    return accounts


class _Matching:
    """Finds whose an account is: known before, else by what it says. Nobody gets two accounts."""

    def __init__(self, target: Target, rows: Sequence[TargetAccount], people: People) -> None:
        self._target = target
        self._people = people
        self._by_external = {row.external_id: row for row in rows if row.external_id}
        self._by_person = {row.person_id: row for row in rows if row.person_id}

    def account_of(self, seen: Seen) -> TargetAccount:
        person = self._people.of(seen)
        hers = self._by_person.get(person) if person else None
        if row := self._by_external.get(seen.external_id):
            if row.person_id is None and person and hers is None:
                row.person_id = person
        elif hers is not None and (not hers.external_id or hers.state == A.DELETED):
            row = hers
        else:
            row = TargetAccount(target=self._target, person_id=person if hers is None else None)
        if row.person_id:
            self._by_person[row.person_id] = row
        return row


def _told(row: TargetAccount, seen: Seen) -> TargetAccount:
    """Write on the account what was seen of it."""
    row.external_id, row.username, row.facts = seen.external_id, seen.username, dict(seen.facts)
    if seen.is_active:
        row.state, row.disabled_on = A.ACTIVE, None
    elif row.state != A.DISABLED:
        row.state, row.disabled_on = A.DISABLED, today()
    return row


def _gone(target: Target, found: Collection[str], *, started_at: datetime) -> None:
    """Count accounts as deleted that the target had and shows no more; those opened since it was read stay."""
    fresh = TargetChange.objects.filter(
        target=target, operation=TargetChange.Operation.ENSURE, closed_at__gte=started_at
    )
    rows = TargetAccount.objects.filter(target=target, state__in=(A.ACTIVE, A.DISABLED))
    missing = rows.exclude(pk__in=fresh.values("account_id")).exclude(external_id__in=list(found))
    ids = list(missing.values_list("pk", flat=True))
    TargetAccount.objects.filter(pk__in=ids).update(state=A.DELETED, external_id="")
    TargetMember.objects.filter(account_id__in=ids).delete()


def _members(
    target: Target,
    found: dict[str, Seen],
    accounts: dict[str, TargetAccount],
    desired: set[Pair],
    *,
    started_at: datetime,
    at: datetime,
) -> set[Pair]:
    """Bring what accounts have in step with what was seen; returns the (account, permission) of ours that are lost."""
    permissions = {place_of(row): row.permission_id for row in TargetMapping.objects.filter(target=target)}
    seen = {
        (accounts[key].pk, permissions[place])
        for key, one in found.items()
        for place in one.places
        if place in permissions
    }
    rows = list(TargetMember.objects.filter(account__target=target))
    known = {(row.account_id, row.permission_id): row for row in rows}
    sent = TargetChange.objects.filter(target=target, closed_at__gte=started_at).exclude(permission=None)
    fresh = set(sent.values_list("account_id", "permission_id"))
    persons = {row.pk: row.person_id for row in accounts.values()}
    TargetMember.objects.bulk_create(
        (
            TargetMember(
                account_id=account,
                permission_id=permission,
                seen_at=at,
                is_ours=_is(persons, account, permission, desired),
            )
            for account, permission in sorted(seen - known.keys() - fresh)
        ),
        batch_size=BATCH,
    )
    lost = [row for pair, row in known.items() if pair not in seen and pair not in fresh]
    TargetMember.objects.filter(pk__in=[row.pk for row in lost]).delete()
    return {(row.account_id, row.permission_id) for row in lost if row.is_ours}


def _is(persons: dict[UUID, UUID | None], account: UUID, permission: UUID, desired: set[Pair]) -> bool:
    """Tell whether what was seen is what somebody shall have."""
    person = persons[account]
    return person is not None and (person, permission) in desired
