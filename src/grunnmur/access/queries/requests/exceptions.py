"""Exceptions from role conflicts that are asked for: what is held back from a person, and by what."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from grunnmur.access.derivation import Compiled, derive
from grunnmur.access.models import Clash, Conflict, ConflictSide, Permission, RequestLine, Withheld
from grunnmur.access.queries import facts
from grunnmur.access.queries.conflicts.routes import routes_of_clash
from grunnmur.access.queries.names import permission_name
from grunnmur.access.queries.outlook import name_or_nobody
from grunnmur.access.queries.requests.policies import ways
from grunnmur.access.queries.sight import live_on, sees_access
from grunnmur.access.rules import Target
from grunnmur.access.rules.requests import ONE_AT_A_TIME
from grunnmur.core.clock import today
from grunnmur.core.periods import Period
from grunnmur.core.permissions import Actor


@dataclass(frozen=True)
class KeptApart:
    """A conflict that holds something back from a person.

    what: the levels that are held back, by name; period: the first days on which they are; request_id: an exception
    that was asked for and waits.
    """

    conflict_id: UUID
    name: str
    what: tuple[str, ...]
    period: Period
    request_id: UUID | None


@dataclass(frozen=True)
class AskedAbout:
    """A conflict as whoever asks for an exception, or decides, reads it: why it is there, both sides, and how the
    person comes to them; no routes when she does not have both, today or later.
    """

    conflict: Conflict
    a: str
    b: str
    routes: tuple[str, ...]


def kept_apart(person_id: UUID, *, on: date) -> list[KeptApart]:
    """Return what conflicts hold back from a person on the day or later, by name of the conflict. Four statements at
    most; whoever asks has made sure that the reader may see her access.
    """
    held_back = (Clash.Outcome.WITHOUT_A, Clash.Outcome.WITHOUT_B)
    rows = Clash.objects.filter(live_on(on), person_id=person_id, outcome__in=held_back).select_related("conflict")
    first: dict[UUID, Clash] = {}
    for row in sorted(rows, key=lambda one: Period.from_range(one.valid).span):
        first.setdefault(row.conflict_id, row)
    if not first:
        return []
    levels, waiting = _held_back(person_id, first, on=on), waiting_exceptions(person_id)
    found = [
        KeptApart(pk, row.conflict.name, levels[pk], Period.from_range(row.valid), waiting.get(pk))
        for pk, row in first.items()
    ]
    return sorted(found, key=lambda one: (one.name.casefold(), one.conflict_id))


def _held_back(person_id: UUID, conflict_ids: Collection[UUID], *, on: date) -> defaultdict[UUID, tuple[str, ...]]:
    rows = Withheld.objects.filter(
        live_on(on), person_id=person_id, cause=Withheld.Cause.CONFLICT, source__in=conflict_ids
    )
    pairs = set(rows.values_list("source", "permission_id"))
    levels = Permission.objects.filter(pk__in={level for _source, level in pairs}).select_related("resource")
    names = {level.pk: permission_name(level) for level in levels}
    found: defaultdict[UUID, tuple[str, ...]] = defaultdict(tuple)
    for source, level in sorted(pairs, key=lambda pair: names[pair[1]].casefold()):
        if source:
            found[source] += (names[level],)
    return found


def waiting_exceptions(person_id: UUID) -> dict[UUID, UUID]:
    """Return by conflict the request for an exception for this person that waits for an answer. One statement."""
    rows = RequestLine.objects.filter(
        request__receiver_id=person_id, conflict__isnull=False, state=RequestLine.State.WAITING
    )
    return {conflict: request for conflict, request in rows.values_list("conflict_id", "request_id") if conflict}


def asked_about(conflict_id: UUID, person_id: UUID, *, seen_by: Actor, is_decider: bool = False) -> AskedAbout:
    """Return a conflict with the routes by which a person comes to both sides. Thirty statements at most.

    Routes tell what the person has: they are for who sees her access, and for who decides. Raises
    Conflict.DoesNotExist.
    """
    conflict = Conflict.objects.get(pk=conflict_id)
    sides: defaultdict[str, list[str]] = defaultdict(list)
    for item in _sides(conflict_id):
        name = item.role.name if item.role else permission_name(item.permission) if item.permission else ""
        sides[item.side].append(name)
    a, b = (", ".join(sorted(sides[side])) for side in ConflictSide.Side.values)
    may_read = is_decider or sees_access(person_id, seen_by=seen_by)
    return AskedAbout(conflict, a, b, _routes(conflict_id, person_id, seen_by=seen_by) if may_read else ())


def _sides(conflict_id: UUID) -> list[ConflictSide]:
    rows = ConflictSide.objects.filter(conflict_id=conflict_id)
    return list(rows.select_related("role", "permission__resource"))


def _routes(conflict_id: UUID, person_id: UUID, *, seen_by: Actor) -> tuple[str, ...]:
    loaded, person, first = facts.load([person_id]), str(person_id), today().toordinal()
    compiled = Compiled(loaded.definitions)
    derived = derive(loaded.people, compiled, persons=[person])
    mine = [row for row in derived.clashes if row.conflict == str(conflict_id) and row.upper > first]
    if not mine:
        return ()
    clash = min(mine, key=lambda row: row.lower)
    name = name_or_nobody(person_id, seen_by=seen_by)
    return routes_of_clash(clash, loaded.people, compiled, name=name, seen_by=seen_by)


def risk_of(conflict_id: UUID) -> int:
    """Return the risk an exception from a conflict is decided as: of the riskiest on its sides, and never so low that
    it could be answered together with others. Seven statements at most.
    """
    known = ways([Target(item.role_id, item.permission_id) for item in _sides(conflict_id)])
    return max(ONE_AT_A_TIME, *(way.risk for way in known.values()))
