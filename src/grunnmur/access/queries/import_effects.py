"""Who would get and who would lose what by an import of people that waits for a decision, by name."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from grunnmur.access.models import Permission
from grunnmur.access.queries.import_preview import Effect, effects_of
from grunnmur.access.queries.names import permission_name
from grunnmur.access.queries.sight import names_in_sight, sight
from grunnmur.core.periods import Period
from grunnmur.core.permissions import Actor
from grunnmur.organisation.queries.imports import waiting_import


@dataclass(frozen=True)
class LevelEffect:
    """How many would get and lose one permission."""

    permission_id: UUID
    name: str
    gets: int
    loses: int


@dataclass(frozen=True)
class EffectRow:
    """Somebody would get or lose a permission. person_id: None for who is new. first: None = it always counted."""

    person_id: UUID | None
    person: str
    permission_id: UUID
    permission: str
    is_gain: bool
    first: date | None


@dataclass(frozen=True)
class ImportEffects:
    """What an import would give and take. persons: how many it touches; hidden: how many the asker may not see."""

    levels: tuple[LevelEffect, ...]
    rows: tuple[EffectRow, ...]
    persons: int
    hidden: int


def import_effects(run_id: UUID, *, seen_by: Actor) -> ImportEffects:
    """Return what an import would give and take from today on: levels by how many they touch, rows by name.

    Everyone is derived twice, in a fixed number of statements. Only people whose access the asker may see are named
    and counted. Raises ImportRun.DoesNotExist, PermissionDenied, NotNowError when the import waits no more.
    """
    planned = waiting_import(run_id, seen_by=seen_by)
    found = effects_of(planned).rows
    touched = {UUID(row.person) for row in found}
    new = planned.new_people if sight(seen_by).is_everywhere else {}
    names = names_in_sight(touched, seen_by=seen_by) | {person: new[person] for person in touched & new.keys()}
    seen = [row for row in found if UUID(row.person) in names]
    titles = _titles({UUID(row.permission) for row in seen})
    return ImportEffects(
        levels=_levels(seen, titles),
        rows=tuple(sorted((_row(row, names, titles, new) for row in seen), key=_by_name)),
        persons=len(names),
        hidden=len(touched) - len(names),
    )


def _titles(permissions: set[UUID]) -> dict[str, str]:
    rows = Permission.objects.filter(pk__in=permissions).select_related("resource")
    return {str(row.pk): permission_name(row) for row in rows}


def _levels(rows: Sequence[Effect], titles: Mapping[str, str]) -> tuple[LevelEffect, ...]:
    gets = Counter(row.permission for row in rows if row.is_gain)
    loses = Counter(row.permission for row in rows if not row.is_gain)
    found = [LevelEffect(UUID(one), title, gets[one], loses[one]) for one, title in titles.items()]
    return tuple(sorted(found, key=lambda one: (-one.loses - one.gets, one.name.casefold())))


def _row(row: Effect, names: Mapping[UUID, str], titles: Mapping[str, str], new: Mapping[UUID, str]) -> EffectRow:
    person = UUID(row.person)
    first = Period.from_span(row.days[0]).lower
    known = None if person in new else person
    return EffectRow(known, names[person], UUID(row.permission), titles[row.permission], row.is_gain, first)


def _by_name(row: EffectRow) -> tuple[str, str, bool, str]:
    return (row.person.casefold(), str(row.person_id), row.is_gain, row.permission.casefold())
