"""Telling the map which roles there are, and into which systems they lead."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from grunnmur.access.models import Resource, Role, RoleContent
from grunnmur.core.clock import today
from grunnmur.core.permissions import System
from grunnmur.landscape import actions as landscape
from grunnmur.landscape.queries import on_the_map, systems_named
from grunnmur.landscape.rules import Claim, ElementFacts, ElementKey, NewElement

DOMAIN = "access"
SYSTEM = System("The map follows access")


@transaction.atomic
def map_access() -> None:
    """Bring roles, and the systems that resources are, up to date on the map. Writes nothing when nothing changed."""
    _link_systems()
    active = list(Role.objects.filter(state=Role.State.ACTIVE).order_by("pk"))
    others = Role.objects.exclude(state=Role.State.ACTIVE).values_list("pk", flat=True)
    landscape.retire_elements("role", list(others), domain=DOMAIN)
    items = [NewElement(ref=role.pk, name=role.name, summary=role.purpose) for role in active]
    landscape.register_elements("role", items, domain=DOMAIN)
    landscape.claim_relations(DOMAIN, "roles", _entitlements(), by=SYSTEM)


def _link_systems() -> None:
    """Let every resource that is a system be one on the map: the one of its name, or a new one.

    Where two systems have the name, people say which it is.
    """
    unlinked = list(Resource.objects.filter(kind=Resource.Kind.SYSTEM, system=None).order_by("pk"))
    if not unlinked:
        return
    named = systems_named({row.name for row in unlinked})
    for row in unlinked:
        there = named.get(row.name.casefold(), [])
        if len(there) > 1:
            continue
        row.system_id = there[0] if there else _new_system(row)
        row.save(update_fields=["system"])


def _new_system(resource: Resource) -> UUID:
    return landscape.add_element("system", ElementFacts(name=resource.name), by=SYSTEM).pk


def _entitlements() -> Iterable[Claim]:
    """Return which active role leads into which system, today."""
    rows = RoleContent.objects.filter(valid__contains=today(), permission__resource__system__isnull=False)
    pairs = set(rows.values_list("role_id", "permission__resource__system__ref"))
    claims = [Claim("entitles", ElementKey("role", role), ElementKey("system", system)) for role, system in pairs]
    known = on_the_map({key for claim in claims for key in (claim.src, claim.dst)})
    return [claim for claim in claims if claim.src in known and claim.dst in known]
