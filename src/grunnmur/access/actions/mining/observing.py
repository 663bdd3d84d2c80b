"""What another system tells that people have, taken in as a file would be: by a connector, or from groups."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from grunnmur.access.imports.planning import Name, permissions_called, persons_called
from grunnmur.access.models import Observed, ObservedAccess, ObservedPerson, ObservedThing, ScimClient
from grunnmur.access.rules.permissions import MINE
from grunnmur.core.permissions import Actor, require

BATCH = 2_000


@dataclass(frozen=True, kw_only=True)
class Seen:
    """Somebody is seen to have something. person_id, permission_id: what is known of it already; None = by its name."""

    key: str
    resource: str
    level: str = ""
    person_id: UUID | None = None
    permission_id: UUID | None = None
    last_used: date | None = None


@transaction.atomic
def observe(source: str, seen: Iterable[Seen], *, by: Actor) -> int:
    """Let a source's observed accesses be exactly these; returns how many there are. What names mean stays as it is.

    A fixed number of statements for each 2,000 rows; twice writes nothing. Raises PermissionDenied (needs access.mine).
    """
    require(by, MINE)
    rows = list(seen)
    people = _people(source, rows)
    things = _things(source, rows)
    wanted = {(people[row.key], things[Name(row.resource, row.level)]): row.last_used for row in rows}
    stored = {(row.holder_id, row.thing_id): row.pk for row in ObservedAccess.objects.filter(holder__source=source)}
    ObservedAccess.objects.filter(pk__in=[pk for pair, pk in stored.items() if pair not in wanted]).delete()
    ObservedAccess.objects.bulk_create(
        (
            ObservedAccess(holder_id=holder, thing_id=thing, last_used=used)
            for (holder, thing), used in wanted.items()
            if (holder, thing) not in stored
        ),
        batch_size=BATCH,
    )
    return len(wanted)


def _people(source: str, rows: list[Seen]) -> dict[str, UUID]:
    found = dict(ObservedPerson.objects.filter(source=source).values_list("key", "pk"))
    new = {row.key: row.person_id for row in rows if row.key not in found}
    called = persons_called((key for key, person in new.items() if person is None), source=source)
    made = [ObservedPerson(source=source, key=key, person_id=person or called.get(key)) for key, person in new.items()]
    ObservedPerson.objects.bulk_create(made, batch_size=BATCH)
    return found | {row.key: row.pk for row in made}


def _things(source: str, rows: list[Seen]) -> dict[Name, UUID]:
    stored = ObservedThing.objects.filter(source=source).values_list("resource", "level", "pk")
    found = {Name(resource, level): pk for resource, level, pk in stored}
    names = {Name(row.resource, row.level): row.permission_id for row in rows}
    new = {name: permission for name, permission in names.items() if name not in found}
    called = permissions_called(new)
    made = [
        ObservedThing(
            source=source, resource=name.resource, level=name.level, permission_id=permission or called.get(name)
        )
        for name, permission in new.items()
    ]
    ObservedThing.objects.bulk_create(made, batch_size=BATCH)
    return found | {Name(row.resource, row.level): row.pk for row in made}


@transaction.atomic
def observe_groups(client_id: UUID, *, by: Actor) -> int:
    """Take in what a connected source's groups tell; each group is a name to match. Returns how many memberships.

    Raises ScimClient.DoesNotExist, PermissionDenied (needs access.mine).
    """
    require(by, MINE)
    client = ScimClient.objects.get(pk=client_id)
    rows = Observed.objects.filter(group__client=client).order_by("pk")
    columns = ("user__user_name", "user__person_id", "group__display_name")
    seen = (
        Seen(key=name[:200], person_id=person, resource=group[:200])
        for name, person, group in rows.values_list(*columns)
    )
    return observe(client.name, seen, by=by)
