"""Names of what is kept as ids and keys: permissions as the reader calls them, group keys in words."""

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext as _

from grunnmur.access.models import Permission, Role
from grunnmur.access.rules import OFFICER
from grunnmur.core.clock import today
from grunnmur.core.permissions import EVERYWHERE, Actor, declared
from grunnmur.organisation import queries as organisation


def permission_name(permission: Permission) -> str:
    """Return "CRM (bidra)"; Grunnmur's own by what it lets one do, in the reader's language."""
    own = declared().get(permission.key) if permission.resource.is_own else None
    return f"{permission.resource}: {own.label}" if own else str(permission)


def key_names(keys: Collection[str], *, seen_by: Actor | None = None) -> dict[str, str]:
    """Return group keys in words: "Kundesenter", "HMS-ansvarlig", a role, a person. Four statements at most.

    seen_by: who reads; without one no person is named. Keys that mean nothing any more are left out.
    """
    wanted = list(dict.fromkeys(key for key in keys if key))
    parts = [(key, *key.partition(":")[::2]) for key in wanted]
    roles = _roles({UUID(value.partition("@")[0]) for _key, prefix, value in parts if prefix == "role"})
    persons = {UUID(value) for _key, prefix, value in parts if prefix == "person"}
    people = organisation.names_of(persons, seen_by=seen_by) if persons and seen_by else {}
    named = organisation.key_names(wanted)
    for key, prefix, value in parts:
        if prefix == "role":
            named[key] = roles.get(UUID(value.partition("@")[0]), "")
        elif prefix == "person":
            named[key] = people.get(UUID(value)) or _("A named person")
        elif prefix == "may" and value in declared():
            named[key] = _("Those who may: %(what)s") % {"what": declared()[value].label}
    return {key: name for key, name in named.items() if name}


def _roles(role_ids: Collection[UUID]) -> dict[UUID, str]:
    return dict(Role.objects.filter(pk__in=role_ids).values_list("pk", "name")) if role_ids else {}


def handing_choices() -> list[tuple[str, str]]:
    """Return the groups that can be chosen to hand things out: units, functions and the access officers, by name."""
    units = organisation.open_units(on=today(), within=EVERYWHERE)
    named = [(f"unit:{unit.pk}", unit.name) for unit in units]
    functions = [(f"function:{one.pk}", one.name) for one in organisation.functions()]
    officers = [(f"may:{OFFICER}", _("Access officers"))]
    return [*officers, *functions, *named]
