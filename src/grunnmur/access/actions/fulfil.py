"""Handing out and taking back by hand: what is derived becomes tasks, and what is done becomes things that are out."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop

from grunnmur.access.models import Fulfilment, IssuedThing
from grunnmur.access.queries.accesses import Access, accesses_of
from grunnmur.access.queries.targets.lists import permissions_of_managed_targets
from grunnmur.access.rules import OFFICER
from grunnmur.core.calendar import working_days_before
from grunnmur.core.clock import now, today
from grunnmur.core.permissions import Actor, System, require
from grunnmur.worklist import actions as worklist
from grunnmur.worklist.rules import NewTask, named

RETURN_HORIZON = timedelta(days=30)
GIVE, TAKE_BACK = Fulfilment.Operation.GIVE, Fulfilment.Operation.TAKE_BACK
MESSAGES = {
    GIVE: gettext_noop("Make ready for %(person)s: %(things)s"),
    TAKE_BACK: gettext_noop("Take back from %(person)s: %(things)s"),
}
TASK_KINDS = {GIVE: "access.give", TAKE_BACK: "access.take_back"}
SYSTEM = System("Grunnmur")

Pair = tuple[UUID, UUID]


@dataclass(frozen=True)
class Wanted:
    """What should be done by hand for one person and permission."""

    operation: str
    due_date: date
    name: str
    fulfil_key: str


@transaction.atomic
def sync_fulfilments(person_ids: Collection[UUID]) -> None:
    """Open, move and cancel what is done by hand, so that it fits what these persons shall have.

    Run twice, the second writes nothing.
    """
    on = today()
    wanted = _wanted(person_ids, on)
    for row in Fulfilment.objects.filter(person_id__in=person_ids, state=Fulfilment.State.OPEN):
        keep = wanted.get((row.person_id, row.permission_id))
        if keep and (keep.operation, keep.due_date) == (row.operation, row.due_date):
            del wanted[row.person_id, row.permission_id]
        else:
            _cancel(row)
    _open(wanted)


def _wanted(person_ids: Collection[UUID], on: date) -> dict[Pair, Wanted]:
    coming: dict[Pair, list[Access]] = defaultdict(list)
    by_target = permissions_of_managed_targets()
    for accesses in accesses_of(person_ids, on=on).values():
        for access in accesses:
            if access.fulfil_key and access.permission not in by_target:
                coming[access.person, access.permission].append(access)
    out = {
        (row.person_id, row.permission_id): row for row in _things_out(person_ids) if row.permission_id not in by_target
    }
    to_give = {pair: _give(rows[0], on) for pair, rows in coming.items() if pair not in out}
    ending = {pair: _take_back(row, coming.get(pair, []), on) for pair, row in out.items()}
    return to_give | {pair: wanted for pair, wanted in ending.items() if wanted}


def _things_out(person_ids: Collection[UUID]) -> Iterable[IssuedThing]:
    rows = IssuedThing.objects.filter(person_id__in=person_ids, returned_at=None)
    return rows.select_related("permission", "permission__resource").exclude(permission__resource__fulfil_key="")


def _give(access: Access, on: date) -> Wanted:
    """Ready one working day before it begins; at once when it has begun."""
    first = access.valid.lower or on
    due = max(working_days_before(first, 1), on) if first > on else on
    return Wanted(GIVE, due, access.name, access.fulfil_key)


def _take_back(thing: IssuedThing, coming: list[Access], on: date) -> Wanted | None:
    """Back on the last day; at once when nothing gives it any more; nothing while the end is far."""
    last = max((access.valid.last_day or date.max for access in coming), default=on)
    if last > on + RETURN_HORIZON:
        return None
    return Wanted(TAKE_BACK, last, str(thing.permission), thing.permission.resource.fulfil_key)


def _open(wanted: dict[Pair, Wanted]) -> None:
    """One task for each person, group, operation and day."""
    groups: dict[tuple[UUID, str, str, date], list[tuple[UUID, Wanted]]] = defaultdict(list)
    for (person, permission), want in wanted.items():
        groups[person, want.fulfil_key, want.operation, want.due_date].append((permission, want))
    tasks = worklist.open_tasks([_task(key, things) for key, things in groups.items()], by=SYSTEM)
    Fulfilment.objects.bulk_create(
        Fulfilment(person_id=person, permission_id=permission, operation=operation, due_date=due, task=task)
        for ((person, _key, operation, due), things), task in zip(groups.items(), tasks, strict=True)
        for permission, _want in things
    )


def _task(group: tuple[UUID, str, str, date], things: list[tuple[UUID, Wanted]]) -> NewTask:
    person, fulfil_key, operation, due = group
    ids = ",".join(sorted(str(permission) for permission, _want in things))
    fingerprint = hashlib.blake2b(f"{fulfil_key}|{due}|{ids}".encode(), digest_size=12).hexdigest()
    return NewTask(
        kind=TASK_KINDS[Fulfilment.Operation(operation)],
        message=MESSAGES[Fulfilment.Operation(operation)],
        params={"person": named(person), "things": ", ".join(sorted(want.name for _permission, want in things))},
        subject_kind="person",
        subject_id=person,
        group_key=fulfil_key,
        due_date=due,
        dedupe_key=f"{person}:{fingerprint}",
    )


def _cancel(row: Fulfilment) -> None:
    """Close what is not needed; its task goes when nothing else hangs on it."""
    row.state, row.closed_at = Fulfilment.State.CANCELLED, now()
    row.save(update_fields=["state", "closed_at"])
    if not Fulfilment.objects.filter(task=row.task, state=Fulfilment.State.OPEN).exists():
        worklist.cancel_task(row.task, by=SYSTEM)


def hand_over(resource_id: UUID, person_ids: Collection[UUID]) -> None:
    """Ask anew for what is open of a resource, when others than before hand it out or take it back."""
    for row in Fulfilment.objects.filter(permission__resource_id=resource_id, state=Fulfilment.State.OPEN):
        _cancel(row)
    sync_fulfilments(person_ids)


def sync_ending() -> None:
    """Look again at everybody who has something out: an end may have come within the horizon."""
    sync_fulfilments(set(IssuedThing.objects.filter(returned_at=None).values_list("person_id", flat=True)))


@transaction.atomic
def complete_task(task_id: UUID, *, note: str, at: datetime) -> None:
    """Take a finished task as fact: things handed out are out, things taken back are in. Harmless twice."""
    rows = list(Fulfilment.objects.select_for_update().filter(task=task_id, state=Fulfilment.State.OPEN))
    given = [row for row in rows if row.operation == GIVE]
    IssuedThing.objects.bulk_create(
        IssuedThing(person_id=row.person_id, permission_id=row.permission_id, label=note[:200], issued_at=at)
        for row in given
    )
    for row in rows:
        if row.operation == TAKE_BACK:
            things = IssuedThing.objects.filter(person_id=row.person_id, permission_id=row.permission_id)
            things.filter(returned_at=None).update(returned_at=at)
    Fulfilment.objects.filter(pk__in=[row.pk for row in rows]).update(state=Fulfilment.State.DONE, closed_at=at)


@transaction.atomic
def take_over_issued(pairs: Iterable[Pair], *, by: Actor, at: datetime) -> int:
    """Write down what people have already, when a municipality begins; returns how many were new."""
    require(by, OFFICER)
    known = set(IssuedThing.objects.filter(returned_at=None).values_list("person_id", "permission_id"))
    new = [pair for pair in dict.fromkeys(pairs) if pair not in known]
    IssuedThing.objects.bulk_create(
        (IssuedThing(person_id=person, permission_id=permission, issued_at=at) for person, permission in new),
        batch_size=2000,
    )
    return len(new)
