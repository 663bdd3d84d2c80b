"""One person's access as one picture: roles and levels, ticked when she has them, and what changed ticks would do."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from grunnmur.access.derivation import Compiled, derive, facts
from grunnmur.access.derivation.remaining import Remaining
from grunnmur.access.models import Exclusion, Grant, Held, Permission, Role, RoleContent
from grunnmur.access.queries.accesses import Access, accesses_of, days_text
from grunnmur.access.queries.facts import load
from grunnmur.access.queries.names import permission_name
from grunnmur.access.queries.roles import givable_roles
from grunnmur.access.rules import OFFICER, Target
from grunnmur.core import formats
from grunnmur.core.periods import Period
from grunnmur.core.permissions import Actor, may


class State(StrEnum):
    """How somebody stands to a role or a level on a day."""

    RULE = "rule"
    GRANTED = "granted"
    EXCLUDED = "excluded"
    WAITING = "waiting"
    NONE = "none"


class Operation(StrEnum):
    """What a changed tick asks for."""

    GIVE = "give"
    TAKE_AWAY = "take_away"
    EXCLUDE = "exclude"
    END_EXCLUSION = "end_exclusion"


@dataclass(frozen=True)
class Box:
    """A role or a level with its tick. `note` says by what or until when; may_change: whether the reader may tick it.

    is_granted: given to the person herself, maybe besides what a rule gives.
    """

    target: Target
    name: str
    kind: str
    state: State
    note: str
    may_change: bool
    is_granted: bool = False

    @property
    def key(self) -> str:
        """The box's name in a form."""
        return str(self.target)

    @property
    def is_on(self) -> bool:
        """Whether it is ticked."""
        return self.state in {State.RULE, State.GRANTED}


@dataclass(frozen=True)
class Picture:
    """The roles and the levels of one person on a day."""

    roles: tuple[Box, ...]
    levels: tuple[Box, ...]

    @property
    def boxes(self) -> Mapping[str, Box]:
        """All boxes by their key."""
        return {box.key: box for box in (*self.roles, *self.levels)}


@dataclass(frozen=True)
class Step:
    """One change that ticks ask for."""

    operation: Operation
    target: Target
    name: str

    @property
    def sentence(self) -> str:
        """The change in words."""
        sentences = {
            Operation.GIVE: _("%(what)s is given."),
            Operation.TAKE_AWAY: _("%(what)s is taken away."),
            Operation.EXCLUDE: _("%(what)s is kept away, though a rule or role gives it."),
            Operation.END_EXCLUSION: _("%(what)s is no longer kept away."),
        }
        return sentences[self.operation] % {"what": self.name}


def picture(person_id: UUID, *, on: date, seen_by: Actor, more: Collection[UUID] = ()) -> Picture:
    """Return a person's roles and levels on a day, by name, with what the reader may give or take away.

    more: levels to be shown too. Whoever asks has made sure that the reader may see them. Fourteen statements at most.
    """
    rows = Exclusion.objects.filter(person_id=person_id, valid__contains=on)
    kept_away = {Target(row.role_id, row.permission_id): Period.from_range(row.valid) for row in rows}
    return Picture(
        roles=tuple(_roles(person_id, on, kept_away, seen_by)),
        levels=tuple(_levels(person_id, on, kept_away, seen_by=seen_by, more=more)),
    )


def _roles(person_id: UUID, on: date, kept_away: Mapping[Target, Period], by: Actor) -> Iterable[Box]:
    givable = {role.pk: role for role in givable_roles(by)}
    on_day = Held.objects.filter(person_id=person_id, role__isnull=False, valid__contains=on)
    held = {row.role_id: row for row in on_day if row.role_id}
    given = Grant.objects.filter(person_id=person_id, role__isnull=False, valid__contains=on)
    granted = set(given.values_list("role_id", flat=True))
    shown = {*givable, *held, *(one.role_id for one in kept_away if one.role_id)}
    removable = removable_roles(shown, by)
    for role in sorted(Role.objects.filter(pk__in=shown), key=lambda one: (one.name.casefold(), one.pk)):
        target = Target(role_id=role.pk)
        if target in kept_away:
            yield _excluded(target, role.name, "", kept_away[target], may_change=role.pk in removable)
        elif role.pk in held:
            yield _held(role, held[role.pk], is_granted=role.pk in granted, may_take=role.pk in removable)
        else:
            yield Box(target, role.name, "", State.NONE, "", role.pk in givable)


def _held(role: Role, row: Held, *, is_granted: bool, may_take: bool) -> Box:
    is_only_granted = is_granted and len(row.via) == 1
    state = State.GRANTED if is_only_granted else State.RULE
    note = days_text(Period.from_range(row.valid))
    may_change = is_only_granted or may_take
    return Box(Target(role_id=role.pk), role.name, "", state, note, may_change, is_granted)


def _excluded(target: Target, name: str, kind: str, period: Period, *, may_change: bool) -> Box:
    last = period.last_day
    note = _("Kept away until %(day)s") % {"day": formats.day(last)} if last else _("Kept away")
    return Box(target, name, kind, State.EXCLUDED, note, may_change)


def removable_roles(role_ids: Collection[UUID], by: Actor) -> frozenset[UUID]:
    """Return the roles that a leader may keep away: those of which she may take each level; the officer any."""
    if may(by, OFFICER):
        return frozenset(role_ids)
    rows = RoleContent.objects.filter(role_id__in=role_ids).values_list("role_id", "permission__leader_may_remove")
    found = list(rows)
    return frozenset({role for role, _may in found} - {role for role, may_remove in found if not may_remove})


