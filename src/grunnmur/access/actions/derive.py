"""Bringing the derived rows in step with the facts. Only who changed is written again."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from hashlib import blake2b
from uuid import UUID

from django.db import connection, transaction

from grunnmur.access.derivation import rows
from grunnmur.access.derivation.compiled import Compiled
from grunnmur.access.derivation.content import role_content
from grunnmur.access.derivation.derive import DIGEST_BYTES, Derived, derive
from grunnmur.access.events import AccessChanged
from grunnmur.access.models import Digest, Held, RoleContent, Withheld
from grunnmur.access.queries import facts
from grunnmur.access.rules import horizon
from grunnmur.core.clock import today
from grunnmur.core.events import publish
from grunnmur.core.tenancy import current_tenant

LOCK = 0x61636365  # "acce": the first half of the advisory lock's key
BATCH = 2000


@transaction.atomic
def derive_people(person_ids: Collection[UUID]) -> tuple[UUID, ...]:
    """Compute again what these persons have; returns whose rows changed, and tells the other domains."""
    _lock(is_shared=True)
    return _derive(person_ids) if facts.concern_anything(person_ids) else ()


@transaction.atomic
def derive_everyone() -> tuple[UUID, ...]:
    """Compute again what everyone has. A second run writes nothing."""
    _lock(is_shared=False)
    return _derive(None)


@transaction.atomic
def derive_roles() -> None:
    """Flatten the active roles again; nobody's Held changes by what is in a role."""
    _lock(is_shared=False)
    compiled_rows = role_content(facts.role_definitions())
    wanted = {_content_key(row): row for row in compiled_rows}
    present = {_stored_key(row): row.pk for row in RoleContent.objects.all()}
    RoleContent.objects.filter(pk__in=[pk for key, pk in present.items() if key not in wanted]).delete()
    new = [_content(row) for key, row in wanted.items() if key not in present]
    RoleContent.objects.bulk_create(new, batch_size=BATCH)


def _lock(*, is_shared: bool) -> None:
    """Let changes to single persons run side by side, and everyone's alone."""
    function = "pg_advisory_xact_lock_shared" if is_shared else "pg_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, hashtext(%s))", [LOCK, str(current_tenant().pk)])


def _derive(person_ids: Collection[UUID] | None) -> tuple[UUID, ...]:
    loaded = facts.load(person_ids)
    persons = None if person_ids is None else [str(person) for person in person_ids]
    derived = derive(loaded.people, Compiled(loaded.definitions), persons=persons, since=horizon(today()))
    changed = _changed(derived, person_ids)
    if changed:
        _write(derived, changed)
        publish(AccessChanged(tuple(UUID(person) for person in sorted(changed))))
    return tuple(UUID(person) for person in sorted(changed))


def _changed(derived: Derived, person_ids: Collection[UUID] | None) -> set[str]:
    """Compare digests; somebody without an employment has an empty one, and counts as none stored."""
    stored = Digest.objects.all() if person_ids is None else Digest.objects.filter(person_id__in=person_ids)
    before = {str(person): bytes(digest) for person, digest in stored.values_list("person_id", "digest")}
    after = _digests(derived)
    return {person for person in before.keys() | after.keys() if before.get(person) != after.get(person)}


def _write(derived: Derived, changed: set[str]) -> None:
    held = [row for person in sorted(changed) for row in derived.held.get(person, ())]
    withheld = [row for row in derived.withheld if row.person in changed]
    for table in (Held, Withheld, Digest):
        table.objects.filter(person_id__in=changed).delete()
    Held.objects.bulk_create(map(_held, held), batch_size=BATCH)
    Withheld.objects.bulk_create(map(_withheld, withheld), batch_size=BATCH)
    digests = _digests(derived)
    kept = [person for person in sorted(changed) if person in digests]
    Digest.objects.bulk_create((Digest(person_id=p, digest=digests[p]) for p in kept), batch_size=BATCH)


def _digests(derived: Derived) -> dict[str, bytes]:
    """Return a digest of everything stored about each person who has any row: held and withheld."""
    withheld: defaultdict[str, list[str]] = defaultdict(list)
    for row in derived.withheld:
        withheld[row.person].append(f"{row.permission}|{row.lower}|{row.upper}|{row.cause}|{row.source}")
    return {
        person: digest + blake2b("\n".join(withheld[person]).encode(), digest_size=DIGEST_BYTES).digest()
        for person, digest in derived.digests().items()
        if derived.held[person]
    }


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


def _withheld(row: rows.Withheld) -> Withheld:
    valid = row.valid.to_range()
    return Withheld(
        person_id=row.person, permission_id=row.permission, valid=valid, cause=row.cause.value, source=row.source
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
