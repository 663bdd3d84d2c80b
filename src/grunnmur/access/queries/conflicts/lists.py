"""Conflicts, who stands in them now and ahead, and the exceptions."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from grunnmur.access.models import Clash, Conflict, ConflictSide, Permission, Role, Waiver
from grunnmur.access.queries.names import permission_name
from grunnmur.access.queries.roles import name_key
from grunnmur.access.queries.sight import live_on, names_in_sight, require_catalogue
from grunnmur.access.rules import Target
from grunnmur.core.periods import Period
from grunnmur.core.permissions import Actor


@dataclass(frozen=True)
class ConflictRow:
    """A conflict with what is on each side by name, and how many stand in it today and later."""

    conflict: Conflict
    a: str
    b: str
    today: int
    later: int


@dataclass(frozen=True)
class Standing:
    """A person who would have both sides on these days, and what became of it."""

    person_id: UUID
    name: str
    conflict: str
    valid: Period
    outcome: str
    label: str


SORTS: Mapping[str, Callable[[ConflictRow], int]] = {
    "today": lambda row: -row.today,
    "later": lambda row: -row.later,
}


def conflict_list(*, on: date, seen_by: Actor, text: str = "", severity: str = "", sort: str = "") -> list[ConflictRow]:
    """Return the conflicts that hold on the day or later, by name, or by a key of SORTS. Six statements.

    Counted are those whose access the reader may see. Raises PermissionDenied for those who do not work with access.
    """
    require_catalogue(seen_by)
    rows = Conflict.objects.filter(live_on(on), name__icontains=text).order_by(name_key("name"), "id")
    if severity:
        rows = rows.filter(severity=severity)
    found = _told(list(rows), on=on, seen_by=seen_by)
    return sorted(found, key=SORTS[sort]) if sort in SORTS else found


def conflicts_about(permission_ids: Collection[UUID], *, on: date, seen_by: Actor) -> list[ConflictRow]:
    """Return the conflicts with one of these levels on a side, as `conflict_list`; for pages that show the levels."""
    ids = ConflictSide.objects.filter(permission_id__in=permission_ids).values("conflict_id")
    rows = Conflict.objects.filter(live_on(on), pk__in=ids).order_by(name_key("name"), "id")
    return _told(list(rows), on=on, seen_by=seen_by)


def find_conflict(conflict_id: UUID, *, on: date, seen_by: Actor) -> ConflictRow:
    """Return one conflict. Raises Conflict.DoesNotExist, and PermissionDenied as `conflict_list`."""
    require_catalogue(seen_by)
    return _told([Conflict.objects.get(pk=conflict_id)], on=on, seen_by=seen_by)[0]


def _told(rows: list[Conflict], *, on: date, seen_by: Actor) -> list[ConflictRow]:
    sides: dict[tuple[UUID, str], list[str]] = defaultdict(list)
    items = ConflictSide.objects.filter(conflict__in=rows).select_related("role", "permission__resource")
    for item in items:
        name = item.role.name if item.role else permission_name(item.permission) if item.permission else ""
        sides[item.conflict_id, item.side].append(name)
    now, later = _counts(rows, on=on, seen_by=seen_by)
    return [
        ConflictRow(
            row,
            ", ".join(sorted(sides[row.pk, "a"])),
            ", ".join(sorted(sides[row.pk, "b"])),
            len(now[row.pk]),
            len(later[row.pk] - now[row.pk]),
        )
        for row in rows
    ]


def _counts(
    rows: list[Conflict], *, on: date, seen_by: Actor
) -> tuple[defaultdict[UUID, set[UUID]], defaultdict[UUID, set[UUID]]]:
    now: defaultdict[UUID, set[UUID]] = defaultdict(set)
    later: defaultdict[UUID, set[UUID]] = defaultdict(set)
    found = list(Clash.objects.filter(live_on(on), conflict__in=rows).values_list("conflict_id", "person_id", "valid"))
    seen = names_in_sight({person for _conflict, person, _valid in found}, seen_by=seen_by)
    for conflict, person, valid in found:
        if person in seen:
            (now if on in Period.from_range(valid) else later)[conflict].add(person)
    return now, later


def standing_in(conflict_id: UUID | None, *, on: date, seen_by: Actor) -> list[Standing]:
    """Return who stands in a conflict, or in any, on the day or later, by name and day. Four statements.

    Those whose access the reader may not see are left out.
    """
    require_catalogue(seen_by)
    rows = Clash.objects.filter(live_on(on), *([Q(conflict_id=conflict_id)] if conflict_id else []))
    found = list(rows.select_related("conflict"))
    names = names_in_sight({row.person_id for row in found}, seen_by=seen_by)
    standing = [
        Standing(
            row.person_id,
            names[row.person_id],
            row.conflict.name,
            Period.from_range(row.valid),
            row.outcome,
            str(row.get_outcome_display()),
        )
        for row in found
        if row.person_id in names
    ]
    return sorted(standing, key=lambda row: (row.name.casefold(), row.valid.lower or date.min, row.conflict))


def waivers_of(conflict_id: UUID, *, seen_by: Actor) -> list[tuple[Waiver, str, str]]:
    """Return the exceptions from a conflict, the latest first, each with the person and who decided.

    Seven statements at most.
    """
    require_catalogue(seen_by)
    rows = list(Waiver.objects.filter(conflict_id=conflict_id).order_by("-valid", "id"))
    names = names_in_sight({row.person_id for row in rows}, seen_by=seen_by)
    deciders = names_in_sight({row.decided_by_id for row in rows if row.decided_by_id}, seen_by=seen_by)
    return [
        (row, names[row.person_id], deciders.get(row.decided_by_id, "") if row.decided_by_id else "")
        for row in rows
        if row.person_id in names
    ]


def side_choices(*, on: date) -> dict[str, str]:
    """Return what may be put on a side: active roles and levels in use, `role:<id>` or `permission:<id>` by name."""
    roles = Role.objects.exclude(state=Role.State.DRAFT).filter(live_on(on)).order_by(name_key("name"))
    levels = Permission.objects.filter(live_on(on)).select_related("resource")
    named = {str(Target(role_id=role.pk)): role.name for role in roles}
    return named | {
        str(Target(permission_id=level.pk)): permission_name(level)
        for level in levels.order_by(name_key("resource__name"), "level", "id")
    }