def _levels(
    person_id: UUID, on: date, kept_away: Mapping[Target, Period], *, seen_by: Actor, more: Collection[UUID]
) -> Iterable[Box]:
    is_officer = may(seen_by, OFFICER)
    accesses = {one.permission: one for one in accesses_of([person_id], on=on)[person_id] if on in one.valid}
    shown = {*accesses, *more, *(one.permission_id for one in kept_away if one.permission_id)}
    rows = Permission.objects.filter(pk__in=shown).select_related("resource")
    for row in sorted(rows, key=lambda one: (one.resource.kind, permission_name(one).casefold())):
        target, name, kind = Target(permission_id=row.pk), permission_name(row), row.resource.get_kind_display()
        may_take = is_officer or row.leader_may_remove
        if target in kept_away:
            yield _excluded(target, name, kind, kept_away[target], may_change=may_take)
        elif row.pk in accesses:
            yield _level(row, accesses[row.pk], may_take=may_take)
        else:
            yield Box(target, name, kind, State.NONE, "", may_change=True)


def _level(row: Permission, access: Access, *, may_take: bool) -> Box:
    direct = [route.role_id is None and not route.rules for route in access.routes]
    state = State.GRANTED if all(direct) else State.RULE
    kind, may_change = row.resource.get_kind_display(), all(direct) or may_take
    target = Target(permission_id=row.pk)
    return Box(target, permission_name(row), kind, state, access.reason, may_change, any(direct))


def steps_of(shown: Picture, ticked: Collection[str]) -> tuple[Step, ...]:
    """Return what the ticks ask for; boxes the reader may not change stay as they are."""
    return tuple(step for box in shown.boxes.values() if box.may_change for step in _steps(box, box.key in ticked))


def _steps(box: Box, is_ticked: bool) -> Iterable[Step]:  # noqa: FBT001  # the one thing it is asked about
    if is_ticked == box.is_on:
        return
    if box.state == State.RULE and box.is_granted:
        yield Step(Operation.TAKE_AWAY, box.target, box.name)
    operations = {
        State.NONE: Operation.GIVE,
        State.EXCLUDED: Operation.END_EXCLUSION,
        State.GRANTED: Operation.TAKE_AWAY,
        State.RULE: Operation.EXCLUDE,
    }
    yield Step(operations[box.state], box.target, box.name)


@dataclass(frozen=True)
class Follow:
    """Which levels come and which go, on the first day of a change; by name."""

    comes: tuple[str, ...]
    goes: tuple[str, ...]


def follow_of(person_id: UUID, steps: Iterable[Step], period: Period) -> Follow:
    """Tell which levels follow from a change: the same derivation on changed facts; nothing is written."""
    loaded = load([person_id])
    compiled = Compiled(loaded.definitions)
    day = period.span[0]
    changed = loaded.people
    for step in steps:
        changed = _changed(changed, str(person_id), step, period)
    before, after = (_on(people, compiled, str(person_id), day) for people in (loaded.people, changed))
    rows = Permission.objects.filter(pk__in=before ^ after, resource__is_own=False).select_related("resource")
    names = {str(row.pk): permission_name(row) for row in rows}
    comes = (names[one] for one in after - before if one in names)
    return Follow(tuple(sorted(comes)), tuple(sorted(names[one] for one in before - after if one in names)))


def _changed(people: facts.People, person: str, step: Step, period: Period) -> facts.People:
    role = str(step.target.role_id) if step.target.role_id else None
    permission = str(step.target.permission_id) if step.target.permission_id else None
    lower, upper = period.span
    match step.operation:
        case Operation.GIVE:
            given = facts.Grant(str(uuid4()), person, None, role, permission, None, None, lower, upper)
            return replace(people, grants=(*people.grants, given))
        case Operation.EXCLUDE:
            away = facts.Exclusion(str(uuid4()), person, role, permission, lower, upper)
            return replace(people, exclusions=(*people.exclusions, away))
        case Operation.TAKE_AWAY:
            return replace(people, grants=tuple(_cut(people.grants, role, permission, lower)))
        case _:
            return replace(people, exclusions=tuple(_cut_exclusions(people.exclusions, role, permission, lower)))


def _cut(rows: Iterable[facts.Grant], role: str | None, permission: str | None, day: int) -> Iterable[facts.Grant]:
    for row in rows:
        cut = row._replace(upper=min(row.upper, day)) if (row.role, row.permission) == (role, permission) else row
        if cut.lower < cut.upper:
            yield cut


def _cut_exclusions(
    rows: Iterable[facts.Exclusion], role: str | None, permission: str | None, day: int
) -> Iterable[facts.Exclusion]:
    for row in rows:
        cut = row._replace(upper=min(row.upper, day)) if (row.role, row.permission) == (role, permission) else row
        if cut.lower < cut.upper:
            yield cut


def _on(people: facts.People, compiled: Compiled, person: str, day: int) -> frozenset[str]:
    """Return the permissions somebody has on a day, with what is withheld left out."""
    derived = derive(people, compiled, persons=[person])
    remaining = Remaining(derived.held, compiled)
    remaining.take(derived.withheld)
    left = remaining.of(person).items()
    return frozenset(one for one, spans in left if any(lower <= day < upper for lower, upper in spans))
