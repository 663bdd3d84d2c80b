"""Bringing the derived rows in step with the facts. Only who changed is written again."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from uuid import UUID

from django.db import connection, transaction

from grunnmur.access.actions.seats import Swept, swept, withheld_row, write_seats
from grunnmur.access.derivation import facts as derivation
from grunnmur.access.derivation import rows
from grunnmur.access.derivation.compiled import Compiled
from grunnmur.access.derivation.content import role_content
from grunnmur.access.derivation.derive import DIGEST_BYTES, Derived, derive
from grunnmur.access.events import AccessChanged, ConflictFound, ConflictSolved
from grunnmur.access.models import Clash, Digest, Held, RoleContent, Withheld
from grunnmur.access.queries import facts
from grunnmur.access.queries.definitions import role_definitions
from grunnmur.access.rules import horizon
from grunnmur.core.clock import today
from grunnmur.core.events import publish
from grunnmur.core.periods import Period
from grunnmur.core.tenancy import current_tenant

LOCK = 0x61636365  # "acce": the first half of the advisory lock's key
BATCH = 2000
LICENCE = rows.Cause.LICENCE


@dataclass(frozen=True, slots=True)
class Changes:
    """What a derivation changed, with what it was made from.

    persons: whose rows changed. clashes_before, clashes: of those who were derived. swept: the pools with their seats.
    """

    persons: tuple[UUID, ...]
    clashes_before: tuple[rows.Clash, ...]
    clashes: tuple[rows.Clash, ...]
    swept: Swept
    people: derivation.People
    compiled: Compiled


def derive_people(person_ids: Collection[UUID]) -> tuple[UUID, ...]:
    """Compute again what these persons have; returns whose rows changed, and tells the other domains.

    A pool whose seats they take, leave or want is swept, so others' rows may change too. Runs in a transaction.
    """
    _lock(is_shared=True)
    if not facts.concern_anything(person_ids):
        return ()
    with transaction.atomic():
        hold_people(person_ids)
        return _derive(person_ids).persons


@transaction.atomic
def derive_decided(person_id: UUID) -> Changes:
    """Do the same for one person after a decision, and return what changed, so that it can be tested."""
    _lock(is_shared=True)
    hold_people([person_id])
    return _derive([person_id])


@transaction.atomic
def derive_everyone() -> tuple[UUID, ...]:
    """Compute again what everyone has. A second run writes nothing."""
    _lock(is_shared=False)
    return _derive(None).persons


@transaction.atomic
def derive_roles() -> None:
    """Flatten the active roles again; nobody's Held changes by what is in a role."""
    _lock(is_shared=False)
    compiled_rows = role_content(role_definitions())
    wanted = {_content_key(row): row for row in compiled_rows}
    present = {_stored_key(row): row.pk for row in RoleContent.objects.all()}
    RoleContent.objects.filter(pk__in=[pk for key, pk in present.items() if key not in wanted]).delete()
    new = [_content(row) for key, row in wanted.items() if key not in present]
    RoleContent.objects.bulk_create(new, batch_size=BATCH)


def hold_people(person_ids: Collection[UUID]) -> None:
    """Make other changes to these persons' access wait until this transaction is through; in the order of ids.

    Rows that point at a person are not kept from being written meanwhile.
    """
    statement = "SELECT FROM organisation_person WHERE id = ANY (%s) ORDER BY id FOR NO KEY UPDATE"
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(person_ids)])


def _lock(*, is_shared: bool) -> None:
    """Let changes to single persons run side by side, and everyone's alone."""
    function = "pg_advisory_xact_lock_shared" if is_shared else "pg_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, hashtext(%s))", [LOCK, str(current_tenant().pk)])


def _derive(person_ids: Collection[UUID] | None) -> Changes:
    loaded = facts.load(person_ids)
    compiled = Compiled(loaded.definitions)
    persons = None if person_ids is None else frozenset(str(person) for person in person_ids)
    found = _derived(loaded, compiled, persons)
    before = _stored_clashes(person_ids)
    clashes = tuple(row for row in found.derived.clashes if persons is None or row.person in persons)
    changed = _changed(found.derived, persons)
    if changed:
        _write(found.derived, changed)
        _write_clashes(before, clashes)
    touched = changed | (write_seats(found, persons) if compiled.pools.by_id else set())
    if touched:
        publish(AccessChanged(tuple(UUID(person) for person in sorted(touched))))
    _tell_of_clashes(before, clashes)
    told = tuple(UUID(person) for person in sorted(touched))
    return Changes(told, before, clashes, found, loaded.people, compiled)


def _derived(loaded: facts.Loaded, compiled: Compiled, persons: frozenset[str] | None) -> Swept:
    if compiled.pools.by_id:
        return swept(loaded, compiled, persons)
    return Swept(
        derive(loaded.people, compiled, persons=persons, since=horizon(today())), frozenset(), (), compiled.pools
    )


