"""What a change of units or leaders would give and take, and whom: derived on changed facts, in memory."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from uuid import UUID

from grunnmur.access.derivation.compiled import Compiled
from grunnmur.access.derivation.units import UnitCycleError
from grunnmur.access.models import Permission, Role
from grunnmur.access.queries import facts
from grunnmur.access.queries.before_and_after import Holding, comes, goes, holdings
from grunnmur.access.queries.crowd_lines import Turn, Turns, lines_by_person, lines_of_crowd
from grunnmur.access.queries.sight import sight
from grunnmur.access.queries.unit_changes import with_closed_unit, with_leader, with_moved_unit
from grunnmur.core.clock import today
from grunnmur.core.links import ImpactLine
from grunnmur.core.periods import Period
from grunnmur.core.permissions import Actor, person_of, scope_of
from grunnmur.organisation import queries as organisation
from grunnmur.organisation.queries import workplaces
from grunnmur.organisation.rules import EDIT_PEOPLE, LeaderChange, UnitClosing, UnitMove

Alter = Callable[[facts.Loaded], facts.Loaded]


def preview_move(change: UnitMove) -> Iterable[ImpactLine]:
    """Tell what people in a unit, and below it, would get and lose by its move."""
    persons = organisation.anchored_below(change.unit_id, after=change.from_day)
    turns = _turns(persons, lambda loaded: with_moved_unit(loaded, change), seen_by=change.seen_by)
    yield from lines_of_crowd(turns)


def preview_closing(change: UnitClosing) -> Iterable[ImpactLine]:
    """Tell what people in a unit, and below it, would get and lose when it closes; nothing if it cannot."""
    persons = organisation.anchored_below(change.unit_id, after=change.last_day)
    try:
        turns = _turns(persons, lambda loaded: with_closed_unit(loaded, change), seen_by=change.seen_by)
    except UnitCycleError:
        return
    yield from lines_of_crowd(turns)


def preview_leader(change: LeaderChange) -> Iterable[ImpactLine]:
    """Tell what who leads, who led, and those who have the same access as they, would get and lose."""
    persons = organisation.leading_with_deputies(change.unit_id, also=change.person_id, after=change.from_day)
    unit = Period.from_range(organisation.find_unit(change.unit_id).valid)
    until = min(unit.span[1], Period.through(None, change.last_day).span[1])
    turns = _turns(persons, lambda loaded: with_leader(loaded, change, until=until), seen_by=change.seen_by)
    yield from lines_by_person(turns)


def _turns(persons: Collection[UUID], alter: Alter, *, seen_by: Actor) -> Turns:
    """Derive these persons before and after; a fixed number of statements, whatever their number."""
    if not persons:
        return Turns()
    before = facts.load(persons)
    after = alter(before)
    was, will = (_held(side, persons) for side in (before, after))
    found = [turn for person in was for turn in _of(person, was[person], will[person])]
    titles = _titles(found)
    told = [turn for turn in found if turn.what in titles]
    touched = {UUID(turn.person) for turn in told}
    known = organisation.names_of(touched, seen_by=seen_by) if touched else {}
    names = _in_sight(known, seen_by=seen_by)
    return Turns(
        rows=tuple(turn for turn in told if UUID(turn.person) in names),
        titles=titles,
        names={str(person): name for person, name in names.items()},
        hidden=len(known) - len(names),
    )


def _held(loaded: facts.Loaded, persons: Collection[UUID]) -> dict[str, Holding]:
    return holdings(loaded.people, Compiled(loaded.definitions), [str(person) for person in persons])


def _of(person: str, was: Holding, will: Holding) -> Iterator[Turn]:
    for is_role, had, has in ((True, was.roles, will.roles), (False, was.accesses, will.accesses)):
        if had == has:
            continue
        for is_gain, found in ((False, goes(had, has)), (True, comes(had, has))):
            for one, span in found.items():
                yield Turn(person=person, what=one, is_role=is_role, is_gain=is_gain, span=span)


def _titles(turns: Iterable[Turn]) -> dict[str, str]:
    """Return the names of roles and accesses; what Grunnmur itself lets one do is told by the role. Two statements."""
    ids = {turn.what for turn in turns}
    if not ids:
        return {}
    roles = Role.objects.filter(pk__in=ids).values_list("pk", "name")
    accesses = Permission.objects.filter(pk__in=ids, resource__is_own=False).select_related("resource")
    return {str(key): name for key, name in roles} | {str(one.pk): str(one) for one in accesses}


def _in_sight(names: Mapping[UUID, str], *, seen_by: Actor) -> dict[UUID, str]:
    """Return those whose access she sees, or would be told when she changes their employments."""
    within, edits = sight(seen_by), scope_of(seen_by, EDIT_PEOPLE)
    if within.is_everywhere or edits.is_everywhere or not names:
        return dict(names)
    units, me = workplaces.units_of(names, on=today()), person_of(seen_by)
    return {
        person: name
        for person, name in names.items()
        if person == me or any(unit in within or unit in edits for unit in units.get(person, ()))
    }
