"""The organisation on the map: every unit and function of today, and how they hang together."""

from uuid import UUID

from django.db import transaction

from grunnmur.core.clock import today
from grunnmur.core.permissions import System
from grunnmur.landscape.actions.claims import claim_relations
from grunnmur.landscape.actions.elements import register_elements, retire_elements
from grunnmur.landscape.models import Element, RelationClaim
from grunnmur.landscape.queries.organisation import functions_of, units_of
from grunnmur.landscape.rules import Claim, ElementKey, NewElement

DOMAIN = "organisation"
SYSTEM = System("The map follows the organisation")


@transaction.atomic
def map_units() -> None:
    """Put the units of today on the map, take closed ones off it, and say which belongs below which.

    Harmless when nothing changed: then nothing is written. The same few statements, however many units there are.
    """
    units = units_of(today())
    items = [
        NewElement(ref=unit.id, name=unit.name, code=unit.code, summary=unit.kind, owner_unit_id=unit.id)
        for unit in units
    ]
    _retire_others("unit", {unit.id for unit in units})
    register_elements("unit", items, domain=DOMAIN)
    wanted = [Claim("has_unit", _unit(unit.parent_id), _unit(unit.id)) for unit in units if unit.parent_id]
    claim_relations(RelationClaim.Source.ORGANISATION, "units", wanted, by=SYSTEM)


@transaction.atomic
def map_functions() -> None:
    """Put the functions on the map, and say which units somebody holds them for. Harmless when nothing changed."""
    functions, held = functions_of(today())
    items = [NewElement(ref=each.id, name=each.name, code=each.code) for each in functions]
    _retire_others("function", {each.id for each in functions})
    register_elements("function", items, domain=DOMAIN)
    wanted = [Claim("has_role", _unit(unit), ElementKey("function", function)) for unit, function in held]
    claim_relations(RelationClaim.Source.ORGANISATION, "functions", wanted, by=SYSTEM)


def map_organisation() -> None:
    """Bring all of the organisation on the map up to date."""
    map_units()
    map_functions()


def _unit(unit_id: UUID) -> ElementKey:
    return ElementKey("unit", unit_id)


def _retire_others(element_type: str, refs: set[UUID]) -> None:
    live = Element.objects.filter(type=element_type, retired_at=None).values_list("ref", flat=True)
    retire_elements(element_type, set(live) - refs, domain=DOMAIN)