def _changed(derived: Derived, persons: frozenset[str] | None) -> set[str]:
    """Compare digests; somebody without an employment has an empty one, and counts as none stored."""
    stored = Digest.objects.all() if persons is None else Digest.objects.filter(person_id__in=persons)
    before = {str(person): bytes(digest) for person, digest in stored.values_list("person_id", "digest")}
    after = {person: digest for person, digest in _digests(derived).items() if persons is None or person in persons}
    return {person for person in before.keys() | after.keys() if before.get(person) != after.get(person)}


def _write(derived: Derived, changed: set[str]) -> None:
    held = [row for person in sorted(changed) for row in derived.held.get(person, ())]
    withheld = [row for row in derived.withheld if row.person in changed and row.cause != LICENCE]
    for table in (Held, Digest):
        table.objects.filter(person_id__in=changed).delete()
    Withheld.objects.filter(person_id__in=changed).exclude(cause=LICENCE).delete()
    Held.objects.bulk_create(map(_held, held), batch_size=BATCH)
    Withheld.objects.bulk_create(map(withheld_row, withheld), batch_size=BATCH)
    digests = _digests(derived)
    kept = [person for person in sorted(changed) if person in digests]
    Digest.objects.bulk_create((Digest(person_id=p, digest=digests[p]) for p in kept), batch_size=BATCH)


def _digests(derived: Derived) -> dict[str, bytes]:
    """Return a digest of what is stored about each person who has any row: held, withheld, clashes.

    Seats, and what is withheld for want of one, are not in it: a sweep reads them anyway, and compares row by row.
    """
    others: defaultdict[str, list[str]] = defaultdict(list)
    for row in derived.withheld:
        if row.cause != LICENCE:
            others[row.person].append(f"{row.permission}|{row.lower}|{row.upper}|{row.cause}|{row.source}")
    for clash in derived.clashes:
        others[clash.person].append(f"{clash.conflict}|{clash.lower}|{clash.upper}|{clash.outcome}|{clash.waiver}")
    return {
        person: digest + blake2b("\n".join(others[person]).encode(), digest_size=DIGEST_BYTES).digest()
        for person, digest in derived.digests().items()
        if derived.held[person]
    }


def _stored_clashes(person_ids: Collection[UUID] | None) -> tuple[rows.Clash, ...]:
    stored = Clash.objects.all() if person_ids is None else Clash.objects.filter(person_id__in=person_ids)
    columns = ("person_id", "conflict_id", "valid", "outcome", "waiver_id")
    found = [
        rows.Clash(
            str(person),
            str(conflict),
            *Period.from_range(valid).span,
            rows.Outcome(outcome),
            None if waiver is None else str(waiver),
        )
        for person, conflict, valid, outcome, waiver in stored.values_list(*columns)
    ]
    return tuple(sorted(found, key=lambda row: row[:4]))


def _write_clashes(before: Collection[rows.Clash], after: Collection[rows.Clash]) -> None:
    changed = {row.person for row in {*before} ^ {*after}}
    if not changed:
        return
    Clash.objects.filter(person_id__in=changed).delete()
    Clash.objects.bulk_create((_clash(row) for row in after if row.person in changed), batch_size=BATCH)


def _clash(row: rows.Clash) -> Clash:
    return Clash(
        person_id=row.person,
        conflict_id=row.conflict,
        valid=row.valid.to_range(),
        outcome=row.outcome.value,
        waiver_id=row.waiver,
    )


def _tell_of_clashes(before: Collection[rows.Clash], after: Collection[rows.Clash]) -> None:
    """Publish who has come to stand in a conflict that nothing allows, today or later, and who stands in none more."""
    was, will = ({(row.person, row.conflict) for row in some if _is_open(row)} for some in (before, after))
    found: defaultdict[str, list[UUID]] = defaultdict(list)
    for person, conflict in sorted(will - was):
        found[person].append(UUID(conflict))
    for person, conflicts in found.items():
        publish(ConflictFound(UUID(person), tuple(conflicts)))
    for person in sorted({person for person, _ in was} - {person for person, _ in will}):
        publish(ConflictSolved(UUID(person)))


def _is_open(row: rows.Clash) -> bool:
    return row.outcome != rows.Outcome.WAIVED and row.upper > today().toordinal()


def _held(row: rows.Held) -> Held:
    return Held(
        person_id=row.person,
        role_id=row.role,
        permission_id=row.permission,
        scope_unit_id=row.scope_unit,
        valid=row.valid.to_range(),
        early_floor=None if row.early_floor is None else _day(row.early_floor),
        ends_at=row.ends_at,
        via=list(row.via),
    )


def _day(number: int) -> date:
    return date.fromordinal(max(number, 1))


def _content(row: rows.RoleContent) -> RoleContent:
    return RoleContent(
        role_id=row.role,
        permission_id=row.permission,
        scope=row.scope.value,
        unit_id=row.unit,
        valid=row.valid.to_range(),
    )


def _content_key(row: rows.RoleContent) -> tuple[object, ...]:
    return (row.role, row.permission, row.scope.value, row.unit, row.valid.to_range())


def _stored_key(row: RoleContent) -> tuple[object, ...]:
    unit = None if row.unit_id is None else str(row.unit_id)
    return (str(row.role_id), str(row.permission_id), row.scope, unit, row.valid)
