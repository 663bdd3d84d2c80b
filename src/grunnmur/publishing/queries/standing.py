"""What somebody is to a line and to an item: who may draft, assure, lead, own, approve."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from grunnmur.core.clock import today
from grunnmur.core.periods import Period
from grunnmur.core.permissions import Actor, System, keys_of, keys_of_person, may, person_of, scope_of
from grunnmur.organisation import queries as organisation
from grunnmur.publishing.models import Item, LineMember, LineUnit, ProductionLine, VersionEditor, VersionMove
from grunnmur.publishing.rules import APPROVE, ASSURE, LEAD_LINE, MODEL, RUN_FACTORY, SEE, STAND_IN

Part = LineMember.Part
PERMISSIONS = {Part.CHIEF: LEAD_LINE, Part.ASSURER: ASSURE, Part.MODELLER: MODEL}


@dataclass(frozen=True)
class Standing:
    """What somebody is to an item: the parts she has in its line, and whether she owns it."""

    parts: frozenset[str] = frozenset()
    is_owner: bool = False
    sees_all: bool = False

    @property
    def is_chief(self) -> bool:
        """Whether she leads the line."""
        return Part.CHIEF in self.parts

    @property
    def is_assurer(self) -> bool:
        """Whether she assures the line's quality."""
        return Part.ASSURER in self.parts

    @property
    def may_draft(self) -> bool:
        """Whether she may begin, change and send in a version."""
        return self.is_owner or self.is_chief or Part.MODELLER in self.parts

    @property
    def may_see_drafts(self) -> bool:
        """Whether what is on its way is hers to see."""
        return self.sees_all or self.is_owner or bool(self.parts)


ALL = Standing(frozenset(Part.values), is_owner=True, sees_all=True)


def parts_by_line(*, by: Actor) -> dict[UUID, frozenset[str]]:
    """Return the actor's parts in each line today: those she was given, and those her permissions give. Two statements.

    A permission counts in the lines that work for a unit where she holds it.
    """
    if isinstance(by, System):
        return dict.fromkeys(ProductionLine.objects.values_list("pk", flat=True), frozenset(Part.values))
    found: dict[UUID, set[str]] = {}
    person = person_of(by)
    named = (
        LineMember.objects.filter(valid__contains=today(), person_id=person) if person else LineMember.objects.none()
    )
    for line, part in named.values_list("line_id", "part"):
        found.setdefault(line, set()).add(part)
    scopes = {part: scope for part, name in PERMISSIONS.items() if (scope := scope_of(by, name))}
    if scopes:
        for line, unit in LineUnit.objects.values_list("line_id", "unit_id"):
            found.setdefault(line, set()).update(part for part, scope in scopes.items() if unit in scope)
    return {line: frozenset(parts) for line, parts in found.items() if parts}


def line_key(line_id: UUID) -> str:
    """Return the key under which search keeps what only those who work on a line may find."""
    return f"line:{line_id}"


def line_keys(by: Actor) -> set[str]:
    """Return the keys of the lines the actor works on today. Two statements at most."""
    return {line_key(line) for line in parts_by_line(by=by)}


def lines_to_draft_in(*, by: Actor) -> list[ProductionLine]:
    """Return the active lines in which the actor may begin something, by name."""
    mine = [line for line, parts in parts_by_line(by=by).items() if parts & {Part.MODELLER, Part.CHIEF}]
    return list(ProductionLine.objects.filter(pk__in=mine, is_active=True).order_by("name", "pk"))


def parts_in(line_id: UUID | None, *, by: Actor) -> frozenset[str]:
    """Return the actor's parts in one line today."""
    return parts_by_line(by=by).get(line_id, frozenset()) if line_id else frozenset()


def standing(item: Item, *, by: Actor) -> Standing:
    """Return what the actor is to an item. Two statements at most."""
    if isinstance(by, System):
        return ALL
    is_owner = bool(item.owner_key) and item.owner_key in keys_of(by)
    return Standing(parts_in(item.line_id, by=by), is_owner=is_owner, sees_all=may(by, SEE) or may(by, RUN_FACTORY))


def editors_of(version_id: UUID) -> frozenset[UUID]:
    """Return who changed the content of a version."""
    return frozenset(VersionEditor.objects.filter(version_id=version_id).values_list("person_id", flat=True))


def last_editor_of(version_id: UUID) -> VersionEditor | None:
    """Return who changed the content of a version last, with the person; None if nobody did. One statement."""
    return VersionEditor.objects.filter(version_id=version_id).select_related("person").order_by("-last_at").first()


def assurers_of(version_id: UUID) -> frozenset[UUID]:
    """Return who passed a version through quality control, ever."""
    rows = VersionMove.objects.filter(version_id=version_id, move=VersionMove.Kind.ASSURE, person__isnull=False)
    return frozenset(person for person in rows.values_list("person_id", flat=True) if person)


@dataclass(frozen=True)
class Deciding:
    """In whose place somebody decides: her own, or that of `principal`, with her name for the sentence."""

    principal: UUID | None = None
    principal_name: str = ""
    may_stand_in: bool = True


@dataclass(frozen=True)
class StandIn:
    """Somebody the actor may approve for today: who, at which unit (None: all), and the group keys she has."""

    person_id: UUID
    name: str
    unit_id: UUID | None
    keys: frozenset[str]


def principals_of(by: Actor) -> list[StandIn]:
    """Return whom the actor stands in for with approvals today: dated, by organisation, never through another."""
    person = person_of(by)
    if person is None:
        return []
    day = today()
    rows = [
        row
        for row in organisation.stands_in_for(person, on=day, seen_by=by)
        if "approve" in row.may and day in Period.from_range(row.valid)
    ]
    return [
        StandIn(row.for_person_id, row.for_person.display_name, row.unit_id, keys_of_person(row.for_person_id, day))
        for row in rows
    ]


def deciding(key: str, unit_id: UUID | None, *, by: Actor, principals: Iterable[StandIn]) -> Deciding | None:
    """Return as whom the actor decides a request, her own place first; None when it is not hers to decide.

    key: the request's. unit_id: the owner's unit.
    """
    if isinstance(by, System):
        return Deciding()
    if key in keys_of(by) and (unit_id is None or may(by, APPROVE, at=unit_id)):
        return Deciding()
    for one in principals:
        holds = key in one.keys and f"may:{APPROVE}" in one.keys
        if holds and one.unit_id in {None, unit_id}:
            return Deciding(one.person_id, one.name, unit_id is None or may(by, STAND_IN, at=unit_id))
    return None
