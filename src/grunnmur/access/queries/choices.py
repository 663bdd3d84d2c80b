"""What can be chosen in a form, by typing the beginning of its name."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from django.utils.translation import gettext as _

from grunnmur.access.models import Permission, Role
from grunnmur.access.queries.names import handing_choices, key_names, permission_name
from grunnmur.access.queries.own import holds_everywhere, roles_beyond
from grunnmur.access.queries.roles import name_key
from grunnmur.access.rules import LEADERS_RISK, OFFICER
from grunnmur.core.clock import today
from grunnmur.core.ids import ids_in
from grunnmur.core.permissions import EVERYWHERE, Actor, may
from grunnmur.organisation import queries as organisation

MOST = 8  # how many that fit a typed text are offered
Choice = tuple[str, str]


class Source(Protocol):
    """Where the choices of a field come from: ids with labels."""

    def labels(self, ids: Collection[str]) -> Mapping[str, str]:
        """Return a label for each id that is known; the others are left out."""

    def find(self, text: str) -> list[Choice]:
        """Return what fits a typed text, at most MOST; exactly one when it is named in full."""

    @property
    def names(self) -> list[str]:
        """What a browser may offer while one types; empty when there is too much of it."""


@dataclass(frozen=True)
class Listed:
    """Things few enough to be offered by name: id to label, in the order they are shown."""

    rows: Mapping[str, str]

    def labels(self, ids: Collection[str]) -> Mapping[str, str]:
        """Return the labels in the order of the list."""
        wanted = set(ids)
        return {key: label for key, label in self.rows.items() if key in wanted}

    def find(self, text: str) -> list[Choice]:
        """Look for the whole label, then for its beginning, then anywhere in it; capital letters do not count."""
        sought = text.strip().casefold()
        labels = [(row, row[1].casefold()) for row in self.rows.items()]
        whole = [row for row, label in labels if label == sought]
        begins = [row for row, label in labels if label.startswith(sought)]
        return (whole[:1] or begins or [row for row, label in labels if sought in label])[:MOST]

    @property
    def names(self) -> list[str]:
        """All labels."""
        return list(self.rows.values())


@dataclass(frozen=True)
class Directory:
    """People who work here today, found by the beginning of a name. Two statements each time it is asked."""

    seen_by: Actor

    def labels(self, ids: Collection[str]) -> Mapping[str, str]:
        """Return the names of those the asker may know of, with where they work."""
        known = ids_in(ids)
        names = organisation.names_of(known, seen_by=self.seen_by) if known else {}
        home = organisation.primary_employments(known, on=today()) if known else {}
        rows = ((person, name, home.get(person)) for person, name in names.items())
        return {str(person): f"{name}, {work.unit.name}" if work else name for person, name, work in rows}

    def find(self, text: str) -> list[Choice]:
        """Return who has a whole name or a family name that begins so; a name with its unit is the one chosen."""
        name, _comma, unit = text.partition(",")
        found = organisation.directory(on=today(), seen_by=self.seen_by, starts_with=name, limit=MOST).rows
        labels = self.labels([str(person.pk) for person in found])
        rows = [(str(person.pk), labels[str(person.pk)]) for person in found]
        return [row for row in rows if row[1].endswith(unit.strip())]

    @property
    def names(self) -> list[str]:
        """Nobody: names are found by typing."""
        return []


def unit_source() -> Listed:
    """Return the units that exist today, by name; those that share a name with their code too. One statement."""
    units = list(organisation.open_units(on=today(), within=EVERYWHERE))
    names = [unit.name for unit in units]
    return Listed({str(one.pk): f"{one.name} ({one.code})" if names.count(one.name) > 1 else one.name for one in units})


def unit_choices(*also: Choice) -> list[Choice]:
    """Return the units that exist today, for a list to choose from, and also those that are chosen but closed."""
    return list({**dict(also), **unit_source().rows}.items())


def position_source() -> Listed:
    """Return all positions, by name. One statement."""
    return Listed({str(one.pk): one.name for one in organisation.positions()})


def function_choices() -> list[Choice]:
    """Return all functions, by name. One statement."""
    return [(str(one.pk), one.name) for one in organisation.functions()]


def group_choices(*kept: str, seen_by: Actor | None = None) -> list[Choice]:
    """Return the groups that can own, or hand out: access officers, functions and units.

    kept: keys that are chosen now, which stay choices whatever they name: one person, for example.
    """
    offered = handing_choices()
    others = {one for one in kept if one} - {key for key, _name in offered}
    names = key_names(others, seen_by=seen_by) if others else {}
    return [*((one, names.get(one, "–")) for one in sorted(others)), *offered]


def target_choices(by: Actor) -> list[tuple[str, list[Choice]]]:
    """Return what a rule can be about: roles that are not retired, then permissions; none beyond the actor's own.

    Values are `role:<id>` and `permission:<id>`. Three statements.
    """
    beyond = roles_beyond(by)
    roles = Role.objects.exclude(state=Role.State.RETIRED).order_by(name_key(), "id")
    rows = Permission.objects.select_related("resource").order_by(name_key("resource__name"), "level", "id")
    permissions = (one for one in rows if not one.resource.is_own or holds_everywhere(by, one.key))
    return [
        (_("Roles"), [(f"role:{role.pk}", role.name) for role in roles if role.pk not in beyond]),
        (_("Permissions"), [(f"permission:{one.pk}", permission_name(one)) for one in permissions]),
    ]


def item_source(by: Actor, role_id: UUID) -> Listed:
    """Return what can be put into a role: permissions, and roles other than itself; none beyond the actor's own.

    Keys as in `target_choices`. Three statements.
    """
    groups = target_choices(by)
    whole = {key: _("The role %(role)s") % {"role": label} for key, label in groups[0][1] if key != f"role:{role_id}"}
    return Listed(dict(groups[1][1]) | whole)


def level_source(by: Actor) -> Listed:
    """Return the levels the actor may give alone, by name: the officer any, a leader those made for it."""
    rows = Permission.objects.filter(resource__is_own=False, valid__contains=today()).select_related("resource")
    if not may(by, OFFICER):
        rows = rows.filter(leader_may_give=True, risk__lte=LEADERS_RISK)
    ordered = rows.order_by(name_key("resource__name"), "level", "id")
    return Listed({str(one.pk): permission_name(one) for one in ordered})


def all_level_source() -> Listed:
    """Return all levels, Grunnmur's own too, by name. One statement."""
    rows = Permission.objects.select_related("resource").order_by(name_key("resource__name"), "level", "id")
    return Listed({str(one.pk): permission_name(one) for one in rows})
