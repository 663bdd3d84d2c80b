"""Process roles: finding them by what a drawing calls them, who they are, and where they are used."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from grunnmur.core.permissions import EVERYWHERE, Actor, keys_of, members_of
from grunnmur.organisation import queries as organisation
from grunnmur.processes.bpmn.checklist import Register
from grunnmur.processes.bpmn.model import Lane as DrawnLane
from grunnmur.processes.models import Assignment, Lane, Process, ProcessRole
from grunnmur.processes.queries.library import processes
from grunnmur.publishing.queries import Version

Binding = ProcessRole.Binding


class RoleFinder:
    """Finds process roles by id, name or synonym, and for a merged one the role it became; reads the register once.

    A role that is out of use is found by its id only.
    """

    def __init__(self) -> None:
        self._ids: dict[str, UUID] = {}
        self._names: dict[str, UUID] = {}
        for row in ProcessRole.objects.order_by("pk"):
            self._ids[str(row.pk)] = row.merged_into_id or row.pk
            if row.is_retired or row.merged_into_id:
                continue
            for name in (*row.synonyms, row.name):
                self._names[_plain(name)] = row.pk

    def role_of(self, lane: DrawnLane) -> UUID | None:
        """Return the role a lane is bound to by id, else the one of its name; None when there is none."""
        return self._ids.get(lane.role_id) or self.named(lane.name)

    def named(self, name: str) -> UUID | None:
        """Return the role of this name or synonym."""
        return self._names.get(_plain(name))


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold().rstrip(".")


def register_of_names() -> Register:
    """Return what is known when a checklist is read: our process roles, with what else they are called."""
    return Register(roles={row.name: tuple(row.synonyms) for row in process_roles()})


def process_roles() -> QuerySet[ProcessRole]:
    """Return the process roles in use with what they are bound to, by name."""
    return _all_roles().filter(is_retired=False)


def retired_roles() -> QuerySet[ProcessRole]:
    """Return the process roles that are out of use, by name."""
    return _all_roles().filter(is_retired=True)


def _all_roles() -> QuerySet[ProcessRole]:
    rows = ProcessRole.objects.filter(merged_into=None)
    return rows.select_related("role", "function", "unit").order_by("name")


def find_role(process_role_id: UUID) -> ProcessRole:
    """Return one process role with what it is bound to, for a merged one the role it became.

    Raises ProcessRole.DoesNotExist.
    """
    became = ProcessRole.objects.filter(pk=process_role_id, merged_into__isnull=False).values("merged_into")
    return _all_roles().get(Q(pk=process_role_id) | Q(pk__in=became))


@dataclass(frozen=True)
class Use:
    """A process a role takes part in, with its letters there, and the numbers of the steps."""

    process: Process
    letters: tuple[str, ...]
    numbers: tuple[str, ...]


def uses_of(process_role_id: UUID, *, seen_by: Actor) -> list[Use]:
    """Return where a role is used, in processes the actor may read, by code. Two statements."""
    rows = Assignment.objects.filter(
        process_role_id=process_role_id, step__process_version__version__state=Version.State.CURRENT
    )
    columns = ("step__process_version__process_id", "letter", "step__number")
    letters: defaultdict[UUID, dict[str, None]] = defaultdict(dict)
    numbers: defaultdict[UUID, dict[str, None]] = defaultdict(dict)
    for process, letter, number in rows.order_by("step__ordinal").values_list(*columns):
        letters[process].setdefault(letter)
        numbers[process].setdefault(number)
    found = processes(seen_by=seen_by).filter(pk__in=list(letters))
    return [Use(row, tuple(letters[row.pk]), tuple(filter(None, numbers[row.pk]))) for row in found]


def use_counts(*, seen_by: Actor) -> dict[UUID, int]:
    """Return in how many processes that the actor may read each role is used. One statement."""
    rows = Assignment.objects.filter(
        step__process_version__version__state=Version.State.CURRENT,
        step__process_version__process__in=processes(seen_by=seen_by).order_by().values("pk"),
    )
    pairs = rows.order_by().values_list("process_role_id", "step__process_version__process_id").distinct()
    counts: defaultdict[UUID, int] = defaultdict(int)
    for role, _process in pairs:
        counts[role] += 1
    return dict(counts)


@dataclass(frozen=True)
class Involved:
    """What a role takes part in that is valid or on its way: codes the actor may read, and how many others."""

    codes: tuple[str, ...]
    hidden: int

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return bool(self.codes or self.hidden)


def involved_in(process_role_id: UUID, *, seen_by: Actor) -> Involved:
    """Return what a role takes part in, valid versions and drafts alike. Three statements."""
    lanes = Lane.objects.filter(process_role_id=process_role_id)
    letters = Assignment.objects.filter(process_role_id=process_role_id)
    over = [Version.State.REPLACED, Version.State.WITHDRAWN, Version.State.DISCARDED]
    used = set()
    for rows, way in ((lanes, "process_version"), (letters, "step__process_version")):
        alive = rows.exclude(**{f"{way}__version__state__in": over})
        used |= set(alive.values_list(f"{way}__process_id", flat=True))
    seen = [row.item.code for row in processes(seen_by=seen_by).filter(pk__in=used)]
    return Involved(tuple(sorted(seen)), len(used) - len(seen))


def processes_with_role(process_role_id: UUID) -> set[UUID]:
    """Return the processes whose valid version has a lane of this role, or steps that it does."""
    return _processes_where(Q(process_role_id=process_role_id))


def processes_with_access_role(role_id: UUID) -> set[UUID]:
    """Return the processes whose valid version has steps done by the holders of a role of access."""
    return _processes_where(Q(process_role__role_id=role_id))


def _processes_where(condition: Q) -> set[UUID]:
    rows = Assignment.objects.filter(condition, step__process_version__version__state=Version.State.CURRENT)
    return set(rows.values_list("step__process_version__process_id", flat=True))


@dataclass(frozen=True)
class Holder:
    """A person a role means on a day."""

    person_id: UUID
    name: str


def holders_of(role: ProcessRole, *, on: date, seen_by: Actor) -> Sequence[Holder]:
    """Return whom a role means on a day, by name; without those the actor may not know of. Two statements a key."""
    persons: set[UUID] = set()
    for key in role.keys:
        persons |= members_of(key, on)
    names = organisation.names_of(persons, seen_by=seen_by) if persons else {}
    return sorted((Holder(person, name) for person, name in names.items()), key=lambda one: (one.name, one.person_id))


def holders_of_roles(roles: Collection[ProcessRole], *, on: date, seen_by: Actor) -> dict[UUID, Sequence[Holder]]:
    """Return whom some roles mean on a day, by role: people of the asker's own units first, then by name.

    Without those the asker may not know of. One statement a group key, and one for each unit of the asker's.
    """
    persons = {role.pk: set[UUID]().union(*(members_of(key, on) for key in role.keys)) for role in roles}
    everyone = set[UUID]().union(*persons.values())
    if not everyone:
        return {}
    near = set[UUID]().union(*(members_of(key, on) for key in keys_of(seen_by) if key.startswith("unit:")))
    names = organisation.names_of(everyone, seen_by=seen_by)
    return {
        role: sorted(
            (Holder(person, names[person]) for person in found if person in names),
            key=lambda one: (one.person_id not in near, one.name, one.person_id),
        )
        for role, found in persons.items()
    }


def bound_to(role: ProcessRole) -> str:
    """Return the name of what a role is bound to; empty for bindings that name nothing. No statements."""
    named = {Binding.ROLE: role.role, Binding.FUNCTION: role.function, Binding.UNIT: role.unit}
    return str(named.get(Binding(role.binding)) or "")


def targets(binding: str, *, on: date) -> Collection[tuple[UUID, str]]:
    """Return what a role may be bound to by this binding, by name; nothing for bindings that name nothing."""
    if binding == Binding.UNIT:
        return [(row.pk, row.name) for row in organisation.open_units(on=on, within=EVERYWHERE)]
    if binding == Binding.FUNCTION:
        return [(row.pk, row.name) for row in organisation.functions()]
    if binding == Binding.ROLE:
        return [(row.pk, str(row)) for row in _access_roles().filter(state="active").order_by("name")]
    return []


def _access_roles() -> QuerySet[Model]:
    """Return the rows our foreign key to access may point to."""
    model: Any = ProcessRole._meta.get_field("role").related_model  # Any: access keeps its models to itself
    found: QuerySet[Model] = model.objects.all()
    return found
