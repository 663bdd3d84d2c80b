"""A small municipality with roles, rules and accesses, made through the actions. Enter a municipality first."""

from dataclasses import dataclass
from datetime import date

from grunnmur.access import actions
from grunnmur.access.models import Permission, Resource, Role
from grunnmur.access.queries.matrix import plan_role_matrix
from grunnmur.core.models import User
from grunnmur.core.periods import Period
from grunnmur.organisation.models import Person, Unit
from grunnmur.portal.actions.municipality import begin
from tests.factories_organisation import (
    SYSTEM,
    make_employee,
    make_leader,
    make_position,
    make_unit,
    make_user,
)

MATRIX = (
    "Tilgang;Nivå;Fast ansatt;Kundestøtte;Vikar;Nettbrett\n"
    "Intranett;les;x;;;\n"
    "CRM;bidra;;x;;\n"
    "PC;bærbar;x;;;\n"
    "Nøkkel til lager;;;x;;\n"
    "Visittkort;;x;;-;0\n"
    "Visio;lisens;;;x;\n"
    "Nettbrett;;;;;x\n"
).encode()
START = date(2026, 3, 12)


@dataclass(frozen=True)
class House:
    """Who and what there is: a leader of Kundesenter, an adviser there, one who starts later, and the roles."""

    top: Unit
    unit: Unit
    leader: Person
    adviser: Person
    newcomer: Person
    leader_user: User
    roles: dict[str, Role]


def make_house() -> House:
    """Begin a municipality, import the matrix, and make two rules; the newcomer starts on START."""
    begin()
    top = make_unit("Fjordvik")
    unit = make_unit("Kundesenter", parent=top)
    roles = make_roles(unit)
    position = make_position("Kundekonsulent")
    selector = actions.Selector(units=[unit.pk], positions=[position.pk])
    actions.save_rule("Kundesenter basis", roles["Kundestøtte"].pk, selector, by=SYSTEM)
    faste = actions.Selector(employment_kinds=["permanent"])
    actions.save_rule("Fast ansettelse", roles["Fast ansatt"].pk, faste, by=SYSTEM)
    leader = make_leader(unit, name="Lise Leder")
    adviser = make_employee(unit, "Per Person", position_id=position.pk)
    newcomer = make_employee(unit, "Nora Ny", position_id=position.pk, valid=Period(START))
    return House(top, unit, leader, adviser, newcomer, make_user(leader), roles)


def make_roles(unit: Unit) -> dict[str, Role]:
    """Import the matrix; the unit hands out things by hand."""
    hands = dict.fromkeys(("equipment", "key", "card"), f"unit:{unit.pk}")
    roles = actions.import_role_matrix(plan_role_matrix(MATRIX, "matrix.csv"), by=SYSTEM, fulfil_keys=hands)
    return {role.name: actions.activate_role(role.pk, by=SYSTEM) for role in roles}


def permission_of(resource: str) -> Permission:
    """Return the only permission of a resource."""
    return Permission.objects.get(resource=Resource.objects.get(name=resource))
